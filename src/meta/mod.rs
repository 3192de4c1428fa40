//! Learning to learn: tasks of few images, the ways in which a VAE serves them, and training over
//! many tasks.
//!
//! What an encoder says of images is read to the host ([`rows`]); classifiers on top of it are
//! computed there, gradients included, since they are a thousandth of the work. A gradient then
//! goes back through the encoder on its device ([`objective`], [`training`]).

pub mod augmentation;
pub mod embedding;
pub mod evaluate;
pub mod inner;
pub mod memory;
pub mod method;
pub mod objective;
pub mod task_model;
pub mod training;
pub mod views;
