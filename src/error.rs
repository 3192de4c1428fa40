//! The one error type: what went wrong, as a code for programs and a sentence for people.

use serde::Serialize;

/// A failure that a caller can cause or must hear about.
///
/// The message says what was wrong and what to do; [`Error::code`] is stable and is what a
/// program (the page, a test) matches on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A data file (IDX, shard, manifest, Omniglot) is not what it claims to be.
    #[error("{0}")]
    Data(String),
    /// A weights file was refused; the weights in use are unchanged.
    #[error("{0}")]
    Weights(String),
    /// A command's argument is out of range.
    #[error("{0}")]
    Argument(String),
    /// A drawing has no ink.
    #[error("There is nothing drawn yet. Draw a digit first.")]
    Blank,
    /// The command makes no sense now: no data loaded, nothing fine-tuned, a run under way.
    #[error("{0}")]
    State(String),
    /// Training met a loss that is not a finite number; the last good weights are restored.
    #[error("{0}")]
    Diverged(String),
    /// The engine keeps another task than the one that was meant, or none: define it anew.
    #[error("{0}")]
    Stale(String),
    /// The host said that the work is no longer wanted; nothing has changed.
    #[error("This was stopped before it was done. Nothing has changed.")]
    Cancelled,
    /// The device could not be started, or answered with an error.
    #[error("{0}")]
    Device(String),
}

impl Error {
    /// The device did not give up its numbers.
    pub fn unreadable(error: impl std::fmt::Debug) -> Self {
        Self::Device(format!("The device could not be read ({error:?}). Reload the page."))
    }

    /// A stable, kebab-case name of the kind of failure.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Data(_) => "data",
            Self::Weights(_) => "weights",
            Self::Argument(_) => "argument",
            Self::Blank => "blank",
            Self::State(_) => "state",
            Self::Diverged(_) => "diverged",
            Self::Stale(_) => "stale",
            Self::Cancelled => "cancelled",
            Self::Device(_) => "device",
        }
    }

    /// Whether the same request can succeed later without the user changing it.
    pub fn retryable(&self) -> bool {
        matches!(self, Self::Device(_))
    }

    /// The form that crosses to the page.
    pub fn report(&self) -> Report {
        Report { code: self.code(), message: self.to_string(), retryable: self.retryable() }
    }
}

/// An [`Error`] as the page receives it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Report {
    /// See [`Error::code`].
    pub code: &'static str,
    /// A sentence for the visitor.
    pub message: String,
    /// See [`Error::retryable`].
    pub retryable: bool,
}

/// Characters of a stranger's text that a sentence repeats.
const REPEATED: usize = 80;

/// A stranger's text as a sentence may repeat it: in quotes, what cannot be seen escaped, and cut
/// where it is long, since a file may name something in a megabyte.
pub fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(REPEATED).flat_map(char::escape_debug).collect();
    if text.chars().nth(REPEATED).is_some() {
        quoted.push('…');
    }
    format!("“{quoted}”")
}

/// What a library says of a stranger's text, which it may repeat in full: cut where it is long.
pub fn shortened(said: &impl std::fmt::Display) -> String {
    let said = said.to_string();
    match said.chars().nth(3 * REPEATED) {
        Some(_) => said.chars().take(3 * REPEATED).chain(['…']).collect(),
        None => said,
    }
}

/// What every fallible function of the crate returns.
pub type Result<T> = std::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_is_cut_and_what_it_hides_is_seen() {
        assert_eq!(quoted("a\u{202e}b\n"), "“a\\u{202e}b\\n”");
        assert!(quoted(&"x".repeat(1 << 20)).len() < 100);
        assert_eq!(quoted(&"é".repeat(80)).chars().count(), 82, "and not cut within a character");
        assert!(shortened(&"é".repeat(1 << 20)).len() < 500);
        assert_eq!(shortened(&"short"), "short");
    }
}
