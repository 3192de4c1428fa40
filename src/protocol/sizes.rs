//! How large anything may be that comes from a file, a host or a pen: each limit once, for the
//! readers here and, as `MOST_BYTES`, for the page, which refuses a larger file before it is read.
//!
//! They leave room for what is published in these formats and for little else: what a reader may
//! cost is bounded by them and not by what a file says of itself.

use serde::Serialize;

use crate::image::SIDE_U32;

/// The most bytes that a file of each kind may have, compressed or not, as it is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MostBytes {
    /// Weights, of a VAE or of one with its hypernetwork: 7.5 MB in 32 bits a number.
    pub weights: u32,
    /// IDX images: as many as [`IDX_IMAGES`], uncompressed.
    pub images: u32,
    /// Their labels.
    pub labels: u32,
    /// An archive of Omniglot. The largest that is published has 9.5 MB.
    pub archive: u32,
    /// One shard: as many images and labels as [`SHARD_IMAGES`], uncompressed, 47.1 MB.
    pub shard: u32,
    /// The list of shards, `manifest.json`.
    pub manifest: u32,
}

/// See [`MostBytes`].
pub const MOST_BYTES: MostBytes = MostBytes {
    weights: 8 * MIB,
    images: 16 + IDX_IMAGES * SIDE_U32 * SIDE_U32,
    labels: 8 + IDX_IMAGES,
    archive: 32 * MIB,
    shard: 48 * MIB,
    manifest: MIB,
};

const MIB: u32 = 1 << 20;

/// Images of an IDX file, and of a split that arrives in shards. EMNIST's digits, the largest set of
/// this form in common use, has 240,000 for training.
pub const IDX_IMAGES: u32 = 300_000;
/// Images of one shard.
pub const SHARD_IMAGES: u32 = 60_000;
/// Shards of a manifest.
pub const SHARDS: usize = 1_000;

/// Files that an archive lists. The largest of Omniglot's has 19,280 pictures, and as many again
/// where macOS packed it.
pub const ARCHIVE_FILES: usize = 65_535;
/// Bytes of one of them, unpacked: many times what a picture takes.
pub const ARCHIVE_FILE_BYTES: usize = 4 << 20;
/// Bytes of all of them, unpacked.
pub const ARCHIVE_UNPACKED: usize = 64 << 20;
/// Bytes of a file's path.
pub const ARCHIVE_PATH: usize = 400;
/// Pixels of a picture, each way.
pub const PICTURE_SIDE: u32 = 1024;
/// What an archive's pictures may cost in all, in samples: a picture has one for each pixel, and
/// one for each byte of its rows before they are compressed. Omniglot's 19,280 pictures of 105×105
/// pixels in one bit have 243 million.
pub const ARCHIVE_SAMPLES: usize = 256 << 20;
/// Alphabets that tasks can be drawn from at a time. Omniglot has 50.
pub const ALPHABETS: usize = 1_000;
/// Characters of all of them. Omniglot has 1,623.
pub const CHARACTERS: usize = 10_000;
