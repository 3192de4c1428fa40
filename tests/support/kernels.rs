//! Our kernels against burn's own operators: values and gradients.

use burn::tensor::activation::relu;
use burn::tensor::module::{conv_transpose2d, conv2d};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions};
use burn::tensor::{Device, Tensor, TensorData};
use metavae::kernels::{Conv, ElboWeights, ops};
use metavae::protocol::limits;
use metavae::tensors::numbers;

use super::formula::hashed;

/// One that fills no tile.
const N: usize = 5;

const CONVS: [Conv; 2] = [Conv::new(14, 14, 1, 32), Conv::new(7, 7, 32, 64)];

/// Compares every differentiable operation; the answers and all gradients may differ by
/// `tolerance`, relative to their norms.
pub async fn agree_with_burns(device: &Device, tolerance: f32) {
    let close = async |what: &str, ours: Tensor<1>, burns: Tensor<1>| {
        let (ours, burns) = (numbers(ours).await.unwrap(), numbers(burns).await.unwrap());
        assert_eq!(ours.len(), burns.len(), "{what}");
        let norm = |x: &mut dyn Iterator<Item = f32>| x.map(|x| x * x).sum::<f32>().sqrt();
        let error = norm(&mut ours.iter().zip(&burns).map(|(a, b)| a - b));
        let scale = norm(&mut burns.iter().copied());
        assert!(scale > 0.0 && error <= tolerance * scale, "{what}: {error:e} of {scale:e}");
    };

    convolutions(device, &close).await;
    linear_layers(device, &close).await;
    for latents in limits::LATENTS.of {
        latent_and_elbo(*latents as usize, device, &close).await;
    }
}

async fn convolutions(device: &Device, close: &impl AsyncFn(&str, Tensor<1>, Tensor<1>)) {
    for conv in CONVS {
        let (wide, narrow) = (conv.wide_channels(), conv.narrow_channels());
        let (height, width) = (conv.height(), conv.width());
        for relued in [true, false] {
            let act = |x: Tensor<4>| if relued { relu(x) } else { x };
            let name = format!("{conv:?} relu {relued}");

            let inputs = Inputs::new(device, N * conv.wide_size(), conv.weights(), narrow);
            let (x, w, b) = inputs.ours();
            let ours = ops::down(
                x.reshape([N as i32, -1]),
                w.reshape(conv.weight_shape()),
                b,
                conv,
                relued,
            );
            let (x, w, b) = inputs.burns();
            let x = x.reshape([N, 2 * height, 2 * width, wide]).permute([0, 3, 1, 2]);
            let w = w.reshape(conv.weight_shape()).permute([3, 2, 0, 1]);
            let y = conv2d(x, w, Some(b), ConvOptions::new([2, 2], [1, 1], [1, 1], 1));
            let burns = act(y).permute([0, 2, 3, 1]);
            inputs
                .compare(&format!("down {name}"), ours.flatten(0, 1), burns.flatten(0, 3), close)
                .await;

            let inputs = Inputs::new(device, N * conv.narrow_size(), conv.weights(), wide);
            let (x, w, b) = inputs.ours();
            let ours =
                ops::up(x.reshape([N as i32, -1]), w.reshape(conv.weight_shape()), b, conv, relued);
            let (x, w, b) = inputs.burns();
            let x = x.reshape([N, height, width, narrow]).permute([0, 3, 1, 2]);
            let w = w.reshape(conv.weight_shape()).permute([3, 2, 0, 1]);
            let options = ConvTransposeOptions::new([2, 2], [1, 1], [0, 0], [1, 1], 1);
            let burns = act(conv_transpose2d(x, w, Some(b), options)).permute([0, 2, 3, 1]);
            inputs
                .compare(&format!("up {name}"), ours.flatten(0, 1), burns.flatten(0, 3), close)
                .await;
        }
    }
}

async fn linear_layers(device: &Device, close: &impl AsyncFn(&str, Tensor<1>, Tensor<1>)) {
    // To the moments of so many latents, and from them; sides that are odd.
    let latents = limits::LATENTS.of.iter().map(|latents| *latents as usize);
    let narrow = latents.flat_map(|latents| [(N, 256, 2 * latents), (N, latents, 256)]);
    let wide = [(N, 3136, 256), (1, 32, 256), (N, 256, 3136), (3, 5, 7)];
    for (rows, fan_in, fan_out) in wide.into_iter().chain(narrow) {
        let inputs = Inputs::new(device, rows * fan_in, fan_in * fan_out, fan_out);
        let (x, w, b) = inputs.ours();
        let ours = ops::dense(x.reshape([rows, fan_in]), w.reshape([fan_in, fan_out]), b, true);
        let (x, w, b) = inputs.burns();
        let y = x.reshape([rows, fan_in]).matmul(w.reshape([fan_in, fan_out]));
        let burns = relu(y + b.reshape([1, fan_out]));
        let name = format!("dense {fan_in} to {fan_out}");
        inputs.compare(&name, ours.flatten(0, 1), burns.flatten(0, 1), close).await;
    }
}

async fn latent_and_elbo(
    k: usize,
    device: &Device,
    close: &impl AsyncFn(&str, Tensor<1>, Tensor<1>),
) {
    // Logits, moments and, in place of a bias, the noise of the sample.
    let inputs = Inputs::new(device, N * 784, N * 2 * k, N * k);
    let images = tensor(device, N * 784, 9).abs().reshape([N, 784]);
    let weights = ElboWeights { reconstruction: 0.5, kl: 3.0 };
    let (l, m, e) = inputs.ours();
    let (l, m) = (l.reshape([N, 784]).mul_scalar(8.0), m.reshape([N, 2 * k]).mul_scalar(2.0));
    let z = ops::latent(m.clone(), e.reshape([N, k]));
    let parts = ops::elbo(l.clone(), images.clone().autodiff(), m.clone(), weights);
    let rows = ops::elbo_rows(l.inner(), images.clone(), m.inner());
    let ours = Tensor::cat(vec![parts.clone(), z.flatten(0, 1)], 0);
    let (l, m, e) = inputs.burns();
    let (l, m) = (l.reshape([N, 784]).mul_scalar(8.0), m.reshape([N, 2 * k]).mul_scalar(2.0));
    let (mu, logvar) = (m.clone().narrow(1, 0, k), m.narrow(1, k, k));
    let z = mu.clone() + logvar.clone().div_scalar(2.0).exp() * e.reshape([N, k]).detach();
    let softplus = l.clone().abs().neg().exp().log1p();
    let images = images.autodiff();
    let entropy = (relu(l.clone()) - l * images + softplus).sum_dim(1);
    let inside = logvar.clone().add_scalar(1.0) - mu.square() - logvar.exp();
    let kl = inside.sum_dim(1).mul_scalar(-0.5);
    let (reconstruction, mean) = (entropy.clone().mean(), kl.clone().mean());
    let total = reconstruction.clone() * 0.5 + mean.clone() * 3.0;
    let burns = Tensor::cat(vec![reconstruction, mean, total, z.flatten(0, 1)], 0);
    close("elbo_rows", rows.flatten(0, 1), Tensor::cat(vec![entropy, kl], 1).flatten(0, 1).inner())
        .await;
    inputs.compare(&format!("ELBO of {k} latents"), ours, burns, close).await;
}

/// Three leaves for each of two graphs, with the same numbers.
struct Inputs {
    ours: [Tensor<1>; 3],
    burns: [Tensor<1>; 3],
}

impl Inputs {
    fn new(device: &Device, x: usize, w: usize, bias: usize) -> Self {
        let leaves = || {
            let sizes = [(x, 1), (w, 2), (bias, 3)];
            sizes.map(|(length, seed)| tensor(device, length, seed).autodiff().require_grad())
        };
        Self { ours: leaves(), burns: leaves() }
    }

    fn ours(&self) -> (Tensor<1>, Tensor<1>, Tensor<1>) {
        self.ours.clone().into()
    }

    fn burns(&self) -> (Tensor<1>, Tensor<1>, Tensor<1>) {
        self.burns.clone().into()
    }

    /// The answers, and the gradients of their product with fixed numbers.
    async fn compare(
        &self,
        name: &str,
        ours: Tensor<1>,
        burns: Tensor<1>,
        close: &impl AsyncFn(&str, Tensor<1>, Tensor<1>),
    ) {
        close(name, ours.clone().inner(), burns.clone().inner()).await;
        let weights = tensor(&ours.device().inner(), ours.dims()[0], 7).autodiff();
        let ours = (ours * weights.clone()).sum().backward();
        let burns = (burns * weights).sum().backward();
        for (which, (a, b)) in self.ours.iter().zip(&self.burns).enumerate() {
            match (a.grad(&ours), b.grad(&burns)) {
                (Some(a), Some(b)) => close(&format!("{name}, gradient {which}"), a, b).await,
                (a, b) => assert!(a.is_none() && b.is_none(), "{name}, gradient {which}"),
            }
        }
    }
}

/// Numbers within ±1, without autodiff.
fn tensor(device: &Device, length: usize, seed: u32) -> Tensor<1> {
    let number = |i| hashed(i, seed) as f32 / u32::MAX as f32 * 2.0 - 1.0;
    let numbers: Vec<f32> = (0..length).map(number).collect();
    Tensor::from_data(TensorData::new(numbers, [length]), device)
}
