//! The survey's stream.

pub(super) mod all_at_once;
pub(super) mod get_not_event_stream;
pub(super) mod get_wrong_status;
pub(super) mod listen_not_acknowledged;
pub(super) mod subscription;
