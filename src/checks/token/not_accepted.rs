//! A token that the server refuses: what it says itself, in `WWW-Authenticate`, and what the
//! token says. Both together are the values of the fault's text; this file says no code of its
//! own.

use super::{Issued, span};
use crate::checks::case::Case;
use crate::checks::draft::Draft;
use crate::checks::placeholder::Placeholder;
use crate::checks::{authorization, quote, sign_in};
use crate::trace::exchange::Exchange;
use crate::trace::readers::challenge;
use crate::trace::step::Step;
use crate::trace::transcript::TokenShape;

/// What the texts about a token that the server refuses quote.
pub(in crate::checks) fn values(case: &Case, draft: Draft, exchange: Option<&Exchange>) -> Draft {
    let issued = Issued::find(case);
    let actual = |word: &str| issued.as_ref().and_then(|issued| issued.difference(word));
    // Only one of the two can be the case, and the text names the other value anyway.
    let seconds = actual("expired").or_else(|| actual("not-yet-valid"));
    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
    let reasons = issued.as_ref().map(|issued| reasons(case, issued));
    let clue = issued.as_ref().and_then(|issued| clue(case, issued));
    let (clue, remedy) = clue.unwrap_or_else(|| (String::new(), "Correct the token".to_owned()));
    draft
        .value(Placeholder::CLUE, clue)
        .value(Placeholder::REMEDY, remedy)
        .value(Placeholder::AGO, span(seconds.unwrap_or_default()))
        .value(
            Placeholder::CHALLENGE,
            exchange.map(reason).unwrap_or_default(),
        )
        .value(Placeholder::REASONS, reasons.unwrap_or_default())
}

/// Why the server refuses, in its own words.
fn reason(exchange: &Exchange) -> String {
    if exchange.header("www-authenticate").is_none() {
        return "Its `WWW-Authenticate` cannot be read here, or was not sent.".to_owned();
    }
    let bearer = challenge::read(exchange).bearer;
    let param = |name: &str| bearer.as_ref().and_then(|bearer| bearer.param(name));
    // RFC 6750, 3: the code is for programs, the description for people.
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
fn reasons(case: &Case, issued: &Issued) -> String {
    let mut all: Vec<String> = Vec::new();
    for (word, actual) in issued.differs {
        all.extend(describe_difference(case, word, &quote::inline(actual)));
    }
    if !all.is_empty() {
        return [
            "The content of the token may be the reason: ",
            &all.join("; "),
            ".",
        ]
        .concat();
    }
    let sentence = match issued.shape {
        // Nothing disagrees: a signature, a tenant or a revoked token cannot be seen here.
        TokenShape::Jwt => "As far as this page can read the token, its content is right.",
        TokenShape::Encrypted => "The token is encrypted: only the server can read it.",
        TokenShape::Opaque => "The token is opaque: only these two servers can read it.",
    };
    sentence.to_owned()
}

/// The disagreement that a server checks first, for the title, and what would mend it.
fn clue(case: &Case, issued: &Issued) -> Option<(String, String)> {
    let words = ["audience-other", "audience-missing", "issuer-other"];
    let mut found = words
        .iter()
        .filter_map(|word| Some((*word, issued.difference(word)?)));
    let (word, actual) = found.next()?;
    let clue = describe_difference(case, word, &quote::inline(actual))?;
    let clue = clue.trim_start_matches("its ").to_owned();
    let (member, expected) = match word {
        "issuer-other" => ("iss", issuer(case)),
        _ => ("aud", quote::inline(&authorization::resource(case))),
    };
    let remedy = ["Put `", &expected, "` into `", member, "` of the token"].concat();
    Some(([": ", &clue].concat(), remedy))
}

/// One disagreement, as part of a sentence about the token.
pub(super) fn describe_difference(case: &Case, word: &str, actual: &str) -> Option<String> {
    let resource = quote::inline(&authorization::resource(case));
    let time = || span(actual.parse().unwrap_or_default());
    let parts = match word {
        "audience-missing" => ["it has no `aud`, expected `", &resource, "`"].concat(),
        "audience-other" => ["its `aud` is `", actual, "`, expected `", &resource, "`"].concat(),
        "issuer-other" => [
            "its `iss` is `",
            actual,
            "`, expected `",
            &issuer(case),
            "`",
        ]
        .concat(),
        "expired" => ["it expired ", &time(), " before it was received"].concat(),
        "not-yet-valid" => ["it becomes valid ", &time(), " after it was received"].concat(),
        "clock-skew" => [
            "its issue time (`iat`) is ",
            &time(),
            " after it was received",
        ]
        .concat(),
        "expiry-missing" => "it has no expiry (`exp`)".to_owned(),
        "client-other" => {
            let client = authorization::sent(case, "client_id").unwrap_or_default();
            let client = quote::inline(&client);
            [
                "its `client_id` is `",
                actual,
                "`, expected `",
                &client,
                "`",
            ]
            .concat()
        }
        "scope-narrowed" => ["it lacks the scope `", actual, "`"].concat(),
        _ => return None,
    };
    Some(parts)
}

/// The issuer that the authorization server's metadata names.
fn issuer(case: &Case) -> String {
    let document = sign_in::document_of(case, Step::AuthorizationServer);
    let actual = document
        .as_ref()
        .and_then(|found| found.object.get("issuer"));
    quote::inline(
        actual
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default(),
    )
}
