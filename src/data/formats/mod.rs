//! File formats that images come in, one file each.
//!
//! What a visitor picks from disk is read by the first of [`FORMATS`] that fits it: another format is
//! a file here and a row there.
#![cfg_attr(
    not(test),
    deny(
        clippy::allow_attributes_without_reason,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod archive;
pub(crate) mod gzip;
pub mod idx;
pub mod manifest;
pub mod omniglot;
mod picture;
pub mod shard;
pub mod shard_set;

pub use manifest::Manifest;
pub use shard_set::ShardSet;

use crate::data::Dataset;
use crate::error::Result;

/// A file as it was picked.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name on disk.
    pub name: &'a str,
    /// All of it, compressed or not.
    pub bytes: &'a [u8],
}

/// A way to read labelled images from files.
pub struct Format {
    /// As people call it: `IDX`.
    pub name: &'static str,
    /// Whether files look like this format, by their number and their first bytes.
    pub fits: fn(&[File<'_>]) -> bool,
    /// The images of the files with their labels.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] that says what is wrong with which file.
    pub read: fn(&[File<'_>]) -> Result<Dataset>,
}

/// Every format, a row each.
const FORMATS: [Format; 1] = [idx::FORMAT];

/// Reads files, and says what format they have.
///
/// # Errors
/// [`crate::error::Error::Data`]. Files that fit no format are most often meant as the first one's,
/// whose reader then says why they are not.
pub fn read(files: &[File<'_>]) -> Result<(&'static str, Dataset)> {
    let format = FORMATS.iter().find(|format| (format.fits)(files)).unwrap_or(&FORMATS[0]);
    Ok((format.name, (format.read)(files)?))
}
