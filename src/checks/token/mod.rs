//! Holds `token/audience-missing`, `token/audience-other`, `token/client-other`,
//! `token/clock-skew`, `token/expiry-missing`, `token/insufficient-scope-shape`,
//! `token/issuer-other`, `token/long-lived`, `token/no-refresh`, `token/opaque`, `token/pasted`,
//! `token/scope-narrowed`, `token/scope-list`.
//!
//! Step 10: what a token says (RFC 9068, 2.2; RFC 7519, 4.1), and what became of it. The claims
//! were read before redaction and kept as facts; the token itself is not here. One table: each
//! line is a part of the answer or of the token.
//!
//! Silent: where the server refuses the token, because what it says is then told with the
//! refusal; about opaque tokens, of which nothing can be read; about scopes that only the sign-in
//! needs.

pub(super) mod not_accepted;
pub(super) mod refresh_not_rotated;
pub(super) mod refresh_refused;

use super::case::Case;
use super::draft::{Draft, Findings};
use super::finding::{Evidence, Part};
use super::sign_in::Notes;
use super::{authorization, quote};
use crate::checks::placeholder::Placeholder;
use crate::protocol::json;
use crate::protocol::oauth::scope;
use crate::protocol::oauth::token::Token;
use crate::trace::exchange::Exchange;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::purpose::Purpose;
use crate::trace::readers::{challenge, token};
use crate::trace::step::Step;
use crate::trace::transcript::{Fact, Origin, TokenShape};

/// The newest token that was issued, and what it says of itself.
struct Issued<'a> {
    exchange: &'a Exchange,
    shape: TokenShape,
    claims: &'a str,
    differs: &'a [(String, String)],
}

impl<'a> Issued<'a> {
    /// The newest token that came for a code. A refreshed one is like it, and what the user pasted
    /// has no exchange of this page's.
    fn find(case: &Case<'a>) -> Option<Issued<'a>> {
        let mut facts = case.transcript.facts.iter().rev();
        facts.find_map(|fact| match fact {
            Fact::Token {
                exchange,
                shape,
                claims,
                differs,
                ..
            } => {
                let exchange = case.recording.exchange(*exchange)?;
                (exchange.purpose == Purpose::Token).then_some(Issued {
                    exchange,
                    shape: *shape,
                    claims,
                    differs,
                })
            }
            _ => None,
        })
    }

    /// What the token says otherwise in this respect, noted by the engine before redaction.
    fn difference(&self, word: &str) -> Option<&'a str> {
        let mut differs = self.differs.iter();
        let found = differs.find(|(code, _)| code == word);
        found.map(|(_, actual)| actual.as_str())
    }
}

/// One table: each line is a part of the answer or of the token, and what is worth saying about it.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    // These two need no token: the answer was hidden, or refused for its scope.
    pasted(case, findings);
    too_narrow(case, findings);
    let Some(issued) = Issued::find(case) else {
        return;
    };
    let Ok(token) = token::classify_token_response(issued.exchange) else {
        return;
    };
    // What it contains is told as long as nothing else tells it.
    if !is_refused(case) {
        contents(case, &issued, &token, findings);
    }
    let lives = lifetime(&issued, &token).filter(|seconds| *seconds > LONG);
    if let Some(seconds) = lives {
        note(&issued, findings, "token/long-lived", &span(seconds));
    }
    if token.refresh_token.is_none() {
        note(&issued, findings, "token/no-refresh", "");
    }
}

/// A token that lives longer is worth a warning (2026-07-28 `basic/authorization`: short-lived).
const LONG: i64 = 86_400;

/// One cause, one finding: what the token says is told with the refusal then.
fn is_refused(case: &Case) -> bool {
    use AuthFault::{Expired, NotAccepted, NotYetValid};
    matches!(
        case.failure.fault,
        Some(Fault::SignIn {
            step: Step::Token,
            fault: Expired | NotAccepted | NotYetValid,
            ..
        })
    )
}

/// A finding about the token, with the answer that brought it and its claims where they could be
/// read.
fn note(issued: &Issued, findings: &mut Findings, code: &'static str, actual: &str) {
    let shown = match issued.claims {
        "" => quote::body(issued.exchange),
        claims => Evidence {
            exchange: issued.exchange.id,
            part: Part::Body,
            text: ["the token says ", claims].concat(),
        },
    };
    let draft = Draft::new(code).value(Placeholder::ACTUAL, actual);
    findings.add(draft.with([quote::outcome(issued.exchange), shown]));
}

/// What the token says otherwise than the run knows, although the server takes it.
fn contents(case: &Case, issued: &Issued, token: &Token, findings: &mut Findings) {
    /// What the engine compares, and what is said of it. A clock that is wrong shows itself in
    /// three ways.
    const CODES: [(&str, &str); 7] = [
        ("audience-missing", "token/audience-missing"),
        ("audience-other", "token/audience-other"),
        ("issuer-other", "token/issuer-other"),
        ("client-other", "token/client-other"),
        ("expired", "token/clock-skew"),
        ("not-yet-valid", "token/clock-skew"),
        ("clock-skew", "token/clock-skew"),
    ];
    for (word, code) in CODES {
        let actual = issued.difference(word).map(quote::inline);
        if let Some(words) =
            actual.and_then(|actual| not_accepted::describe_difference(case, word, &actual))
        {
            note(issued, findings, code, &words);
        }
    }
    // RFC 6749, 3.3: a server that grants less must say so. The token itself may also say less
    // than its answer.
    let missing = narrowed(case, issued, token);
    if !missing.is_empty() {
        let actual = quote::listed(&missing);
        note(issued, findings, "token/scope-narrowed", &actual);
    }
    let asked = authorization::sent(case, "scope").unwrap_or_default();
    if let Some(given) = token
        .scope
        .as_deref()
        .filter(|given| scope::is_odd_list(&asked, given))
    {
        note(issued, findings, "token/scope-list", &quote::inline(given));
    }
    // A JWT says itself when it expires (RFC 9068, 2.2); of another only the answer can tell.
    let has_expiry = match issued.shape {
        TokenShape::Jwt => issued.difference("expiry-missing").is_none(),
        TokenShape::Encrypted | TokenShape::Opaque => token.expires_in.is_some(),
    };
    if !has_expiry {
        note(issued, findings, "token/expiry-missing", "");
    }
    match issued.shape {
        TokenShape::Jwt => {}
        TokenShape::Encrypted => note(issued, findings, "token/opaque", "an encrypted JWT"),
        TokenShape::Opaque => note(issued, findings, "token/opaque", "no JWT"),
    }
}

/// What was asked for and not granted, by the answer or by the token itself.
fn narrowed(case: &Case, issued: &Issued, token: &Token) -> Vec<String> {
    // These open nothing at the MCP server.
    /// +These open nothing at the MCP server.
    const OF_SIGN_IN: [&str; 2] = ["openid", "offline_access"];
    let asked = authorization::sent(case, "scope").unwrap_or_default();
    let granted = token.scope.as_deref().unwrap_or(&asked);
    let mut missing = scope::missing(&asked, granted);
    let by_token = issued.difference("scope-narrowed").unwrap_or_default();
    for one in by_token.split_whitespace() {
        if !missing.iter().any(|other| other == one) {
            missing.push(one.to_owned());
        }
    }
    missing.retain(|one| !OF_SIGN_IN.contains(&one.as_str()));
    missing
}

/// In seconds: what the answer says, or else what the token says itself.
fn lifetime(issued: &Issued, token: &Token) -> Option<i64> {
    let by_claims = || {
        let claims = json::parse(issued.claims).ok()?;
        let at = |claim: &str| json::integer(claims.get(claim)?.as_number()?);
        // Claims are the server's words: two times of any size.
        Some(at("exp")?.saturating_sub(at("iat")?))
    };
    token.expires_in.or_else(by_claims)
}

/// The run went on with an answer that the user pasted, because this page was not shown its own.
fn pasted(case: &Case, findings: &mut Findings) {
    let pasted = case.recording.pasted_exchange(&Purpose::Token);
    let mut exchanges = case.recording.exchanges.iter();
    let hidden = exchanges.find(|exchange| {
        let is_own = exchange.purpose == Purpose::Token && exchange.origin == Origin::Live;
        is_own && exchange.failed_without_answer()
    });
    // The fault says the same, where the run stands at it.
    let is_the_fault = matches!(
        case.failure.fault,
        Some(Fault::SignIn {
            step: Step::Token,
            fault: AuthFault::Unreadable,
            ..
        })
    );
    if let (Some(_), Some(hidden)) = (pasted, hidden.filter(|_| !is_the_fault)) {
        Notes::new(findings, hidden).note("token/pasted", "");
    }
}

/// A challenge for more scope says which, and where to get it.
fn too_narrow(case: &Case, findings: &mut Findings) {
    for exchange in &case.recording.exchanges {
        // RFC 6750, 3.1: `insufficient_scope` belongs to 403.
        let is_forbidden = exchange.status() == Some(403);
        let Some(bearer) = challenge::read(exchange).bearer.filter(|_| is_forbidden) else {
            continue;
        };
        let is_missing = |name: &&str| bearer.param(name).is_none();
        let missing = ["scope", "resource_metadata"]
            .into_iter()
            .filter(is_missing);
        let missing: Vec<String> = missing.map(str::to_owned).collect();
        if bearer.param("error") == Some("insufficient_scope") && !missing.is_empty() {
            Notes::new(findings, exchange).note_list(
                "token/insufficient-scope-shape",
                "",
                &missing,
            );
        }
    }
}

/// A time in words: `40 seconds`, `3 minutes`, `2 hours`, `5 days`.
pub(super) fn span(seconds: i64) -> String {
    /// From two of a unit on: ninety minutes are told as minutes, and two hours as hours.
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
