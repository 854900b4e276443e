//! Which members of a family this run leaves, most likely first.
//!
//! A browser shows the same failure for many causes. Their texts name the members (`##
//! Candidates`), each with a command that settles it; here the run orders them: what cannot be is
//! left out, what fits best is moved to the front, and nothing becomes certain by it.

use crate::checks::authorization;
use crate::checks::case::Case;
use crate::checks::catalogue;
use crate::checks::draft::Draft;
use crate::protocol::address::AddressClass;
use crate::trace::exchange::Exchange;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::wire::{Id, Permission, Probe, ProbeResult};

/// An attempt that took longer was hardly refused: a refusal comes back at once, a name may take seconds
/// to fail (measured: docs/design.md, "What browsers show of a failed request").
const SLOW_MS: f64 = 1000.0;

/// Members that only a TLS connection can have.
const TLS: [&str; 7] = [
    "reach/certificate-untrusted",
    "reach/certificate-expired",
    "reach/certificate-wrong-host",
    "reach/not-tls",
    "reach/tls-too-old",
    "reach/client-certificate",
    "reach/tls-handshake-hangs",
];

/// What a request waits for while the browser asks its user.
const ASKS: &str = "reach/local-network-denied";

/// What a browser does not send.
const MIXED_CONTENT: &str = "address/mixed-content";

/// Orders the candidates of a family by what the run knows.
pub fn ranked(case: &Case, why: &Fault, exchange: Option<&Exchange>, draft: Draft) -> Draft {
    let Some(entry) = catalogue::entry(&draft.code).filter(|entry| !entry.candidates.is_empty())
    else {
        return draft;
    };
    let mut codes: Vec<&'static str> = entry.candidates.to_vec();
    rule_out(case, &mut codes);
    match why {
        // What is never sent fails at once, whatever listens there.
        Fault::NoConnection if may_be_mixed(case) => promote(&mut codes, MIXED_CONTENT),
        // A resolver that asks other resolvers takes its time.
        Fault::NoConnection if exchange.is_some_and(is_slow) => {
            promote(&mut codes, "reach/unknown-host")
        }
        // On this machine nothing is lost on the way: nobody listens.
        Fault::NoConnection if is_loopback(case) => promote(&mut codes, "reach/refused"),
        // A connection without an answer, or none: two different causes.
        Fault::Timeout => {
            silence(case, exchange, &mut codes);
            match may_be_asking(case) {
                true => promote(&mut codes, ASKS),
                false => codes.retain(|code| *code != ASKS),
            }
        }
        // The user did not come back. With a client id metadata document the authorization server
        // has to fetch that first, and its failure shows itself here.
        Fault::SignIn {
            fault: AuthFault::NoAnswer,
            ..
        } => match authorization::is_by_document(case) {
            true => promote(&mut codes, "authorization/document-refused"),
            false => codes.retain(|code| *code != "authorization/document-refused"),
        },
        // The server lets this page in where nothing is wrong, and forgets the header on its error
        // pages: a credential is what can be wrong.
        // So does a gateway that waited in vain for the server behind it.
        Fault::NotAllowed
            if case.transcript.options.has_credentials() || exchange.is_some_and(is_slow) =>
        {
            promote(&mut codes, "cors/error-without-allow-origin");
        }
        _ => {}
    }
    draft.candidates(codes)
}

/// What cannot be, whatever the failure looked like: TLS errors where there is no TLS, an unknown
/// name where no name is looked up.
fn rule_out(case: &Case, codes: &mut Vec<&'static str>) {
    if !may_be_mixed(case) {
        codes.retain(|code| *code != MIXED_CONTENT);
    }
    let Some(target) = &case.target else { return };
    if !target.is_https() {
        codes.retain(|code| !TLS.contains(code));
    }
    // Browsers know `localhost` themselves (RFC 6761, 6.3).
    let needs_no_lookup = target.host().parse::<std::net::Ipv4Addr>().is_ok()
        || target.host().starts_with('[')
        || target.class == AddressClass::Loopback;
    if needs_no_lookup {
        codes.retain(|code| *code != "reach/unknown-host");
    }
}

/// Resource Timing may tell whether an aborted request had a connection (docs/design.md, "What browsers
/// show of a failed request").
fn silence(case: &Case, exchange: Option<&Exchange>, codes: &mut Vec<&'static str>) {
    match exchange.and_then(|exchange| timing_of(case, exchange.id)) {
        // It was connected for so long, so the server is there and silent.
        Some(ms) if ms > 0.0 => codes.retain(|code| matches!(*code, "reach/silent-server" | ASKS)),
        Some(_) => codes.retain(|code| *code != "reach/silent-server"),
        // No firewall stands between a page and its own machine.
        None if is_loopback(case) => promote(codes, "reach/silent-server"),
        None => {}
    }
}

/// Whether the browser had not been allowed or forbidden to reach this target: then it may have been asking all the time,
/// with a prompt that nobody saw.
pub fn may_be_asking(case: &Case) -> bool {
    let mut probes = case.recording.probes.iter();
    probes.any(|probed| {
        let state = Permission::Prompt;
        probed.answer == Some(Some(ProbeResult::Permission { state }))
    })
}

/// The time that Resource Timing has for an exchange, where it is known to mean something.
fn timing_of(case: &Case, id: Id) -> Option<f64> {
    let environment = case.transcript.environment.as_ref()?;
    let measured = environment.capabilities().resource_timing_tells_connections;
    let probe = Probe::ResourceTiming { of: id };
    let probed = case
        .recording
        .probes
        .iter()
        .find(|probed| probed.probe == probe)?;
    match probed.answer.as_ref()?.as_ref()? {
        ProbeResult::ResourceTiming { duration_ms } if measured => *duration_ms,
        _ => None,
    }
}

/// Whether the attempt took longer than a refusal does.
fn is_slow(exchange: &Exchange) -> bool {
    exchange
        .ended_at
        .is_some_and(|end| end - exchange.sent_at > SLOW_MS)
}

/// Whether the browser may have sent nothing, as the page is over https and the address is not.
fn may_be_mixed(case: &Case) -> bool {
    let environment = case.transcript.environment.as_ref();
    let target = case.target.as_ref();
    environment
        .zip(target)
        .is_some_and(|(environment, target)| environment.may_block_http(target))
}

/// Whether the server is on this machine.
fn is_loopback(case: &Case) -> bool {
    case.target
        .as_ref()
        .is_some_and(|target| target.class == AddressClass::Loopback)
}

/// Makes a member the first, if the family has it.
fn promote(codes: &mut Vec<&'static str>, code: &'static str) {
    if let Some(place) = codes.iter().position(|other| *other == code) {
        let code = codes.remove(place);
        codes.insert(0, code);
    }
}
