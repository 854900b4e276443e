//! A request of the engine as the browser's `fetch`, and the response part by part.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Response;
use js_sys::{Array, Error, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, ResponseType, SecurityPolicyViolationEvent,
};

use super::document;
use super::wait::pause;
use crate::protocol::http::Headers;
use crate::trace::wire::{
    CacheMode, Failure, Head, Id, Input, Mode, Redirect, Request, ResponseKind,
};

/// Makes the browser's request, or says in the browser's words why it refuses.
///
/// Not gloo-net's builder: it panics on a header that cannot be sent and adds `&` to every query.
/// `targetAddressSpace` is never set: a wrong value fails a request that would pass.
pub fn build(
    request: &Request,
    mode: Mode,
    redirect: Redirect,
    cache: CacheMode,
    signal: &AbortSignal,
) -> Result<web_sys::Request, String> {
    let init = RequestInit::new();
    init.set_method(&request.method);
    init.set_mode(match mode {
        Mode::Cors => RequestMode::Cors,
        Mode::NoCors => RequestMode::NoCors,
    });
    init.set_redirect(match redirect {
        Redirect::Follow => RequestRedirect::Follow,
        Redirect::Manual => RequestRedirect::Manual,
        Redirect::Error => RequestRedirect::Error,
    });
    init.set_cache(match cache {
        CacheMode::Default => RequestCache::Default,
        CacheMode::Reload => RequestCache::Reload,
        CacheMode::NoStore => RequestCache::NoStore,
    });
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(signal));
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
    }
    set_headers(&init, &request.headers)
        .and_then(|()| web_sys::Request::new_with_str_and_init(&request.url, &init))
        .map_err(|error| words(&error))
}

fn set_headers(init: &RequestInit, headers: &Headers) -> Result<(), JsValue> {
    let fields = web_sys::Headers::new()?;
    for (name, value) in headers.iter() {
        fields.append(name, value)?;
    }
    init.set_headers(&fields);
    Ok(())
}

/// Sends a request and tells what comes back: a head, chunks as they arrive, and an end.
pub async fn send(
    id: Id,
    request: web_sys::Request,
    violations: &Violations,
    tell: &dyn Fn(Input),
) {
    let url = request.url();
    let response = match gloo_net::http::Request::from(request).send().await {
        Ok(response) => response,
        Err(error) => {
            // The violation event is a task of its own, queued beside the one that rejects.
            pause(0).await;
            let csp = violations.include(&url);
            let failure = Failure {
                message: error.to_string(),
                csp,
                ..Failure::default()
            };
            return tell(Input::Failed { id, failure });
        }
    };
    tell(Input::Head {
        id,
        head: head_of(&response),
    });
    let ending = match read_body(id, response, tell).await {
        Ok(()) => Input::End { id },
        Err(error) => {
            let failure = Failure {
                message: words(&error),
                ..Failure::default()
            };
            Input::Failed { id, failure }
        }
    };
    tell(ending);
}

fn head_of(response: &Response) -> Head {
    let (kind, url) = match response.type_() {
        ResponseType::Cors => (ResponseKind::Cors, response.url()),
        // Chromium says at an opaque redirect which URL it asked; where it led stays hidden.
        ResponseType::Opaque => (ResponseKind::Opaque, String::new()),
        ResponseType::Opaqueredirect => (ResponseKind::OpaqueRedirect, String::new()),
        _ => (ResponseKind::Basic, response.url()),
    };
    Head {
        kind,
        status: response.status(),
        url,
        redirected: response.redirected(),
        headers: readable_headers(&response.headers().into_raw()),
    }
}

/// Every header that the browser lets this page read. A byte of a value is one character (Fetch standard,
/// "isomorphic decode"); values of the same name come joined by commas.
pub fn readable_headers(headers: &web_sys::Headers) -> Headers {
    let entries = headers.entries().into_iter().flatten();
    let readable = entries.filter_map(|entry| {
        let pair = Array::from(&entry);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    });
    Headers(readable.collect())
}

async fn read_body(id: Id, response: Response, tell: &dyn Fn(Input)) -> Result<(), JsValue> {
    let Some(stream) = response.body() else {
        return Ok(());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    loop {
        let part: JsValue = reader.read().await?;
        if Reflect::get(&part, &"done".into())?.is_truthy() {
            return Ok(());
        }
        let bytes: Uint8Array = Reflect::get(&part, &"value".into())?.dyn_into()?;
        tell(Input::Chunk {
            id,
            bytes: bytes.to_vec(),
        });
    }
}

/// The URLs that a content security policy was reported to have stopped since the run began.
pub struct Violations {
    seen: Rc<RefCell<Vec<String>>>,
    listener: Closure<dyn FnMut(SecurityPolicyViolationEvent)>,
}

const VIOLATION: &str = "securitypolicyviolation";

impl Violations {
    /// Listens from now on, for as long as this value is there.
    pub fn watch() -> Rc<Violations> {
        let seen: Rc<RefCell<Vec<String>>> = Rc::default();
        let noted = seen.clone();
        let listener = Closure::new(move |event: SecurityPolicyViolationEvent| {
            noted.borrow_mut().push(event.blocked_uri());
        });
        let _ = document()
            .add_event_listener_with_callback(VIOLATION, listener.as_ref().unchecked_ref());
        Rc::new(Violations { seen, listener })
    }

    /// Whether a policy stopped this request, or one of its redirects: both report the URL asked for.
    pub fn include(&self, url: &str) -> bool {
        let url = without_fragment(url);
        self.seen.borrow().iter().any(|blocked| blocked == url)
    }
}

impl Drop for Violations {
    fn drop(&mut self) {
        let listener = self.listener.as_ref().unchecked_ref();
        let _ = document().remove_event_listener_with_callback(VIOLATION, listener);
    }
}

/// Reports and timings name a URL without its fragment.
pub(super) fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

/// What the browser says, as its console would print it.
pub(super) fn words(error: &JsValue) -> String {
    match error.dyn_ref::<Error>() {
        Some(error) => error.to_string().into(),
        None => error
            .as_string()
            .unwrap_or_else(|| "no reason given".to_owned()),
    }
}
