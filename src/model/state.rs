//! The model's weights as plain numbers, in PyTorch's names, order and layout.

use super::{CODE, HIDDEN, LATENTS, MODULATED};

/// A tensor's name and shape.
pub type Named = (&'static str, &'static [usize]);

/// Name and shape of each tensor of a [`super::Vae`], in the order in which PyTorch's `state_dict()` lists them.
///
/// `Conv2d` is `[out, in, k, k]`, `ConvTranspose2d` `[in, out, k, k]`, `Linear` `[out, in]`.
pub static LAYOUT: [Named; 16] = [
    ("encoder.0.weight", &[32, 1, 4, 4]),
    ("encoder.0.bias", &[32]),
    ("encoder.2.weight", &[64, 32, 4, 4]),
    ("encoder.2.bias", &[64]),
    ("encoder.5.weight", &[256, 3136]),
    ("encoder.5.bias", &[256]),
    ("encoder.7.weight", &[2 * LATENTS, 256]),
    ("encoder.7.bias", &[2 * LATENTS]),
    ("decoder.0.weight", &[256, LATENTS]),
    ("decoder.0.bias", &[256]),
    ("decoder.2.weight", &[3136, 256]),
    ("decoder.2.bias", &[3136]),
    ("decoder.5.weight", &[64, 32, 4, 4]),
    ("decoder.5.bias", &[32]),
    ("decoder.7.weight", &[32, 1, 4, 4]),
    ("decoder.7.bias", &[1]),
];

/// How many numbers the model has.
pub const PARAMETERS: usize = 1_700_609;

/// Those of a [`super::Conditioned`]: the VAE's, and the hypernetwork's behind them.
pub static CONDITIONED: [Named; 26] = {
    let mut all = [("", &[] as &[usize]); 26];
    let mut at = 0;
    while at < LAYOUT.len() {
        all[at] = LAYOUT[at];
        at += 1;
    }
    let hyper: [Named; 10] = [
        ("hyper.code.weight", &[CODE, HIDDEN]),
        ("hyper.code.bias", &[CODE]),
        ("hyper.encoder.weight", &[MODULATED, CODE]),
        ("hyper.encoder.bias", &[MODULATED]),
        ("hyper.decoder.weight", &[MODULATED, CODE]),
        ("hyper.decoder.bias", &[MODULATED]),
        ("hyper.classifier.weight", &[HIDDEN, HIDDEN]),
        ("hyper.classifier.bias", &[HIDDEN]),
        ("hyper.prior.weight", &[2 * LATENTS, CODE]),
        ("hyper.prior.bias", &[2 * LATENTS]),
    ];
    while at < all.len() {
        all[at] = hyper[at - LAYOUT.len()];
        at += 1;
    }
    all
};

/// Every tensor of a layout, row-major, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct StateDict {
    layout: &'static [Named],
    tensors: Vec<Vec<f32>>,
}

impl StateDict {
    /// A VAE's: makes each tensor with `values(index in LAYOUT, length)`.
    ///
    /// # Panics
    /// Where `values` answers with another length than it was asked for: an error in this crate,
    /// not in a file (files are checked in [`crate::weights`]).
    pub fn from_fn(values: impl FnMut(usize, usize) -> Vec<f32>) -> Self {
        Self::of_layout(&LAYOUT, values)
    }

    /// The same for any layout.
    ///
    /// # Panics
    /// As [`StateDict::from_fn`].
    pub fn of_layout(
        layout: &'static [Named],
        mut values: impl FnMut(usize, usize) -> Vec<f32>,
    ) -> Self {
        let tensors = layout
            .iter()
            .enumerate()
            .map(|(index, (name, shape))| {
                let length = shape.iter().product();
                let tensor = values(index, length);
                assert_eq!(tensor.len(), length, "{name}");
                tensor
            })
            .collect();
        Self { layout, tensors }
    }

    /// Which tensors there are.
    pub fn layout(&self) -> &'static [Named] {
        self.layout
    }

    /// The numbers of the tensor at `index` in the layout.
    pub fn tensor(&self, index: usize) -> &[f32] {
        &self.tensors[index]
    }

    /// The numbers of the tensor of that name.
    pub fn named(&self, name: &str) -> Option<&[f32]> {
        self.layout.iter().position(|(n, _)| *n == name).map(|index| self.tensor(index))
    }

    /// Name, shape and numbers of every tensor.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static [usize], &[f32])> {
        self.layout.iter().zip(&self.tensors).map(|(&(name, shape), t)| (name, shape, t.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_has_the_articles_parameter_count() {
        let count: usize = LAYOUT.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        assert_eq!(count, PARAMETERS);
    }
}
