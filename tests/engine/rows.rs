//! One test per row of a table, so that every row can be run by its name and none hides the next.

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
