//! The objective's gradient as plain numbers, for whoever compares it with another engine's.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::reading::Unread;
use super::schedule::Schedule;
use super::trainer::Trainer;
use crate::error::Result;
use crate::model::{Elbo, StateDict, Vae, algebra};
use crate::protocol::Losses;

/// The losses of a batch and the gradient of their total, in PyTorch's layout.
///
/// # Shapes
/// `images`: `[n, 784]`, ink in 0..=1; `eps`: `[n, latents]`, standard normal; both without autodiff.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn gradient(
    model: &Vae,
    objective: Elbo,
    images: Tensor<2>,
    eps: Tensor<2>,
) -> Result<(Losses, StateDict)> {
    let (parts, gradients) =
        Trainer::new(model, Schedule::constant(objective, 0.0)).gradients(images, eps);
    let mut unread = Unread::default();
    unread.push(parts);
    let losses = unread.read().await?;
    Ok((losses[0], in_place_of_weights(model, gradients).state().await?))
}

/// A model whose weights are the gradients; without autodiff.
pub fn in_place_of_weights<M: Module>(model: &M, gradients: GradientsParams) -> M {
    model.clone().map(&mut InPlaceOfWeights(gradients))
}

struct InPlaceOfWeights(GradientsParams);

impl ModuleMapper for InPlaceOfWeights {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        // A parameter that the objective does not depend on has a gradient of zero.
        let gradient = self.0.remove(param.id);
        let (id, tensor, mapper) = param.consume();
        let gradient = gradient.unwrap_or_else(|| tensor.inner().zeros_like());
        Param::from_mapped_value(id, gradient, mapper)
    }
}

/// A model whose numbers are gradients, in the form that the optimiser takes: what
/// [`in_place_of_weights`] undoes.
pub fn to_optimise(model: &Vae, gradients: &Vae) -> GradientsParams {
    let mut put =
        Put { flat: algebra::flat(gradients).into_iter(), gradients: GradientsParams::new() };
    model.visit(&mut put);
    put.gradients
}

struct Put {
    flat: std::vec::IntoIter<Tensor<1>>,
    gradients: GradientsParams,
}

impl ModuleVisitor for Put {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = self.flat.next().expect("two models of one shape");
        self.gradients.register::<D>(param.id, gradient.reshape(param.val().shape()));
    }
}
