//! What the panel shows during authorization.

use std::sync::Arc;

use super::auth::{AuthForm, AuthStep, Stage, host, parameters};
use super::state::RunSlot;
use crate::engine::sign_in::flow::Flow;
use crate::protocol::oauth::authorization::{Parameter, Source};
use crate::trace::user_action::Registration;

/// The panel as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthPanel {
    /// There is nothing to sign in to.
    Hidden,
    /// The run goes on with what the user did. The panel stays, and with it the focus.
    Running,
    /// The run waits for the user.
    Step(Arc<AuthStep>),
}

impl AuthPanel {
    /// That of a run.
    pub fn of(run: &RunSlot) -> AuthPanel {
        // A run of which only the recording is here cannot go on.
        match &run.facts.auth {
            _ if !run.is_live() => AuthPanel::Hidden,
            Some(step) => AuthPanel::Step(Arc::clone(step)),
            None if run.facts.is_running && run.view.auth.is_on => AuthPanel::Running,
            None => AuthPanel::Hidden,
        }
    }
}

impl AuthStep {
    /// The authorization server as people know it.
    pub fn host(&self) -> String {
        let flow = self.options.flow.as_ref();
        let issuer = flow.map(Flow::issuer).filter(|issuer| !issuer.is_empty());
        host(issuer.unwrap_or(&self.options.server))
    }

    /// Whether a client can become known by itself.
    pub fn can_register(&self) -> bool {
        let flow = self.options.flow.as_ref();
        flow.is_some_and(Flow::accepts_new_clients)
    }

    /// Where the code, its verifier and the client's secret will go, if that is not where the user signs in.
    pub fn foreign_token_host(&self) -> Option<String> {
        let flow = self.options.flow.as_ref()?;
        let token = host(flow.server.token_endpoint.as_deref()?);
        (token != self.host()).then_some(token)
    }

    /// Whether the user can choose between several authorization servers.
    pub fn offers_servers(&self) -> bool {
        let is_elsewhere = matches!(
            self.stage,
            Stage::AwaitingCallback | Stage::PasteTokenResponse
        );
        self.options.servers.len() > 1 && !is_elsewhere
    }

    /// The authorization server that the choice begins with: where the current one led nowhere, the next.
    pub fn first_server(&self) -> &str {
        let options = &self.options;
        let mut servers = options.servers.iter();
        let other = servers.find(|server| **server != options.server);
        match (self.stage, other) {
            (Stage::ChooseServer, Some(other)) => other,
            _ => &options.server,
        }
    }
}

/// Whether this page can become known by its own metadata document; if not, why. `found` says whether this page serves
/// it, once that was looked up.
pub fn document_registration(
    flow: &Flow,
    found: Option<Result<(), &'static str>>,
) -> Result<(), &'static str> {
    match found {
        _ if !flow.server.takes_metadata_documents => {
            Err("Not available: the authorization server does not announce support for it.")
        }
        None => Err("Checking whether this host serves one."),
        Some(found) => found,
    }
}

/// The way that takes one click, and the sign-in with it; `None` where the user has to bring a client.
pub fn recommended_registration(flow: &Flow, has_document: bool) -> Option<Registration> {
    match best_registration(flow, &AuthForm::default(), has_document) {
        Registration::PreRegistered => None,
        best => Some(best),
    }
}

/// The first registration that can be made, in the order in which a client tries.
pub fn best_registration(flow: &Flow, form: &AuthForm, has_document: bool) -> Registration {
    if !form.client_id.is_empty() {
        Registration::PreRegistered
    } else if has_document {
        Registration::MetadataDocument
    } else if flow.server.registration_endpoint.is_some() {
        Registration::Dynamic
    } else {
        Registration::PreRegistered
    }
}

/// A parameter of the authorization request, as the user looks it over.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow {
    /// As in the query of the request.
    pub name: &'static str,
    /// As far as it is known.
    pub value: ParameterValue,
    /// Where it came from, in words.
    pub origin: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
/// What stands in the place of a value.
pub enum ParameterValue {
    /// The value itself.
    Text(String),
    /// The user can edit it.
    Scope,
    /// Random, and made when the request is opened.
    MadeLater,
}

/// Every parameter, what it is and where it came from; the scope also where it is left out.
pub fn parameter_rows(step: &AuthStep, entered: Option<&str>) -> Vec<ParameterRow> {
    let all = parameters(&step.options, entered, ("", "")).unwrap_or_default();
    let has_scope = all.iter().any(|parameter| parameter.name == "scope");
    let mut rows = Vec::new();
    for parameter in all {
        let origin = origin(step, &parameter);
        let (name, value) = (parameter.name, parameter.value);
        let value = match name {
            "scope" => ParameterValue::Scope,
            "state" | "code_challenge" => ParameterValue::MadeLater,
            _ => ParameterValue::Text(value),
        };
        rows.push(ParameterRow {
            name,
            value,
            origin,
        });
        if name == "redirect_uri" && !has_scope {
            rows.push(ParameterRow {
                name: "scope",
                value: ParameterValue::Scope,
                origin: match entered {
                    Some(_) => "left out by you",
                    None => "none listed: left out",
                },
            });
        }
    }
    rows
}

/// Where the scope came from, in words.
pub fn scope_origin(step: &AuthStep, entered: Option<&str>) -> &'static str {
    let rows = parameter_rows(step, entered);
    let scope = rows.iter().find(|row| row.name == "scope");
    scope.map_or("", |row| row.origin)
}

fn origin(step: &AuthStep, parameter: &Parameter) -> &'static str {
    match parameter.source {
        Source::Protocol => "the protocol",
        Source::Registration => registration_origin(step),
        Source::Page => "the URL of this page",
        Source::Random => "random, for this request only",
        Source::Verifier => "PKCE, generated here",
        Source::Challenge if step.stage == Stage::StepUp => {
            "your scopes so far, and the server's 403"
        }
        Source::Challenge => "the server's challenge",
        Source::ResourceMetadata => "the resource metadata",
        Source::Address => "the server's URL",
        Source::Entered => "you",
    }
}

fn registration_origin(step: &AuthStep) -> &'static str {
    let address = step.options.flow.as_ref().map(Flow::document);
    match step.options.client == address {
        true => "the document of this page",
        false => "the registration of this page",
    }
}
