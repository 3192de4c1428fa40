//! File formats that images come in, one file each.

mod gzip;
pub mod idx;
pub mod manifest;
pub mod omniglot;
pub mod shard;
pub mod shard_set;

pub use manifest::Manifest;
pub use shard_set::ShardSet;
