//! The on-demand chunk: what few visits ask for. Like the deferred chunk, the code that only [`load_code`] reaches stands in
//! a file of its own, but no visit loads it that does not want something of it.

mod auth;
mod effects;
mod panels;

use super::runtime::code::{Loading, NotLoaded, OnDemandCode};

#[cfg(split)]
#[leptos::wasm_split::wasm_split(on_demand, wasm_split_path = leptos::wasm_split, fallible)]
fn load_code() -> Result<Box<OnDemandCode>, NotLoaded> {
    Ok(Box::new(code()))
}

#[cfg(not(split))]
async fn load_code() -> Result<Box<OnDemandCode>, NotLoaded> {
    Ok(Box::new(code()))
}

/// Loads the chunk, or waits until it is there.
pub fn load() -> Loading<OnDemandCode> {
    Box::pin(load_code())
}

fn code() -> OnDemandCode {
    OnDemandCode {
        draw: panels::draw,
        perform: effects::perform,
        come_back: auth::come_back,
        open_file: effects::open_file,
    }
}
