//! All causes, one file per chapter. An entry is data and a server with a small change.

mod address;
mod body;
mod catalogue;
mod cors;
mod deep;
mod endpoint;
mod healthy;
mod oauth;
mod reach;
mod session;
mod survey;
mod token;

use crate::cause::{Cause, Expectations, Group, Need, Options, SignIn};
use crate::server::Server;
use crate::wire::Wire;

/// A cause before the lab knows its own addresses.
pub struct Entry {
    pub id: &'static str,
    pub group: Group,
    pub title: &'static str,
    pub wrong: &'static str,
    pub failures: Vec<&'static str>,
    pub options: Options,
    pub sign_in: Option<SignIn>,
    pub deep: bool,
    pub requires: Vec<Need>,
    pub expect: Expectations,
    pub target: Target,
}

/// Where the address leads.
pub enum Target {
    /// Only a text to type: nothing is served, because nothing must be asked.
    Text(String),
    /// A server at `/<id>/…`. The address is a template with `{lab}`, `{port}` and `{id}`.
    Endpoint { server: Box<Server>, url: String },
    /// A port of its own; the template's `{port}` is that port. With a server where the port speaks HTTP.
    Port {
        wire: Wire,
        url: &'static str,
        server: Option<Box<Server>>,
    },
}

/// Every cause of the lab.
pub fn all() -> Vec<Entry> {
    let chapters = [
        (Group::Healthy, healthy::causes()),
        (Group::Address, address::causes()),
        (Group::Reach, reach::causes()),
        (Group::Cors, cors::causes()),
        (Group::Endpoint, endpoint::causes()),
        (Group::Endpoint, body::causes()),
        (Group::Endpoint, token::challenges()),
        (Group::Metadata, oauth::metadata()),
        (Group::SignIn, oauth::sign_in()),
        (Group::Token, token::causes()),
        (Group::Session, session::causes()),
        (Group::Session, catalogue::session()),
        (Group::Survey, survey::causes()),
        (Group::Survey, catalogue::survey()),
        (Group::Deep, deep::causes()),
    ];
    let named = |(group, entries): (Group, Vec<Entry>)| {
        entries
            .into_iter()
            .map(move |entry| Entry { group, ..entry })
    };
    chapters.into_iter().flat_map(named).collect()
}

/// A server at its usual path.
fn endpoint(id: &'static str, title: &'static str, wrong: &'static str, server: Server) -> Entry {
    let url = format!("{{lab}}/{{id}}/{}", server.mount);
    Entry::new(
        id,
        title,
        wrong,
        Target::Endpoint {
            server: Box::new(server),
            url,
        },
    )
}

/// A text to type.
fn text(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    typed: impl Into<String>,
) -> Entry {
    Entry::new(id, title, wrong, Target::Text(typed.into()))
}

/// A port of its own.
fn port(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    wire: Wire,
    url: &'static str,
) -> Entry {
    Entry::new(
        id,
        title,
        wrong,
        Target::Port {
            wire,
            url,
            server: None,
        },
    )
}

impl Entry {
    fn new(id: &'static str, title: &'static str, wrong: &'static str, target: Target) -> Entry {
        Entry {
            id,
            // `all` sets the chapter.
            group: Group::Healthy,
            title,
            wrong,
            failures: Vec::new(),
            options: Options::default(),
            sign_in: None,
            deep: false,
            requires: Vec::new(),
            expect: Expectations::healthy(),
            target,
        }
    }

    fn expect(self, expect: Expectations) -> Entry {
        Entry { expect, ..self }
    }

    fn failures(self, failures: &[&'static str]) -> Entry {
        Entry {
            failures: failures.to_vec(),
            ..self
        }
    }

    fn requires(mut self, need: Need) -> Entry {
        self.requires.push(need);
        self
    }

    fn sign_in(self, sign_in: SignIn) -> Entry {
        Entry {
            sign_in: Some(sign_in),
            ..self
        }
    }

    /// Shows itself in deep mode only.
    fn deep(self) -> Entry {
        Entry { deep: true, ..self }
    }

    /// URL to paste where it is not the endpoint's own.
    fn pasted(mut self, template: &str) -> Entry {
        if let Target::Endpoint { url, .. } = &mut self.target {
            template.clone_into(url);
        }
        self
    }

    /// The server behind a port that speaks HTTP.
    fn serving(mut self, behind: Server) -> Entry {
        if let Target::Port { server, .. } = &mut self.target {
            *server = Some(Box::new(behind));
        }
        self
    }

    fn bearer(mut self, token: &'static str) -> Entry {
        self.options.bearer = Some(token);
        self
    }

    fn header(mut self, name: &'static str, value: &'static str) -> Entry {
        self.options.headers.push((name, value));
        self
    }

    fn transport(mut self, transport: &'static str) -> Entry {
        self.options.transport = Some(transport);
        self
    }

    /// The cause with its address filled in.
    pub fn finish(self, lab_port: u16, own_port: Option<u16>) -> Cause {
        let fill = |template: &str, port: u16| {
            let lab = format!("http://localhost:{lab_port}");
            template
                .replace("{lab}", &lab)
                .replace("{port}", &port.to_string())
                .replace("{id}", self.id)
        };
        let url = match &self.target {
            Target::Text(text) => text.clone(),
            Target::Endpoint { url, .. } => fill(url, lab_port),
            Target::Port { url, .. } => fill(url, own_port.unwrap_or_default()),
        };
        Cause {
            url,
            id: self.id,
            group: self.group,
            title: self.title,
            wrong: self.wrong,
            failures: self.failures,
            options: self.options,
            sign_in: self.sign_in,
            deep: self.deep,
            requires: self.requires,
            expect: self.expect,
        }
    }
}
