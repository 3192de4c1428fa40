//! Whether weights can be used at all: a file may hold numbers that are each finite, and whose every
//! product is not.

use burn::tensor::{Device, Tensor};

use crate::error::{Error, Result};
use crate::image::{PIXELS, SIDE};
use crate::meta::training::Trained;
use crate::model::loss::rows;
use crate::model::vae::halves;
use crate::model::{Conditioned, Vae};
use crate::tensors::{numbers, pixels};

/// Refuses a VAE that makes something else than numbers of an image: its moments, its logits and
/// its ELBO.
///
/// # Errors
/// [`Error::Weights`] where it does, [`Error::Device`] where the device cannot be read.
pub async fn check(model: &Vae, device: &Device) -> Result<()> {
    finite(vae(model, device)).await
}

/// The same for what meta-training has made, with all that a task generates.
///
/// # Errors
/// As [`check`].
pub async fn check_trained(trained: &Trained, device: &Device) -> Result<()> {
    match trained {
        Trained::Vae(model) => finite(vae(model, device)).await,
        Trained::Conditioned(model) => {
            let mut all = vae(model.vae(), device);
            all.extend(task(model, device));
            finite(all).await
        }
    }
}

fn vae(model: &Vae, device: &Device) -> Vec<Tensor<1>> {
    let x = pixels(&images(), device);
    let forward = model.forward_mean(x.clone());
    let losses = rows(&forward, x);
    [forward.moments, forward.logits, losses].map(flat).into()
}

/// A task of two classes, an image each.
fn task(model: &Conditioned, device: &Device) -> Vec<Tensor<1>> {
    let (images, labels) = (pixels(&images(), device), [0, 1]);
    let task = model.task(images.clone(), &labels, 2);
    let hidden = model.hidden(images.clone(), &task);
    let moments = model.vae().moments_of(hidden.clone());
    let relative = task.relative(moments.clone(), &labels);
    let [latents, _] = halves(moments);
    let logits = model.decode_logits(latents, &task, &labels);
    [hidden, task.classifier.clone(), task.prior(&labels), relative, logits].map(flat).into()
}

/// A bar of ink and one that crosses it: whatever the weights are, some of them see it.
fn images() -> Vec<u8> {
    let middle = |at: usize| (SIDE / 2 - 3..SIDE / 2 + 3).contains(&at);
    let inked = |at: usize, upright: bool| middle(if upright { at % SIDE } else { at / SIDE });
    let ink = move |at: usize, upright| if inked(at, upright) { u8::MAX } else { 0 };
    let image = |upright| (0..PIXELS).map(move |at| ink(at, upright));
    image(true).chain(image(false)).collect()
}

fn flat(tensor: Tensor<2>) -> Tensor<1> {
    tensor.flatten(0, 1)
}

async fn finite(parts: Vec<Tensor<1>>) -> Result<()> {
    match numbers(Tensor::cat(parts, 0)).await?.iter().all(|number| number.is_finite()) {
        true => Ok(()),
        false => Err(Error::Weights(
            "The weights were refused: what they make of an image is not finite, so their file is \
             damaged, or their training diverged. The weights in use are unchanged."
                .into(),
        )),
    }
}
