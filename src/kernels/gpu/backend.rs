//! Which shaders make up each operation.

use burn::backend::{Cube, TensorMetadata};
use burn_wgpu::CubeTensor;

use super::launch::{nothing, plain, scratch, sizes, unwritten};
use super::narrow;
use super::pieces::{THREADS, matrix, reduced, split};
use super::shaders::{
    ADAM, CORRELATE, CORRELATE_SINGLE, DOWN, DOWN_SINGLE, ELBO_LOGITS, ELBO_MOMENTS, ELBO_PARTS,
    ELBO_ROWS, LATENT, LATENT_GRADIENT, OUTER, PRODUCT, PRODUCT_TRANSPOSED, REDUCE,
    RELU_BIAS_BACKWARD, UP, UP_SINGLE,
};
use crate::kernels::backend::{Adam, Gradients, Layers, WithoutAutodiff};
use crate::kernels::parameters::{AdamStep, ElboWeights, LOGVAR};
use crate::kernels::shape::Conv;
use crate::kernels::shape::TAPS;

impl Layers for Cube {
    fn dense(x: CubeTensor, w: CubeTensor, bias: CubeTensor, relu: bool) -> CubeTensor {
        let (x, w, bias) = (plain(x), plain(w), plain(bias));
        let ([rows, inputs], outputs) = (matrix(&x), w.shape()[1]);
        if narrow::is_narrow(inputs, outputs) {
            return narrow::forward(&x, &w, &bias, relu);
        }
        let (quads, columns) = (inputs / 4, outputs / 4);
        let threads = [columns, rows.div_ceil(4), 1];
        let (pieces, depth) = split(quads, threads[0] * threads[1]);
        let y = unwritten(&x, [rows, outputs]);
        let sizes = |relu: bool| sizes![rows, quads, columns, relu, depth, pieces];
        let threads = [threads[0], threads[1], pieces];
        if pieces == 1 {
            let buffers = [&x.handle, &w.handle, &bias.handle, &y.handle];
            PRODUCT.launch(&x.client, threads, &buffers, &sizes(relu));
        } else {
            let parts = scratch(&x, pieces * rows * outputs);
            let buffers = [&x.handle, &w.handle, &bias.handle, &parts];
            PRODUCT.launch(&x.client, threads, &buffers, &sizes(false));
            let length = rows * outputs;
            let sizes = sizes![length, pieces, outputs, relu];
            REDUCE.launch(&x.client, [length, 1, 1], &[&parts, &bias.handle, &y.handle], &sizes);
        }
        y
    }

    fn down(
        wide: CubeTensor,
        w: CubeTensor,
        bias: CubeTensor,
        conv: Conv,
        relu: bool,
    ) -> CubeTensor {
        down(wide, w, Some(bias), conv, relu)
    }

    fn up(
        narrow: CubeTensor,
        w: CubeTensor,
        bias: CubeTensor,
        conv: Conv,
        relu: bool,
    ) -> CubeTensor {
        up(narrow, w, Some(bias), conv, relu)
    }

    fn latent(moments: CubeTensor, eps: CubeTensor) -> CubeTensor {
        let (moments, eps) = (plain(moments), plain(eps));
        let z = unwritten(&eps, eps.shape());
        let length = eps.shape().num_elements();
        let sizes = sizes![length, eps.shape()[1], LOGVAR.0, LOGVAR.1];
        let buffers = [&moments.handle, &eps.handle, &z.handle];
        LATENT.launch(&eps.client, [length, 1, 1], &buffers, &sizes);
        z
    }

    fn elbo(
        logits: CubeTensor,
        images: CubeTensor,
        moments: CubeTensor,
        weights: ElboWeights,
    ) -> CubeTensor {
        let rows = Self::elbo_rows(logits, images, moments);
        let parts = unwritten(&rows, [3]);
        let sizes = sizes![rows.shape()[0], weights.reconstruction, weights.kl];
        ELBO_PARTS.launch(&rows.client, [1, 1, 1], &[&rows.handle, &parts.handle], &sizes);
        parts
    }
}

impl WithoutAutodiff for Cube {
    fn elbo_rows(logits: CubeTensor, images: CubeTensor, moments: CubeTensor) -> CubeTensor {
        let (logits, images, moments) = (plain(logits), plain(images), plain(moments));
        let ([n, pixels], latents) = (matrix(&logits), moments.shape()[1] / 2);
        let rows = unwritten(&logits, [n, 2]);
        let sizes = sizes![pixels, latents, LOGVAR.0, LOGVAR.1];
        let buffers = [&logits.handle, &images.handle, &moments.handle, &rows.handle];
        ELBO_ROWS.launch(&logits.client, [64 * n, 1, 1], &buffers, &sizes);
        rows
    }

    fn adam(state: Adam<Self>, gradient: CubeTensor, step: AdamStep) -> Adam<Self> {
        let old = [state.parameter, gradient, state.first, state.second].map(plain);
        let shape = old[0].shape();
        let length = shape.num_elements();
        let new: [CubeTensor; 3] = core::array::from_fn(|_| unwritten(&old[0], shape.clone()));
        let AdamStep { one_minus_beta1, one_minus_beta2, rate, inverse_bias_correction2, epsilon } =
            step;
        let sizes = sizes![
            length,
            one_minus_beta1,
            one_minus_beta2,
            rate,
            inverse_bias_correction2,
            epsilon
        ];
        let buffers: Vec<_> = old.iter().chain(&new).map(|tensor| &tensor.handle).collect();
        ADAM.launch(&old[0].client, [length, 1, 1], &buffers, &sizes);
        let [parameter, first, second] = new;
        Adam { parameter, first, second }
    }
}

impl Gradients for Cube {
    fn relu_bias_backward(
        g: CubeTensor,
        y: Option<CubeTensor>,
        width: usize,
    ) -> (CubeTensor, CubeTensor) {
        let g = plain(g);
        let relu = y.is_some();
        let masked = relu.then(|| unwritten(&g, g.shape()));
        let rows = g.shape().num_elements() / width;
        // A single row a piece would be no sum at all.
        let pieces = (THREADS / width).clamp(1, rows.div_ceil(16));
        let depth = rows.div_ceil(pieces);
        let pieces = rows.div_ceil(depth);
        let sums = scratch(&g, pieces * width);
        let y_handle = y.map_or_else(|| nothing(&g), |y| plain(y).handle);
        let masked_handle = masked.as_ref().map_or_else(|| nothing(&g), |m| m.handle.clone());
        let sizes = sizes![rows, width, depth, relu];
        let buffers = [&g.handle, &y_handle, &masked_handle, &sums];
        RELU_BIAS_BACKWARD.launch(&g.client, [pieces * width, 1, 1], &buffers, &sizes);
        let bias = reduced(&g, sums, pieces, [width]);
        (masked.unwrap_or(g), bias)
    }

    fn dense_input(g: CubeTensor, w: CubeTensor) -> CubeTensor {
        let (g, w) = (plain(g), plain(w));
        let ([rows, outputs], inputs) = (matrix(&g), w.shape()[0]);
        if narrow::is_narrow(inputs, outputs) {
            return narrow::input_gradient(&g, &w);
        }
        let (columns, quads) = (inputs / 4, outputs / 4);
        let (pieces, depth) = split(quads, columns * rows.div_ceil(4));
        let parts = scratch(&g, pieces * rows * inputs);
        let sizes = sizes![rows, columns, quads, depth];
        let threads = [columns, rows.div_ceil(4), pieces];
        PRODUCT_TRANSPOSED.launch(&g.client, threads, &[&g.handle, &w.handle, &parts], &sizes);
        reduced(&g, parts, pieces, [rows, inputs])
    }

    fn dense_weight(x: CubeTensor, g: CubeTensor) -> CubeTensor {
        let (x, g) = (plain(x), plain(g));
        let ([rows, inputs], outputs) = (matrix(&x), g.shape()[1]);
        if narrow::is_narrow(inputs, outputs) {
            return narrow::weight_gradient(&x, &g);
        }
        let gw = unwritten(&x, [inputs, outputs]);
        let sizes = sizes![rows, inputs / 4, outputs / 4];
        let buffers = [&x.handle, &g.handle, &gw.handle];
        OUTER.launch(&x.client, [outputs / 8, inputs / 8, 1], &buffers, &sizes);
        gw
    }

    fn down_linear(wide: CubeTensor, w: CubeTensor, conv: Conv) -> CubeTensor {
        down(wide, w, None, conv, false)
    }

    fn up_linear(narrow: CubeTensor, w: CubeTensor, conv: Conv) -> CubeTensor {
        up(narrow, w, None, conv, false)
    }

    fn correlate(wide: CubeTensor, narrow: CubeTensor, conv: Conv) -> CubeTensor {
        let (wide, narrow) = (plain(wide), plain(narrow));
        let n = wide.shape()[0];
        let (height, width) = (conv.height(), conv.width());
        let columns = conv.narrow_channels() / 4;
        let buffers = |parts| [&wide.handle, &narrow.handle, parts];
        if conv.wide_channels() == 1 {
            let rows = n * height;
            let (pieces, depth) = split(rows, columns * 4);
            let parts = scratch(&wide, pieces * conv.weights());
            let sizes = sizes![rows, height, width, columns, depth];
            let threads = [columns, 4, pieces];
            CORRELATE_SINGLE.launch(&wide.client, threads, &buffers(&parts), &sizes);
            return reduced(&wide, parts, pieces, conv.weight_shape());
        }
        let quads = conv.wide_channels() / 4;
        let (pieces, depth) = split(n, TAPS * 4 * columns / 2);
        let parts = scratch(&wide, pieces * conv.weights());
        let sizes = sizes![n, height, width, quads, columns, depth];
        let threads = [columns / 2, 4 * TAPS, pieces];
        CORRELATE.launch(&wide.client, threads, &buffers(&parts), &sizes);
        reduced(&wide, parts, pieces, conv.weight_shape())
    }

    fn latent_moments(g: CubeTensor, moments: CubeTensor, eps: CubeTensor) -> CubeTensor {
        let (g, moments, eps) = (plain(g), plain(moments), plain(eps));
        let gradient = unwritten(&moments, moments.shape());
        let length = eps.shape().num_elements();
        let sizes = sizes![length, eps.shape()[1], LOGVAR.0, LOGVAR.1];
        let buffers = [&g.handle, &moments.handle, &eps.handle, &gradient.handle];
        LATENT_GRADIENT.launch(&g.client, [length, 1, 1], &buffers, &sizes);
        gradient
    }

    fn elbo_logits(
        g: CubeTensor,
        logits: CubeTensor,
        images: CubeTensor,
        weights: ElboWeights,
    ) -> CubeTensor {
        let (g, logits, images) = (plain(g), plain(logits), plain(images));
        let gradient = unwritten(&logits, logits.shape());
        let length = logits.shape().num_elements();
        let sizes = sizes![length, logits.shape()[0], weights.reconstruction];
        let buffers = [&g.handle, &logits.handle, &images.handle, &gradient.handle];
        ELBO_LOGITS.launch(&g.client, [length, 1, 1], &buffers, &sizes);
        gradient
    }

    fn elbo_moments(g: CubeTensor, moments: CubeTensor, weights: ElboWeights) -> CubeTensor {
        let (g, moments) = (plain(g), plain(moments));
        let gradient = unwritten(&moments, moments.shape());
        let [n, width] = matrix(&moments);
        let sizes = sizes![n, width / 2, weights.kl, LOGVAR.0, LOGVAR.1];
        let buffers = [&g.handle, &moments.handle, &gradient.handle];
        ELBO_MOMENTS.launch(&g.client, [n * width / 2, 1, 1], &buffers, &sizes);
        gradient
    }
}

fn down(
    wide: CubeTensor,
    w: CubeTensor,
    bias: Option<CubeTensor>,
    conv: Conv,
    relu: bool,
) -> CubeTensor {
    let (wide, w) = (plain(wide), plain(w));
    let n = wide.shape()[0];
    let narrow = unwritten(&wide, [n, conv.narrow_size()]);
    let biased = bias.is_some();
    let bias = bias.map_or_else(|| nothing(&wide), |bias| plain(bias).handle);
    let buffers = [&wide.handle, &w.handle, &bias, &narrow.handle];
    let (height, width) = (conv.height(), conv.width());
    let (rows, columns) = (n * height * width, conv.narrow_channels() / 4);
    if conv.wide_channels() == 1 {
        let sizes = sizes![rows, height, width, columns, biased, relu];
        DOWN_SINGLE.launch(&wide.client, [rows, columns / 4, 1], &buffers, &sizes);
    } else {
        let sizes = sizes![rows, height, width, conv.wide_channels() / 4, columns, biased, relu];
        DOWN.launch(&wide.client, [columns, rows.div_ceil(4), 1], &buffers, &sizes);
    }
    narrow
}

fn up(
    narrow: CubeTensor,
    w: CubeTensor,
    bias: Option<CubeTensor>,
    conv: Conv,
    relu: bool,
) -> CubeTensor {
    let (narrow, w) = (plain(narrow), plain(w));
    let n = narrow.shape()[0];
    let wide = unwritten(&narrow, [n, conv.wide_size()]);
    let biased = bias.is_some();
    let bias = bias.map_or_else(|| nothing(&narrow), |bias| plain(bias).handle);
    let buffers = [&narrow.handle, &w.handle, &bias, &wide.handle];
    let (height, width) = (conv.height(), conv.width());
    let (rows, quads) = (n * height * width, conv.narrow_channels() / 4);
    if conv.wide_channels() == 1 {
        let sizes = sizes![4 * rows, height, width, quads, biased, relu];
        UP_SINGLE.launch(&narrow.client, [4 * rows, 1, 1], &buffers, &sizes);
    } else {
        let columns = conv.wide_channels() / 4;
        let sizes = sizes![rows, height, width, columns, quads, biased, relu];
        UP.launch(&narrow.client, [columns, rows.div_ceil(4), 4], &buffers, &sizes);
    }
    wide
}
