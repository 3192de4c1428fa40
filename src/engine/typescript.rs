//! The wire as the page reads it: types from the Rust ones, and the table of ranges and defaults.
//!
//! `cargo xtask wire` writes both files; without it the tests here fail while one is stale.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use ts_rs::{Config, TS, TypeVisitor};

use crate::error::Report;
use crate::meta::{methods, training};
use crate::protocol::few_shot::Augmentation;
use crate::protocol::limits::{self, Range};
use crate::protocol::sizes::MOST_BYTES;
use crate::protocol::{Command, Event, Hyper};

/// Set by `cargo xtask wire`: write the files in place of comparing them.
const WRITE: &str = "METAVAE_WRITE_WIRE";

const HEAD: &str = "Written from src/protocol by `cargo xtask wire`: change it there.";

/// Each type once, by its name.
#[derive(Default)]
struct Declarations {
    config: Config,
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // What is not ours (numbers, lists, strings) has no declaration of its own.
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_dependencies(self);
        if T::output_path().is_none() {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let text = format!("{docs}export {}", T::decl(&self.config));
        self.by_name.insert(T::ident(&self.config), laid_out(&text));
    }
}

/// A field a line, its comment on one line where it is one, indented.
fn laid_out(declaration: &str) -> String {
    let mut text = String::new();
    let lines = declaration.replace(", };", ",\n};").replace("/**\n * ", "/** ");
    let lines: Vec<&str> = lines.lines().map(str::trim_end).collect();
    let mut inside = false;
    for (at, line) in lines.iter().enumerate() {
        // The end of a comment that began on the line before, or of one of several lines.
        if *line == " */" && lines[at - 1].starts_with("/**") {
            text.push_str(" */");
            continue;
        }
        let indent = if inside && *line != "};" { "  " } else { "" };
        text = text + "\n" + indent + line;
        inside = (inside || line.ends_with('{')) && *line != "};";
    }
    text + "\n"
}

/// A string to Rust, which looks it up; one of a list to the page.
fn name(all: &mut Declarations, declared: &str, names: impl Iterator<Item = &'static str>) {
    let union = names.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" | ");
    let text = all.by_name.get_mut(declared).expect("a type of the wire");
    assert!(text.contains("= string;"), "{text}");
    *text = text.replace("= string;", &format!("= {union};"));
}

fn types() -> String {
    let mut all = Declarations::default();
    all.visit::<Command>();
    all.visit::<Event>();
    all.visit::<Report>();
    name(&mut all, "Method", methods::ids());
    name(&mut all, "Algorithm", training::ids());
    format!("/** {HEAD} */\n{}", all.by_name.into_values().collect::<String>())
}

/// The ranges of each form's fields, by the fields' names on the wire.
fn ranges() -> Value {
    let training = |batch_size: Range| {
        json!({
            "learningRate": limits::LEARNING_RATE,
            "batchSize": batch_size,
            "epochs": limits::EPOCHS,
            "maxSteps": limits::STEPS,
            "beta": limits::BETA,
            "seed": limits::SEED,
        })
    };
    json!({
        "pretrain": training(limits::BATCH_SIZE),
        "fineTune": training(limits::FINE_TUNE_BATCH_SIZE),
        "drawing": { "strokes": limits::STROKES, "points": limits::POINTS },
        "metaTrain": {
            "steps": limits::STEPS,
            "learningRate": limits::LEARNING_RATE,
            "tasks": limits::META_TASKS,
            "ways": limits::META_WAYS_ELBO,
            "shots": limits::META_SHOTS,
            "queries": limits::META_QUERIES,
            "innerSteps": limits::INNER_STEPS,
            "innerRate": limits::INNER_RATE,
            "classify": limits::CLASSIFY,
            "elbo": limits::ELBO,
            "labelled": limits::LABELLED,
            "unlabelled": limits::UNLABELLED,
            "halves": limits::HALVES,
            "seed": limits::SEED,
        },
        "task": {
            "ways": limits::WAYS,
            "shots": limits::SHOTS,
            "queries": limits::QUERIES,
            "seed": limits::SEED,
        },
        "augmentation": {
            "samples": limits::AUGMENTATION_SAMPLES,
            "blends": limits::AUGMENTATION_BLENDS,
            "spread": limits::SPREAD,
        },
        "builtIn": {
            "train": limits::BUILT_IN_TRAIN,
            "test": limits::BUILT_IN_TEST,
            "seed": limits::SEED,
        },
        "latents": limits::LATENTS,
        "encode": { "around": limits::AROUND, "spread": limits::SPREAD },
        "memory": {
            "capacity": limits::MEMORY_CAPACITY,
            "ways": limits::MEMORY_WAYS,
            "label": limits::MEMORY_LABEL,
        },
        "budgets": budgets(),
        "images": limits::IMAGES,
        "pictures": limits::PICTURES,
    })
}

fn budgets() -> Value {
    json!({
        "task": limits::IMAGES_A_TASK,
        "step": limits::IMAGES_A_STEP,
        "atOnce": limits::IMAGES_AT_ONCE,
        "pool": limits::IMAGES_A_POOL,
    })
}

fn defaults() -> Value {
    let meta = training::ALGORITHMS
        .iter()
        .map(|algorithm| (algorithm.id().to_owned(), to_json(&algorithm.defaults())));
    json!({
        "pretrain": Hyper::pretrain(),
        "fineTune": Hyper::fine_tune(),
        "augmentation": Augmentation::default(),
        "memory": { "capacity": limits::MEMORY_CAPACITY_AT_FIRST },
        "latents": limits::LATENTS_AT_FIRST,
        "metaTrain": Value::Object(meta.into_iter().collect()),
    })
}

fn event_names() -> Vec<String> {
    let union = Event::inline(&Config::default());
    let tags = union.split("\"type\": \"").skip(1);
    tags.filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
}

fn inner_loops() -> Vec<&'static str> {
    let with = training::ALGORITHMS.iter().filter(|algorithm| algorithm.has_inner_loop());
    with.map(|algorithm| algorithm.id()).collect()
}

fn to_json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("plain data")
}

fn table() -> String {
    let pretty = |value: Value| format!("{value:#}");
    format!(
        "/** {HEAD} */\n\n\
         /** What a field takes: `name` as a sentence about it begins. */\n\
         export const LIMITS = /** @type {{const}} */ ({});\n\n\
         /** The most bytes that a file of each kind may have: a larger one is refused unread. */\n\
         export const MOST_BYTES = /** @type {{const}} */ ({});\n\n\
         /** What is asked for where nobody asks for anything else. */\n\
         export const DEFAULTS = /** @type {{const}} */ ({});\n\n\
         /** Every event's `type`. @type {{ReadonlySet<string>}} */\n\
         export const EVENTS = new Set({});\n\n\
         /** The algorithms by which a task is learnt by descent within a step. The others read its\n \
         * support in one pass. @type {{ReadonlySet<string>}} */\n\
         export const INNER_LOOPS = new Set({});\n",
        pretty(ranges()),
        pretty(to_json(&MOST_BYTES)),
        pretty(defaults()),
        pretty(json!(event_names())),
        pretty(json!(inner_loops())),
    )
}

fn up_to_date(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, text).expect("the checkout can be written to");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{} is stale: run `cargo xtask wire`.", path.display());
}

#[test]
fn the_pages_types_are_those_of_the_wire() {
    up_to_date("www/engine/wire.d.ts", &types());
}

#[test]
fn the_pages_ranges_are_those_of_the_engine() {
    up_to_date("www/engine/limits.js", &table());
}

#[test]
fn every_default_lies_in_its_range() {
    for run in ["pretrain", "fineTune"] {
        let ranges = &ranges()[run];
        for (field, range) in ranges.as_object().expect("an object") {
            let Some(value) = defaults()[run][field].as_f64() else { continue };
            let inside = |end: &str| range[end].as_f64().expect("a number");
            assert!((inside("least")..=inside("most")).contains(&value), "{run} {field}: {value}");
        }
    }
    let Range { least, most, .. } = limits::MEMORY_CAPACITY;
    assert!((least..=most).contains(&f64::from(limits::MEMORY_CAPACITY_AT_FIRST)));
}
