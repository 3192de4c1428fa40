//! The operations on burn's tensors.

use burn::backend::Dispatch;
use burn::tensor::Tensor;

use super::backend::{Adam, Layers, WithoutAutodiff};
use super::parameters::{AdamStep, ElboWeights};
use super::shape::Conv;

/// A linear layer: `x · w + bias`, and negative results as zero with `relu`.
///
/// # Shapes
/// `x`: `[n, inputs]`, `w`: `[inputs, outputs]`, `bias`: `[outputs]`. Answer: `[n, outputs]`.
pub fn dense(x: Tensor<2>, w: Tensor<2>, bias: Tensor<1>, relu: bool) -> Tensor<2> {
    let (x, w, bias) = (x.into_dispatch(), w.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Layers>::dense(x, w, bias, relu))
}

/// A convolution.
///
/// # Shapes
/// `wide`: `[n, 2h · 2w · wide channels]`, `w`: `[4, 4, wide channels, narrow channels]`, `bias`:
/// `[narrow channels]`. Answer: `[n, h · w · narrow channels]`.
pub fn down(wide: Tensor<2>, w: Tensor<4>, bias: Tensor<1>, conv: Conv, relu: bool) -> Tensor<2> {
    let (wide, w, bias) = (wide.into_dispatch(), w.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Layers>::down(wide, w, bias, conv, relu))
}

/// A transposed convolution.
///
/// # Shapes
/// `narrow`: `[n, h · w · narrow channels]`, `w`: `[4, 4, wide channels, narrow channels]`,
/// `bias`: `[wide channels]`. Answer: `[n, 2h · 2w · wide channels]`.
pub fn up(narrow: Tensor<2>, w: Tensor<4>, bias: Tensor<1>, conv: Conv, relu: bool) -> Tensor<2> {
    let (narrow, w, bias) = (narrow.into_dispatch(), w.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Layers>::up(narrow, w, bias, conv, relu))
}

/// A sample by the reparameterisation `z = mu + exp(logvar / 2) · eps`. No gradient reaches `eps`.
///
/// # Shapes
/// `moments`: `[n, 2k]`, `mu` before `logvar`; `eps`: `[n, k]`. Answer: `[n, k]`.
pub fn latent(moments: Tensor<2>, eps: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Layers>::latent(
        moments.into_dispatch(),
        eps.into_dispatch(),
    ))
}

/// The objective's parts, means over the batch: reconstruction and KL in nats an image, and
/// `weights.reconstruction · reconstruction + weights.kl · KL`. No gradient reaches `images`.
///
/// The reconstruction is the binary cross-entropy, summed over pixels, in the form that no logit
/// overflows, `max(l, 0) − l·x + ln(1 + e^(−|l|))`; the KL that of a Gaussian to `N(0, I)` (Kingma
/// and Welling 2014, appendix B), `−½ Σ (1 + logvar − mu² − e^logvar)`.
///
/// # Shapes
/// `logits`, `images`: `[n, pixels]`, `moments`: `[n, 2k]`. Answer: `[3]`.
pub fn elbo(
    logits: Tensor<2>,
    images: Tensor<2>,
    moments: Tensor<2>,
    weights: ElboWeights,
) -> Tensor<1> {
    let (logits, images) = (logits.into_dispatch(), images.into_dispatch());
    let moments = moments.into_dispatch();
    Tensor::from_dispatch(<Dispatch as Layers>::elbo(logits, images, moments, weights))
}

/// The same of each image: reconstruction and KL. Takes tensors without autodiff.
///
/// # Shapes
/// Answer: `[n, 2]`.
pub fn elbo_rows(logits: Tensor<2>, images: Tensor<2>, moments: Tensor<2>) -> Tensor<2> {
    let (logits, images) = (logits.into_dispatch(), images.into_dispatch());
    Tensor::from_dispatch(<Dispatch as WithoutAutodiff>::elbo_rows(
        logits,
        images,
        moments.into_dispatch(),
    ))
}

/// One update of Adam on a parameter and its two moments; takes tensors without autodiff.
///
/// Works in place where the tensors given are the only ones on their memory.
pub fn adam<const D: usize>(
    [parameter, first, second]: [Tensor<D>; 3],
    gradient: Tensor<D>,
    step: AdamStep,
) -> [Tensor<D>; 3] {
    let state = Adam {
        parameter: parameter.into_dispatch(),
        first: first.into_dispatch(),
        second: second.into_dispatch(),
    };
    let state = <Dispatch as WithoutAutodiff>::adam(state, gradient.into_dispatch(), step);
    [state.parameter, state.first, state.second].map(Tensor::from_dispatch)
}
