//! Which members of a family this run leaves, most likely first.

use super::authorization;
use super::case::Case;
use super::catalogue;
use super::draft::Draft;
use crate::protocol::address::AddressClass;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::recording::Exchange;
use crate::trace::wire::{Id, Probe, ProbeResult};

/// An attempt that took longer was hardly refused: a refusal comes back at once, a name may take seconds
/// to fail (browser-observations 1, measured).
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

/// Orders the candidates of a family by what the run knows.
pub fn ranked(case: &Case, why: &Fault, exchange: Option<&Exchange>, draft: Draft) -> Draft {
    let Some(entry) = catalogue::entry(&draft.code).filter(|entry| !entry.candidates.is_empty())
    else {
        return draft;
    };
    let mut codes: Vec<&'static str> = entry.candidates.to_vec();
    rule_out(case, &mut codes);
    match why {
        Fault::NoConnection if exchange.is_some_and(is_slow) => {
            promote(&mut codes, "reach/unknown-host")
        }
        Fault::NoConnection if is_loopback(case) => promote(&mut codes, "reach/refused"),
        Fault::Timeout => silence(case, exchange, &mut codes),
        Fault::SignIn {
            fault: AuthFault::NoAnswer,
            ..
        } => match authorization::is_by_document(case) {
            true => promote(&mut codes, "authorization/document-refused"),
            false => codes.retain(|code| *code != "authorization/document-refused"),
        },
        Fault::NotAllowed if case.transcript.options.has_credentials() => {
            promote(&mut codes, "cors/error-without-allow-origin");
        }
        _ => {}
    }
    draft.candidates(codes)
}

fn rule_out(case: &Case, codes: &mut Vec<&'static str>) {
    let Some(target) = &case.target else { return };
    if !target.is_https() {
        codes.retain(|code| !TLS.contains(code));
    }
    let needs_no_lookup = target.host().parse::<std::net::Ipv4Addr>().is_ok()
        || target.host().starts_with('[')
        || target.class == AddressClass::Loopback;
    if needs_no_lookup {
        codes.retain(|code| *code != "reach/unknown-host");
    }
}

/// Resource Timing may tell whether an aborted request had a connection (browser-observations 1).
fn silence(case: &Case, exchange: Option<&Exchange>, codes: &mut Vec<&'static str>) {
    match exchange.and_then(|exchange| timing_of(case, exchange.id)) {
        Some(ms) if ms > 0.0 => codes.retain(|code| *code == "reach/silent-server"),
        Some(_) => codes.retain(|code| *code != "reach/silent-server"),
        None if is_loopback(case) => promote(codes, "reach/silent-server"),
        None => {}
    }
}

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

fn is_slow(exchange: &Exchange) -> bool {
    exchange
        .ended_at
        .is_some_and(|end| end - exchange.sent_at > SLOW_MS)
}

fn is_loopback(case: &Case) -> bool {
    case.target
        .as_ref()
        .is_some_and(|target| target.class == AddressClass::Loopback)
}

fn promote(codes: &mut Vec<&'static str>, code: &'static str) {
    if let Some(place) = codes.iter().position(|other| *other == code) {
        let code = codes.remove(place);
        codes.insert(0, code);
    }
}
