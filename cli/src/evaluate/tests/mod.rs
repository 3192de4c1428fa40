//! The evaluation that makes the README's figures, run whole on small data: its figures against
//! ones that are worked out here by other means, and the shape of its report against the committed
//! one.

mod data;
mod figures;
mod reference;
mod shape;
#[path = "../../../tests/support/mod.rs"]
mod support;

use pollster::block_on;
use serde_json::Value;

use super::options::{Options, Part};
use support::Folder;

/// Measures parts and reads the report.
fn measured(folder: &Folder, parts: &[Part], options: Options) -> Value {
    let options = Options { only: Some(parts.to_vec()), ..options };
    block_on(super::measure(&options)).unwrap();
    folder.json("eval.json")
}

/// A figure of a report by its path, as in `mnist/10w1s/episodes`.
fn figure(report: &Value, path: &str) -> f64 {
    let value = report.pointer(&format!("/{path}")).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("no figure {path} in {report:#}"))
}

/// Whether a report's figure, of three decimals, is what another computation gives.
fn assert_near(report: &Value, path: &str, expected: f64, tolerance: f64) {
    let ours = figure(report, path);
    assert!((ours - expected).abs() <= tolerance, "{path}: {ours}, by other means {expected}");
}
