//! [`super::cpu`] as burn's CPU backend runs it.

use burn::backend::flex::{FlexTensor, Layout};
use burn::backend::tensor::FloatTensor;
use burn::backend::{DType, Flex, Shape, TensorMetadata};
use burn::tensor::Bytes;

use super::backend::{Adam, Gradients, Layers, WithoutAutodiff};
use super::cpu;
use super::parameters::{AdamStep, ElboWeights};
use super::shape::{Conv, Dense};

impl Layers for Flex {
    fn dense(x: FlexTensor, w: FlexTensor, bias: FlexTensor, relu: bool) -> FlexTensor {
        let sizes = sizes(&x, &w);
        let (x, w, bias) = (Plain32::of(x), Plain32::of(w), Plain32::of(bias));
        let y = sizes.forward(x.numbers(), w.numbers(), bias.numbers(), relu);
        tensor(y, [sizes.rows(), sizes.outputs()])
    }

    fn down(
        wide: FlexTensor,
        w: FlexTensor,
        bias: FlexTensor,
        conv: Conv,
        relu: bool,
    ) -> FlexTensor {
        let n = wide.shape()[0];
        let (wide, w, bias) = (Plain32::of(wide), Plain32::of(w), Plain32::of(bias));
        let narrow = conv.down(wide.numbers(), w.numbers(), Some(bias.numbers()), relu);
        tensor(narrow, [n, conv.narrow_size()])
    }

    fn up(
        narrow: FlexTensor,
        w: FlexTensor,
        bias: FlexTensor,
        conv: Conv,
        relu: bool,
    ) -> FlexTensor {
        let n = narrow.shape()[0];
        let (narrow, w, bias) = (Plain32::of(narrow), Plain32::of(w), Plain32::of(bias));
        let wide = conv.up(narrow.numbers(), w.numbers(), Some(bias.numbers()), relu);
        tensor(wide, [n, conv.wide_size()])
    }

    fn latent(moments: FlexTensor, eps: FlexTensor) -> FlexTensor {
        let shape = eps.shape();
        let (moments, eps) = (Plain32::of(moments), Plain32::of(eps));
        tensor(cpu::latent(moments.numbers(), eps.numbers(), shape[1]), shape)
    }

    fn elbo(
        logits: FlexTensor,
        images: FlexTensor,
        moments: FlexTensor,
        weights: ElboWeights,
    ) -> FlexTensor {
        let rows = Plain32::of(Self::elbo_rows(logits, images, moments));
        tensor(cpu::elbo_parts(rows.numbers(), weights).to_vec(), [3])
    }
}

impl WithoutAutodiff for Flex {
    fn elbo_rows(logits: FlexTensor, images: FlexTensor, moments: FlexTensor) -> FlexTensor {
        let n = logits.shape()[0];
        let (logits, images) = (Plain32::of(logits), Plain32::of(images));
        let moments = Plain32::of(moments);
        let rows = cpu::elbo_rows(logits.numbers(), images.numbers(), moments.numbers(), n);
        tensor(rows, [n, 2])
    }

    fn adam(state: Adam<Self>, gradient: FlexTensor, step: AdamStep) -> Adam<Self> {
        let gradient = Plain32::of(gradient);
        let [mut p, mut m, mut v] =
            [state.parameter, state.first, state.second].map(|tensor| Plain32::of(tensor).0);
        // `storage_mut` copies what somebody else still holds.
        cpu::adam(step, p.storage_mut(), gradient.numbers(), m.storage_mut(), v.storage_mut());
        Adam { parameter: p, first: m, second: v }
    }
}

impl Gradients for Flex {
    fn relu_bias_backward(
        g: FlexTensor,
        y: Option<FlexTensor>,
        width: usize,
    ) -> (FlexTensor, FlexTensor) {
        let mut g = Plain32::of(g);
        if let Some(y) = y {
            cpu::mask(g.0.storage_mut(), Plain32::of(y).numbers());
        }
        let bias = cpu::column_sums(g.numbers(), width);
        (g.0, tensor(bias, [width]))
    }

    fn dense_input(g: FlexTensor, w: FlexTensor) -> FlexTensor {
        let sizes = Dense::new(g.shape()[0], w.shape()[0], w.shape()[1]);
        let (g, w) = (Plain32::of(g), Plain32::of(w));
        tensor(sizes.input_gradient(g.numbers(), w.numbers()), [sizes.rows(), sizes.inputs()])
    }

    fn dense_weight(x: FlexTensor, g: FlexTensor) -> FlexTensor {
        let sizes = sizes(&x, &g);
        let (x, g) = (Plain32::of(x), Plain32::of(g));
        tensor(sizes.weight_gradient(x.numbers(), g.numbers()), [sizes.inputs(), sizes.outputs()])
    }

    fn down_linear(wide: FlexTensor, w: FlexTensor, conv: Conv) -> FlexTensor {
        let n = wide.shape()[0];
        let (wide, w) = (Plain32::of(wide), Plain32::of(w));
        tensor(conv.down(wide.numbers(), w.numbers(), None, false), [n, conv.narrow_size()])
    }

    fn up_linear(narrow: FlexTensor, w: FlexTensor, conv: Conv) -> FlexTensor {
        let n = narrow.shape()[0];
        let (narrow, w) = (Plain32::of(narrow), Plain32::of(w));
        tensor(conv.up(narrow.numbers(), w.numbers(), None, false), [n, conv.wide_size()])
    }

    fn correlate(wide: FlexTensor, narrow: FlexTensor, conv: Conv) -> FlexTensor {
        let (wide, narrow) = (Plain32::of(wide), Plain32::of(narrow));
        tensor(conv.correlate(wide.numbers(), narrow.numbers()), conv.weight_shape())
    }

    fn latent_moments(g: FlexTensor, moments: FlexTensor, eps: FlexTensor) -> FlexTensor {
        let shape = moments.shape();
        let (g, moments, eps) = (Plain32::of(g), Plain32::of(moments), Plain32::of(eps));
        let latents = shape[1] / 2;
        tensor(cpu::latent_gradient(g.numbers(), moments.numbers(), eps.numbers(), latents), shape)
    }

    fn elbo_logits(
        g: FlexTensor,
        logits: FlexTensor,
        images: FlexTensor,
        weights: ElboWeights,
    ) -> FlexTensor {
        let shape = logits.shape();
        let (g, logits, images) = (Plain32::of(g), Plain32::of(logits), Plain32::of(images));
        let scale = (g.numbers()[0] + weights.reconstruction * g.numbers()[2]) / shape[0] as f32;
        tensor(cpu::cross_entropy_gradient(logits.numbers(), images.numbers(), scale), shape)
    }

    fn elbo_moments(g: FlexTensor, moments: FlexTensor, weights: ElboWeights) -> FlexTensor {
        let shape = moments.shape();
        let (g, moments) = (Plain32::of(g), Plain32::of(moments));
        let scale = (g.numbers()[1] + weights.kl * g.numbers()[2]) / shape[0] as f32;
        tensor(cpu::divergence_gradient(moments.numbers(), shape[1] / 2, scale), shape)
    }
}

fn sizes(x: &FlexTensor, w: &FlexTensor) -> Dense {
    Dense::new(x.shape()[0], x.shape()[1], w.shape()[1])
}

/// A tensor whose numbers lie in their order, from the start of its memory to the end.
struct Plain32(FlexTensor);

impl Plain32 {
    fn of(tensor: FloatTensor<Flex>) -> Self {
        let whole = tensor.bytes().len() == tensor.shape().num_elements() * size_of::<f32>();
        Self(if whole && tensor.is_contiguous() { tensor } else { tensor.to_contiguous() })
    }

    fn numbers(&self) -> &[f32] {
        self.0.storage()
    }
}

fn tensor(numbers: Vec<f32>, shape: impl Into<Shape>) -> FlexTensor {
    FlexTensor::new(Bytes::from_elems(numbers), Layout::contiguous(shape.into()), DType::F32)
}
