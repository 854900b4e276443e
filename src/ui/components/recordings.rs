//! Recordings that come with the page: what a newcomer can look at without a server. And the way to one's own.

use crate::browser::files;
use crate::ui::node::{Node, button, el, many};
use crate::ui::state::State;

const RECORDINGS: [(&str, &str, &str); 3] = [
    ("cors", "fail", "Stopped by CORS"),
    ("sign-in", "waiting", "Waits for sign-in"),
    ("healthy", "pass", "Healthy"),
];

pub fn recordings(state: State) -> Node {
    let mut nodes: Vec<Node> = vec![el("span").child("See one that was recorded").into()];
    for (name, status, title) in RECORDINGS {
        let open = button("open-recording", "ghost", move || state.open_example(name));
        nodes.push(
            open.attr("data-recording", name)
                .attr("data-tone", status)
                .child(el("i").attr("aria-hidden", "true"))
                .child(title)
                .into(),
        );
    }
    let import = button("import", "link push", || {
        files::choose("input[name=report]")
    });
    nodes.push(import.child("Open a report from a file").into());
    nodes.push(file_field(state));
    many(nodes)
}

/// The browser's own field, which the button beside it opens.
fn file_field(state: State) -> Node {
    el("input")
        .attr("type", "file")
        .attr("name", "report")
        .attr("accept", ".json,application/json")
        .attr("aria-label", "A downloaded report")
        .flag("hidden", true)
        .on("change", move |event| {
            if let Some(file) = files::chosen(event) {
                state.open_file(file);
            }
        })
        .into()
}
