//! metavae: a convolutional variational auto-encoder that trains inside the browser tab.
//!
//! The page talks to an [`engine::Engine`] with the commands and events of [`protocol`]; under it
//! lie the [`model`], its [`train`]ing and the [`data`]. Dependencies point one way:
//! `error, protocol, device ← data, model ← train ← engine ← web`.
//!
//! Without the feature `engine` only [`data`], [`protocol`] and [`error`] are compiled, without
//! burn: what the project's own commands need.

pub mod data;
pub mod error;
pub mod image;
pub mod protocol;
pub mod random;

#[cfg(all(feature = "engine", target_arch = "wasm32"))]
mod constructors;
#[cfg(feature = "engine")]
pub mod device;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "engine")]
pub mod host;
#[cfg(feature = "engine")]
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
