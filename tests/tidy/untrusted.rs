//! Rooms that meet what strangers send: nothing in them may panic on it. A panic ends the engine in a
//! browser, where none can be caught.

use crate::files::File;

/// Where bytes, strokes and values from outside are read. A function that must index or cast all the
/// same, an inner loop over sizes that were checked, expects the lint and says why.
const READERS: [&str; 5] = [
    "src/data/drawing/mod.rs",
    "src/data/formats/mod.rs",
    "src/protocol/mod.rs",
    "src/web/mod.rs",
    "src/weights.rs",
];

/// Where what was read is put to use.
const USERS: [&str; 1] = ["src/engine/mod.rs"];

/// What panics.
const PANICS: [&str; 5] =
    ["arithmetic_side_effects", "expect_used", "indexing_slicing", "panic", "unwrap_used"];

/// What panics more rarely, or makes another number of a number, and exceptions without a reason.
const MORE: [&str; 6] = [
    "allow_attributes_without_reason",
    "cast_possible_truncation",
    "cast_possible_wrap",
    "cast_sign_loss",
    "string_slice",
    "unreachable",
];

/// Lints that a module ought to deny outside of tests, for itself and those below it, and does not.
pub fn undenied(files: &[File]) -> Vec<String> {
    let lacks = |path: &str, lints: &[&str]| -> Vec<String> {
        let file = files.iter().find(|file| file.path == path);
        let denied = file.map(denied).unwrap_or_default();
        let missing = lints.iter().filter(|lint| !denied.contains(&format!("clippy::{lint}")));
        missing.map(|lint| format!("{path} does not deny {lint}")).collect()
    };
    let all = [&PANICS[..], &MORE].concat();
    let readers = READERS.iter().flat_map(|path| lacks(path, &all));
    readers.chain(USERS.iter().flat_map(|path| lacks(path, &PANICS))).collect()
}

fn denied(file: &File) -> Vec<String> {
    let text: String = file.text.split_whitespace().collect();
    let (_, list) = text.split_once("#![cfg_attr(not(test),deny(").unwrap_or_default();
    let (list, _) = list.split_once("))]").unwrap_or_default();
    list.split(',').map(str::to_owned).collect()
}
