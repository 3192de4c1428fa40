//! The order of the house: which file may know which, and how long one may be.
#![cfg(not(target_arch = "wasm32"))]

mod files;
mod graph;
mod imports;
mod untrusted;

use files::{File, rust_files};
use graph::{circles, upward};

/// The rooms of `src/`, from the ground up. A file may use its own room and those below, but none on
/// its own floor.
const FLOORS: [&[&str]; 14] = [
    &["constructors", "error", "image", "random"],
    &["future", "protocol"],
    &["breath"],
    &["data"],
    &["device", "kernels"],
    &["host"],
    &["model"],
    &["tensors"],
    &["weights"],
    &["train"],
    &["meta"],
    &["measure"],
    &["engine"],
    &["web"],
];

/// Lines, with comments and tests: more of them are two files.
const LONGEST: usize = 300;

/// Files that may be longer, and why: tables of data, which nobody reads from one end to the other.
const LONGER: [(&str, &str); 1] =
    [("src/data/synth/skeleton.rs", "a table: the strokes of the ten built-in digits, by hand")];

/// Every folder with Rust by hand, where it is there.
const SOURCES: [&str; 6] = ["src", "wasm/src", "cli/src", "xtask/src", "examples", "tests"];

/// Files that are too long, or are excused without being so.
fn too_long(files: &[File]) -> Vec<String> {
    let excused = |file: &File| LONGER.iter().any(|(path, _)| *path == file.path);
    let long = files.iter().filter(|file| !excused(file) && file.lines() > LONGEST);
    let long = long.map(|file| format!("{} has {} lines", file.path, file.lines()));
    let idle = LONGER
        .iter()
        .filter(|(path, _)| !files.iter().any(|file| file.path == *path && file.lines() > LONGEST));
    long.chain(idle.map(|(path, _)| format!("{path} needs no exception"))).collect()
}

fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn rooms_know_only_those_below() {
    let files = rust_files("src");
    assert!(files.len() > 50, "only {} files", files.len());
    none("uses that do not lead down", upward(&imports::edges(&files), &FLOORS));
}

#[test]
fn no_files_know_each_other_in_a_circle() {
    let mut found = circles(&imports::edges(&rust_files("xtask/src")));
    found.extend(circles(&imports::edges(&rust_files("src"))));
    none("files that know each other in a circle", found);
}

#[test]
fn no_file_is_too_long() {
    let files: Vec<File> = SOURCES.into_iter().flat_map(rust_files).collect();
    assert!(files.len() > 100, "only {} files", files.len());
    none("files of more lines than may be", too_long(&files));
}

#[test]
fn what_meets_strangers_is_held_to_its_lints() {
    none("lints that are not denied", untrusted::undenied(&rust_files("src")));
}

mod the_checks_themselves {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Vec<File> {
        files.iter().map(|(path, text)| File::new("src", path, text)).collect()
    }

    #[test]
    fn an_arrow_up_is_found() {
        let files = tree(&[
            ("src/lib.rs", "pub mod model; pub mod train; pub mod error;"),
            ("src/error.rs", "pub struct Error;"),
            (
                "src/model/mod.rs",
                "use crate::error::Error;\nuse crate::{\n    train::{Run, step},\n};",
            ),
            ("src/train.rs", "use crate::model::Vae; // crate::web::nothing"),
        ]);
        let found = upward(&imports::edges(&files), &FLOORS);
        assert_eq!(found, ["src/model/mod.rs uses src/train.rs"]);
    }

    #[test]
    fn rooms_on_one_floor_do_not_know_each_other() {
        let files =
            tree(&[("src/host.rs", ""), ("src/data/mod.rs", "fn f() { crate::host::softmax(); }")]);
        assert_eq!(upward(&imports::edges(&files), &FLOORS).len(), 1);
    }

    #[test]
    fn a_module_within_a_file_is_a_part_of_it() {
        let inner = "struct A;\nmod inner {\n    use super::A;\n    use crate::b::mod_b;\n}\n";
        let files = tree(&[
            ("src/kernels/mod.rs", "mod a;\nuse a::A;"),
            ("src/kernels/a.rs", inner),
            ("src/b.rs", ""),
        ]);
        let edges = imports::edges(&files);
        assert!(circles(&edges).is_empty(), "{edges:?}");
        assert!(edges["src/kernels/a.rs"].contains("src/b.rs"));
    }

    #[test]
    fn a_room_without_a_floor_is_found() {
        let files = tree(&[("src/attic.rs", ""), ("src/engine.rs", "use crate::attic::Box;")]);
        let found = upward(&imports::edges(&files), &FLOORS);
        assert_eq!(found, ["src/engine.rs uses src/attic.rs"]);
    }

    #[test]
    fn a_circle_is_found() {
        let files = tree(&[
            ("src/meta/mod.rs", "pub use self::a::A;\nmod a; mod b; mod c;"),
            ("src/meta/a.rs", "use super::b::B;"),
            ("src/meta/b.rs", "use super::c::C;"),
            ("src/meta/c.rs", "use super::A;"),
        ]);
        let found = circles(&imports::edges(&files));
        assert_eq!(found, ["src/meta/a.rs, src/meta/b.rs, src/meta/c.rs"]);
    }

    #[test]
    fn a_front_that_only_hands_on_is_no_part_of_a_circle() {
        let files = tree(&[
            ("src/data/mod.rs", "pub use dataset::Dataset;\nmod dataset; mod shard;"),
            ("src/data/dataset.rs", "pub struct Dataset;"),
            ("src/data/shard.rs", "use crate::data::Dataset;"),
        ]);
        assert!(circles(&imports::edges(&files)).is_empty());
    }

    #[test]
    fn tests_may_look_anywhere() {
        let files = tree(&[
            ("src/model.rs", "#[cfg(test)]\nmod tests { use crate::engine::Engine; }\n"),
            ("src/engine.rs", "#[cfg(test)]\nuse crate::web::x;\nuse crate::model::Vae;"),
            ("src/web.rs", "use crate::engine::Engine;"),
        ]);
        let edges = imports::edges(&files);
        assert!(upward(&edges, &FLOORS).is_empty());
        assert!(circles(&edges).is_empty());
    }

    #[test]
    fn a_module_without_its_lints_is_found() {
        let files = tree(&[("src/weights.rs", "#![cfg_attr(not(test), deny(clippy::panic))]")]);
        let found = untrusted::undenied(&files);
        let says = |path: &str, lint: &str| found.contains(&format!("{path} does not deny {lint}"));
        assert!(says("src/weights.rs", "unwrap_used") && !says("src/weights.rs", "panic"));
        assert!(says("src/engine/mod.rs", "panic"), "a module that is not there");
    }

    #[test]
    fn a_long_file_is_found() {
        let lines = |n: usize| "x\n".repeat(n);
        let long = lines(LONGEST + 1);
        let mut files: Vec<_> = LONGER.map(|(path, _)| (path, &*long)).into();
        assert!(too_long(&tree(&files)).is_empty());
        files.push(("src/a.rs", &long));
        assert_eq!(too_long(&tree(&files)), ["src/a.rs has 301 lines"]);
        assert_eq!(too_long(&[]).len(), LONGER.len());
    }
}
