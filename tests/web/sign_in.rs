//! What a page and the window that comes back from signing in say to each other, and what a page keeps meanwhile.

use std::cell::RefCell;
use std::rc::Rc;

use faultfinder::browser::driver::Driver;
use faultfinder::browser::sign_in::{WindowMessage, leave, listen, open_window, random, returned};
use faultfinder::engine::Run;
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::user_action::UserAction;
use faultfinder::trace::vantage::Options;
use faultfinder::trace::wire::Action;
use js_sys::{JSON, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{BroadcastChannel, MessageEvent, Storage};

const NAME: &str = "faultfinder-sign-in";

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

/// The answer to what is said on the channel, as JSON.
async fn answer_to(channel: &BroadcastChannel, message: &str) -> String {
    let answered = Promise::new(&mut |resolve, _| {
        channel.set_onmessage(Some(resolve.unchecked_ref()));
    });
    channel
        .post_message(&JSON::parse(message).unwrap())
        .unwrap();
    let event: MessageEvent = answered.await.unwrap().unchecked_into();
    JSON::stringify(&event.data()).unwrap().into()
}

#[wasm_bindgen_test]
async fn a_window_that_comes_back_is_answered() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let seen = heard.clone();
    listen(move |message| match message {
        WindowMessage::Callback {
            nonce,
            masked,
            proof,
        } if proof == "right" => {
            seen.borrow_mut().push(masked);
            Some(format!(r#"{{"taken":"{nonce}"}}"#))
        }
        WindowMessage::Callback { .. } => None,
        WindowMessage::Waiting { nonce } => Some(format!(r#"{{"waits":"{nonce}"}}"#)),
        WindowMessage::Foreign { nonce, url } => {
            seen.borrow_mut().push(url);
            Some(format!(r#"{{"shown":"{nonce}"}}"#))
        }
    });
    let channel = BroadcastChannel::new(NAME).unwrap();
    // Of another tab, and of nobody.
    for message in [
        r#"{"callback":"?code=1","nonce":"7","proof":"wrong"}"#,
        r#"{"callback":"?code=1","nonce":"7"}"#,
        r#"{"callback":"?code=1","proof":"right"}"#,
        r#"{"foreign":"?code=1"}"#,
        "[]",
        "null",
        r#"{"proof":"right","nonce":"7"}"#,
    ] {
        channel
            .post_message(&JSON::parse(message).unwrap())
            .unwrap();
    }
    let who = answer_to(&channel, r#"{"nonce":"7-7"}"#).await;
    assert_eq!(who, r#"{"waits":"7-7"}"#);
    let taken = answer_to(
        &channel,
        r#"{"callback":"?code=2","nonce":"8","proof":"right"}"#,
    )
    .await;
    assert_eq!(taken, r#"{"taken":"8"}"#);
    let shown = answer_to(&channel, r#"{"foreign":"?code=3","nonce":"9"}"#).await;
    assert_eq!(shown, r#"{"shown":"9"}"#);
    assert_eq!(*heard.borrow(), ["?code=2", "?code=3"]);
    channel.close();
}

fn storage() -> Storage {
    window().session_storage().unwrap().unwrap()
}

#[wasm_bindgen_test]
fn what_was_kept_is_handed_over_once() {
    assert_eq!(returned(), None);
    let key = format!("{NAME}:a-state");
    let back =
        format!(r#"{{"key":"{key}","callback":"http://localhost/oauth/callback.html?code=1"}}"#);
    storage().set_item(&key, "the run").unwrap();
    storage()
        .set_item(&format!("{NAME}:given-up"), "another")
        .unwrap();
    storage().set_item("not-ours", "stays").unwrap();
    storage().set_item(NAME, &back).unwrap();
    let expected = ("the run", "http://localhost/oauth/callback.html?code=1");
    let expected = (expected.0.to_owned(), expected.1.to_owned());
    assert_eq!(returned(), Some(expected));
    assert_eq!(returned(), None);
    assert_eq!(storage().length().unwrap(), 1);
    storage().clear().unwrap();
    // Somebody else's nonsense under our name.
    storage().set_item(NAME, "{").unwrap();
    assert_eq!((returned(), storage().length().unwrap()), (None, 0));
}

#[wasm_bindgen_test]
fn only_addresses_of_the_web_are_opened() {
    for address in [
        "javascript:document.title='opened'",
        " javascript:1",
        "data:text/html,x",
        "blob:x",
        "/",
        "",
    ] {
        assert!(!open_window(address), "{address}");
        assert!(!leave("a-state", "the run", address, 1_000), "{address}");
    }
    assert_ne!(window().document().unwrap().title(), "opened");
    assert_eq!(storage().length().unwrap(), 0);
}

#[wasm_bindgen_test]
fn nobody_guesses_what_is_made_up() {
    let (one, other) = (random().unwrap(), random().unwrap());
    assert!(one != other && one != [0; 32]);
}

#[wasm_bindgen_test]
async fn a_run_that_is_taken_up_sends_nothing() {
    let from = faultfinder::browser::now();
    let transcript = Transcript::new(Options::default());
    let handled = Rc::new(RefCell::new(0));
    let counted = handled.clone();
    let count = move || *counted.borrow_mut() += 1;
    let driver = Driver::resume(Run::resume(transcript, from - 5_000.0), count);
    assert_eq!(*handled.borrow(), 0);
    driver.act(Action::UserAction(UserAction::NoCallback));
    assert_eq!(*handled.borrow(), 1);
    let events = driver.with(|run| run.transcript().events.clone());
    // Its clock goes on.
    assert!(events.first().is_some_and(|event| event.at >= 5_000.0));
}
