//! The redirect oracle: a frame whose content security policy allows one origin asks for a URL there.
//! A redirect to another origin violates the policy, and the violation is reported to the frame even where
//! no response can be read.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, HtmlIFrameElement, MessageEvent};

use super::wait::first_of;
use super::{document, window};
use crate::protocol::url::Url;

/// Served beside the page: the page's own policy, which the frame inherits, allows no inline script.
pub const SCRIPT: &str = "oracle.js";

/// Whether a no-cors request for `url` leaves its origin. `None` where that cannot be asked.
///
/// It cannot see a redirect within the origin, nor one from `http` on port 80 to `https` on port 443 of the
/// same host, which a policy for the former allows (CSP 3, "scheme-part matches" and "port-part matches").
pub async fn leaves_origin(url: &str, signal: &AbortSignal) -> Option<bool> {
    let origin = origin_for_policy(url)?;
    let frame = Frame::open(url, &frame_document(&origin)?)?;
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

fn frame_document(origin: &str) -> Option<String> {
    let base = Url::parse(&document().base_uri().ok()??).ok()?;
    let script = base.join(SCRIPT).ok()?;
    let page = script.origin();
    Some(format!(
        "<!doctype html><meta http-equiv=\"Content-Security-Policy\" \
         content=\"connect-src {origin}; script-src {page}\"><script src=\"{script}\"></script>"
    ))
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
