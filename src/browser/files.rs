//! Files that the user chooses, or drops on the page. They are read here and go nowhere.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::{document, window};

/// Opens the browser's own dialog.
pub fn choose(selector: &str) {
    let input = document().query_selector(selector).ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.click();
    }
}

/// The file that was chosen in the element of this event. The same one may be chosen again.
pub fn chosen(event: &web_sys::Event) -> Option<File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// The text of a file; empty where it cannot be read.
pub async fn read(file: File) -> String {
    let text = file.text().await.ok();
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Calls `then` with the first file that is dropped on the page, for as long as the page is open. Text that is
/// dragged into a field stays the browser's business.
pub fn on_drop(then: impl Fn(File) + 'static) {
    let listen = move |event: DragEvent| {
        let Some(data) = event.data_transfer() else {
            return;
        };
        if !data.types().includes(&"Files".into(), 0) {
            return;
        }
        // Without this the browser would leave the page and show the file.
        event.prevent_default();
        // Where a drag leaves an element for another one of the page, that is named.
        let leaves = event.type_() == "dragleave" && event.related_target().is_none();
        mark_drag(!leaves && event.type_() != "drop");
        if event.type_() == "drop"
            && let Some(file) = data.files().and_then(|files| files.get(0))
        {
            then(file);
        }
    };
    let listen = Closure::<dyn Fn(DragEvent)>::new(listen).into_js_value();
    for name in ["dragover", "dragleave", "drop"] {
        let _ = window().add_event_listener_with_callback(name, listen.unchecked_ref());
    }
}

/// Says on the root element that a file is dragged over the page, for its style.
fn mark_drag(is_dragged: bool) {
    let root = document().document_element();
    let _ = root.map(|root| root.toggle_attribute_with_force("data-drag", is_dragged));
}
