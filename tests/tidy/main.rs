//! The order of the house: which file may know which, and how long one may be.
#![cfg(not(target_arch = "wasm32"))]

mod files;
mod graph;
mod imports;

use files::{File, rust_files};
use graph::{circles, upward};

/// The rooms of `src/`, from the ground up. A file may use its own room and those below, but none on
/// its own floor.
const FLOORS: [&[&str]; 11] = [
    &["error", "image"],
    &["protocol"],
    &["host", "data"],
    &["device", "kernels"],
    &["tensors"],
    &["model"],
    &["weights"],
    &["train"],
    &["meta", "measure"],
    &["engine"],
    &["web", "constructors"],
];

/// Lines, with comments and tests: more of them are two files.
const LONGEST: usize = 300;

/// Tables of data, which nobody reads from one end to the other.
const TABLES: [(&str, &str); 1] =
    [("src/data/synth/skeleton.rs", "the strokes of the ten built-in digits, by hand")];

/// Files that are too long, or are excused without being so.
fn too_long(files: &[File]) -> Vec<String> {
    let excused = |file: &File| TABLES.iter().any(|(path, _)| *path == file.path);
    let long = files.iter().filter(|file| !excused(file) && file.lines() > LONGEST);
    let long = long.map(|file| format!("{} has {} lines", file.path, file.lines()));
    let idle = TABLES
        .iter()
        .filter(|(path, _)| !files.iter().any(|file| file.path == *path && file.lines() > LONGEST));
    long.chain(idle.map(|(path, _)| format!("{path} needs no exception"))).collect()
}

fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn xtask_has_no_circle_of_files() {
    let files = rust_files("xtask/src");
    assert!(files.len() > 20, "only {} files", files.len());
    none("files that know each other in a circle", circles(&imports::edges(&files)));
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
    fn a_long_file_is_found() {
        let lines = |n: usize| "x\n".repeat(n);
        let table = (TABLES[0].0, &*lines(LONGEST + 1));
        assert!(too_long(&tree(&[table, ("src/a.rs", &lines(LONGEST))])).is_empty());
        let found = too_long(&tree(&[table, ("src/a.rs", &lines(LONGEST + 1))]));
        assert_eq!(found, ["src/a.rs has 301 lines"]);
        assert_eq!(too_long(&[]).len(), TABLES.len());
    }
}
