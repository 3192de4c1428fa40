//! The backward passes of [`Layers`], registered with burn's autodiff.

use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::CheckpointStrategy};
use burn::backend::autodiff::grads;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, TensorMetadata};

use super::backend::{Gradients, Layers};
use super::parameters::ElboWeights;
use super::shape::Conv;

impl<B: Backend + Layers + Gradients, C: CheckpointStrategy> Layers for Autodiff<B, C> {
    fn dense(
        x: FloatTensor<Self>,
        w: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        relu: bool,
    ) -> FloatTensor<Self> {
        weighted::<B, C>(Weighted::Dense, x, w, bias, relu)
    }

    fn down(
        wide: FloatTensor<Self>,
        w: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        conv: Conv,
        relu: bool,
    ) -> FloatTensor<Self> {
        weighted::<B, C>(Weighted::Down(conv), wide, w, bias, relu)
    }

    fn up(
        narrow: FloatTensor<Self>,
        w: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        conv: Conv,
        relu: bool,
    ) -> FloatTensor<Self> {
        weighted::<B, C>(Weighted::Up(conv), narrow, w, bias, relu)
    }

    fn latent(moments: FloatTensor<Self>, eps: FloatTensor<Self>) -> FloatTensor<Self> {
        let (moments, node) = moments.into_parts();
        let eps = eps.into_primitive();
        let z = B::latent(moments.clone(), eps.clone());
        match Latent.prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(prep) => prep.finish((moments, eps), z),
            OpsKind::UnTracked(prep) => prep.finish(z),
        }
    }

    fn elbo(
        logits: FloatTensor<Self>,
        images: FloatTensor<Self>,
        moments: FloatTensor<Self>,
        weights: ElboWeights,
    ) -> FloatTensor<Self> {
        let ((logits, l), (moments, m)) = (logits.into_parts(), moments.into_parts());
        let images = images.into_primitive();
        let parts = B::elbo(logits.clone(), images.clone(), moments.clone(), weights);
        match Elbo(weights).prepare::<C>([l, m]).compute_bound().stateful() {
            OpsKind::Tracked(prep) => prep.finish((logits, images, moments), parts),
            OpsKind::UnTracked(prep) => prep.finish(parts),
        }
    }
}

/// A layer with weights and a bias.
#[derive(Debug, Clone, Copy)]
enum Weighted {
    Dense,
    Down(Conv),
    Up(Conv),
}

fn weighted<B: Backend + Layers + Gradients, C: CheckpointStrategy>(
    layer: Weighted,
    x: FloatTensor<Autodiff<B, C>>,
    w: FloatTensor<Autodiff<B, C>>,
    bias: FloatTensor<Autodiff<B, C>>,
    relu: bool,
) -> FloatTensor<Autodiff<B, C>> {
    let ((x, x_node), (w, w_node), (bias, bias_node)) =
        (x.into_parts(), w.into_parts(), bias.into_parts());
    let y = match layer {
        Weighted::Dense => B::dense(x.clone(), w.clone(), bias, relu),
        Weighted::Down(conv) => B::down(x.clone(), w.clone(), bias, conv, relu),
        Weighted::Up(conv) => B::up(x.clone(), w.clone(), bias, conv, relu),
    };
    match layer.prepare::<C>([x_node, w_node, bias_node]).compute_bound().stateful() {
        OpsKind::Tracked(prep) => prep.finish((x, w, relu.then(|| y.clone())), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    }
}

impl<B: Backend + Gradients> Backward<B, 3> for Weighted {
    /// Input, weights and, after a ReLU, the output.
    type State = (FloatTensor<B>, FloatTensor<B>, Option<FloatTensor<B>>);

    fn backward(
        self,
        ops: Ops<Self::State, 3>,
        grads: &mut grads::Gradients,
        _: &mut Checkpointer,
    ) {
        let (x, w, y) = ops.state;
        let [x_node, w_node, bias_node] = ops.parents;
        let g = grads.consume::<B>(&ops.node);
        let width = match self {
            Self::Dense => w.shape()[1],
            Self::Down(conv) => conv.narrow_channels(),
            Self::Up(conv) => conv.wide_channels(),
        };
        let (g, bias) = B::relu_bias_backward(g, y, width);
        if let Some(node) = bias_node {
            grads.register::<B>(node.id, bias);
        }
        if let Some(node) = w_node {
            let gradient = match self {
                Self::Dense => B::dense_weight(x, g.clone()),
                Self::Down(conv) => B::correlate(x, g.clone(), conv),
                Self::Up(conv) => B::correlate(g.clone(), x, conv),
            };
            grads.register::<B>(node.id, gradient);
        }
        if let Some(node) = x_node {
            let gradient = match self {
                Self::Dense => B::dense_input(g, w),
                Self::Down(conv) => B::up_linear(g, w, conv),
                Self::Up(conv) => B::down_linear(g, w, conv),
            };
            grads.register::<B>(node.id, gradient);
        }
    }
}

#[derive(Debug)]
struct Latent;

impl<B: Backend + Gradients> Backward<B, 1> for Latent {
    /// Moments and noise.
    type State = (FloatTensor<B>, FloatTensor<B>);

    fn backward(
        self,
        ops: Ops<Self::State, 1>,
        grads: &mut grads::Gradients,
        _: &mut Checkpointer,
    ) {
        let (moments, eps) = ops.state;
        let [node] = ops.parents;
        let g = grads.consume::<B>(&ops.node);
        if let Some(node) = node {
            grads.register::<B>(node.id, B::latent_moments(g, moments, eps));
        }
    }
}

#[derive(Debug)]
struct Elbo(ElboWeights);

impl<B: Backend + Gradients> Backward<B, 2> for Elbo {
    /// Logits, images and moments.
    type State = (FloatTensor<B>, FloatTensor<B>, FloatTensor<B>);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        grads: &mut grads::Gradients,
        _: &mut Checkpointer,
    ) {
        let (logits, images, moments) = ops.state;
        let [logits_node, moments_node] = ops.parents;
        let g = grads.consume::<B>(&ops.node);
        if let Some(node) = logits_node {
            grads.register::<B>(node.id, B::elbo_logits(g.clone(), logits, images, self.0));
        }
        if let Some(node) = moments_node {
            grads.register::<B>(node.id, B::elbo_moments(g, moments, self.0));
        }
    }
}
