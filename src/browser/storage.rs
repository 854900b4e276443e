//! What the page remembers because the user chose it: looks, never a server and never a secret.

use super::window;

/// A remembered choice. A browser may refuse storage altogether, by throwing.
pub fn get(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Remembers a choice, if the browser lets it.
pub fn set(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}
