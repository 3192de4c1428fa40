//! Linear layers whose sides are no multiples of 8, which is what the tiled shaders take: to and from
//! 2 latents, and whatever else is small.

use burn::backend::TensorMetadata;
use burn_wgpu::CubeTensor;

use super::launch::{Size, nothing, sizes, unwritten};
use super::pieces::matrix;
use super::shaders::STRIDED;

/// Whether a layer is one of these.
pub fn is_narrow(inputs: usize, outputs: usize) -> bool {
    !(inputs.is_multiple_of(8) && outputs.is_multiple_of(8))
}

/// `act(x · w + bias)`.
pub fn forward(x: &CubeTensor, w: &CubeTensor, bias: &CubeTensor, relu: bool) -> CubeTensor {
    let ([rows, inputs], outputs) = (matrix(x), w.shape()[1]);
    let y = unwritten(x, [rows, outputs]);
    let sizes = sizes![rows, outputs, inputs, true, relu, inputs, 1, outputs, 1];
    let buffers = [&x.handle, &w.handle, &bias.handle, &y.handle];
    STRIDED.launch(&x.client, [outputs, rows, 1], &buffers, &sizes);
    y
}

/// `g · wᵀ`.
pub fn input_gradient(g: &CubeTensor, w: &CubeTensor) -> CubeTensor {
    let ([rows, outputs], inputs) = (matrix(g), w.shape()[0]);
    let sizes = sizes![rows, inputs, outputs, false, false, outputs, 1, 1, outputs];
    unbiased(g, w, [rows, inputs], sizes)
}

/// `xᵀ · g`.
pub fn weight_gradient(x: &CubeTensor, g: &CubeTensor) -> CubeTensor {
    let ([rows, inputs], outputs) = (matrix(x), g.shape()[1]);
    let sizes = sizes![inputs, outputs, rows, false, false, 1, inputs, outputs, 1];
    unbiased(x, g, [inputs, outputs], sizes)
}

fn unbiased(a: &CubeTensor, b: &CubeTensor, shape: [usize; 2], sizes: [Size; 9]) -> CubeTensor {
    let out = unwritten(a, shape);
    let buffers = [&a.handle, &b.handle, &nothing(a), &out.handle];
    STRIDED.launch(&a.client, [shape[1], shape[0], 1], &buffers, &sizes);
    out
}
