//! How much is computed at a time.

/// Most images that are computed on at a time, with their gradient or without: what memory is
/// bounded by (some 40 MB), and the time until the host has its turn (100 to 200 ms on a CPU).
pub(super) const CHUNK: usize = 250;
