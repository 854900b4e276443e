//! Values that follow from the state.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::graph::{Observer, Subscriber};

/// A value computed from the state or from other such values. Who reads it runs again only when it has changed.
///
/// Leptos's [`Memo`], but with one type of memo for all: each further one would bring the whole algorithm along once
/// more, which came to 15 kB of this page.
pub struct Derived<T>(Memo<AnyValue>, PhantomData<fn() -> T>);

/// A value whose type its reader knows; equal to its own clones only.
#[derive(Clone)]
struct AnyValue(Arc<dyn Any + Send + Sync>);

impl PartialEq for AnyValue {
    fn eq(&self, other: &AnyValue) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

type Compute = Box<dyn Fn(Option<&AnyValue>) -> AnyValue + Send + Sync>;

#[inline(never)]
fn memo(compute: Compute) -> Memo<AnyValue> {
    Memo::new(compute)
}

#[inline(never)]
fn read(memo: Memo<AnyValue>) -> AnyValue {
    unsubscribe_when_gone();
    memo.get()
}

/// Whoever computes or draws here is taken off the lists of what it has read when it goes. Leptos leaves it there: what is
/// read anew by each run, such as the state, would keep a little of every run.
pub fn unsubscribe_when_gone() {
    if let Some(reader) = Observer::get() {
        on_cleanup(move || reader.clear_sources(&reader));
    }
}

#[inline(never)]
fn read_untracked(memo: Memo<AnyValue>) -> AnyValue {
    memo.get_untracked()
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Derived<T> {
        *self
    }
}

impl<T> Copy for Derived<T> {}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Derived<T> {
        let compute = move |before: Option<&AnyValue>| {
            unsubscribe_when_gone();
            let value = compute();
            match before {
                Some(before) if before.0.downcast_ref() == Some(&value) => before.clone(),
                _ => AnyValue(Arc::new(value)),
            }
        };
        Derived(memo(Box::new(compute)), PhantomData)
    }
}

impl<T: 'static> Derived<T> {
    /// Reads the value; the reader runs again when it changes.
    pub fn with<U>(self, reader: impl FnOnce(&T) -> U) -> U {
        reader(known(&read(self.0)))
    }

    /// The same, without running again.
    pub fn with_untracked<U>(self, reader: impl FnOnce(&T) -> U) -> U {
        reader(known(&read_untracked(self.0)))
    }
}

impl<T: Clone + 'static> Derived<T> {
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

fn known<T: 'static>(value: &AnyValue) -> &T {
    value.0.downcast_ref().expect("a value keeps its type")
}

impl<T: Clone + Send + Sync + 'static> From<Derived<T>> for Signal<T> {
    fn from(value: Derived<T>) -> Signal<T> {
        Signal::derive(move || value.get())
    }
}
