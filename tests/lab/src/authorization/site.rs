//! The addresses of one cause, and templates filled with them.

use serde_json::{Map, Value};

use super::plan::{Members, Plan};
use crate::message::Request;

/// Where a cause's MCP server and its authorization server stand.
#[derive(Debug)]
pub struct Site {
    /// Above the MCP endpoint, without a slash at the end.
    base: String,
    metadata: String,
    /// The issuer that was asked, or the first one.
    pub issuer: String,
    lab: String,
    second: String,
    /// Whether this origin serves the MCP server, and its metadata.
    pub has_resource: bool,
    /// Whether this origin serves the authorization server.
    pub has_server: bool,
}

impl Site {
    pub fn of(request: &Request) -> Site {
        let place = &request.place;
        let (lab, second) = (place.lab_origin.clone(), place.second_origin.clone());
        if place.alone {
            // A port of its own is known by more names than `localhost`.
            let scheme = place.origin.split("://").next().unwrap_or_default();
            let base = match request.header("host") {
                "" => place.origin.clone(),
                host => format!("{scheme}://{host}"),
            };
            return Site {
                metadata: format!("{base}/.well-known/oauth-protected-resource/mcp"),
                issuer: base.clone(),
                has_resource: true,
                has_server: true,
                base,
                lab,
                second,
            };
        }
        let id = place.cause;
        Site {
            base: format!("{lab}/{id}"),
            metadata: format!("{lab}/.well-known/oauth-protected-resource/{id}/mcp"),
            issuer: format!("{second}/{id}"),
            has_resource: !place.is_second,
            has_server: place.is_second,
            lab,
            second,
        }
    }

    /// The same for a further authorization server.
    pub fn at(mut self, tenant: &str) -> Site {
        if !tenant.is_empty() {
            self.issuer = format!("{}/{tenant}", self.issuer);
        }
        self
    }

    /// The MCP endpoint.
    pub fn url(&self) -> String {
        format!("{}/mcp", self.base)
    }

    /// All resources for which a token may be asked: the endpoint, and what its metadata calls it.
    pub fn resources(&self, plan: &Plan) -> Vec<String> {
        let named = self.members(&plan.resource.members);
        let named = named.get("resource").and_then(Value::as_str);
        [self.url()]
            .into_iter()
            .chain(named.map(str::to_owned))
            .collect()
    }

    pub fn fill(&self, template: &str) -> String {
        template
            .replace("{url}", &self.url())
            .replace("{metadata}", &self.metadata)
            .replace("{plain-url}", &plain(&self.url()))
            .replace("{plain-metadata}", &plain(&self.metadata))
            .replace("{plain-issuer}", &plain(&self.issuer))
            .replace(
                "{loud-issuer}",
                &self.issuer.replace("localhost", "LOCALHOST"),
            )
            .replace("{base}", &self.base)
            .replace("{issuer}", &self.issuer)
            .replace("{lab}", &self.lab)
            .replace("{second}", &self.second)
    }

    /// The object that these members make.
    pub fn members(&self, members: &Members) -> Map<String, Value> {
        let mut object = Map::new();
        self.change(&mut object, members);
        object
    }

    /// Sets these members, or takes them away.
    pub fn change(&self, object: &mut Map<String, Value>, members: &Members) {
        for (name, value) in members {
            match value {
                Some(value) => object.insert((*name).to_owned(), self.filled(value)),
                None => object.remove(*name),
            };
        }
    }

    fn filled(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(self.fill(text)),
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }
}

/// As a server says it that does not know of the TLS proxy before it.
fn plain(address: &str) -> String {
    address.replacen("https://", "http://", 1)
}
