//! The shaders, each with the size of its workgroup.

use super::launch::Shader;

macro_rules! shader {
    ($name:ident, $file:literal, $workgroup:expr) => {
        pub const $name: Shader = Shader::new(include_str!($file), $workgroup);
    };
}

shader!(ADAM, "adam.wgsl", [256, 1, 1]);
shader!(CORRELATE, "correlate.wgsl", [8, 4, 1]);
shader!(CORRELATE_SINGLE, "correlate_single.wgsl", [8, 4, 1]);
shader!(DOWN, "down.wgsl", [16, 4, 1]);
shader!(DOWN_SINGLE, "down_single.wgsl", [64, 1, 1]);
shader!(ELBO_LOGITS, "elbo_logits.wgsl", [64, 1, 1]);
shader!(ELBO_MOMENTS, "elbo_moments.wgsl", [64, 1, 1]);
shader!(ELBO_PARTS, "elbo_parts.wgsl", [64, 1, 1]);
shader!(ELBO_ROWS, "elbo_rows.wgsl", [64, 1, 1]);
shader!(LATENT, "latent.wgsl", [64, 1, 1]);
shader!(LATENT_GRADIENT, "latent_gradient.wgsl", [64, 1, 1]);
shader!(OUTER, "outer.wgsl", [8, 8, 1]);
shader!(PRODUCT, "product.wgsl", [16, 4, 1]);
shader!(PRODUCT_TRANSPOSED, "product_transposed.wgsl", [8, 8, 1]);
shader!(REDUCE, "reduce.wgsl", [64, 1, 1]);
shader!(RELU_BIAS_BACKWARD, "relu_bias_backward.wgsl", [64, 1, 1]);
shader!(STRIDED, "strided.wgsl", [16, 4, 1]);
shader!(UP, "up.wgsl", [8, 8, 1]);
shader!(UP_SINGLE, "up_single.wgsl", [64, 1, 1]);
