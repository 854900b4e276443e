//! A component reads a part of the state and dispatches messages. One per file; its style stands under the same name in
//! `style/components/`, or in `style/later/` for those that only the deferred chunk draws.

pub mod app;
pub mod button;
pub mod command;
pub mod details;
pub mod dialogs;
pub mod examples;
pub mod exchange;
pub mod finding;
pub mod findings;
pub mod frame_bar;
pub mod header;
pub mod help;
pub mod help_index;
pub mod icon;
pub mod keyed;
pub mod lane;
pub mod offers;
pub mod recordings;
pub mod server_form;
pub mod snippets;
pub mod text;
pub mod text_field;
pub mod timeline;
pub mod verdict;
pub mod wire_text;
