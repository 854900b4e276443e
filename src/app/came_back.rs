//! What the page hears of a sign-in that came back otherwise than it should. Only the deferred chunk asks.

use super::auth::AuthField;
use super::message::{AuthMessage, Message};
use super::sharing::Imported;
use crate::share::Link;

/// What an answer with another state leads to: it is shown, and the run waits on, as the right one may still come.
pub fn foreign_callback(url: String) -> [Message; 3] {
    const WORDS: &str = "A URL came back with a different state than this request has. It is filled in here. Use it only if your own sign-in ended there: any page can make one up.";
    [
        Message::Auth(AuthMessage::Edited(AuthField::CallbackUrl, url)),
        Message::Auth(AuthMessage::Failed(WORDS)),
        Message::FocusRequested("[name=callback_url]"),
    ]
}

/// What a page hears that comes back after what it had kept was too old.
pub fn too_late() -> Message {
    const WORDS: &str = "The sign-in took longer than ten minutes, and its data was deleted. Run the diagnosis again.";
    Message::Imported(Box::new(Imported {
        link: Link::default(),
        problem: WORDS.to_owned(),
        recording: None,
    }))
}
