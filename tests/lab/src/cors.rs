//! The cross-origin headers of an endpoint, as data.

use crate::message::Reply;

/// Every header that some revision of MCP makes a client send.
const ALL_HEADERS: &str = "content-type, authorization, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name, \
                           last-event-id, x-api-key";

/// What an endpoint says to a browser about other origins. `None` leaves the header out.
#[derive(Clone, Debug)]
pub struct Cors {
    /// Each value becomes one `Access-Control-Allow-Origin` header.
    pub allow_origin: Vec<&'static str>,
    pub allow_headers: Option<&'static str>,
    pub allow_methods: Option<&'static str>,
    pub expose_headers: Option<&'static str>,
}

impl Cors {
    /// Allows and exposes everything that MCP needs.
    pub fn permissive() -> Cors {
        Cors {
            allow_origin: vec!["*"],
            allow_headers: Some(ALL_HEADERS),
            allow_methods: Some("GET, POST, DELETE, OPTIONS"),
            expose_headers: Some("mcp-session-id, mcp-protocol-version, www-authenticate"),
        }
    }

    /// Allows only the request headers named.
    pub fn only(headers: &'static str) -> Cors {
        Cors {
            allow_headers: Some(headers),
            ..Cors::permissive()
        }
    }

    /// Answers no browser of another origin.
    pub fn none() -> Cors {
        Cors {
            allow_origin: Vec::new(),
            allow_headers: None,
            allow_methods: None,
            expose_headers: None,
        }
    }

    /// Permissive but for the origin, which is `values` instead of `*`.
    pub fn origins(values: &[&'static str]) -> Cors {
        Cors {
            allow_origin: values.to_vec(),
            ..Cors::permissive()
        }
    }

    /// Adds the headers to a reply; those about permissions belong to preflights only.
    pub fn apply(&self, preflight: bool, reply: &mut Reply) {
        for value in &self.allow_origin {
            reply.push("access-control-allow-origin", value);
        }
        let permissions = [
            ("access-control-allow-headers", self.allow_headers, true),
            ("access-control-allow-methods", self.allow_methods, true),
            ("access-control-expose-headers", self.expose_headers, false),
        ];
        for (name, value, belongs_to_preflight) in permissions {
            if let (Some(value), true) = (value, belongs_to_preflight == preflight) {
                reply.push(name, value);
            }
        }
    }
}
