//! Any transcript survives being written and read.

use faultfinder::protocol::address::AddressClass;
use faultfinder::protocol::http::Headers;
use faultfinder::trace::purpose::{NegativeTest, ProbeRequest, Purpose};
use faultfinder::trace::reason::{Reason, Unseen};
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{
    Abort, Event, EventKind, Fact, FindingStub, Origin, TokenShape, Transcript,
};
use faultfinder::trace::user_action::{Client, Registration, UserAction};
use faultfinder::trace::vantage::{
    Browser, BrowserEngine, Environment, Options, Transport, Vantage,
};
use faultfinder::trace::wire::{
    Bytes, Failure, Head, Mode, Pasted, PastedExchange, Permission, Probe, ProbeResult, Redirect,
    Request, ResponseKind,
};
use faultfinder::{render, report, share};
use proptest::prelude::*;
use serde_json::Value;

use crate::faults;

/// Makes up a transcript from random bytes.
pub struct Dice {
    bytes: std::vec::IntoIter<u8>,
    /// What stands in every text.
    texts: Vec<String>,
}

/// Texts of every kind.
const TEXTS: [&str; 10] = [
    "",
    "plain",
    "ä € 😀 \u{0} \u{2028}",
    "\"quoted\\\" \n\r\t",
    "<script>&lt;",
    "https://mcp.example.com/mcp?x=1&y=2#z",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
    "data: {}\n\n",
    "1e999",
    "redacted:token:12#3",
];

impl Dice {
    pub fn new(bytes: Vec<u8>, texts: Vec<String>) -> Dice {
        let bytes = bytes.into_iter();
        Dice { bytes, texts }
    }

    fn byte(&mut self) -> u8 {
        self.bytes.next().unwrap_or_default()
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    fn number(&mut self) -> u32 {
        u32::from(self.byte()) << self.below(24)
    }

    fn text(&mut self) -> String {
        let place = self.below(self.texts.len());
        self.texts[place].clone()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    fn pairs(&mut self) -> Vec<(String, String)> {
        (0..self.below(3))
            .map(|_| (self.text(), self.text()))
            .collect()
    }

    pub fn transcript(&mut self) -> Transcript {
        Transcript {
            options: Options {
                server: self.text(),
                transport: self.pick(&[Transport::Auto, Transport::Sse, Transport::StreamableHttp]),
                headers: self.pairs(),
                bearer: self.maybe(Dice::text),
                patience_ms: f64::from(self.number()),
            },
            environment: self.maybe(Dice::environment),
            facts: (0..self.below(4)).map(|_| self.fact()).collect(),
            events: (0..self.below(24)).map(|_| self.event()).collect(),
        }
    }

    fn environment(&mut self) -> Environment {
        use AddressClass::*;
        Environment {
            vantage: self.pick(&[Vantage::Browser, Vantage::Native]),
            browser: Browser {
                engine: self.pick(&[
                    BrowserEngine::Chromium,
                    BrowserEngine::Firefox,
                    BrowserEngine::Safari,
                    BrowserEngine::Other,
                ]),
                version: self.text(),
            },
            page_origin: self.text(),
            page_is_https: self.flag(),
            secure_context: self.flag(),
            page_class: self.pick(&[Loopback, Private, LinkLocal, LocalName, Public]),
            started_at: self.text(),
            nonce: self.text(),
        }
    }

    fn fact(&mut self) -> Fact {
        match self.below(5) {
            0 => Fact::SessionId {
                exchange: self.number(),
                length: self.below(99),
                visible_ascii: self.flag(),
            },
            1 => Fact::Credential {
                name: self.text(),
                length: self.below(99),
                problem: self.maybe(Dice::text),
            },
            3 => Fact::Token {
                exchange: self.number(),
                shape: self.pick(&[TokenShape::Jwt, TokenShape::Encrypted, TokenShape::Opaque]),
                length: self.below(99),
                claims: self.text(),
                differs: self.pairs(),
            },
            2 => Fact::Shortened {
                exchange: self.number(),
                bytes: self.below(99),
            },
            _ => Fact::RetainedFindings {
                findings: (0..self.below(3)).map(|_| self.found()).collect(),
            },
        }
    }

    fn found(&mut self) -> FindingStub {
        let codes = [
            "tools/empty",
            "tools/bad-input-schema",
            "cors/not-allowed",
            "x",
        ];
        FindingStub {
            code: self.pick(&codes).to_owned(),
            values: self.pairs(),
        }
    }

    fn event(&mut self) -> Event {
        Event {
            at: f64::from(self.number()),
            kind: self.what(),
        }
    }

    fn what(&mut self) -> EventKind {
        let id = u32::from(self.byte() % 6);
        match self.below(15) {
            0 => EventKind::Send {
                id,
                step: self.pick(&Step::ALL),
                purpose: self.purpose(),
                request: self.request(),
                mode: self.pick(&[Mode::Cors, Mode::NoCors]),
                redirect: self.pick(&[Redirect::Follow, Redirect::Manual, Redirect::Error]),
                origin: self.pick(&[Origin::Live, Origin::Pasted, Origin::Imported]),
            },
            1 => EventKind::Head {
                id,
                head: self.head(),
            },
            2 => EventKind::Chunk {
                id,
                bytes: Bytes(self.body()),
            },
            3 => EventKind::End { id },
            4 => EventKind::Failed {
                id,
                failure: Failure {
                    message: self.text(),
                    csp: self.flag(),
                    not_sent: self.flag(),
                },
            },
            5 => EventKind::Abort {
                id,
                why: self.pick(&[
                    Abort::NoHead,
                    Abort::Idle,
                    Abort::TooLong,
                    Abort::TooLarge,
                    Abort::NoLongerNeeded,
                    Abort::Cancelled,
                ]),
            },
            6 => EventKind::Probe {
                id,
                step: self.pick(&Step::ALL),
                probe: self.probe(),
            },
            7 => EventKind::ProbeResult {
                id,
                result: self.probe_result(),
            },
            8 => EventKind::Unsupported { id },
            9 => self.pick(&[EventKind::Cancel, EventKind::Done]),
            10 => EventKind::Paste {
                pasted: Pasted {
                    exchanges: (0..self.below(2)).map(|_| self.pasted()).collect(),
                    cause: self.maybe(Dice::text),
                    quote: self.maybe(Dice::text),
                },
            },
            11 | 12 => EventKind::UserAction {
                id,
                action: self.action(),
            },
            _ => EventKind::Step {
                step: self.pick(&Step::ALL),
                status: self.status(),
                reason: self.maybe(Dice::reason),
                by: self.maybe(|dice| u32::from(dice.byte() % 6)),
            },
        }
    }

    fn action(&mut self) -> UserAction {
        match self.below(7) {
            0 => UserAction::Choose {
                issuer: self.text(),
            },
            1 => UserAction::UseClient {
                client: Client {
                    registration: self.pick(&[
                        Registration::PreRegistered,
                        Registration::MetadataDocument,
                        Registration::Dynamic,
                    ]),
                    id: self.text(),
                    secret: self.maybe(Dice::text),
                },
            },
            2 => UserAction::AuthorizationStarted {
                url: self.text(),
                verifier: self.text(),
            },
            3 => UserAction::CallbackReceived { url: self.text() },
            4 => UserAction::TokenResponsePasted { body: self.text() },
            _ => self.pick(&[
                UserAction::NoCallback,
                UserAction::Refresh,
                UserAction::StartDeepMode,
            ]),
        }
    }

    fn body(&mut self) -> Vec<u8> {
        match self.flag() {
            true => self.text().into_bytes(),
            false => (0..self.below(9)).map(|_| self.byte()).collect(),
        }
    }

    fn purpose(&mut self) -> Purpose {
        match self.below(15) {
            0 => Purpose::Discover,
            1 => Purpose::Initialize {
                revision: self.text(),
            },
            2 => Purpose::Initialized,
            3 => Purpose::List {
                method: self.pick(&["tools/list", "prompts/list", "x"]).to_owned(),
                page: self.number(),
            },
            4 => Purpose::OpenSse,
            5 => Purpose::GetStream,
            6 => Purpose::Listen,
            7 => Purpose::Delete,
            8 => Purpose::RedirectTarget,
            9 => Purpose::Register,
            10 => Purpose::Authorize,
            11 => Purpose::Token,
            12 => Purpose::Refresh,
            13 => Purpose::NegativeTest {
                test: self.pick(&[
                    NegativeTest::UnknownVersion,
                    NegativeTest::Open,
                    NegativeTest::Use,
                    NegativeTest::MadeUpCredential,
                ]),
                index: self.number(),
            },
            _ => Purpose::ProbeRequest {
                request: match self.flag() {
                    true => ProbeRequest::Header { name: self.text() },
                    false => self.pick(&[
                        ProbeRequest::NoCorsGet,
                        ProbeRequest::NoCorsPost,
                        ProbeRequest::SimplePost,
                        ProbeRequest::RedirectCheck,
                        ProbeRequest::OptionsFetch,
                        ProbeRequest::PathVariant,
                        ProbeRequest::SiblingPath,
                        ProbeRequest::OtherScheme,
                    ]),
                },
            },
        }
    }

    fn request(&mut self) -> Request {
        Request {
            method: self.text(),
            url: self.text(),
            headers: Headers(self.pairs()),
            body: self.maybe(Dice::text),
        }
    }

    fn head(&mut self) -> Head {
        Head {
            kind: self.pick(&[
                ResponseKind::Basic,
                ResponseKind::Cors,
                ResponseKind::Opaque,
                ResponseKind::OpaqueRedirect,
            ]),
            status: u16::from(self.byte()) * 3,
            url: self.text(),
            redirected: self.flag(),
            headers: Headers(self.pairs()),
        }
    }

    fn probe(&mut self) -> Probe {
        match self.below(6) {
            0 => Probe::EventSource { url: self.text() },
            1 => Probe::WebSocket { url: self.text() },
            2 => Probe::CspRedirect { url: self.text() },
            3 => Probe::Permission {
                name: self.text(),
                after: self.flag(),
            },
            4 => Probe::OwnOrigin,
            _ => Probe::ResourceTiming { of: self.number() },
        }
    }

    fn probe_result(&mut self) -> ProbeResult {
        match self.below(6) {
            0 => ProbeResult::EventSource {
                ready_state: self.byte(),
            },
            1 => ProbeResult::WebSocket {
                code: self.maybe(|dice| u16::from(dice.byte())),
            },
            2 => ProbeResult::CspRedirect {
                left_origin: self.flag(),
            },
            3 => ProbeResult::Permission {
                state: self.pick(&[
                    Permission::Granted,
                    Permission::Denied,
                    Permission::Prompt,
                    Permission::Unknown,
                ]),
            },
            4 => ProbeResult::OwnOrigin {
                online: self.flag(),
                answers: self.flag(),
            },
            _ => ProbeResult::ResourceTiming {
                duration_ms: self.maybe(|dice| f64::from(dice.number())),
            },
        }
    }

    fn status(&mut self) -> Status {
        self.pick(&[
            Status::Pending,
            Status::Running,
            Status::Waiting,
            Status::Pass,
            Status::Warn,
            Status::Fail,
            Status::Skipped,
            Status::Unseen,
            Status::Unreached,
        ])
    }

    fn reason(&mut self) -> Reason {
        match self.below(3) {
            0 => Reason::Fault {
                fault: self.pick(&faults::all()),
            },
            1 => Reason::CannotSee {
                why: self.pick(&[
                    Unseen::NotPasted,
                    Unseen::SessionIdHidden,
                    Unseen::QuietStream,
                    Unseen::NoAnswer,
                ]),
            },
            _ => self.pick(&[
                Reason::Settled,
                Reason::OpenServer,
                Reason::CredentialGiven,
                Reason::CredentialAccepted,
                Reason::NotOffered,
                Reason::NothingToClose,
                Reason::Earlier,
                Reason::Cancelled,
                Reason::PermissionPrompt,
                Reason::WantsCredentials,
            ]),
        }
    }

    fn pasted(&mut self) -> PastedExchange {
        PastedExchange {
            request: self.request(),
            head: self.head(),
            body: Bytes(self.body()),
        }
    }
}

pub fn any_transcript() -> impl Strategy<Value = Transcript> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..600);
    bytes.prop_map(|bytes| {
        let texts = TEXTS.iter().map(|text| (*text).to_owned());
        Dice::new(bytes, texts.collect()).transcript()
    })
}

proptest! {
    /// However odd the transcript: its file opens, to the same report, and it fits into links.
    #[test]
    fn a_file_opens_to_what_was_saved(transcript in any_transcript()) {
        let report = report::redacted(&transcript);
        let file = render::json(&report);
        let opened = share::import(&file);
        prop_assert_eq!(opened.problem, None);
        let recording = opened.recording.expect("a recording");
        prop_assert_eq!(&recording.report.transcript, &report.transcript);
        prop_assert_eq!(&*recording.report, &*report);
        let document: Value = serde_json::from_str(&file).expect("JSON");
        prop_assert_eq!(document["tool"]["version"].as_str(), Some(recording.tool.as_str()));
    }

    #[test]
    fn odd_transcripts_travel(transcript in any_transcript()) {
        let report = report::redacted(&transcript);
        let opened = super::open(&super::link_of(&report, share::Contents::Everything));
        let recording = opened.recording.expect("a recording");
        prop_assert_eq!(share::expected(&recording.report), share::expected(&report));
        prop_assert_eq!(recording.then, share::expected(&report));
        share::compare(&report, &recording.report);
        super::open(&super::link_of(&report, share::Contents::WithoutBodies));
        super::open(&super::link_of(&report, share::Contents::VerdictOnly));
        super::open(&share::reproduce(&report));
    }
}
