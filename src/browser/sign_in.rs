//! What signing in needs of the browser: randomness, another window, the channel on which that window speaks when
//! it comes back, and what the page keeps while it is away itself. `oauth/callback.js` is the other side.

use std::cell::RefCell;

use js_sys::{JSON, Reflect};
use serde_json::Value;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{BroadcastChannel, MessageEvent, Storage, Window};

use super::wait::pause;
use super::{help, window};
use crate::protocol::json;

/// The name of the channel, of what came back to this very tab, and the beginning of the names of what is kept
/// until then.
const NAME: &str = "faultfinder-sign-in";

/// 32 bytes that nobody can guess. Every browser that runs WebAssembly has them, also on a page without
/// `crypto.subtle`.
pub fn random() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let crypto = window().crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Opens an address in a window of its own, in the click that asked for it. `false`: the browser does not let it.
///
/// What stands there gets no hold of this page. This page does not watch it either: an authorization server with a
/// `Cross-Origin-Opener-Policy` makes an open window look closed.
pub fn open_window(url: &str) -> bool {
    if !is_web(url) {
        return false;
    }
    match EMPTY.take().filter(is_open) {
        Some(empty) => empty.location().replace(url).is_ok(),
        None => open(url).is_some(),
    }
}

thread_local! {
    /// Opened in a click, for an address that is known a moment later: Firefox opens no window after that moment.
    static EMPTY: RefCell<Option<Window>> = const { RefCell::new(None) };
}

/// Opens an empty window in the click that asked for it. [`open_window`] fills it.
pub fn open_empty() {
    EMPTY.set(open("about:blank"));
}

/// Closes it, where nothing came of it.
pub fn close_empty() {
    if let Some(empty) = EMPTY.take() {
        let _ = empty.close();
    }
}

fn is_open(window: &Window) -> bool {
    window.closed() == Ok(false)
}

fn open(url: &str) -> Option<Window> {
    let opened =
        window().open_with_url_and_target_and_features(url, "_blank", "popup,width=560,height=760");
    let opened = opened.ok()??;
    let _ = Reflect::set(&opened, &"opener".into(), &JsValue::NULL);
    Some(opened)
}

/// Nothing else is ever opened: `javascript:` would run here, with what this page may.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// What a window says that came back from an authorization server. `protocol/oauth/handover.rs` says why so.
#[derive(Debug, Eq, PartialEq)]
pub enum WindowMessage {
    /// This is where it came to, for the tab that can check it.
    Callback {
        /// Names this telling.
        nonce: String,
        /// The URL that the authorization server sent the browser to, with the nonce in place of the `state`.
        masked: String,
        /// Made from both, with the `state`.
        proof: String,
    },
    /// No tab took it: asks how many wait for one.
    Waiting {
        /// Names the question, so that answers can be told from those to other windows.
        nonce: String,
    },
    /// An answer with another `state`, which the user wants the tab to look at.
    Foreign {
        /// Names this telling.
        nonce: String,
        /// The URL that the browser came to.
        url: String,
    },
}

/// Listens for as long as the page is open. What is returned is sent to all listeners, as JSON.
pub fn listen(answer: impl Fn(WindowMessage) -> Option<String> + 'static) {
    let Ok(channel) = BroadcastChannel::new(NAME) else {
        return;
    };
    let reply = channel.clone();
    let receive = move |event: MessageEvent| {
        let message = read(&event.data()).and_then(&answer);
        if let Some(message) = message.and_then(|message| JSON::parse(&message).ok()) {
            let _ = reply.post_message(&message);
        }
    };
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(receive).into_js_value();
    channel.set_onmessage(Some(listener.unchecked_ref()));
    // It listens for as long as it is not collected.
    std::mem::forget(channel);
}

fn read(data: &JsValue) -> Option<WindowMessage> {
    let text = |name: &str| Reflect::get(data, &name.into()).ok()?.as_string();
    let nonce = text("nonce")?;
    match (text("callback"), text("proof"), text("foreign")) {
        (Some(masked), Some(proof), _) => Some(WindowMessage::Callback {
            nonce,
            masked,
            proof,
        }),
        (None, None, Some(url)) => Some(WindowMessage::Foreign { nonce, url }),
        (None, None, None) => Some(WindowMessage::Waiting { nonce }),
        _ => None,
    }
}

/// This window comes to the front, where the browser lets it.
pub fn come_forward() {
    let _ = window().focus();
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}

fn place(state: &str) -> String {
    [NAME, ":", state].concat()
}

/// Leaves this page for another one. What is given is kept in this tab until the answer with this `state` comes
/// back, and no longer than that takes. `false`: the browser keeps nothing, and the page stays.
pub fn leave(state: &str, carried: &str, url: &str, longest: i32) -> bool {
    if !is_web(url) {
        return false;
    }
    let place = place(state);
    let kept = storage().map(|storage| storage.set_item(&place, carried));
    let is_left = matches!(kept, Some(Ok(()))) && window().location().assign(url).is_ok();
    // Should the user come back to this very document, which the browser may have kept.
    spawn_local(async move {
        pause(longest).await;
        let _ = storage().map(|storage| storage.remove_item(&place));
    });
    is_left
}

/// Whether this tab left for an authorization server and came back, so that there is something to take up or to erase.
pub fn has_returned() -> bool {
    let storage = storage();
    let length = storage.and_then(|storage| storage.length().ok());
    length.is_some_and(|length| length > 0)
}

/// What was kept, and the address that came back; both are forgotten here at once, and so is everything for which
/// no answer came.
pub fn returned() -> Option<(String, String)> {
    let storage = storage()?;
    let returned = storage.get_item(NAME).ok()?;
    let returned = json::parse(&returned.unwrap_or_default()).unwrap_or_default();
    let text = |name: &str| returned.get(name).and_then(Value::as_str);
    let carried = text("key").and_then(|key| storage.get_item(key).ok()?);
    let mut names = Vec::new();
    for index in 0..storage.length().unwrap_or_default() {
        names.extend(storage.key(index).ok().flatten());
    }
    for name in names.iter().filter(|name| name.starts_with(NAME)) {
        let _ = storage.remove_item(name);
    }
    Some((carried?, text("callback")?.to_owned()))
}

/// Whether this page serves this document about itself. `Err` says why not.
pub async fn serves(address: &str) -> Result<(), &'static str> {
    let missing = "The host of this page serves no such document.";
    let Some(response) = help::own_file("oauth/client.json").await else {
        return Err(missing);
    };
    let text = match response.text() {
        Ok(text) if response.ok() => text.await.ok().and_then(|text| text.as_string()),
        Ok(_) | Err(_) => None,
    };
    let document = json::parse(&text.unwrap_or_default()).unwrap_or_default();
    match document.get("client_id").and_then(Value::as_str) {
        None => Err(missing),
        Some(id) if id != address => {
            Err("The document that the host of this page serves is that of another address.")
        }
        Some(_) => Ok(()),
    }
}
