//! How many latents a model is to have.

use std::path::Path;

use metavae::model::{Size, StateDict};
use metavae::protocol::limits::{LATENTS, LATENTS_AT_FIRST};

use crate::files::{read_weights, say};

/// What the option `--latents` is for.
pub fn latents_help() -> String {
    let listed = LATENTS.listed();
    format!("latents of fresh weights, {listed} (default: {LATENTS_AT_FIRST})")
}

/// The size of fresh weights.
///
/// # Errors
/// The numbers that there are, where another one was asked for.
pub fn size(latents: Option<u32>) -> Result<Size, String> {
    latents.map_or_else(|| Ok(Size::default()), Size::of).map_err(say)
}

/// The weights of a file, which keep the number of latents that they have.
///
/// # Errors
/// What is wrong with the file, or the number that was asked for beside it.
pub fn gone_on_from(file: &Path, latents: Option<u32>) -> Result<StateDict, String> {
    let state = read_weights(file)?.0;
    let (has, asked) = (state.size(), size(latents)?);
    match latents {
        Some(_) if asked != has => Err(format!(
            "--from {} has {} latents and --latents asks for {}: leave one of them out",
            file.display(),
            has.latents(),
            asked.latents()
        )),
        _ => Ok(state),
    }
}
