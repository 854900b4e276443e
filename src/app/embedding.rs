//! What the embed dialog makes, as plain data.

use crate::redact::Redacted;
use crate::render::embed::{Embed, Shows};
use crate::report::Report;
use crate::share::{self, Contents, Link, RecordingLink, Theme, link};
use crate::trace::vantage::TransportChoice;

/// A diagnosis on its way into somebody's documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    pub(crate) is_live: bool,
    /// Else that of the page around it.
    pub(crate) theme: Option<Theme>,
    /// What fills the form; `None` where the server needs what a frame does not take.
    pub(crate) live: Option<Link>,
    /// A recorded link, from its `#` on; `None` where the diagnosis is too long for one.
    pub(crate) recorded: Option<String>,
}

impl Embedding {
    pub(crate) fn of(report: &Redacted<Report>) -> Embedding {
        let again = share::rerun_link(report, Link::default());
        let needs_secrets = again.bearer || !again.headers.is_empty() || !again.secrets.is_empty();
        let live = Link {
            server: again.server,
            transport: again.transport,
            ..Link::default()
        };
        let recorded = match share::recording_link(report, Contents::Everything) {
            RecordingLink::Link { fragment, .. } => Some(fragment),
            RecordingLink::TooLong => None,
        };
        Embedding {
            is_live: !needs_secrets,
            theme: None,
            live: (!needs_secrets).then_some(live),
            recorded,
        }
    }

    /// The link of the whole page, from its `#` on.
    pub(crate) fn fragment(&self) -> Option<String> {
        match self.is_live {
            true => self.live.as_ref().map(link::emit),
            false => self.recorded.clone(),
        }
    }

    /// The same for a frame.
    pub(crate) fn frame(&self) -> Option<String> {
        let theme = self.theme.map(|theme| format!("&theme={}", theme.id()));
        let theme = theme.unwrap_or_default();
        Some(format!("{}&embed=1{theme}", self.fragment()?))
    }

    /// The text that shows it, made by one of the functions of [`crate::render::embed`].
    pub(crate) fn text(
        &self,
        home: &str,
        report: &Redacted<Report>,
        write: fn(&Embed) -> String,
    ) -> Option<String> {
        let fragment = self.fragment()?;
        let shows = match (&self.live, self.is_live) {
            (Some(live), true) => Shows::Live {
                server: live.server.as_deref().unwrap_or_default(),
                transport: live.transport.map(TransportChoice::id),
                fragment: &fragment,
            },
            _ => Shows::Recorded(&fragment),
        };
        Some(write(&Embed {
            home,
            report,
            shows,
            theme: self.theme.map(Theme::id),
        }))
    }
}
