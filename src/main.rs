//! The page, where the compiler targets a browser; elsewhere a pointer to it.

#[cfg(target_arch = "wasm32")]
fn main() {
    faultfinder::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("Faultfinder runs in a browser. `./dev run` builds the page and serves it.");
}
