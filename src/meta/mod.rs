//! Learning to learn: tasks of few images, the ways in which a VAE serves them, and training over
//! many tasks.
//!
//! A method ([`method`], [`methods`]) makes a [`task_model`] of a support, out of three parts: an embedding, a
//! classifier and a sampler, each with the model that it computes with. What it starts from
//! ([`resources`]) may have been meta-trained ([`training`]).
//!
//! What an encoder says of images is read to the host ([`crate::host`]); classifiers on top of it
//! are computed there, gradients included, since they are a thousandth of the work. A gradient then
//! goes back through the encoder on its device ([`objective`], [`training`]).

pub mod augmentation;
mod chunk;
mod classifier;
pub mod embedding;
pub mod evaluate;
mod generated;
pub mod inner;
pub mod memory;
pub mod method;
pub mod methods;
pub mod objective;
pub mod resources;
mod sampler;
pub mod task_model;
pub mod training;
pub mod views;
