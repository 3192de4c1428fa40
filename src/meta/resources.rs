//! What few-shot methods start from.

use std::collections::BTreeMap;

use super::training::{MetaAlgorithm, Trained};
use crate::error::{Error, Result};
use crate::host::pca::Pca;
use crate::model::{Conditioned, Vae};

/// Something that a method cannot adapt without.
#[derive(Debug, Clone, Copy)]
pub enum Need {
    /// A VAE pretrained without labels.
    Pretrained,
    /// Principal components of images that nobody labelled.
    Components,
    /// Weights that an algorithm has meta-trained.
    Trained(&'static dyn MetaAlgorithm),
}

impl Need {
    /// What is missing, in the plural: an error says that they "are not loaded".
    pub fn name(self) -> &'static str {
        match self {
            Self::Pretrained => "pretrained weights",
            Self::Components => "principal components",
            Self::Trained(algorithm) => algorithm.weights(),
        }
    }
}

/// What there is to start from. A copy shares the models' tensors.
#[derive(Debug, Clone, Default)]
pub struct Resources {
    /// For [`Need::Pretrained`].
    pub pretrained: Option<Vae>,
    /// For [`Need::Components`].
    pub components: Option<Pca>,
    trained: BTreeMap<&'static str, Trained>,
}

impl Resources {
    /// Without anything meta-trained yet.
    pub fn new(pretrained: Option<Vae>, components: Option<Pca>) -> Self {
        Self { pretrained, components, trained: BTreeMap::new() }
    }

    /// Puts weights in place of those that the algorithm had.
    pub fn put(&mut self, algorithm: &dyn MetaAlgorithm, trained: Trained) {
        self.trained.insert(algorithm.id(), trained);
    }

    /// The weights of an algorithm, where there are any.
    pub fn trained(&self, algorithm: &dyn MetaAlgorithm) -> Option<&Trained> {
        self.trained.get(algorithm.id())
    }

    /// Whether all of these are there.
    pub fn have(&self, needs: &[Need]) -> bool {
        needs.iter().all(|need| match need {
            Need::Pretrained => self.pretrained.is_some(),
            Need::Components => self.components.is_some(),
            Need::Trained(algorithm) => self.trained(*algorithm).is_some(),
        })
    }

    /// The VAE of [`Need::Pretrained`].
    ///
    /// # Errors
    /// [`Error::State`] where it is not there.
    pub fn pretrained(&self) -> Result<&Vae> {
        self.pretrained.as_ref().ok_or_else(|| missing(Need::Pretrained))
    }

    /// The components of [`Need::Components`].
    ///
    /// # Errors
    /// [`Error::State`] where they are not there.
    pub fn components(&self) -> Result<&Pca> {
        self.components.as_ref().ok_or_else(|| missing(Need::Components))
    }

    /// The VAE that an algorithm has trained.
    ///
    /// # Errors
    /// [`Error::State`] where it is not there, or another kind of model is.
    pub fn vae(&self, algorithm: &'static dyn MetaAlgorithm) -> Result<&Vae> {
        self.trained(algorithm).ok_or_else(|| missing(Need::Trained(algorithm)))?.vae()
    }

    /// The VAE with its hypernetwork that an algorithm has trained.
    ///
    /// # Errors
    /// [`Error::State`] where it is not there, or another kind of model is.
    pub fn conditioned(&self, algorithm: &'static dyn MetaAlgorithm) -> Result<&Conditioned> {
        self.trained(algorithm).ok_or_else(|| missing(Need::Trained(algorithm)))?.conditioned()
    }
}

fn missing(need: Need) -> Error {
    let name = need.name();
    Error::State(format!("This method needs {name}, which are not loaded. Load or train them."))
}
