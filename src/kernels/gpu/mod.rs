//! The kernels on a GPU, hand-written in WGSL and launched through burn's CubeCL backend, which
//! owns the buffers, their pool and the queue.
//!
//! Each `.wgsl` file says what it computes and why it is cut as it is. All sizes come in a uniform,
//! so there is one pipeline a file: 18 to compile before the first step, and `strided` where a side of
//! a layer is 2 latents.

mod backend;
mod launch;
mod narrow;
mod pieces;
mod shaders;
