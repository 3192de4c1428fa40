//! How much a command carries, before any of it is copied into the engine's memory: bytes, and values
//! in lists. A list is copied whole before its type is known, and one that only says that it has
//! four billion places takes all memory.

use js_sys::{Array, ArrayBuffer, Object, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::data::drawing::stroke::{MAX_POINTS, MAX_STROKES};
use crate::error::{Error, Result};

/// Several times the largest data set that can be of use; the engine's memory ends at 4 GiB.
const BYTES: u64 = 256 << 20;
/// Values in all lists and objects: the coordinates of the largest drawing, its strokes, and what is
/// around them.
const VALUES: usize = 2 * MAX_POINTS + MAX_STROKES + 1_000;
/// Lists and objects within one another: a stroke's are two in a picture in a command.
const DEPTH: u32 = 8;

/// Refuses a command that carries more: one that does not fit would end the engine.
///
/// # Errors
/// [`Error::Argument`].
pub fn check(command: &JsValue) -> Result<()> {
    let mut carried = Carried { bytes: 0, values: 0 };
    carried.add(command, DEPTH)?;
    if carried.bytes <= BYTES {
        return Ok(());
    }
    let [mib, most] = [carried.bytes, BYTES].map(|bytes| bytes >> 20);
    Err(Error::Argument(format!(
        "This brings {mib} MiB; the engine takes {most} MiB at a time. Choose smaller files."
    )))
}

struct Carried {
    bytes: u64,
    values: usize,
}

impl Carried {
    fn add(&mut self, value: &JsValue, depth: u32) -> Result<()> {
        if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
            self.bytes = self.bytes.saturating_add(u64::from(bytes.length()));
            return Ok(());
        }
        let each = match value.dyn_ref::<Array>() {
            Some(list) => list.clone(),
            None if value.is_object() && !ArrayBuffer::is_view(value) => {
                Object::values(value.unchecked_ref())
            }
            None => return Ok(()),
        };
        let length = each.length();
        self.values = self.values.saturating_add(length as usize);
        let deeper = depth.checked_sub(1).filter(|_| self.values <= VALUES).ok_or_else(|| {
            Error::Argument(format!(
                "The engine cannot take this command: it has more than {VALUES} values, or more \
                 than {DEPTH} lists within one another. If it is a drawing, clear the pad and draw \
                 it more simply."
            ))
        })?;
        (0..length).try_for_each(|at| self.add(&each.get(at), deeper))
    }
}
