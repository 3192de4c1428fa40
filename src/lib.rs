//! metavae: a convolutional variational auto-encoder that trains inside the browser tab.
//!
//! The page talks to an [`engine::Engine`] with the commands and events of [`protocol`]. Dependencies
//! point one way, and a test keeps them so: `error, image, random ← protocol ← data ← kernels,
//! device ← host ← model ← tensors ← weights ← train ← meta ← measure ← engine ← web`.
//!
//! Without the feature `engine` only what stands up to [`data`] is compiled, without burn: what the
//! project's own commands need.

pub mod data;
pub mod error;
pub mod image;
pub mod protocol;
pub mod random;

#[cfg(feature = "engine")]
pub mod breath;
#[cfg(all(feature = "engine", target_arch = "wasm32"))]
mod constructors;
#[cfg(feature = "engine")]
pub mod device;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "engine")]
pub mod future;
#[cfg(feature = "engine")]
pub mod host;
#[cfg(any(feature = "engine", miri))]
pub mod kernels;
#[cfg(feature = "engine")]
pub mod measure;
#[cfg(feature = "engine")]
pub mod meta;
#[cfg(feature = "engine")]
pub mod model;
#[cfg(feature = "engine")]
pub mod tensors;
#[cfg(feature = "engine")]
pub mod train;
#[cfg(feature = "engine")]
pub mod weights;

#[cfg(all(feature = "engine", target_arch = "wasm32"))]
pub mod web;
