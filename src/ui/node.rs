//! What the page consists of: one concrete type. The `view!` macro makes a type of its own for every element
//! and with it several functions; for this page they came to 100 kB after compression, more than half of what
//! a first visit may load. The effect that draws, its signal and the mounting are Leptos's.

use std::borrow::Cow;
use std::ops::Deref;
use std::rc::Rc;

use web_sys::Event;

/// What an element does about an event.
pub type Handler = Rc<dyn Fn(&Event)>;

type Text = Cow<'static, str>;

/// A text or an element. A component is a function that returns one.
pub enum Node {
    Text(Text),
    Element(Element),
    /// Several nodes in a row, without an element around them.
    Many(Vec<Node>),
}

/// An element and everything in it. Boxed, because building one hands it on at every step.
pub struct Element(Box<Parts>);

/// What an element consists of.
#[derive(Default)]
pub struct Parts {
    pub tag: &'static str,
    /// Elements with different keys are different, whatever else they share.
    pub key: Text,
    pub attributes: Vec<(&'static str, Text)>,
    /// Set through CSSOM: the policy of the page allows no style attribute.
    pub styles: Vec<(&'static str, String)>,
    /// What the user can change too, such as the text in a field.
    pub properties: Vec<(&'static str, Property)>,
    pub handlers: Vec<(&'static str, Handler)>,
    pub children: Vec<Node>,
}

impl Deref for Element {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A value that the user can change too.
#[derive(Clone, PartialEq)]
pub enum Property {
    Text(String),
    Flag(bool),
}

/// An element to be filled.
#[inline(never)]
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        ..Parts::default()
    }))
}

/// A button; every control of the page says what it does in `data-action`.
pub fn button(action: &'static str, class: &'static str, does: impl Fn() + 'static) -> Element {
    plain_button(action, class, Rc::new(move |_: &Event| does()))
}

#[inline(never)]
fn plain_button(action: &'static str, class: &'static str, does: Handler) -> Element {
    el("button")
        .attr("type", "button")
        .attr("data-action", action)
        .class(class)
        .on_event("click", does)
}

/// Nodes in a row.
pub fn many(nodes: Vec<Node>) -> Node {
    Node::Many(nodes)
}

/// A place where nothing stands.
pub fn nothing() -> Node {
    Node::Many(Vec::new())
}

// Never inlined: the page calls these some five hundred times.
impl Element {
    #[inline(never)]
    pub fn key(mut self, key: impl Into<Text>) -> Self {
        self.0.key = key.into();
        self
    }

    pub fn class(self, class: &'static str) -> Self {
        self.attr("class", class)
    }

    /// Sets an attribute, or replaces it.
    #[inline(never)]
    pub fn attr(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.0.attributes.retain(|(other, _)| *other != name);
        self.0.attributes.push((name, value.into()));
        self
    }

    /// An attribute that is there or not.
    pub fn flag(self, name: &'static str, is_there: bool) -> Self {
        if is_there { self.attr(name, "") } else { self }
    }

    #[inline(never)]
    pub fn style(mut self, name: &'static str, value: String) -> Self {
        self.0.styles.push((name, value));
        self
    }

    #[inline(never)]
    fn property(mut self, name: &'static str, value: Property) -> Self {
        self.0.properties.push((name, value));
        self
    }

    pub fn value(self, text: String) -> Self {
        self.property("value", Property::Text(text))
    }

    pub fn open(self, is_open: bool) -> Self {
        self.property("open", Property::Flag(is_open))
    }

    pub fn checked(self, is_checked: bool) -> Self {
        self.property("checked", Property::Flag(is_checked))
    }

    pub fn on(self, event: &'static str, does: impl Fn(&Event) + 'static) -> Self {
        self.on_event(event, Rc::new(does))
    }

    #[inline(never)]
    fn on_event(mut self, event: &'static str, does: Handler) -> Self {
        self.0.handlers.push((event, does));
        self
    }

    #[inline(never)]
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.push(child.into());
        self
    }

    pub fn children(self, children: Vec<Node>) -> Self {
        self.child(Node::Many(children))
    }

    // Rows are laid out flat, so that each node here is one node of the document.
    #[inline(never)]
    fn push(&mut self, child: Node) {
        match child {
            Node::Many(nodes) => nodes.into_iter().for_each(|node| self.push(node)),
            other => self.0.children.push(other),
        }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Node {
        Node::Element(element)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Node {
        Node::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::Text(Cow::Owned(text))
    }
}

impl<N: Into<Node>> From<Option<N>> for Node {
    fn from(node: Option<N>) -> Node {
        node.map_or_else(nothing, Into::into)
    }
}
