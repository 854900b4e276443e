//! A server or an authorization server that sends the page on, just when it brings a secret: the host it is sent to
//! learns nothing. A browser by itself would carry the body, or the header, along.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use faultfinder_lab::SignIn;
use serde_json::json;

use super::ways::LIMIT;
use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::page::{Form, Page};
use crate::sign_in::{Plan, Visitor};
use crate::suite::report::checked_report;
use crate::targets::{ANY_ORIGIN, Behaviour, Target, preflight};
use crate::tiny_http::{Answering, Handler, Request, Wire, respond, serve};

const CODE: &str = "ffplantedcode0123456789abcdef";
const TOKEN: &str = "ffplantedtoken0123456789abcdef";
const SECRET: &str = "ffplantedclientsecret0123456789";

/// What sends the page elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    TokenEndpoint,
    McpEndpoint,
}

pub fn cases() -> Vec<Case> {
    let all = [
        ("token-endpoint", Where::TokenEndpoint),
        ("mcp-endpoint", Where::McpEndpoint),
    ];
    let mut cases = Vec::new();
    for (name, place) in all {
        for (number, status) in [
            ("302", "302 Found"),
            ("307", "307 Temporary Redirect"),
            ("308", "308 Permanent Redirect"),
        ] {
            cases.push(Case::new(
                format!("sent-on-{name}-{number}"),
                move |stage| Box::pin(sent_on(stage, name, place, status)),
            ));
        }
    }
    cases
}

async fn sent_on(stage: &Stage, name: &str, place: Where, status: &'static str) -> Result<Row> {
    let mut row = Row::expecting("failed, and nothing leaks");
    let recorder = Target::start(Behaviour::Status("200 OK")).await?;
    let seen = Arc::default();
    let misleading = Misleading {
        place,
        status,
        to: recorder.url(),
        seen: Arc::clone(&seen),
    };
    let address = serve("127.0.0.1", Arc::new(misleading)).await?;
    let plan = Plan::by(SignIn::entered("planted").secret(SECRET));
    let page = stage.page();
    let started = Instant::now();
    let form = Form::new(format!("http://{address}/mcp"));
    page.diagnose(&form, LIMIT).await?;
    let mut visitor = Visitor::new(&page, &plan).await?;
    visitor.introduce().await?;
    says_where_secrets_go(&page, &format!("localhost:{}", address.port()), &mut row).await?;
    let shown = visitor.sign_in().await?;
    row.got(&shown, started.elapsed());
    row.same("outcome", shown.outcome.as_deref(), Some("failed"));
    let file = format!("sent-on-{name}-{}", &status[..3]);
    checked_report(&page, &stage.world, &file, &shown, &mut row).await?;
    let seen: Vec<Request> = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let verifier = verifier(&seen);
    row.check(!verifier.is_empty(), || "no verifier was sent".into());
    // Without this the search would prove nothing: the secret has to have been brought.
    let secret = if place == Where::McpEndpoint {
        TOKEN
    } else {
        CODE
    };
    row.check(seen.iter().any(|request| carries(request, secret)), || {
        format!("{secret} never came")
    });
    for request in recorder.seen() {
        for secret in [CODE, TOKEN, SECRET, verifier.as_str()] {
            row.check(secret.is_empty() || !carries(&request, secret), || {
                format!("{secret} went to {} {}", request.method, request.target)
            });
        }
    }
    row.clean_console(&page).await?;
    Ok(row)
}

/// Before anything is clicked: the token endpoint is at another host than the issuer.
async fn says_where_secrets_go(page: &Page<'_>, host: &str, row: &mut Row) -> Result<()> {
    let line = "[data-panel=sign-in] [data-hint=token-host]";
    page.wait_for_element(line).await?;
    let text = "return document.querySelector(arguments[0]).innerText";
    let text = page.browser.run(text, vec![json!(line)]).await?;
    let text = text.as_str().unwrap_or_default();
    row.check(
        text.contains(host) && text.contains("client secret"),
        || format!("before the click it says {text:?}"),
    );
    Ok(())
}

fn verifier(seen: &[Request]) -> String {
    let mut pairs = seen
        .iter()
        .flat_map(|request| url::form_urlencoded::parse(&request.body));
    pairs
        .find(|(name, _)| name == "code_verifier")
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn carries(request: &Request, secret: &str) -> bool {
    let in_header = |(_, value): &(String, String)| value.contains(secret);
    request.headers.iter().any(in_header)
        || request.target.contains(secret)
        || String::from_utf8_lossy(&request.body).contains(secret)
}

/// A server and its authorization server on one origin. All is sound but one redirect.
struct Misleading {
    place: Where,
    status: &'static str,
    to: String,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Handler for Misleading {
    fn answer<'a>(&'a self, request: Request, wire: &'a mut dyn Wire) -> Answering<'a> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request.clone());
        Box::pin(async move {
            if request.method == "OPTIONS" {
                return preflight(&request, wire).await;
            }
            self.reply(&request, wire).await
        })
    }
}

impl Misleading {
    async fn reply(&self, request: &Request, wire: &mut dyn Wire) -> std::io::Result<()> {
        let origin = format!("http://{}", request.header("host").unwrap_or_default());
        let sends_on = match request.path() {
            "/token" => self.place == Where::TokenEndpoint,
            "/mcp" => self.place == Where::McpEndpoint && carries(request, TOKEN),
            _ => false,
        };
        let headers = [ANY_ORIGIN, ("location", self.to.as_str())];
        match request.path() {
            _ if sends_on => respond(wire, self.status, &headers, b"").await,
            "/authorize" => {
                let location = answered(&origin, request);
                let headers = [ANY_ORIGIN, ("location", location.as_str())];
                respond(wire, "302 Found", &headers, b"").await
            }
            "/mcp" => {
                let challenge = format!(
                    "Bearer resource_metadata=\"{origin}/.well-known/oauth-protected-resource/mcp\""
                );
                let expose = ("access-control-expose-headers", "WWW-Authenticate");
                let headers = [ANY_ORIGIN, expose, ("www-authenticate", challenge.as_str())];
                respond(wire, "401 Unauthorized", &headers, b"{}").await
            }
            path => {
                let headers = [ANY_ORIGIN, ("content-type", "application/json")];
                let (status, body) = match document(&origin, path) {
                    Some(document) => ("200 OK", document),
                    None => ("404 Not Found", "{}".to_owned()),
                };
                respond(wire, status, &headers, body.as_bytes()).await
            }
        }
    }
}

fn document(origin: &str, path: &str) -> Option<String> {
    let document = match path {
        "/.well-known/oauth-protected-resource/mcp" => json!({
            "resource": format!("{origin}/mcp"),
            "authorization_servers": [origin],
        }),
        "/.well-known/oauth-authorization-server" => json!({
            "issuer": origin,
            "authorization_endpoint": format!("{origin}/authorize"),
            // By the other name of this machine.
            "token_endpoint": format!("{}/token", origin.replace("127.0.0.1", "localhost")),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }),
        "/token" => json!({ "access_token": TOKEN, "token_type": "Bearer", "expires_in": 60 }),
        _ => return None,
    };
    Some(document.to_string())
}

/// Where the consent sends the user back to.
fn answered(origin: &str, request: &Request) -> String {
    let query = request.target.split('?').nth(1).unwrap_or_default();
    let asked = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let found = pairs.find(|(name, _)| name == wanted);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let answer = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", CODE)
        .append_pair("state", &asked("state"))
        .append_pair("iss", origin)
        .finish();
    format!("{}?{answer}", asked("redirect_uri"))
}
