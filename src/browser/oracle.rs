//! The redirect oracle: a frame whose content security policy allows one origin asks for a URL there.
//! A redirect to another origin violates the policy, and the violation is reported to the frame even where
//! no response can be read.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, HtmlIFrameElement, MessageEvent};

use super::wait::first_of;
use super::{document, window};
use crate::protocol::url::Url;

/// Runs in the frame: a violation means that a redirect led out of the one origin that the policy allows. The event is a
/// task of its own, which may come after the rejection. The URL comes as the frame's name.
///
/// It stands in the frame's own document, and policies name it by its hash: the frame has no origin, so that WebKit does not
/// take the page's origin for its `'self'`, and runs no file of the page (measured in WebKitGTK 2.50).
const SCRIPT: &str = include_str!("oracle.js");

/// What is in it, as the page's policy says too (`./dev`, `check_policy`).
const SCRIPT_HASH: &str = "sha256-F3DyFCYN7FWr+xSIMupkMfNewpDVyjWykUIi8LMyQB8=";

/// Whether a no-cors request for `url` leaves its origin. `None` where that cannot be asked.
///
/// It cannot see a redirect within the origin, nor one from `http` on port 80 to `https` on port 443 of the
/// same host, which a policy for the former allows (CSP 3, "scheme-part matches" and "port-part matches").
pub async fn leaves_origin(url: &str, signal: &AbortSignal) -> Option<bool> {
    let origin = origin_for_policy(url)?;
    let frame = Frame::open(url, &frame_document(&origin))?;
    loop {
        let event = first_of(&[(&window(), "message"), (signal, "abort")]).await?;
        // Only an abort is not a message.
        let message = event.dyn_ref::<MessageEvent>()?;
        if let Some(left) = frame.answer(message) {
            return Some(left);
        }
    }
}

/// The origin, where a policy can name it: CSP 3 has no syntax for IPv6 hosts, and a host with another
/// character would end the source or the attribute it stands in.
fn origin_for_policy(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    (url.scheme().starts_with("http") && url.host().chars().all(plain)).then(|| url.origin())
}

fn frame_document(origin: &str) -> String {
    format!(
        "<!doctype html><meta http-equiv=\"Content-Security-Policy\" \
         content=\"connect-src {origin}; script-src '{SCRIPT_HASH}'\"><script>{SCRIPT}</script>"
    )
}

/// An invisible frame in the page; it goes, with all it has open, when this goes.
struct Frame(HtmlIFrameElement);

impl Frame {
    fn open(name: &str, document_text: &str) -> Option<Frame> {
        let frame: HtmlIFrameElement = document().create_element("iframe").ok()?.dyn_into().ok()?;
        frame.set_hidden(true);
        for (attribute, value) in [
            // Without its own origin: what the frame may do is ask and tell.
            ("sandbox", "allow-scripts"),
            // A frame of another origin may not reach this machine or its network unless the page lets it.
            (
                "allow",
                "local-network; loopback-network; local-network-access",
            ),
            ("name", name),
            ("srcdoc", document_text),
            ("aria-hidden", "true"),
        ] {
            frame.set_attribute(attribute, value).ok()?;
        }
        document().body()?.append_child(&frame).ok()?;
        Some(Frame(frame))
    }

    fn answer(&self, message: &MessageEvent) -> Option<bool> {
        let sender: JsValue = message.source()?.into();
        let ours: JsValue = self.0.content_window()?.into();
        let answer = Reflect::get(&message.data(), &"oracle".into()).ok()?;
        answer.as_bool().filter(|_| sender == ours)
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.0.remove();
    }
}
