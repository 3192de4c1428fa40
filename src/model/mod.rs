//! The network of the article and its objective. Nothing here knows where images come from.

pub mod algebra;
pub mod conditioned;
pub mod film;
pub mod initial;
mod layers;
mod layout;
pub mod loss;
pub mod state;
pub mod vae;

pub use conditioned::Conditioned;
pub use loss::{Elbo, LossParts};
pub use state::{Size, StateDict};
pub use vae::{Posterior, Vae};

/// Numbers of the encoder's last hidden layer.
pub const HIDDEN: usize = 256;
/// Numbers of a task's code.
pub const CODE: usize = 64;
/// Scales and shifts that a code generates for one half of the model: two for each channel of its
/// two convolutions and each number of its hidden layer.
pub const MODULATED: usize = 2 * (32 + 64 + HIDDEN);
