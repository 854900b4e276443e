//! Somebody else's page, on an origin of its own, that shows Faultfinder in a frame.

use std::sync::Arc;
use std::time::Duration;

use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::failure::{Failure, Result, ensure};
use crate::tiny_http::{Answering, Handler, Request, Wire, respond, serve};

/// Chromium's and the standard's name for a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A page of documentation.
pub struct HostPage {
    /// Its origin differs from the page's in the name and the port.
    pub url: String,
}

/// Keeps what the frame says, whatever the form of the frame.
const LISTEN: &str = "window.heard = [];
addEventListener('message', event => heard.push({ origin: event.origin, ...event.data }));";

impl HostPage {
    /// Serves a page with this body. Its policy is as strict as a policy can be that allows the frame.
    pub async fn start(page: &str, body: &str) -> Result<HostPage> {
        let origin = page.trim_end_matches('/');
        let policy = format!(
            "default-src 'none'; script-src {origin} 'nonce-host'; style-src 'nonce-host'; img-src data:; frame-src {origin}"
        );
        let text = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Example server</title>
            <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\">
            <script nonce=\"host\">{LISTEN}</script><script src=\"{origin}/embed.js\" async></script>
            <style nonce=\"host\">:root {{ color-scheme: light dark }} :root.dark {{ color-scheme: dark }}
            :root.light {{ color-scheme: light }} body {{ font: 16px/1.5 sans-serif; margin: 24px auto;
            padding: 0 16px; max-width: 760px }} .raw {{ width: 100%; height: 600px; border: 0 }}</style>
            </head><body><main><h1>Connecting to the example server</h1>
            <p><button id=\"before\">Before</button> Check here whether your browser reaches it.</p>
            {body}<p>Then go on with the next chapter. <button id=\"after\">After</button></p></main></body></html>"
        );
        let answer = Document { policy, text };
        let address = serve("127.0.0.1", Arc::new(answer)).await?;
        Ok(HostPage {
            url: format!("http://127.0.0.1:{}/", address.port()),
        })
    }

    pub async fn open(&self, browser: &Browser) -> Result<()> {
        browser.console().await?;
        Ok(browser.client.goto(&self.url).await?)
    }
}

struct Document {
    policy: String,
    text: String,
}

impl Handler for Document {
    fn answer<'a>(&'a self, _: Request, wire: &'a mut dyn Wire) -> Answering<'a> {
        Box::pin(async move {
            let headers = [
                ("content-type", "text/html; charset=utf-8"),
                ("content-security-policy", self.policy.as_str()),
            ];
            respond(wire, "200 OK", &headers, self.text.as_bytes()).await
        })
    }
}

/// Where the frame is: in the element, or in the page itself.
const FRAME: &str = "(document.querySelector('faultfinder-diagnosis')?.shadowRoot ?? document).querySelector('iframe')";

/// Goes into the frame; what follows happens there.
pub async fn enter(browser: &Browser) -> Result<()> {
    let frame = browser.run(&format!("return {FRAME}"), vec![]).await?;
    let id = frame[ELEMENT]
        .as_str()
        .ok_or_else(|| Failure("the host page has no frame".into()))?;
    let frame = Element::from_element_id(browser.client.clone(), ElementRef::from(id.to_owned()));
    Ok(frame.enter_frame().await?)
}

/// Goes back to the host page.
pub async fn leave(browser: &Browser) -> Result<()> {
    Ok(browser.client.enter_parent_frame().await?)
}

/// Waits until the host page finds that this expression holds.
pub async fn until(browser: &Browser, holds: &str) -> Result<()> {
    let script = format!(
        "const [limit, done] = arguments;
        const frame = () => {FRAME};
        const check = () => {{ let holds = false; try {{ holds = {holds} }} catch {{}}
            holds ? done(true) : setTimeout(check, 20) }};
        setTimeout(() => done(false), limit); check()"
    );
    let limit = Duration::from_secs(15).as_millis() as u64;
    let seen = browser.run_async(&script, vec![json!(limit)]).await?;
    ensure(seen == json!(true), || {
        format!("within 15 s it never holds that {holds}")
    })
}

/// The messages of these kinds that the host page has heard, in order.
pub async fn heard(browser: &Browser) -> Result<Vec<Value>> {
    let heard = browser.run("return window.heard", vec![]).await?;
    Ok(heard.as_array().cloned().unwrap_or_default())
}

/// Sends a message to the frame, as the host page may.
pub async fn say(browser: &Browser, message: Value) -> Result<()> {
    let script = format!("{FRAME}.contentWindow.postMessage(arguments[0], '*')");
    browser.run(&script, vec![message]).await?;
    Ok(())
}
