//! The kernels on a GPU, hand-written in WGSL and launched through burn's CubeCL backend, which
//! owns the buffers, their pool and the queue.
//!
//! Each `.wgsl` file says what it computes and why it is cut as it is. All sizes come in a uniform,
//! so there is one pipeline a file: 18 to compile before the first step.

mod backend;
mod launch;
mod pieces;
mod shaders;
