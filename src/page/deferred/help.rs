//! The files with long texts.

use leptos::task::spawn_local;

use crate::app::message::Message;
use crate::app::shared::Shared;
use crate::browser::help;
use crate::checks::catalogue::Help;
use crate::page::runtime::{OTHER_FILE, Runtime};

/// Loads the texts of an area.
pub fn load(runtime: Runtime, area: &'static str) {
    spawn_local(async move {
        let loaded = match help::load(area).await {
            Ok(text) => Some(Help::parse(&text))
                .filter(Help::has_texts)
                .map(Shared::new)
                .ok_or_else(|| OTHER_FILE.to_owned()),
            Err(reason) => Err(reason),
        };
        runtime.dispatch(Message::HelpLoaded(area, loaded));
    });
}
