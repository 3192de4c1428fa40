//! The layers of the model as operations of their own, in place of burn's general ones: the
//! training path, fused and written for exactly these shapes, on the CPU and on WebGPU.
//!
//! Images have their channels last in here: `[n, height, width, channels]`. Weights of a
//! convolution are `[4, 4, wide channels, narrow channels]` (see [`Conv`]), of a linear layer
//! `[inputs, outputs]`.
//!
//! [`ops`] are functions on burn's tensors, differentiable by burn's autodiff; a [`backend`] does
//! the work: [`cpu`] on slices, `gpu` by shaders.

//!
//! Under Miri, without the feature `engine`, only [`cpu`] is compiled and what it is made of: see
//! `tests/faults/parts/unsafe.js`.

#[cfg(feature = "engine")]
pub mod backend;
pub(crate) mod cpu;
#[cfg(feature = "engine")]
mod flex;
#[cfg(feature = "webgpu")]
mod gpu;
#[cfg(feature = "engine")]
mod gradients;
#[cfg(feature = "engine")]
pub mod ops;
pub mod parameters;
pub(crate) mod shape;

pub use parameters::{AdamStep, ElboWeights, LOGVAR};
pub use shape::Conv;
