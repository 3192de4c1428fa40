//! Sums that are split into pieces, so that a GPU has enough threads, and put together again.

use burn::backend::TensorMetadata;
use burn::cubecl::server::Handle;
use burn_wgpu::CubeTensor;

use super::launch::{nothing, sizes, unwritten};
use super::shaders::REDUCE;

/// Threads that a GPU wants at least, to have some of them ready while others wait for memory.
pub const THREADS: usize = 16_384;

/// The sum of `pieces`, which lie one after another.
pub fn reduced<const D: usize>(
    like: &CubeTensor,
    parts: Handle,
    pieces: usize,
    shape: [usize; D],
) -> CubeTensor {
    if pieces == 1 {
        let (client, device) = (like.client.clone(), like.device());
        return CubeTensor::new_contiguous(client, device, shape.into(), parts, like.dtype);
    }
    let out = unwritten(like, shape);
    let length = shape.iter().product();
    let sizes = sizes![length, pieces, 0, false];
    let buffers = [&parts, &nothing(like), &out.handle];
    REDUCE.launch(&like.client, [length, 1, 1], &buffers, &sizes);
    out
}

/// Into how many pieces a sum of `terms` is split so that a device has enough threads, where
/// each piece has `threads`, and how many terms a piece then has.
pub fn split(terms: usize, threads: usize) -> (usize, usize) {
    let pieces = THREADS.div_ceil(threads).clamp(1, terms.div_ceil(4));
    let depth = terms.div_ceil(pieces);
    (terms.div_ceil(depth), depth)
}

/// Rows and columns.
pub fn matrix(tensor: &CubeTensor) -> [usize; 2] {
    [tensor.shape()[0], tensor.shape()[1]]
}
