//! A component reads a part of the state and dispatches messages. One per file; its style stands under the same name in
//! `style/components/`, or in `style/later/` for those that only the deferred chunk draws.

pub mod app;
pub mod banner;
pub mod button;
pub mod choice;
pub mod clients;
pub mod command;
pub mod deep_mode;
pub mod dialogs;
pub mod embed;
pub mod evidence;
pub mod examples;
pub mod frame_bar;
pub mod header;
pub mod heading;
pub mod icon;
pub mod keyed;
pub mod keys;
pub mod lane;
pub mod recordings;
pub mod secret_fields;
pub mod server_form;
pub mod share;
pub mod sharing_actions;
pub mod tabs;
pub mod text;
pub mod text_field;
pub mod timeline;
pub mod verdict;
