//! Waiting for events and for time, without callbacks that Rust would have to keep alive.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use web_sys::{Event, EventTarget, MessageChannel};

use super::window;

/// The first of these events. The promise's own `resolve` is the listener: nothing has to be taken off
/// again, and a later event finds it settled.
pub(super) async fn first_of(events: &[(&EventTarget, &str)]) -> Option<Event> {
    let promise: Promise = Promise::new(&mut |resolve, _| {
        for (target, name) in events {
            let _ = target.add_event_listener_with_callback(name, &resolve);
        }
    });
    promise.await.ok().map(Event::from)
}

/// The next task of the browser: behind those that are queued already.
pub(super) async fn next_task() {
    let promise: Promise = Promise::new(&mut |resolve, _| match MessageChannel::new() {
        Ok(channel) => {
            channel.port1().set_onmessage(Some(&resolve));
            let _ = channel.port2().post_message(&JsValue::NULL);
        }
        Err(_) => {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    let _ = promise.await;
}

/// Lets time pass, and every task that the browser has queued.
pub(super) async fn pause(milliseconds: i32) {
    let promise: Promise = Promise::new(&mut |resolve, _| {
        let _ =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = promise.await;
}
