//! Whatever the user entered is planted in every field of every shape, in every spelling, and leaves the page
//! in none of its forms.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use faultfinder::protocol::document;
use faultfinder::redact::Redacted;
use faultfinder::render;
use faultfinder::report::{self, Report};
use faultfinder::share::{self, Contents, Message, RecordingLink};
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::vantage::Options;
use proptest::prelude::*;

use crate::shapes::Dice;

/// Letters that every spelling leaves as they are, so that a secret is found however it is spelled.
const MARKS: [&str; 6] = [
    "Mk3r9Tq0", "Nb7v2Xw8", "Pz5c1Lk6", "Qd4f8Jh2", "Rg6s3Yt9", "Vm1n7Bc4",
];

/// What the user entered.
#[derive(Clone, Debug)]
pub struct Entered {
    bearer: String,
    header: String,
    basic_password: String,
    url_password: String,
    api_key: String,
    segment: String,
}

impl Entered {
    /// Signs that each spelling treats otherwise, around letters that none changes.
    pub fn new(signs: &[String; 6]) -> Entered {
        let around = |n: usize| format!("{}{}{}", signs[n], MARKS[n], signs[n]);
        Entered {
            bearer: around(0),
            header: around(1),
            basic_password: around(2),
            url_password: around(3),
            api_key: around(4),
            segment: format!("{}a1b2c3d4e5", MARKS[5]),
        }
    }

    fn basic(&self) -> String {
        STANDARD.encode(format!("me:{}", self.basic_password))
    }

    fn server(&self) -> String {
        format!(
            "https://me:{}@mcp.example.com/s/{}/mcp?api_key={}&page=2",
            percent(&self.url_password, true),
            self.segment,
            percent(&self.api_key, true)
        )
    }

    fn all(&self) -> [&str; 6] {
        [
            &self.bearer,
            &self.header,
            &self.basic_password,
            &self.url_password,
            &self.api_key,
            &self.segment,
        ]
    }

    /// Every secret in every spelling, in texts as servers, browsers and tools write them.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = vec![
            self.server(),
            format!("Basic {}", self.basic()),
            self.basic(),
        ];
        for secret in self.all() {
            let json = serde_json::to_string(secret).unwrap();
            let twice = serde_json::to_string(&format!("{{\"x\":{json}}}")).unwrap();
            let (upper, lower) = (percent(secret, true), percent(secret, false));
            texts.extend([
                secret.to_owned(),
                format!("you sent {secret}, which is wrong"),
                format!("Authorization: Bearer {secret}"),
                format!("https://mcp.example.com/a/{upper}/b?c={upper}#d={upper}"),
                format!("/a/{lower}/b?c={lower}"),
                format!("callback?q={}", secret.replace(' ', "+")),
                format!(
                    "{{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{{\"code\":1,\"message\":{json}}}}}"
                ),
                format!("{{\"a\":[{{\"b\":[{{\"c\":{{\"d\":[{json}]}}}}]}}]}}"),
                format!("{{\"text\":{twice}}}"),
                format!("event: message\ndata: {{\"x\":{json}}}\n\n"),
                format!("<html><p title='{secret}'>"),
                format!(
                    "Authorization: Basic {}",
                    STANDARD.encode(format!("you:{secret}"))
                ),
                format!(
                    "> authorization: basic {}",
                    STANDARD.encode(format!("you:{secret}"))
                ),
            ]);
            texts.extend(encodings(secret).into_iter().map(|(_, text)| text));
        }
        texts
    }

    /// Enters all of it into the form.
    pub fn enter(&self, options: &mut Options) {
        options.server = self.server();
        options.bearer = Some(self.bearer.clone());
        options.headers = vec![
            ("X-Tenant".into(), self.header.clone()),
            ("Authorization".into(), format!("Basic {}", self.basic())),
        ];
    }

    fn run(&self, bytes: Vec<u8>) -> Transcript {
        let mut run = Dice::new(bytes, self.texts()).transcript();
        self.enter(&mut run.options);
        // The page's own place and the names of things are not the server's to write.
        run.environment = None;
        run
    }

    pub fn assert_gone(&self, text: &str, place: &str) {
        let basic = self.basic();
        let encoded: Vec<String> = MARKS.iter().flat_map(|mark| encoded(mark)).collect();
        let secrets = MARKS.iter().copied().chain([basic.as_str()]);
        for secret in secrets.chain(encoded.iter().map(String::as_str)) {
            if let Some((before, after)) = text.split_once(secret) {
                let before: Vec<char> = before.chars().rev().take(60).collect();
                let before: String = before.into_iter().rev().collect();
                let after: String = after.chars().take(60).collect();
                panic!("{secret} in {place}: …{before}{secret}{after}…");
            }
        }
    }
}

/// As many as there are ways to write it that a reader is likely to undo.
pub fn encodings(secret: &str) -> Vec<(&'static str, String)> {
    let escaped = |escape: fn(u8) -> String| secret.bytes().map(escape).collect::<String>();
    let units = |escape: fn(u16) -> String| secret.encode_utf16().map(escape).collect::<String>();
    let letters = |escape: fn(u32) -> String| -> String {
        secret.chars().map(|letter| escape(letter.into())).collect()
    };
    let json = units(|unit| format!("\\u{unit:04x}"));
    let percent = escaped(|byte| format!("%{byte:02X}"));
    let mut encodings = vec![
        ("as it is", secret.to_owned()),
        ("upper case", secret.to_ascii_uppercase()),
        ("JSON", json.clone()),
        ("JSON in JSON", json.replace('\\', "\\\\")),
        ("upper JSON digits", units(|unit| format!("\\u{unit:04X}"))),
        ("percent", percent.clone()),
        ("percent twice", percent.replace('%', "%25")),
        ("percent in JSON", percent.replace('%', "\\u0025")),
        ("JSON in percent", json.replace('\\', "%5C")),
        ("HTML", letters(|letter| format!("&#{letter};"))),
        (
            "HTML, hexadecimal",
            letters(|letter| format!("&#x{letter:x};")),
        ),
        ("hex", escaped(|byte| format!("{byte:02x}"))),
        ("HEX", escaped(|byte| format!("{byte:02X}"))),
        ("backwards", secret.chars().rev().collect()),
    ];
    for (name, before) in [("offset 0", ""), ("offset 1", "~"), ("offset 2", "~~")] {
        let text = format!("{before}{secret}~~");
        encodings.extend([
            (name, STANDARD.encode(&text)),
            (name, STANDARD_NO_PAD.encode(&text)),
            (name, URL_SAFE_NO_PAD.encode(&text)),
            (name, STANDARD.encode(&text).replace('/', "\\/")),
            (
                name,
                STANDARD
                    .encode(&text)
                    .replace('+', "%2B")
                    .replace('=', "%3D"),
            ),
        ]);
    }
    encodings
}

/// What stays of a mark whatever stands around it, in each encoding.
fn encoded(mark: &str) -> Vec<String> {
    let mut encoded: Vec<String> = encodings(mark)
        .into_iter()
        .filter(|(name, _)| !name.starts_with("offset") && *name != "as it is")
        .map(|(_, text)| text)
        .collect();
    for before in 0..3 {
        let text =
            STANDARD_NO_PAD.encode(["~".repeat(before).as_bytes(), mark.as_bytes()].concat());
        // The letters that hold no bit of anything else.
        let (from, to) = ((before * 8).div_ceil(6), (before + mark.len()) * 8 / 6);
        encoded.push(text[from..to].to_owned());
    }
    encoded
}

/// Percent-encoded but for letters and digits.
fn percent(text: &str, upper: bool) -> String {
    let byte = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte if upper => format!("%{byte:02X}"),
        byte => format!("%{byte:02x}"),
    };
    text.bytes().map(byte).collect()
}

/// What a recorded link holds, before anybody opens it.
fn inside(fragment: &str) -> String {
    let data = fragment
        .strip_prefix("#report=1.")
        .expect("a recorded link");
    let bytes = URL_SAFE_NO_PAD.decode(data).unwrap();
    let text = miniz_oxide::inflate::decompress_to_vec(&bytes[..bytes.len() - 4]).unwrap();
    String::from_utf8(text).unwrap()
}

/// Every text that can leave the page.
pub fn texts_of(report: &Redacted<Report>) -> Vec<(&'static str, String)> {
    let mut texts = vec![
        ("the report", render::json(report)),
        ("the transcript", document::compact(&*report.transcript)),
        ("the Markdown", render::markdown(report, None)),
        ("the page", format!("{report:?}")),
        ("a reproduce link", share::reproduce(report)),
        (
            "a message",
            Message::finished(report, "http://localhost")
                .json()
                .to_owned(),
        ),
    ];
    let target = share::template(&report.target.url);
    for client in render::clients(report, &target.server, &target.names) {
        texts.push(("a configuration", [client.text, client.note].concat()));
    }
    for exchange in &report.exchanges {
        texts.push(("a command", render::curl(report, exchange.id)));
    }
    for contents in [
        Contents::Everything,
        Contents::WithoutBodies,
        Contents::VerdictOnly,
    ] {
        if let RecordingLink::Link { fragment, left_out } = share::recording_link(report, contents)
        {
            texts.push(("a recorded link", inside(&fragment)));
            texts.push(("what is left out", left_out.unwrap_or_default()));
            let opened = share::read(&fragment, "");
            texts.push(("an opened link", format!("{opened:?}")));
        }
    }
    texts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_entered_leaves_the_page(
        bytes in proptest::collection::vec(any::<u8>(), 0..900),
        more in proptest::collection::vec(any::<u8>(), 0..300),
        signs in proptest::array::uniform6("[!-~ ä]{0,3}"),
    ) {
        let entered = Entered::new(&signs.map(|signs| signs.trim().to_owned()));
        let report = report::redacted(&entered.run(bytes));
        for (place, text) in texts_of(&report) {
            entered.assert_gone(&text, place);
        }
        let after = report::redacted(&entered.run(more));
        let link = share::read(&share::reproduce(&report), "").link;
        entered.assert_gone(&format!("{:?}", share::compare(&report, &after)), "a comparison");
        entered.assert_gone(&format!("{:?}", share::expectation(&link, &after)), "an expectation");
    }
}
