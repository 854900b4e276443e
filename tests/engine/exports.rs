//! What leaves the page as text is text: whatever a server, a link or a file says, nothing of it is markup, a mention, a
//! link, a picture or a command where it is pasted.

use std::process::Command;

use faultfinder::protocol::document::{self, Described, Member, Read, Shape};
use faultfinder::protocol::hidden::is_hidden;
use faultfinder::redact::Redacted;
use faultfinder::render::embed::{self, Embed, Shows};
use faultfinder::render::{self, Format, clients};
use faultfinder::report::{self, Report};
use faultfinder::trace::fault::Fault;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::transcript::Transcript;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::faults::help;
use crate::fixtures;
use crate::scenario::{Scenario, URL};
use crate::shapes::samples;

/// What was planted holds this, so that it is known again.
const PLANTED: &str = "planted";

/// Everything that Markdown, the programs that show it, or a terminal could take for more than letters.
const HOSTILE: [&str; 14] = [
    "![planted](https://evil.example/planted.png)",
    "<img src=https://evil.example/planted.png onerror=planted()>",
    "<script>planted</script><!-- planted",
    "[planted](https://evil.example/planted)",
    "<https://evil.example/planted>",
    "https://evil.example/planted www.planted.example planted@evil.example",
    "@planted-user #1234 planted/planted#12 GH-12",
    "`planted` ``planted`` ```planted",
    "\n```\n# planted\n\n![planted](https://evil.example/planted.png)\n",
    "\n\n# planted\n\n- planted\n> planted\n\n| planted | b |\n|---|---|\n",
    "**planted** __planted__ *planted* ~~planted~~ $planted$",
    "&lt;planted&gt; &#64;planted &#35;12 \\planted",
    "\u{1b}]0;planted\u{7}\u{1b}[31m\r\u{8}planted\u{9b}2J",
    "planted\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{e0041}",
];

fn report_of(transcript: &Transcript) -> Redacted<Report> {
    report::redacted(transcript).with_help(&help())
}

#[test]
fn nothing_planted_in_any_text_is_markup() {
    for hostile in HOSTILE {
        for document in samples(Transcript::SHAPE, hostile) {
            let transcript = Transcript::read(&document).expect("a transcript");
            holds(&report_of(&transcript), hostile);
        }
    }
}

/// The one above makes runs that few checks know: these are real ones, in which the server says something more.
#[test]
fn nothing_planted_in_a_kept_run_is_markup() {
    let kept = fixtures::all();
    assert!(kept.len() > 100, "{}", kept.len());
    for (index, kept) in kept.iter().enumerate() {
        // Which texts are changed, so that the others keep the run what it is.
        for every in [2, 7] {
            let hostile = HOSTILE[(index + every) % HOSTILE.len()];
            let mut planter = Planter {
                hostile,
                every,
                count: index,
            };
            let written = document::compact(&kept.transcript);
            let mut document = serde_json::from_str(&written).expect("JSON");
            planter.plant(Transcript::SHAPE, &mut document);
            if let Some(transcript) = Transcript::read(&document) {
                holds(&report_of(&transcript), hostile);
            }
        }
    }
}

/// Adds words to the texts of a document, and to those in the JSON that its bodies hold.
struct Planter {
    hostile: &'static str,
    every: usize,
    count: usize,
}

impl Planter {
    fn plant(&mut self, shape: &Shape, value: &mut Value) {
        match (shape, value) {
            (Shape::Text, Value::String(text)) => self.add(text),
            (Shape::Pair, Value::Array(pair)) => {
                if let Some(Value::String(text)) = pair.get_mut(1) {
                    self.add(text);
                }
            }
            (Shape::Bytes, Value::Object(body)) => self.plant_body(body.get_mut("text")),
            (Shape::Optional(inner), value) if !value.is_null() => self.plant(inner, value),
            (Shape::List(inner), Value::Array(items)) => {
                items.iter_mut().for_each(|item| self.plant(inner, item));
            }
            (Shape::Struct { members, .. }, value) => self.plant_members(members, value),
            (Shape::Tagged { tag, variants, .. }, value) => {
                let variant = variants.iter().find(|variant| value[*tag] == variant.word);
                if let Some(variant) = variant {
                    self.plant_members(variant.members, value);
                }
            }
            _ => {}
        }
    }

    fn plant_members(&mut self, members: &[Member], value: &mut Value) {
        for member in members
            .iter()
            .filter(|member| member.redaction != Some("Plain"))
        {
            match member.name {
                Some(name) => {
                    if let Some(value) = value.get_mut(name) {
                        self.plant(member.shape, value);
                    }
                }
                None => self.plant(member.shape, value),
            }
        }
    }

    fn plant_body(&mut self, text: Option<&mut Value>) {
        let Some(Value::String(text)) = text else {
            return;
        };
        match serde_json::from_str::<Value>(text) {
            Ok(mut json) => {
                self.plant_json(&mut json);
                *text = json.to_string();
            }
            Err(_) => self.add(text),
        }
    }

    fn plant_json(&mut self, json: &mut Value) {
        match json {
            Value::String(text) => self.add(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.plant_json(item)),
            Value::Object(members) => {
                let members = members.iter_mut().filter(|(name, _)| *name != "jsonrpc");
                members.for_each(|(_, value)| self.plant_json(value));
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &mut String) {
        self.count += 1;
        if self.count.is_multiple_of(self.every) {
            text.push(' ');
            text.push_str(self.hostile);
        }
    }
}

/// Where the link to the recording leads.
const RECORDING: &str = "https://faultfinder.example/#run=1.planted";

fn holds(report: &Redacted<Report>, hostile: &str) {
    let markdown = render::markdown(report, Some(RECORDING));
    inert(&markdown, hostile, 1);
    visible(&markdown);
    in_short(report);
    archived(report);
    drawn(report);
    for exchange in &report.exchanges {
        visible(&render::curl(report, exchange.id));
    }
    for client in clients(report, &report.target.url, &[]) {
        visible(&client.text);
        if client.text.starts_with('{') {
            let read: Result<Value, _> = serde_json::from_str(&client.text);
            assert!(read.is_ok(), "{}", client.text);
        }
    }
    embedded(report);
}

/// The lines for a chat are three, and none of them is markup; no more is what is sent with a wrong diagnosis.
fn in_short(report: &Redacted<Report>) {
    let chat = render::export(report, Format::Chat, "", "");
    visible(&chat);
    assert_eq!(chat.lines().count(), 3, "{chat}");
    inert(&chat, &chat, 0);
    let wrong = render::export(report, Format::WrongDiagnosis, "", "");
    visible(&wrong);
    let lines = wrong.lines().filter(|line| line.starts_with("- "));
    assert_eq!(lines.count(), 5, "{wrong}");
}

/// Another program opens the archive, and finds every request in it.
fn archived(report: &Redacted<Report>) {
    let text = render::export(report, Format::Har, "", "");
    let archive = har::from_slice(text.as_bytes());
    let archive = archive.unwrap_or_else(|why| panic!("{why} in {text}"));
    let har::Spec::V1_2(log) = archive.log else {
        panic!("HAR 1.2: {text}");
    };
    let mut exchanges = report.exchanges.iter();
    let requests = exchanges
        .by_ref()
        .filter(|exchange| exchange.request.is_some());
    assert_eq!(log.entries.len(), requests.count());
}

/// The picture is one of SVG, and holds nothing but shapes and letters.
fn drawn(report: &Redacted<Report>) {
    const OURS: [&str; 6] = ["svg", "title", "style", "rect", "line", "text"];
    let picture = render::export(report, Format::Svg, "", "");
    let document = roxmltree::Document::parse(&picture);
    let document = document.unwrap_or_else(|why| panic!("{why} in {picture}"));
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(OURS.contains(&node.tag_name().name()), "{node:?}");
        for attribute in node.attributes() {
            assert!(!attribute.value().contains(PLANTED), "{attribute:?}");
        }
    }
    let mut style = document
        .descendants()
        .filter(|node| node.has_tag_name("style"));
    assert!(style.all(|style| !style.text().unwrap_or_default().contains(PLANTED)));
}

/// No character is left that a terminal obeys, or that is not seen.
fn visible(text: &str) {
    let hidden: Vec<char> = text.chars().filter(|letter| is_hidden(*letter)).collect();
    assert!(hidden.is_empty(), "{hidden:?} in {text}");
}

/// The Markdown has headings, lists, a table, code and emphasis of ours, and what is planted stands in code or among words
/// without meaning.
fn inert(markdown: &str, hostile: &str, own_links: usize) {
    let mut headings = Vec::new();
    let mut open = Vec::new();
    let mut links = 0;
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(tag) => {
                assert!(is_ours(&tag), "{tag:?} from {hostile:?} in\n{markdown}");
                links += usize::from(matches!(tag, Tag::Link { .. }));
                open.push(tag.to_end());
                if matches!(tag, Tag::Heading { .. }) {
                    headings.push(String::new());
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                let in_block = open.contains(&TagEnd::CodeBlock);
                assert!(in_block || is_plain(&text), "{text:?} in\n{markdown}");
                let is_emphasised =
                    open.contains(&TagEnd::Strong) || open.contains(&TagEnd::Emphasis);
                assert!(
                    !is_emphasised || !text.contains(PLANTED),
                    "{text:?} in\n{markdown}"
                );
                if let Some(heading) = headings
                    .last_mut()
                    .filter(|_| open.last().is_some_and(is_heading))
                {
                    heading.push_str(&text);
                }
            }
            Event::Code(_) | Event::SoftBreak => {}
            Event::Html(html) if FOLD.contains(&html.trim()) => {}
            other => panic!("{other:?} from {hostile:?} in\n{markdown}"),
        }
    }
    assert_eq!(links, own_links, "{markdown}");
    const OURS: [&str; 11] = [
        "What happened",
        "Evidence",
        "Possible causes",
        "Why it matters",
        "Affected clients",
        "How to fix",
        "Sources",
        "Also noticed",
        "Steps",
        "Environment",
        "This command tells them apart",
    ];
    let strange = headings
        .iter()
        .skip(1)
        .find(|heading| !OURS.contains(&heading.as_str()));
    assert_eq!(strange, None, "{markdown}");
}

fn is_heading(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Heading(_))
}

/// The one fold.
const FOLD: [&str; 3] = [
    "<details>",
    "<summary>Affected clients</summary>",
    "</details>",
];

fn is_ours(tag: &Tag) -> bool {
    if let Tag::Link { dest_url, .. } = tag {
        return dest_url.as_ref() == RECORDING;
    }
    matches!(
        tag,
        Tag::HtmlBlock
            | Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::List(_)
            | Tag::Item
            | Tag::CodeBlock(_)
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Strong
            | Tag::Emphasis
    )
}

/// No mention, no reference and no address: programs that show Markdown make links of them in any text.
fn is_plain(text: &str) -> bool {
    let mut words =
        text.split(|letter: char| !letter.is_alphanumeric() && !"@#:/.".contains(letter));
    !words.any(|word| {
        let is_number = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_digit());
        let after_hash = word.split('#').skip(1).any(is_number);
        let mention = word
            .split('@')
            .skip(1)
            .any(|rest| rest.starts_with(|letter: char| letter.is_alphanumeric()));
        after_hash || mention || word.contains("://") || word.starts_with("www.")
    })
}

/// The picture for a README is one link around one picture.
fn embedded(report: &Redacted<Report>) {
    let embed = Embed {
        home: "https://faultfinder.example/",
        report,
        shows: Shows::Recorded("#report=1.abc"),
        theme: None,
    };
    let text = embed::markdown(&embed);
    visible(text.trim_end());
    let tags: Vec<Tag> = Parser::new_ext(&text, Options::all())
        .filter_map(|event| match event {
            Event::Start(tag) => Some(tag),
            Event::Html(_) | Event::InlineHtml(_) => panic!("{text}"),
            _ => None,
        })
        .collect();
    let tags: Vec<&str> = tags
        .iter()
        .map(|tag| match tag {
            Tag::Paragraph => "paragraph",
            Tag::Link { .. } => "link",
            Tag::Image { .. } => "image",
            _ => "other",
        })
        .collect();
    assert_eq!(tags, ["paragraph", "link", "image"], "{text}");
}

/// The searches above find what they look for.
fn is_found(markdown: &'static str) {
    let found = std::panic::catch_unwind(|| inert(markdown, "", 1));
    assert!(found.is_err(), "{markdown}");
}

rows! { is_found;
    a_picture: ("![planted](https://evil.example/x.png)"),
    markup: ("a <b>planted</b>"),
    a_block: ("<div>\nplanted\n</div>"),
    a_link: ("[planted](https://evil.example)"),
    an_address: ("see <https://evil.example>"),
    a_bare_address: ("see https://evil.example"),
    a_bare_name: ("see www.evil.example"),
    a_mention: ("thanks @planted"),
    a_reference: ("fixes #12"),
    emphasis: ("very **planted**"),
    a_heading: ("# ours\n\n# planted"),
    struck: ("~~planted~~"),
}

/// A shell takes the command for what it says.
#[test]
fn what_a_terminal_would_obey_is_made_by_the_shell() {
    let hostile = "it's\u{1b}[31m\u{202e}x\r\u{e0041}.";
    let run = Scenario::new(URL).send(Purpose::Discover, "POST", Some(hostile));
    let report = report_of(&run.fails("TypeError").stops(Fault::NoConnection));
    let command = render::curl(&report, report.exchanges[0].id);
    visible(&command);
    // The body comes last; the preflight that is shown with it has none.
    let curl = "curl() { while [ $# -gt 1 ]; do [ \"$1\" = --data-raw ] && printf %s \"$2\"; shift; done; }";
    let script = [curl, &command].join("\n");
    let ran = Command::new("sh").arg("-c").arg(script).output();
    let printed = String::from_utf8(ran.expect("a shell").stdout);
    assert_eq!(printed.as_deref(), Ok(hostile), "{command}");
}

#[test]
fn files_are_named_by_server_code_and_day() {
    let mut scenario = report_of(&crate::panels::without_cors().run.transcript().clone());
    let name = render::file_name(&scenario, "json");
    assert_eq!(name, "mcp.test-cors-not-allowed-2026-11-23.json");
    scenario = report_of(&crate::panels::healthy().run.transcript().clone());
    assert!(render::file_name(&scenario, "har").starts_with("mcp.test-healthy-"));
}
