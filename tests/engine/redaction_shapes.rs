//! What is planted in every text of every variant of every declared type is gone after redaction: the documents are made
//! from the declarations, so nobody can forget one.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use faultfinder::protocol::document::{self, Described, Member, Read, Redact, Shape};
use faultfinder::redact;
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::wire::Bytes;
use serde_json::Value;

use crate::redaction_everywhere::Entered;
use crate::shapes::{names, samples};
use crate::tidy::{files, read, source};

/// Transcripts with this text everywhere: together they show every variant of every type.
fn planted(text: &str) -> Vec<Value> {
    samples(Transcript::SHAPE, text)
}

fn transcript(document: &Value) -> Transcript {
    Transcript::read(document).unwrap_or_else(|| panic!("unreadable: {document:#}"))
}

#[test]
fn no_text_of_any_variant_keeps_a_secret() {
    let entered = Entered::new(&std::array::from_fn(|_| "!".to_owned()));
    for text in entered.texts() {
        // The others differ in words only.
        let mut run = transcript(&planted(&text)[0]);
        entered.enter(&mut run.options);
        let clean = document::compact(&*redact::transcript(&run));
        entered.assert_gone(&clean, &format!("a transcript with {text} everywhere"));
    }
}

/// The one above would find nothing where nothing was planted.
#[test]
fn every_text_is_planted() {
    const MARKER: &str = "planted-here";
    let first = transcript(&planted(MARKER)[0]);
    let written = document::compact(&first);
    let texts = texts(Transcript::SHAPE, None);
    assert!(texts.len() > 20, "{texts:#?}");
    for name in &texts {
        let member = format!("\"{name}\":");
        let places = written.split(&member).skip(1);
        let mut planted = places.filter(|rest| {
            let value = rest.trim_start_matches(['[', '"']);
            value.starts_with(MARKER) || value.starts_with("{\"text\":\"planted-here")
        });
        assert!(planted.next().is_some(), "nothing is planted in {name}");
    }
}

/// The names of members that hold texts which are redacted.
fn texts(shape: &Shape, name: Option<&'static str>) -> BTreeSet<&'static str> {
    let of_members = |members: &[Member]| {
        let redacted = members
            .iter()
            .filter(|member| member.redaction != Some("Plain"));
        let names = redacted.flat_map(|member| texts(member.shape, member.name));
        names.collect::<BTreeSet<_>>()
    };
    match shape {
        Shape::Flag | Shape::Number(_) | Shape::Words { .. } => BTreeSet::new(),
        Shape::Text | Shape::Pair | Shape::Bytes => name.into_iter().collect(),
        Shape::Optional(inner) | Shape::List(inner) => texts(inner, name),
        Shape::Struct { members, .. } => of_members(members),
        Shape::Tagged { variants, .. } => {
            let inside = variants.iter().map(|variant| of_members(variant.members));
            inside.flatten().collect()
        }
    }
}

/// What is written comes back, whatever the variant.
#[test]
fn every_variant_is_read_as_it_was_written() {
    for document in planted("a text") {
        let run = transcript(&document);
        let text = document::compact(&run);
        assert_eq!(document::read(&text).as_ref(), Some(&run));
        // Nothing of the document was passed over in reading it.
        let again: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(again, document);
    }
}

#[test]
fn every_type_of_the_trace_is_reached() {
    let reached = names(Transcript::SHAPE);
    let mut declared = BTreeSet::new();
    let mut by_hand = BTreeSet::new();
    for file in files(&source().join("trace")) {
        let text = read(&file);
        for declaration in text.split("\njson_").skip(1) {
            let head = declaration.split(['{', '}']).nth(1).unwrap_or_default();
            let words: Vec<&str> = head.split_whitespace().collect();
            let name = words
                .windows(2)
                .find(|pair| ["struct", "enum"].contains(&pair[0]));
            declared.extend(name.map(|pair| pair[1].to_owned()));
        }
        for implemented in [" Write for ", " WriteMembers for "] {
            let implementations = text.split(implemented).skip(1);
            by_hand.extend(
                implementations.filter_map(|rest| rest.split([' ', '<']).next().map(str::to_owned)),
            );
        }
    }
    assert!(declared.len() > 25, "{declared:?}");
    let missing: Vec<_> = declared
        .iter()
        .filter(|name| !reached.contains(name.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "no transcript holds {missing:?}: they are never tested"
    );
    assert_eq!(
        by_hand,
        BTreeSet::from(["Bytes", "ProvenCause"].map(str::to_owned)),
        "declare it with a macro of protocol/document"
    );
}

/// What stays as it is: the page's own place, names of browsers, and numbers of this program's making.
#[test]
fn few_texts_are_plain() {
    fn plain(shape: &Shape) -> Vec<(&'static str, &'static str)> {
        let of_members = |owner: &'static str, members: &[Member]| -> Vec<_> {
            let inside = members.iter().flat_map(|member| match member.redaction {
                Some("Plain") => vec![(owner, member.name.unwrap_or_default())],
                _ => plain(member.shape),
            });
            inside.collect()
        };
        match shape {
            Shape::Optional(inner) | Shape::List(inner) => plain(inner),
            Shape::Struct { name, members } => of_members(name, members),
            Shape::Tagged { name, variants, .. } => {
                let inside = variants
                    .iter()
                    .map(|variant| of_members(name, variant.members));
                inside.flatten().collect()
            }
            _ => Vec::new(),
        }
    }
    assert_eq!(
        plain(Transcript::SHAPE),
        [
            ("Browser", "version"),
            ("Environment", "page_origin"),
            ("Environment", "started_at"),
            ("Environment", "nonce"),
        ]
    );
}

/// Whether a field of this type may say nothing about its redaction: its own method comes before the trait's.
struct Type<T>(PhantomData<T>);

trait Silent {
    fn may_be_silent(&self) -> bool {
        false
    }
}

impl<T> Silent for &Type<T> {}

impl<T: Redact> Type<T> {
    fn may_be_silent(&self) -> bool {
        true
    }
}

macro_rules! may_be_silent {
    ($type:ty) => {
        (&Type::<$type>(PhantomData)).may_be_silent()
    };
}

/// A declaration that says nothing about a text does not compile.
#[test]
fn a_text_says_how_it_is_redacted() {
    assert!(may_be_silent!(u32));
    assert!(may_be_silent!(Option<Transcript>));
    assert!(!may_be_silent!(String));
    assert!(!may_be_silent!(Option<String>));
    assert!(!may_be_silent!(Vec<String>));
    assert!(!may_be_silent!(Vec<(String, String)>));
    assert!(!may_be_silent!(Bytes));
}
