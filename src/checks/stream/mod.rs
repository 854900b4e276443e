//! The survey's stream: GET of the endpoint up to 2025-11-25, `subscriptions/listen` from
//! 2026-07-28 on, and how events arrive. What the events hold is judged in `across_steps/`.

pub(super) mod all_at_once;
pub(super) mod get_not_event_stream;
pub(super) mod get_wrong_status;
pub(super) mod listen_not_acknowledged;
pub(super) mod subscription;
