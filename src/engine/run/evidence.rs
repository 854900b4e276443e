//! Pasted evidence: what another tool got from the same server, where this vantage could not look on.

use super::{Phase, Run};
use crate::engine::pasted;
use crate::trace::transcript::{EventKind, Origin, Sent};
use crate::trace::wire::{Mode, Pasted, PastedExchange, Redirect};

impl Run {
    /// Pasted exchanges enter the transcript like live ones, marked; then the plan goes on with them.
    pub(super) fn paste(&mut self, at: f64, pasted: Pasted) {
        if self.phase == Phase::Idle {
            return;
        }
        let exchanges = pasted.exchanges.clone();
        // The exchanges are events of their own; here only what was said besides.
        let pasted = Pasted {
            exchanges: Vec::new(),
            ..pasted
        };
        self.record(at, EventKind::Paste { pasted });
        for exchange in exchanges {
            self.record_pasted(at, exchange);
        }
        self.phase = Phase::Running;
        self.advance(at);
    }

    /// One exchange, as if it had been sent and answered now: a paste says nothing about times.
    fn record_pasted(&mut self, at: f64, exchange: PastedExchange) {
        // An id is used up also by what is left out: the numbers in published links must stay.
        let id = self.next_id();
        let Some((step, purpose)) = pasted::purpose(&exchange, &self.recording) else {
            return;
        };
        let sent = Sent {
            id,
            step,
            purpose,
            request: exchange.request,
            mode: Mode::Cors,
            // curl follows no redirect without `-L`: a pasted 3xx is an answer of its own.
            redirect: Redirect::Manual,
            origin: Origin::Pasted,
        };
        self.record(at, EventKind::Send(sent));
        let head = exchange.head;
        self.record(at, EventKind::Head { id, head });
        let bytes = exchange.body;
        if !bytes.0.is_empty() {
            self.record(at, EventKind::Chunk { id, bytes });
        }
        self.record(at, EventKind::End { id });
    }
}
