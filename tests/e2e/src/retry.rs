//! One second try per run: a browser on a busy machine misses a time limit now and then, and a run of many hundred
//! cases need not fail for it. More than one is no accident, and a case that fails twice is broken.

use std::fmt;

/// What became of the run's one second try.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum RetryBudget {
    /// No case has failed so far.
    #[default]
    Unspent,
    /// One case was tried again.
    Spent(Retry),
    /// Several cases of one suite failed, so no second try could have saved the run.
    Refused,
}

/// A case that was tried again.
#[derive(Debug, PartialEq, Eq)]
pub struct Retry {
    pub suite: String,
    pub case: String,
    pub first_failure: String,
    pub passed: bool,
}

impl RetryBudget {
    /// Whether the case of a suite that failed may be tried again: it must be the only one of its suite, and the first
    /// of the run.
    pub fn grants(&mut self, failed: usize) -> bool {
        if *self != Self::Unspent {
            return false;
        }
        if failed > 1 {
            *self = Self::Refused;
        }
        failed == 1
    }

    pub fn spend(&mut self, retry: Retry) {
        *self = Self::Spent(retry);
    }
}

impl fmt::Display for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unspent => f.write_str("No case was tried again."),
            Self::Refused => f.write_str(
                "No case was tried again: several failed in one suite, which is no accident.",
            ),
            Self::Spent(retry) => write!(
                f,
                "Tried again: {}/{}, which {}. Its first failure said: {}",
                retry.suite,
                retry.case,
                match retry.passed {
                    true => "passed then",
                    false => "failed again",
                },
                retry.first_failure
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Retry, RetryBudget};

    fn retry(passed: bool) -> Retry {
        Retry {
            suite: "lab".into(),
            case: "slow".into(),
            first_failure: "no end within 90 s".into(),
            passed,
        }
    }

    #[test]
    fn the_first_case_that_fails_alone_is_tried_again() {
        let mut budget = RetryBudget::default();
        assert!(!budget.grants(0));
        assert!(budget.grants(1));
    }

    #[test]
    fn a_second_case_is_not_tried_again() {
        for passed in [true, false] {
            let mut budget = RetryBudget::Spent(retry(passed));
            assert!(!budget.grants(1));
            assert_eq!(budget, RetryBudget::Spent(retry(passed)));
        }
    }

    #[test]
    fn several_failures_of_a_suite_lose_the_second_try() {
        let mut budget = RetryBudget::default();
        assert!(!budget.grants(2));
        assert!(!budget.grants(1));
        assert_eq!(budget, RetryBudget::Refused);
    }

    #[test]
    fn the_end_of_a_run_names_the_case_and_its_first_failure() {
        let mut budget = RetryBudget::default();
        assert_eq!(budget.to_string(), "No case was tried again.");
        for (passed, outcome) in [(true, "passed then"), (false, "failed again")] {
            budget.spend(retry(passed));
            let said = budget.to_string();
            for words in ["lab/slow", outcome, "no end within 90 s"] {
                assert!(said.contains(words), "{said}");
            }
        }
    }
}
