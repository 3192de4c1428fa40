//! Learning to learn: tasks of few images, the ways in which a VAE serves them, and training over
//! many tasks.
//!
//! What an encoder says of images is read to the host ([`rows`]); classifiers on top of it are
//! computed there, gradients included, since they are a thousandth of the work. A gradient then
//! goes back through the encoder on its device ([`goal`], [`training`]).

pub mod adapted;
pub mod cross_entropy;
pub mod evaluate;
pub mod gaussian;
pub mod goal;
pub mod grow;
pub mod inner;
pub mod linear;
pub mod maml;
pub mod memory;
pub mod method;
pub mod metric;
pub mod pca;
pub mod reptile;
pub mod rows;
pub mod semi;
pub mod space;
pub mod tasks;
pub mod training;
pub mod views;
