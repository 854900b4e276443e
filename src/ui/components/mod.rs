//! A component is a function that returns nodes. One per file; its style stands under the same name in
//! `style/components/`.

pub mod banner;
pub mod clients;
pub mod compare;
pub mod copy_button;
pub mod deep;
pub mod embed_dialog;
pub mod evidence_panel;
pub mod examples;
pub mod exchange;
pub mod finding;
pub mod findings;
pub mod frame_bar;
pub mod header;
pub mod help;
pub mod help_index;
pub mod icon;
pub mod keys_dialog;
pub mod lane;
pub mod offers;
pub mod recordings;
pub mod secret_fields;
pub mod server_form;
pub mod share_dialog;
pub mod sharing_actions;
pub mod sign_in;
pub mod snippets;
pub mod text_field;
pub mod timeline;
pub mod verdict;
pub mod wire_text;
