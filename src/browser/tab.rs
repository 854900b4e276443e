//! The tab that the page stands in: its title and its icon.

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::document;

/// The icon of the page as its document names it.
const ICON: &str = "link[rel=icon]";

/// What the document said before anything was run.
#[derive(Clone, Debug)]
pub struct OwnTab {
    title: String,
    icon: String,
}

impl OwnTab {
    /// As it stands.
    pub fn read() -> OwnTab {
        OwnTab {
            title: document().title(),
            icon: href().unwrap_or_default(),
        }
    }

    /// Shows a title and an icon; the document's own where they are empty.
    pub fn show(&self, title: &str, icon: &str) {
        let or_own = |text: &str, own: &str| {
            if text.is_empty() {
                own.to_owned()
            } else {
                text.to_owned()
            }
        };
        document().set_title(&or_own(title, &self.title));
        let icon = or_own(icon, &self.icon);
        if href().as_ref() != Some(&icon) {
            replace(&icon);
        }
    }
}

fn href() -> Option<String> {
    let link = document().query_selector(ICON).ok()??;
    link.get_attribute("href")
}

/// With another element: Firefox does not look at the attribute again.
fn replace(href: &str) -> Option<()> {
    let old = document().query_selector(ICON).ok()??;
    let new = old.clone_node().ok()?.dyn_into::<Element>().ok()?;
    new.set_attribute("href", href).ok()?;
    old.replace_with_with_node_1(&new).ok()
}
