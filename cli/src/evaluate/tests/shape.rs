//! A report of every part, beside the committed one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::super::options::{Effort, Options, Part};
use super::data;
use super::support::Folder;
use super::{assert_near, figure, measured};

/// The paths of a report's figures and texts, each with what kind it is.
fn paths(value: &Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                paths(part, &format!("{path}/{name}"), into);
            }
        }
        Value::String(_) => drop(into.insert(format!("{path}: a text"))),
        Value::Bool(_) => drop(into.insert(format!("{path}: yes or no"))),
        // A figure that was not reached is null.
        Value::Number(_) | Value::Null => drop(into.insert(format!("{path}: a figure"))),
        Value::Array(_) => drop(into.insert(format!("{path}: a list"))),
    }
}

fn paths_of(report: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    paths(report, "", &mut found);
    found
}

#[test]
fn a_report_of_every_part_has_the_shape_of_the_committed_one() {
    let folder = Folder::new("shape");
    folder.write_digits(300, 200);
    data::write_alphabets(&folder);
    let effort = Effort { label_draws: 2, m2_steps: 20, scratch_steps: 5, adaptation_steps: 20 };
    let methods = Some(vec!["pixels", "metaPrototypes"]);
    let options =
        Options { episodes: 2, importance_samples: 2, methods, effort, ..data::options(&folder) };
    let parts = [Part::Elbo, Part::Likelihood, Part::Features, Part::Mnist, Part::Labels];
    measured(&folder, &parts, options.clone());
    let report = measured(&folder, &[Part::Novel, Part::Omniglot, Part::Adaptation], options);

    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/results/eval.json");
    let committed: Value = serde_json::from_slice(&fs::read(committed).unwrap()).unwrap();
    let (ours, all) = (paths_of(&report), paths_of(&committed));
    let new: Vec<_> = ours.difference(&all).collect();
    assert!(new.is_empty(), "not in the committed report: {new:#?}");
    // What this run left out on purpose.
    let left_out = |path: &&String| {
        let method = path.contains("/methods/")
            && !path.contains("/methods/pixels/")
            && !path.contains("/methods/metaPrototypes/");
        let given = path.contains("/one_shot_runs/") || path.contains("/given_archive/");
        method || given || path.ends_with("nll_5000_nats: a figure")
    };
    let missing: Vec<_> = all.difference(&ours).filter(|path| !left_out(path)).collect();
    assert!(missing.is_empty(), "only in the committed report: {missing:#?}");

    both_directions_count(&report, "novel", ["0-4 to 5-9", "5-9 to 0-4"], "5w1s");
    both_directions_count(&report, "omniglot", ["small1 to small2", "small2 to small1"], "20w1s");
    for split in ["small1 to small2", "small2 to small1"] {
        // The alphabet that both archives have is not tested on.
        assert_near(&report, &format!("omniglot/{split}/classes_trained_on"), 40.0, 0.0);
        assert_near(&report, &format!("omniglot/{split}/classes_tested_on"), 20.0, 0.0);
    }
    labels_are_plausible(&report);
}

/// A target is the mean of the best method's accuracy in both directions.
fn both_directions_count(report: &Value, part: &str, splits: [&str; 2], shape: &str) {
    let best = splits.map(|split| {
        let of = |method: &str| {
            figure(report, &format!("{part}/{split}/{shape}/methods/{method}/accuracy_percent"))
        };
        of("pixels").max(of("metaPrototypes"))
    });
    let target = format!("targets/{part}_{shape}");
    assert_near(report, &target, (best[0] + best[1]) / 2.0, 0.000_501);
}

fn labels_are_plausible(report: &Value) {
    let names = ["m1", "m1_m2", "meta_linear", "meta_m2", "meta_prototypes"];
    let accuracies = names.map(|name| figure(report, &format!("labels/{name}/accuracy_percent")));
    let best = accuracies.into_iter().fold(0.0, f64::max);
    assert_near(report, "targets/mnist_100_labels_best", best, 0.0);
    assert_near(report, "labels/draws", 2.0, 0.0);
    // Ten labels of each digit beat a guess of one in ten by far, but for M2 after 20 steps.
    for (name, accuracy) in names.into_iter().zip(accuracies) {
        let least = if name.ends_with("m2") { 0.0 } else { 40.0 };
        assert!((least..=100.0).contains(&accuracy), "{name}: {accuracy}");
    }
}
