//! The page, where the compiler targets a browser; elsewhere a pointer to it.

#[cfg(target_arch = "wasm32")]
fn main() {
    faultfinder::page::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        // `./dev build --origin` keeps it beside the page.
        (Some("client-document"), Some(origin)) => {
            let document = faultfinder::engine::sign_in::flow::own_document(&origin);
            println!("{:#}", serde_json::Value::Object(document));
        }
        _ => println!("Faultfinder runs in a browser. `./dev run` builds the page and serves it."),
    }
}
