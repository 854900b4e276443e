//! Documents made from the declarations of the types: one of each variant, or any by chance.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use faultfinder::protocol::document::{Described, Member, Read, Shape, Variant};
use faultfinder::trace::transcript::Transcript;
use serde_json::{Map, Value, json};

/// What stands in texts that are declared to be `Plain`.
const PLAIN: &str = "2026-07-28";

/// Documents of this shape that together show every variant of every type in it, with this text in every text.
pub fn samples(shape: &Shape, text: &str) -> Vec<Value> {
    sample(shape, None, text)
}

fn sample(shape: &Shape, redaction: Option<&str>, text: &str) -> Vec<Value> {
    let text = match redaction {
        Some("Plain") => PLAIN,
        _ => text,
    };
    match shape {
        Shape::Flag => vec![json!(true)],
        Shape::Number(_) => vec![json!(1)],
        Shape::Text => vec![json!(text)],
        Shape::Pair => vec![json!([text, text])],
        Shape::Bytes => vec![json!({ "text": text })],
        Shape::Optional(inner) => sample(inner, redaction, text),
        Shape::List(inner) => vec![Value::Array(sample(inner, redaction, text))],
        Shape::Words { words, .. } => words.iter().map(|word| json!(word)).collect(),
        Shape::Struct { members, .. } => objects(members, text),
        Shape::Tagged { tag, variants, .. } => {
            let objects = variants.iter().flat_map(|variant| {
                let tagged = |object| with_tag(object, tag, variant);
                objects(variant.members, text).into_iter().map(tagged)
            });
            objects.collect()
        }
    }
}

/// As many objects as the member with the most samples needs.
fn objects(members: &[Member], text: &str) -> Vec<Value> {
    let values = members.iter().map(|member| {
        let samples = sample(member.shape, member.redaction, text);
        (member.name, samples)
    });
    let values: Vec<(Option<&str>, Vec<Value>)> = values.collect();
    let count = values.iter().map(|(_, samples)| samples.len()).max();
    let object = |place: usize| {
        let mut object = Map::new();
        for (name, samples) in &values {
            put(&mut object, *name, samples[place % samples.len()].clone());
        }
        Value::Object(object)
    };
    (0..count.unwrap_or(1)).map(object).collect()
}

fn put(object: &mut Map<String, Value>, name: Option<&str>, value: Value) {
    match (name, value) {
        (Some(name), value) => {
            object.insert(name.to_owned(), value);
        }
        (None, Value::Object(flattened)) => object.extend(flattened),
        (None, value) => panic!("{value} has no members to stand in its place"),
    }
}

fn with_tag(mut object: Value, tag: &str, variant: &Variant) -> Value {
    object[tag] = json!(variant.word);
    object
}

/// The names of the declared types in this shape, itself included.
pub fn names(shape: &Shape) -> BTreeSet<&'static str> {
    let of_members = |members: &[Member]| {
        members
            .iter()
            .flat_map(|member| names(member.shape))
            .collect()
    };
    match shape {
        Shape::Flag | Shape::Number(_) | Shape::Text | Shape::Pair | Shape::Bytes => {
            BTreeSet::new()
        }
        Shape::Optional(inner) | Shape::List(inner) => names(inner),
        Shape::Words { name, .. } => BTreeSet::from([*name]),
        Shape::Struct { name, members } => {
            let mut inside: BTreeSet<_> = of_members(members);
            inside.insert(name);
            inside
        }
        Shape::Tagged { name, variants, .. } => {
            let inside = variants.iter().map(|variant| of_members(variant.members));
            let mut inside: BTreeSet<_> = inside.flatten().collect();
            inside.insert(name);
            inside
        }
    }
}

/// Makes up documents from random bytes.
pub struct Dice {
    bytes: std::vec::IntoIter<u8>,
    /// What stands in every text.
    texts: Vec<String>,
}

impl Dice {
    pub fn new(bytes: Vec<u8>, texts: Vec<String>) -> Dice {
        let bytes = bytes.into_iter();
        Dice { bytes, texts }
    }

    pub fn transcript(&mut self) -> Transcript {
        let document = self.value(Transcript::SHAPE, "");
        Transcript::read(&document).unwrap_or_else(|| panic!("unreadable: {document:#}"))
    }

    fn byte(&mut self) -> u8 {
        self.bytes.next().unwrap_or_default()
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A document of this shape, as the member of this name.
    fn value(&mut self, shape: &Shape, name: &str) -> Value {
        match shape {
            Shape::Flag => json!(self.flag()),
            Shape::Number(most) => json!(self.number(*most, name)),
            Shape::Text => json!(self.text(name)),
            Shape::Pair => json!([self.text(""), self.text("")]),
            Shape::Bytes => self.bytes(),
            Shape::Optional(inner) => match self.flag() {
                true => self.value(inner, name),
                false => Value::Null,
            },
            Shape::List(inner) => {
                let most = if name == "events" { 24 } else { 4 };
                let count = self.below(most);
                (0..count).map(|_| self.value(inner, name)).collect()
            }
            Shape::Words { words, .. } => json!(self.pick(words)),
            Shape::Struct { members, .. } => self.object(members),
            Shape::Tagged { tag, variants, .. } => {
                let variant = self.pick(variants);
                with_tag(self.object(variant.members), tag, variant)
            }
        }
    }

    fn object(&mut self, members: &[Member]) -> Value {
        let mut object = Map::new();
        for member in members {
            let value = self.value(member.shape, member.name.unwrap_or_default());
            put(&mut object, member.name, value);
        }
        Value::Object(object)
    }

    /// Few exchanges, so that events meet.
    fn number(&mut self, most: u32, name: &str) -> u32 {
        match name {
            "id" | "by" | "of" | "exchange" => u32::from(self.byte() % 6),
            _ => (u32::from(self.byte()) << self.below(24)).min(most),
        }
    }

    /// Where a text decides how others are read, often one that means something.
    fn text(&mut self, name: &str) -> String {
        let known: &[&str] = match name {
            "method" => &["tools/list", "prompts/list"],
            "code" => &["tools/empty", "tools/bad-input-schema", "cors/not-allowed"],
            _ => &[],
        };
        match !known.is_empty() && self.flag() {
            true => (*self.pick(known)).to_owned(),
            false => self.texts
                [usize::from(self.bytes.next().unwrap_or_default()) % self.texts.len()]
            .clone(),
        }
    }

    fn bytes(&mut self) -> Value {
        match self.flag() {
            true => json!({ "text": self.text("") }),
            false => {
                let bytes: Vec<u8> = (0..self.below(9)).map(|_| self.byte()).collect();
                json!({ "base64": STANDARD.encode(bytes) })
            }
        }
    }
}
