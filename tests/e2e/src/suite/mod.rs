//! The suites. Each says in its file what it proves.

use std::pin::Pin;
use std::sync::Arc;

use crate::case::Case;
use crate::failure::Result;
use crate::world::World;

mod a11y;
mod contract;
mod counts;
mod deep;
mod early;
mod embed;
mod evidence;
mod firefox;
mod hardening;
mod healthy;
mod hostile;
mod hosting;
mod keyboard;
mod lab;
mod layout;
mod limits;
pub mod real;
mod redirect_secret;
pub mod report;
mod schema;
mod screenshots;
mod secure;
mod share;
mod sign_in;
mod snippets;
mod soak;
mod tab;
mod trips;

type Cases<'a> = Pin<Box<dyn Future<Output = Result<Vec<Case>>> + Send + 'a>>;

/// A suite by name. Its cases are made when its turn comes: some need a server started first.
pub struct Suite {
    pub name: &'static str,
    pub cases: for<'a> fn(&'a Arc<World>) -> Cases<'a>,
}

/// All suites, the quickest to fail first.
pub const ALL: [Suite; 28] = [
    Suite {
        name: "contract",
        cases: |world| Box::pin(contract::cases(world)),
    },
    Suite {
        name: "early",
        cases: |world| Box::pin(early::cases(world)),
    },
    Suite {
        name: "keyboard",
        cases: |world| Box::pin(keyboard::cases(world)),
    },
    Suite {
        name: "tab",
        cases: |world| Box::pin(tab::cases(world)),
    },
    Suite {
        name: "healthy",
        cases: |world| Box::pin(healthy::cases(world)),
    },
    Suite {
        name: "counts",
        cases: |world| Box::pin(counts::cases(world)),
    },
    Suite {
        name: "trips",
        cases: |world| Box::pin(trips::cases(world)),
    },
    Suite {
        name: "lab",
        cases: |world| Box::pin(lab::cases(world)),
    },
    Suite {
        name: "deep",
        cases: |world| Box::pin(deep::cases(world)),
    },
    Suite {
        name: "firefox",
        cases: |world| Box::pin(firefox::cases(world)),
    },
    Suite {
        name: "real",
        cases: |world| Box::pin(real::cases(world)),
    },
    Suite {
        name: "sign-in",
        cases: |world| Box::pin(sign_in::cases(world)),
    },
    Suite {
        name: "snippets",
        cases: |world| Box::pin(snippets::cases(world)),
    },
    Suite {
        name: "evidence",
        cases: |world| Box::pin(evidence::cases(world)),
    },
    Suite {
        name: "hostile",
        cases: |world| Box::pin(hostile::cases(world)),
    },
    Suite {
        name: "limits",
        cases: |world| Box::pin(limits::cases(world)),
    },
    Suite {
        name: "soak",
        cases: |world| Box::pin(soak::cases(world)),
    },
    Suite {
        name: "embed",
        cases: |world| Box::pin(embed::cases(world)),
    },
    Suite {
        name: "redirect-secret",
        cases: |world| Box::pin(redirect_secret::cases(world)),
    },
    Suite {
        name: "report",
        cases: |world| Box::pin(report::cases(world)),
    },
    Suite {
        name: "share",
        cases: |world| Box::pin(share::cases(world)),
    },
    Suite {
        name: "secure",
        cases: |world| Box::pin(secure::cases(world)),
    },
    Suite {
        name: "hardening",
        cases: |world| Box::pin(hardening::cases(world)),
    },
    Suite {
        name: "hosting",
        cases: |world| Box::pin(hosting::cases(world)),
    },
    Suite {
        name: "schema",
        cases: |world| Box::pin(schema::cases(world)),
    },
    Suite {
        name: "layout",
        cases: |world| Box::pin(layout::cases(world)),
    },
    Suite {
        name: "a11y",
        cases: |world| Box::pin(a11y::cases(world)),
    },
    Suite {
        name: "screenshots",
        cases: |world| Box::pin(screenshots::cases(world)),
    },
];
