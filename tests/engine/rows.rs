//! One test per row of a table, so that every row can be run by its name and none hides the next.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The rows of a check: each is a test of its own, named by the check and the row (`check::row`), that calls the
/// function `check` with the row's values.
macro_rules! rows {
    ($check:ident; $($row:ident: ($($value:expr),* $(,)?),)+) => {
        mod $check {
            #[allow(unused_imports)] // a table of plain texts needs nothing of its file
            use super::*;

            $(
                #[test]
                fn $row() {
                    super::$check($($value),*);
                }
            )+
        }
    };
}

/// Holds a rule against all of these and names every one that breaks it, not only the first: what a table made at run
/// time has in place of a test per row.
pub fn each<T>(all: impl IntoIterator<Item = T>, name: impl Fn(&T) -> String, rule: impl Fn(&T)) {
    let mut broken = Vec::new();
    for one in all {
        if catch_unwind(AssertUnwindSafe(|| rule(&one))).is_err() {
            // The panic has said what is wrong, but not of which.
            println!("that was {}\n", name(&one));
            broken.push(name(&one));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join(", "));
}
