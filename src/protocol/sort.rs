//! Sorting. The standard library's sort is compiled anew for every type of item, 4 kB each time in the
//! page; here only positions are sorted.

use std::cmp::Ordering;

/// The items in order; equal ones stay as they were.
///
/// `compare` is called through a pointer, which is what keeps the code from being compiled for every kind of order.
pub fn sorted<T>(items: Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = positions(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    // Each item is moved out of its place once: positions are distinct.
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let mut take = |place: usize| items.get_mut(place)?.take();
    order.into_iter().filter_map(&mut take).collect()
}

/// Texts in the order of their characters, each once.
pub fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut texts = sorted(texts, &String::cmp);
    texts.dedup();
    texts
}

/// The numbers from 0 in the order of what they stand for. This is the only sort in the program.
fn positions(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}
