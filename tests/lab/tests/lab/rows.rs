//! One test per row of a table, so that every row can be run by its name and none hides the next.

/// The rows of a check: each is a test of its own, named by the check and the row (`check::row`), that calls the
/// async function `check` with the row's values.
macro_rules! rows {
    ($check:ident; $($row:ident: ($($value:expr),* $(,)?),)+) => {
        mod $check {
            #[allow(unused_imports)] // a table of plain texts needs nothing of its file
            use super::*;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $row() {
                    super::$check($($value),*).await;
                }
            )+
        }
    };
}
