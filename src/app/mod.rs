//! The page as plain data: what it holds, what may happen, and what follows. No browser and no clock: `page/` draws this
//! and performs the effects.

pub mod auth;
pub mod auth_panel;
pub mod banner;
pub mod comparison;
pub mod contract;
pub mod dates;
pub mod deep;
pub(crate) mod embedding;
pub mod exchange;
pub mod facts;
pub mod finding;
pub mod form;
pub mod frame;
pub mod help;
pub(crate) mod keys;
pub(crate) mod labels;
pub(crate) mod lanes;
pub(crate) mod layout;
pub mod markdown;
pub mod message;
pub mod modes;
pub mod offers;
pub(crate) mod pacing;
pub mod persist;
pub mod pretty;
pub mod run_facts;
pub mod scale;
pub mod shared;
pub mod sharing;
pub mod sharing_actions;
pub mod state;
pub(crate) mod text;
pub(crate) mod timeline;
pub mod update;
pub(crate) mod verdict;
