//! How much a command carries, before any of it is copied into the engine's memory.

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::error::{Error, Result};

/// Several times the largest data set that can be of use; the engine's memory ends at 4 GiB.
const MOST: f64 = 256.0 * 1024.0 * 1024.0;
/// A file in a list in a command.
const DEEPEST: u32 = 4;

/// Refuses a command whose byte arrays are too much: one that does not fit would end the engine.
///
/// # Errors
/// [`Error::Argument`].
pub fn check(command: &JsValue) -> Result<()> {
    let bytes = bytes_in(command, DEEPEST);
    if bytes <= MOST {
        return Ok(());
    }
    let [mib, most] = [bytes, MOST].map(|bytes| (bytes / 1024.0 / 1024.0).round());
    Err(Error::Argument(format!(
        "This brings {mib} MiB; the engine takes {most} MiB at a time. Choose smaller files."
    )))
}

/// Lists of numbers are passed over: they hold none.
fn bytes_in(value: &JsValue, deeper: u32) -> f64 {
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return f64::from(bytes.length());
    }
    let Some(object) = value.dyn_ref::<Object>().filter(|_| deeper > 0) else { return 0.0 };
    let each = match value.dyn_ref::<Array>() {
        Some(list) if !list.get(0).is_object() => return 0.0,
        Some(list) => list.clone(),
        None => Object::values(object),
    };
    each.iter().map(|value| bytes_in(&value, deeper - 1)).sum()
}
