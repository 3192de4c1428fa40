//! The network of the article and its objective. Nothing here knows where images come from.

pub mod algebra;
pub mod initial;
mod layers;
mod layout;
pub mod loss;
pub mod state;
pub mod vae;

pub use loss::{Elbo, LossParts};
pub use state::StateDict;
pub use vae::{Posterior, Vae};

/// Latents of the model.
pub const LATENTS: usize = 32;
/// Numbers of the encoder's last hidden layer.
pub const HIDDEN: usize = 256;
/// Height and width of an image.
pub const SIDE: usize = 28;
/// Pixels of an image.
pub const PIXELS: usize = SIDE * SIDE;
