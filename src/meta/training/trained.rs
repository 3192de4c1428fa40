//! What meta-training makes.

use burn::tensor::Device;

use crate::error::{Error, Result};
use crate::model::{Conditioned, Size, StateDict, Vae};
use crate::weights;

/// Which architecture an algorithm trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// The article's VAE.
    Vae,
    /// A VAE with its hypernetwork.
    Conditioned,
}

/// A model with meta-trained weights. A copy shares its tensors.
#[derive(Debug, Clone)]
pub enum Trained {
    /// The article's VAE.
    Vae(Box<Vae>),
    /// A VAE with its hypernetwork.
    Conditioned(Box<Conditioned>),
}

impl ModelKind {
    /// A model of this kind from a VAE's weights; `seed` fixes what it has beside them.
    pub fn start(self, vae: &StateDict, seed: u32, device: &Device) -> Trained {
        match self {
            Self::Vae => Trained::Vae(Box::new(Vae::from_state(vae, device))),
            Self::Conditioned => {
                let state = StateDict::conditioned(vae, seed);
                Trained::Conditioned(Box::new(Conditioned::from_state(&state, device)))
            }
        }
    }

    /// A model of this kind from a safetensors file.
    ///
    /// # Errors
    /// Those of [`weights::read`].
    pub fn read(self, bytes: &[u8], device: &Device) -> Result<Trained> {
        Ok(match self {
            Self::Vae => Trained::Vae(Box::new(Vae::from_state(&weights::read(bytes)?, device))),
            Self::Conditioned => {
                let state = weights::read_conditioned(bytes)?;
                Trained::Conditioned(Box::new(Conditioned::from_state(&state, device)))
            }
        })
    }
}

impl Trained {
    /// How many latents there are, and what follows from it.
    pub fn size(&self) -> Size {
        match self {
            Self::Vae(model) => model.size(),
            Self::Conditioned(model) => model.vae().size(),
        }
    }

    /// The VAE, of an algorithm that trains one.
    ///
    /// # Errors
    /// [`Error::State`] where it is another kind of model.
    pub fn vae(&self) -> Result<&Vae> {
        match self {
            Self::Vae(model) => Ok(model),
            Self::Conditioned(_) => Err(other_kind()),
        }
    }

    /// The VAE with its hypernetwork, of an algorithm that trains one.
    ///
    /// # Errors
    /// [`Error::State`] where it is another kind of model.
    pub fn conditioned(&self) -> Result<&Conditioned> {
        match self {
            Self::Conditioned(model) => Ok(model),
            Self::Vae(_) => Err(other_kind()),
        }
    }

    /// Reads every weight back.
    ///
    /// # Errors
    /// [`Error::Device`] where the device cannot be read.
    pub async fn state(&self) -> Result<StateDict> {
        match self {
            Self::Vae(model) => model.state().await,
            Self::Conditioned(model) => model.state().await,
        }
    }
}

fn other_kind() -> Error {
    Error::State("These weights are of another kind of model than the algorithm trains.".into())
}
