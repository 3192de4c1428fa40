//! What a backend must be able to do.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, ExtensionType, backend_extension};

use super::parameters::{AdamStep, ElboWeights};
use super::shape::Conv;

/// The operations that burn's dispatch finds for a tensor's device. The shapes are those of
/// [`super::ops`].
#[backend_extension(Autodiff, Flex, Cube: cfg(feature = "webgpu"))]
pub trait Layers: Backend {
    /// `act(x · w + bias)`.
    fn dense(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        relu: bool,
    ) -> FloatTensor<Self>;

    /// `act(conv(wide) + bias)`.
    fn down(
        wide: FloatTensor<Self>,
        w: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        conv: Conv,
        relu: bool,
    ) -> FloatTensor<Self>;

    /// `act(transposed conv(narrow) + bias)`.
    fn up(
        narrow: FloatTensor<Self>,
        w: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        conv: Conv,
        relu: bool,
    ) -> FloatTensor<Self>;

    /// A sample of the posterior.
    fn latent(moments: FloatTensor<Self>, eps: FloatTensor<Self>) -> FloatTensor<Self>;

    /// The objective's parts, means over the batch.
    fn elbo(
        logits: FloatTensor<Self>,
        images: FloatTensor<Self>,
        moments: FloatTensor<Self>,
        weights: ElboWeights,
    ) -> FloatTensor<Self>;
}

/// The operations that no gradient flows through.
#[backend_extension(Flex, Cube: cfg(feature = "webgpu"))]
pub trait WithoutAutodiff: Backend {
    /// The objective's parts of each image.
    fn elbo_rows(
        logits: FloatTensor<Self>,
        images: FloatTensor<Self>,
        moments: FloatTensor<Self>,
    ) -> FloatTensor<Self>;

    /// One update, in place where nobody else holds the tensors.
    fn adam(
        #[extension_type] state: Adam<Self>,
        gradient: FloatTensor<Self>,
        step: AdamStep,
    ) -> Adam<Self>;
}

/// A parameter with its moments; all three have one shape.
#[derive(ExtensionType)]
pub struct Adam<B: Backend> {
    /// The parameter.
    pub parameter: FloatTensor<B>,
    /// The mean of its gradient.
    pub first: FloatTensor<B>,
    /// The mean of its gradient's square.
    pub second: FloatTensor<B>,
}

/// What the backward passes of [`Layers`] are made of.
pub trait Gradients: Backend {
    /// Back through an activation and a bias: the gradient before the activation, which is a ReLU
    /// where its output `y` is given, and the gradient of a bias of `width`, `[width]`.
    fn relu_bias_backward(
        g: FloatTensor<Self>,
        y: Option<FloatTensor<Self>>,
        width: usize,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// `g · wᵀ`.
    fn dense_input(g: FloatTensor<Self>, w: FloatTensor<Self>) -> FloatTensor<Self>;

    /// `xᵀ · g`.
    fn dense_weight(x: FloatTensor<Self>, g: FloatTensor<Self>) -> FloatTensor<Self>;

    /// [`Layers::down`] without bias and ReLU.
    fn down_linear(wide: FloatTensor<Self>, w: FloatTensor<Self>, conv: Conv) -> FloatTensor<Self>;

    /// [`Layers::up`] without bias and ReLU.
    fn up_linear(narrow: FloatTensor<Self>, w: FloatTensor<Self>, conv: Conv) -> FloatTensor<Self>;

    /// The gradient of a convolution's weights, `[4, 4, wide, narrow]`.
    fn correlate(
        wide: FloatTensor<Self>,
        narrow: FloatTensor<Self>,
        conv: Conv,
    ) -> FloatTensor<Self>;

    /// The gradient of [`Layers::latent`] with respect to the moments.
    fn latent_moments(
        g: FloatTensor<Self>,
        moments: FloatTensor<Self>,
        eps: FloatTensor<Self>,
    ) -> FloatTensor<Self>;

    /// The gradient of [`Layers::elbo`] with respect to the logits.
    fn elbo_logits(
        g: FloatTensor<Self>,
        logits: FloatTensor<Self>,
        images: FloatTensor<Self>,
        weights: ElboWeights,
    ) -> FloatTensor<Self>;

    /// The gradient of [`Layers::elbo`] with respect to the moments.
    fn elbo_moments(
        g: FloatTensor<Self>,
        moments: FloatTensor<Self>,
        weights: ElboWeights,
    ) -> FloatTensor<Self>;
}
