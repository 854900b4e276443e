//! The words for what breaks during authorization, steps 5 to 10, and for a run that waits there
//! for its user.
//!
//! The documents and answers of these steps are judged alike, so they share their values (`said`,
//! `meant`, `tried`) and `Notes`, by which the checks of these areas say what is odd about an
//! answer that was of use.

use crate::checks::case::{Case, shell_safe};
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::{Certainty, Evidence};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::oauth::fields::Problem;
use crate::trace::exchange::Exchange;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::purpose::Purpose;
use crate::trace::readers::challenge;
use crate::trace::readers::document::{Document, document};
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::Origin;
use crate::trace::wire::Id;

/// The step's id and the word: a test keeps a text for each.
pub fn code(step: Step, fault: AuthFault) -> String {
    [step.id(), "/", fault.id()].concat()
}

/// Whether the answer itself said what it wanted.
pub fn certainty(why: &Fault) -> Option<Certainty> {
    match why {
        Fault::SignIn {
            fault: AuthFault::WrongStatus,
            expected,
            ..
        } if expected.is_empty() => Some(Certainty::Likely),
        _ => None,
    }
}

/// What the texts of steps 5 to 10 quote: what a document or an answer says, what it should say,
/// and where else was looked.
pub fn values(
    case: &Case,
    draft: Draft,
    (step, actual, expected): (Step, &str, &str),
    exchange: Option<&Exchange>,
) -> Draft {
    // Of some faults there is nothing that would be right.
    let instead = match expected.is_empty() {
        true => String::new(),
        false => format!("The document is at `{}`.", quote::inline(expected)),
    };
    let status = exchange.and_then(Exchange::status).unwrap_or_default();
    let status = status.to_string();
    // An answer without words says its status alone, which the text has anyway.
    let reason = match actual == status {
        true => String::new(),
        false => [": `", &quote::inline(actual), "`"].concat(),
    };
    let draft = draft
        .value(Placeholder::ACTUAL, quote::inline(actual))
        .value(Placeholder::EXPECTED, quote::inline(expected))
        .value(Placeholder::INSTEAD, instead)
        .value(Placeholder::TRIED, tried(case, step))
        .value(Placeholder::REASON, reason);
    // The user brought the answer of the token endpoint. It has no status here, and codes are good
    // for one use only (RFC 6749, 4.1.2).
    let is_pasted = exchange.is_some_and(|exchange| exchange.origin == Origin::Pasted);
    match is_pasted && step == Step::Token {
        true => draft
            .value(Placeholder::STATUS, "as you pasted")
            .remark("This page had sent the code before, which may have used it up."),
        false => draft.value(Placeholder::STATUS, status),
    }
}

/// Every address at which a document was looked for, and what it said.
pub fn tried(case: &Case, step: Step) -> String {
    let looked = looked_for(case, step);
    quote::several(looked.map(describe_response), "address")
}

/// An address and what was there, as part of a list.
fn describe_response(exchange: &Exchange) -> String {
    let actual = match exchange.status() {
        // A success that is no document: single-page applications answer every path with their
        // page.
        Some(200..=299) => match document(exchange) {
            Err(AuthFault::HtmlPage) => "a page".to_owned(),
            _ => "something else".to_owned(),
        },
        Some(status) => status.to_string(),
        None => "nothing that can be read".to_owned(),
    };
    format!("`{}` said {actual}", quote::inline(&exchange.request.url))
}

/// What else was asked to find the document, for the evidence.
pub fn asked(case: &Case, step: Step, by: Option<Id>) -> Vec<Evidence> {
    let others = case.recording.exchanges.iter();
    let others = others.filter(|other| Some(other.id) != by && other.step == step);
    // Probe requests found out whether a document that the browser hid is there.
    let of_search =
        |other: &&Exchange| other.purpose.is_metadata() || other.purpose.is_probe_request();
    others.filter(of_search).map(quote::outcome).collect()
}

/// The requests for the document of a step, in the order in which they were made.
fn looked_for<'a>(case: &Case<'a>, step: Step) -> impl Iterator<Item = &'a Exchange> {
    let exchanges = case.recording.exchanges.iter();
    exchanges.filter(move |exchange| exchange.step == step && exchange.purpose.is_metadata())
}

/// The document that a step went by, whatever became of the step.
pub fn document_of<'a>(case: &Case<'a>, step: Step) -> Option<Document<'a>> {
    let state = case.recording.step_state(step);
    let exchange = case.recording.exchange(state.by?)?;
    let document = document(exchange).ok()?;
    exchange.purpose.is_metadata().then_some(document)
}

/// What a run says that stands until the user acts.
pub fn waiting(case: &Case, step: Step, by: Option<Id>) -> Draft {
    let by = match step {
        Step::Registration | Step::Authorization => {
            by.or(case.recording.step_state(Step::AuthorizationServer).by)
        }
        _ => by,
    };
    let exchange = by.and_then(|id| case.recording.exchange(id));
    // A challenge that waits is a result, and no failure: the server works as it is meant to.
    let code = match step {
        Step::Registration => "registration/needs-consent",
        Step::Authorization => "authorization/needs-consent",
        Step::Token => "token/step-up",
        _ => "challenge/credentials-required",
    };
    // At the later steps a document or a challenge has led here, and is quoted.
    if step != Step::Challenge {
        let actual = exchange.map(|exchange| exchange.request.url.as_str());
        let challenge = exchange.and_then(|exchange| exchange.header("www-authenticate"));
        return Draft::new(code)
            .value(Placeholder::SCOPE, demanded_scope(exchange))
            .value(
                Placeholder::ACTUAL,
                quote::inline(actual.unwrap_or_default()),
            )
            .value(
                Placeholder::CHALLENGE,
                quote::inline(challenge.unwrap_or_default()),
            )
            .with(exchange.map(quote::outcome));
    }
    let draft = Draft::new(code);
    let Some(exchange) = exchange else {
        return draft;
    };
    let actual = match exchange.header("www-authenticate") {
        Some(challenge) => format!("Its challenge says `{}`.", quote::inline(challenge)),
        // `challenge/header-unreadable` or `challenge/missing` says why.
        None => "What it asks for cannot be read here.".into(),
    };
    draft.value(Placeholder::CHALLENGE, actual).with([
        quote::outcome(exchange),
        quote::header(exchange, "www-authenticate"),
    ])
}

/// What a 403 says that the token lacks (RFC 6750, 3.1).
fn demanded_scope(exchange: Option<&Exchange>) -> String {
    let bearer = exchange.and_then(|exchange| challenge::read(exchange).bearer);
    let scope = bearer.as_ref().and_then(|bearer| bearer.param("scope"));
    match scope {
        Some(scope) => ["the scope `", &quote::inline(scope), "`"].concat(),
        None => "more scopes".to_owned(),
    }
}

/// Whether the run stands at the 401 because no document says where to sign in.
pub fn found_nothing(case: &Case) -> bool {
    let state = case.recording.step_state(Step::Challenge);
    state.status == Status::Waiting
        && state.reason == Some(Reason::WantsCredentials)
        && case.recording.find(&Purpose::ResourceMetadata).is_some()
}

/// What stands for a secret path is spelt in two ways; `#` would end a URL.
pub fn whole(identifier: &str) -> String {
    match identifier.contains(crate::redact::secret::TAG) {
        true => identifier.replace('#', "%23"),
        false => identifier.to_owned(),
    }
}

/// What is worth saying about one answer. Every finding shows the answer, and may quote two values.
pub struct Notes<'f, 'a, 'e> {
    findings: &'f mut Findings<'a>,
    exchange: &'e Exchange,
}

impl<'f, 'a, 'e> Notes<'f, 'a, 'e> {
    /// Notes about this answer.
    pub fn new(findings: &'f mut Findings<'a>, exchange: &'e Exchange) -> Notes<'f, 'a, 'e> {
        Notes { findings, exchange }
    }

    /// Something that the answer says.
    pub fn note(&mut self, code: &'static str, actual: &str) {
        self.note_difference(code, actual, "");
    }

    /// Something that it says, and what belongs there.
    pub fn note_difference(&mut self, code: &'static str, actual: &str, expected: &str) {
        self.put(code, quote::inline(actual), quote::inline(expected));
    }

    /// Several things of one kind, after a few words.
    pub fn note_list(&mut self, code: &'static str, before: &str, items: &[String]) {
        let actual = [before, &quote::listed(items)].concat();
        self.put(code, actual, String::new());
    }

    /// Every note quotes the address that was asked, and shows the answer: a document by its body,
    /// a challenge by its header.
    fn put(&mut self, code: &'static str, actual: String, expected: String) {
        let draft = Draft::new(code)
            .value(Placeholder::ACTUAL, actual)
            .value(Placeholder::EXPECTED, expected)
            .value(Placeholder::ASKED, shell_safe(&self.exchange.request.url));
        let shown = match self.exchange.purpose.is_oauth() {
            true => quote::body(self.exchange),
            false => quote::header(self.exchange, "www-authenticate"),
        };
        self.findings
            .add(draft.with([quote::outcome(self.exchange), shown]));
    }

    /// The type of a document, and the way to it.
    pub fn delivery(&mut self, wrong_type: &'static str, redirected: &'static str) {
        let content_type = self.exchange.content_type();
        // A suffix such as `application/oauth-authz-req+json` is JSON too (RFC 6839, 3.1).
        let is_json = content_type == "application/json" || content_type.ends_with("+json");
        match content_type.is_empty() {
            _ if is_json => {}
            true => self.note(wrong_type, "no content type"),
            false => self.note(wrong_type, &content_type),
        }
        if let Some(head) = self.exchange.head.as_ref().filter(|head| head.redirected) {
            self.note(redirected, &head.url);
        }
    }

    /// Members of the wrong type, and one that is missing.
    pub fn misshapen(&mut self, code: &'static str, problems: &[Problem], missing: &str) {
        let mut actual = String::new();
        let mut push = |field: &str, wrong: &str, wanted: &str| {
            let comma = if actual.is_empty() { "`" } else { ", `" };
            for part in [comma, field, "` is ", wrong, wanted] {
                actual.push_str(part);
            }
        };
        for problem in problems {
            push(problem.field, "not ", problem.wanted);
        }
        if !missing.is_empty() {
            push(missing, "missing", "");
        }
        if !actual.is_empty() {
            self.put(code, actual, String::new());
        }
    }
}
