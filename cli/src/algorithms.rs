//! The meta-training algorithms as options and files name them.

use metavae::meta::training::{ALGORITHMS, MetaAlgorithm};

/// `first-order-maml` for `firstOrderMaml`.
pub fn word(algorithm: &dyn MetaAlgorithm) -> String {
    let part = |letter: char| match letter.is_ascii_uppercase() {
        true => format!("-{}", letter.to_ascii_lowercase()),
        false => letter.to_string(),
    };
    algorithm.id().chars().map(part).collect()
}

/// The algorithm of a word.
pub fn named(wanted: &str) -> Option<&'static dyn MetaAlgorithm> {
    ALGORITHMS.iter().copied().find(|algorithm| word(*algorithm) == wanted)
}

/// Their words with commas between them.
pub fn listed() -> String {
    ALGORITHMS.iter().map(|algorithm| word(*algorithm)).collect::<Vec<_>>().join(", ")
}
