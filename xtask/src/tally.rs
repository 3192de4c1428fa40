//! Counts of passed and failed tests, read from what the test runners write.

use std::fmt;
use std::ops::AddAssign;

/// How many passed and how many failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and held.
    pub passed: u32,
    /// Tests that ran and did not, or were to run and could not.
    pub failed: u32,
}

impl Tally {
    /// A check that is one test.
    pub fn single(passed: bool) -> Self {
        Self { passed: u32::from(passed), failed: u32::from(!passed) }
    }

    /// Adds up the summaries of libtest and of wasm-bindgen-test, which look alike:
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`, one for each binary.
    pub fn of_cargo(text: &str) -> Self {
        let mut tally = Self::default();
        for line in plain(text).lines() {
            let Some((_, counts)) = line.split_once("test result: ") else { continue };
            tally.passed += number_before(counts, " passed");
            tally.failed += number_before(counts, " failed");
        }
        tally
    }

    /// Reads the summary of node's test runner: lines `ℹ pass 5` and so on, with `#` in place of
    /// `ℹ` in TAP. A test that was cancelled (a file that threw, a time limit) has failed.
    pub fn of_node(text: &str) -> Self {
        let mut tally = Self::default();
        for line in plain(text).lines() {
            let Some(line) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else {
                continue;
            };
            match line.split_once(' ') {
                Some(("pass", n)) => tally.passed += n.trim().parse().unwrap_or(0),
                Some(("fail" | "cancelled", n)) => tally.failed += n.trim().parse().unwrap_or(0),
                _ => {}
            }
        }
        tally
    }

    /// The tally of a runner that also says by its exit status whether all went well. A runner
    /// that fails with no failed test (it did not compile, it crashed), or that ran nothing at
    /// all, counts as one failure: a suite must not be green on nothing.
    pub fn judged(mut self, well: bool) -> Self {
        if self.failed == 0 && (!well || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number right before `word`; 0 where there is none.
fn number_before(text: &str, word: &str) -> u32 {
    let Some((before, _)) = text.split_once(word) else { return 0 };
    before.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// The text without its colours (`ESC [ … m`).
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_every_binary_of_a_cargo_test() {
        let text = "running 12 tests\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored\n\
            test result: ok. 0 passed; 0 failed; 0 ignored\n";
        assert_eq!(Tally::of_cargo(text), Tally { passed: 15, failed: 2 });
    }

    #[test]
    fn reads_through_colours() {
        let text = "test result: \u{1b}[32mok\u{1b}[0m. 7 passed; 0 failed; 0 ignored\n";
        assert_eq!(Tally::of_cargo(text), Tally { passed: 7, failed: 0 });
    }

    #[test]
    fn reads_both_of_nodes_reporters() {
        let spec = "✔ a (1ms)\nℹ tests 6\nℹ pass 3\nℹ fail 1\nℹ cancelled 2\nℹ skipped 0\n";
        assert_eq!(Tally::of_node(spec), Tally { passed: 3, failed: 3 });
        let tap = "ok 1 - a\n# tests 2\n# pass 2\n# fail 0\n# cancelled 0\n";
        assert_eq!(Tally::of_node(tap), Tally { passed: 2, failed: 0 });
    }

    #[test]
    fn a_test_that_prints_a_count_is_not_counted() {
        assert_eq!(Tally::of_node("  # pass 9\nℹ pass 1\n"), Tally { passed: 1, failed: 0 });
    }

    #[test]
    fn green_on_nothing_is_a_failure() {
        assert_eq!(Tally::of_cargo("").judged(true), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn a_crash_after_passed_tests_is_a_failure() {
        let tally = Tally { passed: 4, failed: 0 };
        assert_eq!(tally.judged(false), Tally { passed: 4, failed: 1 });
        assert_eq!(tally.judged(true), tally);
    }

    #[test]
    fn a_known_failure_is_not_counted_twice() {
        let tally = Tally { passed: 4, failed: 2 };
        assert_eq!(tally.judged(false), tally);
    }
}
