//! Files: read whole, written whole or not at all.

use std::fmt::Display;
use std::fs;
use std::path::Path;

use metavae::data::dataset::sha256_hex;
use metavae::model::StateDict;
use metavae::protocol::Precision;
use metavae::weights;
use serde_json::Value;

/// An error in its own words.
pub fn say(error: impl Display) -> String {
    error.to_string()
}

/// # Errors
/// The sentence that names the file and why it could not be read.
pub fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{} could not be read: {error}", file.display()))
}

/// Writes a file, and the folders that it lies in.
///
/// # Errors
/// The sentence that names the file and why it could not be written.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let write = || {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let partial = file.with_extension("partial");
        fs::write(&partial, bytes)?;
        fs::rename(&partial, file)
    };
    write().map_err(|error| format!("{} could not be written: {error}", file.display()))
}

/// # Errors
/// As [`write`].
pub fn write_json(file: &Path, value: &Value) -> Result<(), String> {
    let text = serde_json::to_string_pretty(value).map_err(say)? + "\n";
    write(file, text.as_bytes())
}

/// A VAE's weights and the SHA-256 that names them.
///
/// # Errors
/// The sentence that names the file and what is wrong with it.
pub fn read_weights(file: &Path) -> Result<(StateDict, String), String> {
    let bytes = read(file)?;
    let state = weights::read(&bytes).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok((state, sha256_hex(&bytes)))
}

/// Weights as files hold them: 16 bits each.
///
/// # Errors
/// Where the weights cannot be written so.
pub fn stored(state: &StateDict) -> Result<Vec<u8>, String> {
    weights::write(state, Precision::F16).map_err(say)
}

/// Writes what [`stored`] gave and, in a .json beside it, how it was made.
///
/// # Errors
/// As [`write`].
pub fn write_weights(out: &Path, bytes: &[u8], mut made: Value) -> Result<(), String> {
    made["precision"] = "f16".into();
    made["sha256"] = sha256_hex(bytes).into();
    write(out, bytes)?;
    write_json(&out.with_extension("json"), &made)
}

/// To three decimals, as reports hold figures.
pub fn round(figure: impl Into<f64>) -> f64 {
    (figure.into() * 1000.0).round() / 1000.0
}
