//! Step 10: what a token says, and what became of it.

use super::authorization;
use super::case::Case;
use super::draft::Draft;
use super::{quote, sign_in};
use crate::engine::recording::Exchange;
use crate::engine::sign_in::challenge;
use crate::engine::step::Step;
use crate::engine::transcript::{Fact, TokenShape};

/// What the newest token says of itself.
pub(super) struct Said<'a> {
    shape: TokenShape,
    differs: &'a [(String, String)],
}

impl<'a> Said<'a> {
    fn of(case: &Case<'a>) -> Option<Said<'a>> {
        let facts = case.transcript.facts.iter().rev();
        let mut tokens = facts.filter_map(|fact| match fact {
            Fact::Token { shape, differs, .. } => Some(Said {
                shape: *shape,
                differs,
            }),
            _ => None,
        });
        tokens.next()
    }
}

/// What the texts about a token that the server refuses quote.
pub(super) fn refused(case: &Case, draft: Draft, exchange: Option<&Exchange>) -> Draft {
    let said = Said::of(case);
    let differs = said.as_ref().map_or(&[][..], |said| said.differs);
    let seconds = differs.iter().find_map(|(word, said)| {
        let is_time = matches!(word.as_str(), "expired" | "not-yet-valid");
        said.parse().ok().filter(|_| is_time)
    });
    draft
        .value("ago", span(seconds.unwrap_or_default()))
        .value("challenge", exchange.map(reason).unwrap_or_default())
        .value(
            "reasons",
            said.map(|said| reasons(case, &said)).unwrap_or_default(),
        )
}

/// Why the server refuses, in its own words.
fn reason(exchange: &Exchange) -> String {
    if exchange.header("www-authenticate").is_none() {
        return "Its `WWW-Authenticate` cannot be read here, or was not sent.".to_owned();
    }
    let bearer = challenge::read(exchange).bearer;
    let param = |name: &str| bearer.as_ref().and_then(|bearer| bearer.param(name));
    let text = match (param("error"), param("error_description")) {
        (Some(error), Some(more)) => [error, ": ", more].concat(),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => return "Its `WWW-Authenticate` gives no reason.".to_owned(),
    };
    let scope = param("scope").map(|scope| [", scope `", &quote::inline(scope), "`"].concat());
    let scope = scope.unwrap_or_default();
    ["It said `", &quote::inline(&text), "`", &scope, "."].concat()
}

/// Where the token disagrees with what the run knows: what makes a server refuse it.
fn reasons(case: &Case, said: &Said) -> String {
    let mut all: Vec<String> = Vec::new();
    for (word, said) in said.differs {
        all.extend(in_words(case, word, &quote::inline(said)));
    }
    if !all.is_empty() {
        return [
            "The token itself shows what may be the reason: ",
            &all.join("; "),
            ".",
        ]
        .concat();
    }
    let sentence = match said.shape {
        TokenShape::Jwt => "As far as this page can read the token, it fits.",
        TokenShape::Encrypted => "The token is encrypted: only the server can read it.",
        TokenShape::Opaque => {
            "The token is opaque: only these two servers know what it stands for."
        }
    };
    sentence.to_owned()
}

fn in_words(case: &Case, word: &str, said: &str) -> Option<String> {
    let resource = quote::inline(&authorization::resource(case));
    let time = || span(said.parse().unwrap_or_default());
    let parts = match word {
        "audience-missing" => ["it names no audience (`aud`), not even `", &resource, "`"].concat(),
        "audience-other" => ["its audience is `", said, "`, not `", &resource, "`"].concat(),
        "issuer-other" => ["its issuer is `", said, "`, not `", &issuer(case), "`"].concat(),
        "expired" => ["it expired ", &time(), " before it came"].concat(),
        "not-yet-valid" => ["it becomes valid ", &time(), " after it came"].concat(),
        "clock-skew" => ["it says that it was issued ", &time(), " after it came"].concat(),
        "expiry-missing" => "it has no expiry (`exp`)".to_owned(),
        "client-other" => ["it was issued to the client `", said, "`"].concat(),
        "scope-narrowed" => ["it lacks the scope `", said, "`"].concat(),
        _ => return None,
    };
    Some(parts)
}

/// The issuer that the authorization server's metadata names.
fn issuer(case: &Case) -> String {
    let document = sign_in::document_of(case, Step::AuthorizationServer);
    let said = document
        .as_ref()
        .and_then(|found| found.object.get("issuer"));
    quote::inline(said.and_then(serde_json::Value::as_str).unwrap_or_default())
}

/// A time in words: `40 seconds`, `3 minutes`, `2 hours`, `5 days`.
pub(super) fn span(seconds: i64) -> String {
    const UNITS: [(i64, &str); 4] = [
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let fits = |(size, _): &&(i64, &str)| seconds >= *size * 2;
    let (size, name) = UNITS.iter().find(fits).unwrap_or(&(1, "second"));
    let count = seconds / size;
    let plural = if count == 1 { "" } else { "s" };
    [&count.to_string(), " ", name, plural].concat()
}
