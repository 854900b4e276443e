//! The page that shows this one in a frame.

use std::cell::RefCell;

use js_sys::{JSON, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{KeyboardEvent, MessageEvent, Window};

use super::{document, window};
use crate::share::{Message, Theme, link::Link};
use crate::trace::vantage::TransportChoice;

/// The host page, and the origin to which it may be spoken.
pub struct Host {
    window: Window,
    /// A frame lives and dies with the document that holds it, so the origin does not change. What is sent to a
    /// wrong guess the browser drops.
    origin: RefCell<Option<String>>,
}

/// What a host page may ask for. It cannot start a run.
pub enum Asked {
    /// End the run.
    Cancel,
    /// Use these colours; `None` for the reader's own.
    Theme(Option<Theme>),
    /// Put this server into the form.
    Server(Link),
    /// Put the focus on the bar with the button that starts a run.
    FocusRun,
}

/// Longer texts are no server's address.
const LONGEST: u32 = 8192;

impl Host {
    /// `None` where the page stands in a window of its own.
    pub fn find() -> Option<Host> {
        let parent = window().parent().ok()??;
        (parent != window()).then(|| Host {
            window: parent,
            origin: RefCell::new(ancestor().or_else(referrer)),
        })
    }

    /// The host's origin, once it is known. A page without one (a file, a sandbox) cannot be named, and so is
    /// never spoken to.
    pub fn origin(&self) -> Option<String> {
        let origin = self.origin.borrow().clone();
        origin.filter(|origin| origin != "null")
    }

    /// Sends a message to the host, if its origin is known.
    pub fn tell(&self, message: &Message) {
        if let Some(origin) = self.origin()
            && let Ok(message) = JSON::parse(message.json())
        {
            let _ = self.window.post_message(&message, &origin);
        }
    }

    /// Reads a message. What is not the host's, or not of this version, is nothing.
    fn read(&self, event: &MessageEvent) -> Option<Asked> {
        let source: JsValue = event.source()?.into();
        if source != *AsRef::<JsValue>::as_ref(&self.window) {
            return None;
        }
        let data = event.data();
        let part = |name: &str| Reflect::get(&data, &name.into()).ok();
        if part("faultfinder")? != 1 {
            return None;
        }
        let text = |name: &str| {
            let text: js_sys::JsString = part(name)?.dyn_into().ok()?;
            (text.length() <= LONGEST).then(|| String::from(text))
        };
        let asked = match text("type")?.as_str() {
            "cancel" => Asked::Cancel,
            "focus-run" => Asked::FocusRun,
            "set-theme" => Asked::Theme(Theme::parse(&text("theme")?)),
            "set-server" => Asked::Server(Link {
                server: Some(text("server")?),
                transport: Some(TransportChoice::parse(
                    &text("transport").unwrap_or_default(),
                )),
                embed: true,
                ..Link::default()
            }),
            _ => return None,
        };
        // It came from the window that holds this one: what the browser says of its origin is no guess.
        self.origin.replace(Some(event.origin()));
        Some(asked)
    }
}

/// Listens for as long as the page is open.
pub fn listen<H: AsRef<Host> + 'static>(host: std::rc::Rc<H>, then: impl Fn(Asked) + 'static) {
    let receive = move |event: MessageEvent| {
        if let Some(asked) = (*host).as_ref().read(&event) {
            then(asked);
        }
    };
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(receive).into_js_value();
    let _ = window().add_event_listener_with_callback("message", listener.unchecked_ref());
}

/// Shows every key to `refuses` before the page gets it, and keeps from the page what that refuses. It is told the
/// key's name, whether it was released, and the event's time in milliseconds.
pub fn guard_keys(refuses: impl Fn(&str, bool, f64) -> bool + 'static) {
    let listener = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        let is_released = event.type_() == "keyup";
        if refuses(&event.key(), is_released, event.time_stamp()) {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
    listen_first(&["keydown", "keyup"], &listener.into_js_value());
}

/// Calls `then` before the page hears that the reader points at it.
pub fn on_pointer(then: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut()>::new(then);
    listen_first(&["pointerdown"], &listener.into_js_value());
}

/// Listens on the way to the element, for as long as the page is open.
fn listen_first(types: &[&str], listener: &JsValue) {
    for kind in types {
        let listener = listener.unchecked_ref();
        let _ = window().add_event_listener_with_callback_and_bool(kind, listener, true);
    }
}

/// Chromium and Safari say who holds a frame.
fn ancestor() -> Option<String> {
    let ancestors = Reflect::get(&window().location(), &"ancestorOrigins".into()).ok()?;
    Reflect::get_u32(&ancestors, 0).ok()?.as_string()
}

/// The page that loaded this one, which for a frame is the one that holds it.
fn referrer() -> Option<String> {
    let url = web_sys::Url::new(&document().referrer()).ok()?;
    Some(url.origin())
}

/// Calls `then` with the height of this element now and whenever it has changed.
pub fn on_height(selector: &str, then: impl Fn(u32) + 'static) {
    let Ok(Some(element)) = document().query_selector(selector) else {
        return;
    };
    let measured = element.clone();
    let measure = move || {
        let height = measured.get_bounding_client_rect().height().ceil();
        then(height as u32);
    };
    let measure = Closure::<dyn FnMut()>::new(measure).into_js_value();
    if let Ok(observer) = web_sys::ResizeObserver::new(measure.unchecked_ref()) {
        observer.observe(&element);
        // It lives as long as the page.
        std::mem::forget(observer);
    }
}

/// Whether another page shows this one.
pub fn is_framed() -> bool {
    // Which window is on top can be asked whatever its origin.
    !matches!(window().top(), Ok(Some(top)) if top == window())
}

/// Whether a sandbox has taken the page's origin away.
pub fn has_no_origin() -> bool {
    let origin = Reflect::get(&window(), &"origin".into());
    origin.is_ok_and(|origin| origin == "null")
}
