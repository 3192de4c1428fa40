//! Where images and classes come from.

use std::path::Path;

use metavae::data::formats::{idx, omniglot};
use metavae::data::{ClassSet, Dataset, synth};

use crate::files::{read, say};

/// Where the project's data lies unless an option says otherwise.
pub const DATA: &str = "../shared/data";

/// MNIST's training and test images from the four IDX files in a folder, gzip or raw.
///
/// # Errors
/// The sentence that names the file and what is wrong with it.
pub fn mnist(folder: &Path) -> Result<(Dataset, Dataset), String> {
    let pair = |images: &str, labels: &str| {
        let (images, labels) = (read_idx(folder, images)?, read_idx(folder, labels)?);
        idx::read_pair(&images, &labels).map_err(|error| format!("{}: {error}", folder.display()))
    };
    let train = pair("train-images-idx3-ubyte", "train-labels-idx1-ubyte")?;
    Ok((train, pair("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")?))
}

/// The built-in digits, as many as MNIST has.
///
/// # Errors
/// As [`synth::splits`].
pub fn built_in() -> Result<(Dataset, Dataset), String> {
    synth::splits(60_000, 10_000, 1).map_err(say)
}

/// One of Omniglot's archives.
///
/// # Errors
/// The sentence that names the file and what is wrong with it.
pub fn omniglot(file: &Path) -> Result<ClassSet, String> {
    omniglot::read(&read(file)?).map_err(|error| format!("{}: {error}", file.display()))
}

fn read_idx(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let raw = folder.join(name);
    read(&if raw.exists() { raw } else { raw.with_extension("gz") })
}
