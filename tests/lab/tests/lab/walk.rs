//! A client that signs in as a browser would, and says in a few words what it noticed and how far it came. It is as
//! strict as the newest revision asks, where a slip does not stop other clients too.

use faultfinder_lab::page::Page;
use faultfinder_lab::{Cause, Client, SignIn, Then};
use hyper::Method;
use serde_json::{Value, json};

use crate::client::{Answer, ask, initialize, post};
use crate::notes;
use crate::session::open_with;

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const STATE: &str = "af0ifjsldkj";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// How far a walk came: the step at which it stopped, and what it saw there.
pub type Stopped = String;

type Walked<T> = Result<T, Stopped>;

/// What the walk knows by the time of the token.
pub struct Signed {
    pub token: Value,
    pub server: Value,
    pub client: Known,
}

/// The client as the authorization server knows it.
#[derive(Clone, Default)]
pub struct Known {
    id: String,
    secret: Option<String>,
    redirect_uri: String,
}

/// Walks the whole way; the names of the tools where it gets through. Notes down what is not as it should be.
pub async fn walk(cause: &Cause, page: &Page, notes: &mut Vec<String>) -> Walked<Vec<String>> {
    let (asked, resource, server) = discover(cause, notes).await?;
    let Some(sign_in) = cause.sign_in.clone() else {
        let open = server.get("registration_endpoint").is_some()
            || server["client_id_metadata_document_supported"] == true;
        let stopped = if open {
            "consent"
        } else {
            "register: no way in"
        };
        return Err(stopped.to_owned());
    };
    let client = client(&sign_in, &server, page, notes).await?;
    let mut scope = asked;
    for _ in 0..3 {
        let code = authorize(&server, &client, &scope, &resource, notes).await?;
        let signed = exchange(&sign_in, &server, &client, &code, &resource).await?;
        notes::token(&signed.token, &server, &client.id, &scope, &resource, notes);
        let token = text(&signed.token, "access_token").to_owned();
        let bearer = format!("Bearer {token}");
        match accept(&cause.url, &bearer).await? {
            None => {
                if accept(&cause.url, "Bearer made-up").await.is_ok() {
                    notes.push("a made-up token is accepted".to_owned());
                }
                let tools = open_with(&cause.url, &[("authorization", &bearer)]).await?;
                if sign_in.then == Some(Then::Refresh) {
                    refresh(&cause.url, &signed, &resource).await?;
                }
                return Ok(tools);
            }
            Some(wider) if sign_in.then == Some(Then::StepUp) => {
                notes.push(format!("steps up to {wider}"));
                scope = format!("{scope} {wider}");
            }
            Some(wider) => return Err(format!("accept: 403 {wider:?}")),
        }
    }
    Err("accept: 403 again and again".to_owned())
}

pub fn text<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().unwrap_or_default()
}

pub fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// `https://host/.well-known/name/path` for `https://host/path`.
fn inserted(url: &str, name: &str) -> String {
    let path = url.strip_prefix(&origin(url)).unwrap_or_default();
    format!("{}/.well-known/{name}{path}", origin(url))
}

/// A parameter of a challenge.
pub fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let (before, rest) = challenge.split_once(&format!("{name}=\""))?;
    let whole = before.ends_with([' ', ',']);
    whole.then(|| rest.split('"').next().unwrap_or_default())
}

/// The scope that is asked for, the resource, and the metadata of the authorization server.
async fn discover(cause: &Cause, notes: &mut Vec<String>) -> Walked<(String, String, Value)> {
    let refused = refusal(&cause.url, notes).await?;
    let challenge = refused.header("www-authenticate").unwrap_or_default();
    if refused.status != 401 {
        return Err(format!("challenge: {} {challenge:?}", refused.status));
    }
    notes::challenge(&refused, &cause.url, notes);
    let scope = parameter(challenge, "scope").unwrap_or("mcp:read");
    let documents = match parameter(challenge, "resource_metadata") {
        Some(url) if !url.starts_with("http") => return Err(format!("challenge: {url}")),
        Some(url) => vec![url.to_owned()],
        None => vec![
            inserted(&cause.url, "oauth-protected-resource"),
            inserted(&origin(&cause.url), "oauth-protected-resource"),
        ],
    };
    let (document, resource) = match first("resource", &documents, notes).await {
        Ok(document) => {
            let resource = text(&document, "resource").to_owned();
            (document, resource)
        }
        Err(why) if documents.len() == 1 => return Err(why),
        // 2025-03-26: the server is its own authorization server.
        Err(why) => {
            let server = first("oldest", &[inserted(&origin(&cause.url), SERVER)], notes).await;
            let server = server.map_err(|_| why)?;
            return Ok((scope.to_owned(), cause.url.clone(), server));
        }
    };
    let near = !resource.is_empty()
        && (cause.url.starts_with(&resource) || resource.starts_with(&cause.url));
    if !near {
        return Err(format!("resource: is {resource:?}"));
    }
    notes::resource(&document, &cause.url, notes);
    let second = cause
        .sign_in
        .as_ref()
        .is_some_and(|sign_in| sign_in.then == Some(Then::ChooseSecond));
    let issuer = &document["authorization_servers"][usize::from(second)];
    let issuer = issuer.as_str().unwrap_or_default();
    if !issuer.starts_with("http") || issuer.contains(".well-known") {
        return Err(format!("resource: issuer {issuer:?}"));
    }
    Ok((scope.to_owned(), resource, server(issuer, notes).await?))
}

const SERVER: &str = "oauth-authorization-server";

/// The first refusal: of the opening, or of a list where the session is open to all.
async fn refusal(url: &str, notes: &mut Vec<String>) -> Walked<Answer> {
    let io = |error: std::io::Error| error.to_string();
    let opened = post(url, &[], &initialize("2025-11-25"))
        .await
        .map_err(io)?;
    if opened.status != 200 {
        return Ok(opened);
    }
    let id = opened.header("mcp-session-id").unwrap_or_default();
    notes.push("late".to_owned());
    let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {} });
    post(url, &[("mcp-session-id", id)], &list)
        .await
        .map_err(io)
}

async fn server(issuer: &str, notes: &mut Vec<String>) -> Walked<Value> {
    let places = [
        inserted(issuer, SERVER),
        inserted(issuer, "openid-configuration"),
        format!("{issuer}/.well-known/openid-configuration"),
    ];
    let metadata = first("server", &places, notes).await?;
    let actual = text(&metadata, "issuer");
    if actual.trim_end_matches('/').to_lowercase() != issuer {
        return Err(format!("server: issuer is {actual:?}"));
    }
    for name in ["authorization_endpoint", "token_endpoint"] {
        let address = text(&metadata, name);
        if !(address.starts_with("https://") || address.starts_with("http://localhost:")) {
            return Err(format!("server: {name} is {address:?}"));
        }
    }
    let wanted = [
        ("response_types_supported", "code"),
        ("grant_types_supported", "authorization_code"),
        ("code_challenge_methods_supported", "S256"),
    ];
    for (name, value) in wanted {
        let list = metadata[name].as_array().into_iter().flatten();
        if !list.into_iter().any(|one| one == value) {
            return Err(format!("server: {name} without {value}"));
        }
    }
    notes::server(&metadata, issuer, notes);
    Ok(metadata)
}

/// The first of these that is a document; why the first is none, where none is.
async fn first(step: &str, urls: &[String], notes: &mut Vec<String>) -> Walked<Value> {
    let mut why = None;
    for (place, url) in urls.iter().enumerate() {
        match read(url, notes).await {
            Ok(document) => {
                if place > 0 || step == "oldest" {
                    notes.push(format!("{step} at place {}", place + 1));
                }
                return Ok(document);
            }
            Err(reason) => why = why.or(Some(reason)),
        }
    }
    Err(format!("{step}: {}", why.unwrap_or_default()))
}

/// A JSON document, as far as a page may read it.
async fn read(url: &str, notes: &mut Vec<String>) -> Walked<Value> {
    let mut url = url.to_owned();
    for _ in 0..2 {
        if url.contains(".invalid") {
            return Err("no such host".to_owned());
        }
        let answer = ask(Method::GET, &url, &[("accept", "application/json")], "").await;
        let answer = answer.map_err(|error| error.to_string())?;
        if let Some(location) = answer.header("location") {
            notes.push("redirected".to_owned());
            url = location.to_owned();
            continue;
        }
        let document = readable(&answer);
        let content_type = answer.header("content-type").unwrap_or_default();
        if document.is_ok() && content_type != "application/json" {
            notes.push(content_type.to_owned());
        }
        return document;
    }
    Err("redirects".to_owned())
}

fn readable(answer: &Answer) -> Walked<Value> {
    if answer.header("access-control-allow-origin") != Some("*") {
        return Err(format!("{} hidden", answer.status));
    }
    match serde_json::from_str::<Value>(&answer.body) {
        Ok(value) if answer.status / 100 == 2 => Ok(value),
        Ok(value) => {
            let [error, why] = ["error", "error_description"].map(|name| text(&value, name));
            Err(format!("{} {error}: {why}", answer.status))
        }
        Err(_) => Err(format!("{} no JSON", answer.status)),
    }
}

async fn client(
    sign_in: &SignIn,
    server: &Value,
    page: &Page,
    notes: &mut Vec<String>,
) -> Walked<Known> {
    let redirect_uri = format!("{}/oauth/callback.html", page.origin());
    let known = |id: &str| Known {
        id: id.to_owned(),
        secret: sign_in.client_secret.map(str::to_owned),
        redirect_uri: redirect_uri.clone(),
    };
    match sign_in.client {
        Client::Entered => Ok(known(sign_in.client_id.unwrap_or_default())),
        Client::Document => Ok(known(&format!("{}/oauth/client.json", page.origin()))),
        Client::Dynamic => {
            let metadata = json!({ "redirect_uris": [redirect_uri], "grant_types": ["authorization_code", "refresh_token"] });
            let metadata = metadata.to_string();
            let answer = send(server, "registration_endpoint", &[JSON], &metadata);
            let answer = answer.await.map_err(|why| format!("register: {why}"))?;
            let answered = readable(&answer).map_err(|why| format!("register: {why}"))?;
            match text(&answered, "client_id") {
                "" => Err("register: no client_id".to_owned()),
                id => {
                    notes::registration(&answer, &answered, notes);
                    Ok(Known {
                        secret: answered["client_secret"].as_str().map(str::to_owned),
                        ..known(id)
                    })
                }
            }
        }
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

async fn send(
    server: &Value,
    endpoint: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Walked<Answer> {
    let url = text(server, endpoint);
    if url.is_empty() || url.contains(".invalid") {
        return Err("no such host".to_owned());
    }
    let answer = ask(Method::POST, url, headers, body).await;
    answer.map_err(|error| error.to_string())
}

/// The pairs of a query, decoded as far as the lab's values need it.
fn pairs(query: &str) -> Value {
    let decode = |text: &str| {
        text.replace("%3A", ":")
            .replace("%2F", "/")
            .replace("%20", " ")
    };
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), Value::from(decode(value))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

async fn authorize(
    server: &Value,
    client: &Known,
    scope: &str,
    resource: &str,
    notes: &mut Vec<String>,
) -> Walked<String> {
    let query = format!(
        "response_type=code&client_id={}&redirect_uri={}&scope={}&state={STATE}&resource={resource}\
         &code_challenge={CHALLENGE}&code_challenge_method=S256",
        client.id,
        client.redirect_uri,
        scope.replace(' ', "+"),
    );
    let endpoint = text(server, "authorization_endpoint");
    let mark = if endpoint.contains('?') { '&' } else { '?' };
    let url = format!("{endpoint}{mark}{query}");
    let answer = ask(Method::GET, &url, &[], "").await;
    let answer = answer.map_err(|error| error.to_string())?;
    let isolated = answer.header("cross-origin-opener-policy") == Some("same-origin");
    let refreshed = answer.body.split("1;url=").nth(1).filter(|_| isolated);
    let refreshed = refreshed.and_then(|rest| rest.split('"').next());
    let refreshed = refreshed.map(|location| location.replace("&amp;", "&"));
    let location = answer.header("location").map(str::to_owned).or(refreshed);
    let Some(location) = location else {
        return Err(format!("authorize: {} page", answer.status));
    };
    let Some(answered) = location.strip_prefix(&client.redirect_uri) else {
        return Err(format!("authorize: sent to {location}"));
    };
    let Some(query) = answered.strip_prefix('?') else {
        return Err("authorize: fragment".to_owned());
    };
    let answered = pairs(query);
    if answered["state"] != STATE {
        return Err(format!("authorize: state {}", answered["state"]));
    }
    let advertised = server["authorization_response_iss_parameter_supported"] == true;
    if answered["iss"] != server["issuer"] && (advertised || !answered["iss"].is_null()) {
        return Err(format!("authorize: iss {}", answered["iss"]));
    }
    if answered["iss"].is_null() {
        notes.push("no iss".to_owned());
    }
    if isolated {
        notes.push("isolated".to_owned());
    }
    match (answered["error"].as_str(), answered["code"].as_str()) {
        (Some(error), _) => Err(format!("authorize: {error}")),
        (None, Some(code)) => Ok(code.to_owned()),
        (None, None) => Err("authorize: no code".to_owned()),
    }
}

async fn exchange(
    sign_in: &SignIn,
    server: &Value,
    client: &Known,
    code: &str,
    resource: &str,
) -> Walked<Signed> {
    let body = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={}&code_verifier={VERIFIER}&resource={resource}",
        client.redirect_uri
    );
    let answer = token(server, client, body).await?;
    let readable = match sign_in.then {
        Some(Then::PasteToken) => {
            assert_eq!(answer.header("access-control-allow-origin"), None);
            Ok(answer.message())
        }
        _ => readable(&answer),
    };
    let token = readable.map_err(|why| format!("token: {why}"))?;
    if let Some(error) = token["error"].as_str() {
        return Err(format!("token: {} {error}", answer.status));
    }
    match (text(&token, "access_token"), text(&token, "token_type")) {
        ("", _) => Err("token: no access_token".to_owned()),
        (_, kind) if kind.eq_ignore_ascii_case("bearer") => Ok(Signed {
            token,
            server: server.clone(),
            client: client.clone(),
        }),
        (_, other) => Err(format!("token: {other}")),
    }
}

async fn token(server: &Value, client: &Known, mut body: String) -> Walked<Answer> {
    let methods = &server["token_endpoint_auth_methods_supported"];
    let basic = |method: &Value| method == "client_secret_basic";
    let wants_basic = methods
        .as_array()
        .is_some_and(|list| list.iter().any(basic));
    let secret = client.secret.as_deref().map(encode);
    let mut headers = vec![FORM];
    let given;
    match secret {
        Some(secret) if wants_basic => {
            given = format!("Basic {}", base64(&format!("{}:{secret}", client.id)));
            headers.push(("authorization", &given));
            let url = text(server, "token_endpoint");
            let preflight = ask(Method::OPTIONS, url, &[], "").await;
            let preflight = preflight.map_err(|error| error.to_string())?;
            let allowed = preflight.header("access-control-allow-headers");
            if !allowed.is_some_and(|names| names.contains("authorization")) {
                return Err("token: authorization is not allowed".to_owned());
            }
        }
        Some(secret) => {
            body.push_str(&format!("&client_id={}&client_secret={secret}", client.id));
        }
        None => body.push_str(&format!("&client_id={}", client.id)),
    }
    let answer = send(server, "token_endpoint", &headers, &body).await;
    answer.map_err(|why| format!("token: {why}"))
}

/// Form-encodes a secret of the lab.
fn encode(secret: &str) -> String {
    secret
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('/', "%2F")
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// Whether the MCP server takes the token; the wider scope that it wants instead, where it names one.
async fn accept(url: &str, bearer: &str) -> Walked<Option<String>> {
    let preflight = ask(Method::OPTIONS, url, &[], "").await;
    let preflight = preflight.map_err(|error| error.to_string())?;
    let allowed = preflight.header("access-control-allow-headers");
    if !allowed.is_some_and(|names| names.contains("authorization")) {
        return Err("accept: authorization is not allowed".to_owned());
    }
    let given = [("authorization", bearer)];
    let answer = post(url, &given, &initialize("2025-11-25")).await;
    let answer = answer.map_err(|error| error.to_string())?;
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    match answer.status {
        401 => {
            let why = parameter(challenge, "error_description").unwrap_or_default();
            Err(format!("accept: 401 {why:?}"))
        }
        403 => Ok(Some(
            parameter(challenge, "scope").unwrap_or_default().to_owned(),
        )),
        _ => Ok(None),
    }
}

async fn refresh(url: &str, signed: &Signed, resource: &str) -> Walked<()> {
    let old = text(&signed.token, "refresh_token");
    let body = format!("grant_type=refresh_token&refresh_token={old}&resource={resource}");
    let answer = token(&signed.server, &signed.client, body.clone()).await?;
    let fresh = readable(&answer).map_err(|why| format!("refresh: {why}"))?;
    if fresh["refresh_token"] == signed.token["refresh_token"] {
        return Err("refresh: not rotated".to_owned());
    }
    let bearer = format!("Bearer {}", text(&fresh, "access_token"));
    accept(url, &bearer).await?;
    let again = token(&signed.server, &signed.client, body).await?;
    match again.status {
        400 => Ok(()),
        status => Err(format!("refresh: the old one is answered {status}")),
    }
}
