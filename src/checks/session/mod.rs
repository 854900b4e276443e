//! Step 11, the session: how it opened, what the server declared, and how its messages are
//! written. Why it did not open is a fault of the engine (`explain/`); what deep mode finds in it
//! is in `deep/`.

pub(super) mod answers_too_large;
pub(super) mod capabilities;
pub(super) mod discover_not_refused;
pub(super) mod draft_codes;
pub(super) mod id_not_ascii;
pub(super) mod id_on_modern;
pub(super) mod initialized_not_202;
pub(super) mod malformed_envelope;
pub(super) mod old_revision;
pub(super) mod server_info_missing;
pub(super) mod short_id;
pub(super) mod transport_deprecated;
