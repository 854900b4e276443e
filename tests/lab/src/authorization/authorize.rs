//! The authorization endpoint: answers at once, as if somebody had signed in and agreed.

use super::client;
use super::form::Form;
use super::plan::{Page, Plan, Remembered, SCOPES};
use super::site::Site;
use super::store::{Client, Code, Grant};
use crate::message::{Reply, Request};
use crate::state::State;

pub async fn answer(plan: &Plan, request: &Request, site: &Site, state: &State) -> Reply {
    if let Page::Error(why) = plan.consent.page {
        return error_page(why);
    }
    let asked = Form::parse(&request.query);
    let client = match client::find(plan, asked.get("client_id"), state).await {
        Ok(client) => client,
        Err(why) => return error_page(&why),
    };
    let redirect_uri = asked.get("redirect_uri");
    if !may_redirect(&client, redirect_uri) {
        // RFC 6749, 4.1.2.1: then nobody is sent anywhere.
        let text = format!("The redirect URI {redirect_uri} is not registered for this client.");
        return error_page(&text);
    }
    let mut parameters = Form::default();
    match agree(plan, &asked, client, site, state) {
        Ok(code) => parameters.put("code", Some(code)),
        Err(error) => parameters.put("error", Some(error.to_owned())),
    }
    let sent = asked.find("state").map(str::to_owned);
    parameters.put("state", sent.clone());
    parameters.put("iss", Some(site.issuer.clone()));
    for (name, value) in &plan.consent.parameters {
        let filled = |value: &str| {
            let state = sent.as_deref().unwrap_or_default();
            site.fill(value).replace("{state}", state)
        };
        parameters.put(name, value.map(filled));
    }
    let mark = match (plan.consent.fragment, redirect_uri.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    send_on(
        plan,
        &format!("{redirect_uri}{mark}{}", parameters.encode()),
    )
}

fn may_redirect(client: &Client, redirect_uri: &str) -> bool {
    let is_web = redirect_uri.starts_with("https://") || redirect_uri.starts_with("http://");
    // A character that ends a header would end the lab's answer.
    let is_plain = redirect_uri.bytes().all(|byte| byte.is_ascii_graphic());
    let registered = client.redirect_uris.as_ref();
    is_web && is_plain && registered.is_none_or(|uris| uris.iter().any(|uri| uri == redirect_uri))
}

/// A code, or the error that the client is told.
fn agree(
    plan: &Plan,
    asked: &Form,
    client: Client,
    site: &Site,
    state: &State,
) -> Result<String, &'static str> {
    if asked.get("response_type") != "code" {
        return Err("unsupported_response_type");
    }
    let challenge = asked.get("code_challenge");
    if challenge.len() != 43 || asked.get("code_challenge_method") != "S256" {
        return Err("invalid_request");
    }
    let resource = asked.find("resource").map(str::to_owned);
    let resource = resource.unwrap_or_else(|| site.url());
    if !site.resources(plan).contains(&resource) {
        return Err("invalid_target");
    }
    let scope = asked.find("scope").unwrap_or("mcp:read");
    if !scope.split(' ').all(|one| SCOPES.contains(&one)) {
        return Err("invalid_scope");
    }
    let granted = plan.token.scope.unwrap_or(scope).to_owned();
    let mut code = Code {
        grant: Grant {
            client,
            issuer: site.issuer.clone(),
            resource,
            scope: granted,
        },
        redirect_uri: asked.get("redirect_uri").to_owned(),
        challenge: challenge.to_owned(),
        used: false,
    };
    match plan.consent.remembered {
        Remembered::Faithfully => {}
        Remembered::OtherRedirect => code.redirect_uri.push('/'),
        Remembered::OtherChallenge => code.challenge = code.challenge.chars().rev().collect(),
        Remembered::Used => code.used = true,
    }
    Ok(state.authorization.codes.keep(code))
}

fn send_on(plan: &Plan, address: &str) -> Reply {
    if plan.consent.page != Page::Isolated {
        return Reply::redirect(302, address).with("cache-control", "no-store");
    }
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Signing in</title>\
         <meta http-equiv=\"refresh\" content=\"1;url={0}\"></head>\
         <body><p>Signing in. <a href=\"{0}\">Go on</a></p></body></html>",
        escape(address)
    );
    Reply::text(200, "text/html; charset=utf-8", page)
        .with("cross-origin-opener-policy", "same-origin")
        .with("cache-control", "no-store")
}

/// What only the user sees: nothing comes back to the client.
fn error_page(why: &str) -> Reply {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Sign-in failed</title></head>\
         <body><h1>Sign-in failed</h1><p>{}</p></body></html>",
        escape(why)
    );
    Reply::text(400, "text/html; charset=utf-8", page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
