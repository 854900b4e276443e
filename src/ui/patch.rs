//! Brings the document to what the nodes say, changing as little as possible: focus, scroll positions and open
//! details stay as they are.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::leptos_dom::helpers::document;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement};

use super::node::{Element, Handler, Node, Property};

/// The events that elements here listen to. Some do not bubble, but all can be caught on the way down.
const EVENTS: [&str; 6] = ["click", "input", "change", "submit", "toggle", "close"];

/// A tree of nodes and the element of the document that mirrors it, node by node.
#[derive(Clone)]
pub struct Tree {
    root: web_sys::Element,
    shown: Rc<RefCell<Element>>,
}

impl Tree {
    /// Builds the tree and listens for what happens in it.
    pub fn new(element: Element) -> Tree {
        let tree = Tree {
            root: build(&element),
            shown: Rc::new(RefCell::new(element)),
        };
        for name in EVENTS {
            let here = tree.clone();
            let listen = Closure::<dyn Fn(Event)>::new(move |event: Event| here.dispatch(&event));
            let listen = listen.into_js_value();
            let _ = tree.root.add_event_listener_with_callback_and_bool(
                name,
                listen.unchecked_ref(),
                true,
            );
        }
        tree
    }

    pub fn root(&self) -> &web_sys::Element {
        &self.root
    }

    /// Shows something else.
    pub fn show(&self, element: Element) {
        patch(&self.root, &self.shown.borrow(), &element);
        *self.shown.borrow_mut() = element;
    }

    /// Calls the innermost handler on the way from the target to the root.
    fn dispatch(&self, event: &Event) {
        let target = event.target().and_then(|target| target.dyn_into().ok());
        let handler =
            target.and_then(|target: web_sys::Node| self.handler(&target, &event.type_()));
        // Called outside of the borrow: it may well lead to the next `show`.
        if let Some(handler) = handler {
            handler(event);
        }
    }

    fn handler(&self, target: &web_sys::Node, event: &str) -> Option<Handler> {
        let mut path = Vec::new();
        let mut at = target.clone();
        while !at.is_same_node(Some(&self.root)) {
            path.push(place(&at));
            at = at.parent_node()?;
        }
        let shown = self.shown.borrow();
        let mut element: &Element = &shown;
        let mut found = own_handler(element, event);
        for place in path.into_iter().rev() {
            match element.children.get(place) {
                Some(Node::Element(child)) => element = child,
                _ => break,
            }
            found = own_handler(element, event).or(found);
        }
        found
    }
}

fn own_handler(element: &Element, event: &str) -> Option<Handler> {
    let mine = element.handlers.iter().find(|(name, _)| *name == event);
    mine.map(|(_, handler)| handler.clone())
}

/// How many siblings stand before a node.
fn place(node: &web_sys::Node) -> usize {
    std::iter::successors(node.previous_sibling(), web_sys::Node::previous_sibling).count()
}

fn build(element: &Element) -> web_sys::Element {
    let document = document();
    let made = match element.tag {
        "svg" | "path" | "circle" => {
            document.create_element_ns(Some("http://www.w3.org/2000/svg"), element.tag)
        }
        tag => document.create_element(tag),
    };
    let made = made.expect("the tags here are names that a document accepts");
    for (name, value) in &element.attributes {
        let _ = made.set_attribute(name, value);
    }
    for (name, value) in &element.styles {
        set_style(&made, name, value);
    }
    for child in &element.children {
        append(&made, child);
    }
    // After the children: a select takes its value only from options that are there.
    for (name, value) in &element.properties {
        set_property(&made, name, value);
    }
    made
}

fn append(parent: &web_sys::Element, child: &Node) {
    let _ = parent.append_child(&build_node(child));
}

fn build_node(node: &Node) -> web_sys::Node {
    match node {
        Node::Element(element) => build(element).into(),
        Node::Text(text) => document().create_text_node(text).into(),
        // Rows are flat in every parent.
        Node::Many(_) => document().create_text_node("").into(),
    }
}

fn patch(at: &web_sys::Element, old: &Element, new: &Element) {
    patch_attributes(at, old, new);
    for (index, (name, value)) in new.styles.iter().enumerate() {
        if old.styles.get(index) != Some(&(*name, value.clone())) {
            set_style(at, name, value);
        }
    }
    let mut place = at.first_child();
    for (index, child) in new.children.iter().enumerate() {
        match (place, old.children.get(index)) {
            (Some(here), Some(before)) => {
                place = here.next_sibling();
                patch_node(at, &here, before, child);
            }
            _ => {
                append(at, child);
                place = None;
            }
        }
    }
    while let Some(gone) = place {
        place = gone.next_sibling();
        let _ = at.remove_child(&gone);
    }
    for (name, value) in &new.properties {
        if !old
            .properties
            .iter()
            .any(|(other, was)| other == name && was == value)
        {
            set_property(at, name, value);
        }
    }
}

fn patch_node(parent: &web_sys::Element, at: &web_sys::Node, old: &Node, new: &Node) {
    match (old, new) {
        (Node::Text(before), Node::Text(after)) => {
            if before != after {
                at.set_node_value(Some(after));
            }
        }
        (Node::Element(before), Node::Element(after))
            if before.tag == after.tag
                && before.key == after.key
                && same_names(&before.styles, &after.styles) =>
        {
            patch(at.unchecked_ref(), before, after);
        }
        _ => {
            let _ = parent.replace_child(&build_node(new), at);
        }
    }
}

fn same_names<T>(a: &[(&str, T)], b: &[(&str, T)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0)
}

fn patch_attributes(at: &web_sys::Element, old: &Element, new: &Element) {
    for (name, value) in &new.attributes {
        if !old
            .attributes
            .iter()
            .any(|(other, was)| other == name && was == value)
        {
            let _ = at.set_attribute(name, value);
        }
    }
    for (name, _) in &old.attributes {
        if !new.attributes.iter().any(|(other, _)| other == name) {
            let _ = at.remove_attribute(name);
        }
    }
}

fn set_style(at: &web_sys::Element, name: &str, value: &str) {
    let _ = at
        .unchecked_ref::<HtmlElement>()
        .style()
        .set_property(name, value);
}

fn set_property(at: &web_sys::Element, name: &str, value: &Property) {
    let value = match value {
        Property::Text(text) => JsValue::from_str(text),
        Property::Flag(flag) => JsValue::from_bool(*flag),
    };
    let _ = js_sys::Reflect::set(at, &JsValue::from_str(name), &value);
}
