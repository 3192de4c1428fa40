//! The model's weights as plain numbers, in PyTorch's names, order and layout.

use super::{CODE, HIDDEN, MODULATED};
use crate::error::Result;
use crate::protocol::limits;

/// A tensor's name and shape.
pub type Named = (&'static str, &'static [usize]);

/// The tensors of a [`super::Vae`].
pub const TENSORS: usize = 16;
/// Those of a [`super::Conditioned`].
const CONDITIONED: usize = TENSORS + 10;

/// How many latents a model has, one of [`limits::LATENTS`], and the tensors that follow from it: only
/// those to and from the latents differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    latents: usize,
    vae: &'static [Named; TENSORS],
    conditioned: &'static [Named; CONDITIONED],
}

/// In the order of [`limits::LATENTS`].
static SIZES: [Size; 5] = [
    Layout::<2>::SIZE,
    Layout::<8>::SIZE,
    Layout::<16>::SIZE,
    Layout::<32>::SIZE,
    Layout::<64>::SIZE,
];

impl Size {
    /// The size of a model of so many latents.
    ///
    /// # Errors
    /// [`crate::error::Error::Argument`] that lists the numbers, where it is none of them.
    pub fn of(latents: u32) -> Result<Self> {
        let size = Self::all().find(|size| size.latents == latents as usize);
        size.ok_or_else(|| limits::LATENTS.refusal(latents))
    }

    /// Every size, the smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        SIZES.iter().copied()
    }

    /// Latents.
    pub const fn latents(self) -> usize {
        self.latents
    }

    /// Name and shape of each tensor of a [`super::Vae`], in the order in which PyTorch's
    /// `state_dict()` lists them.
    ///
    /// `Conv2d` is `[out, in, k, k]`, `ConvTranspose2d` `[in, out, k, k]`, `Linear` `[out, in]`.
    pub const fn vae(self) -> &'static [Named] {
        self.vae
    }

    /// Those of a [`super::Conditioned`]: the VAE's, and the hypernetwork's behind them.
    pub const fn conditioned(self) -> &'static [Named] {
        self.conditioned
    }

    /// How many numbers a VAE has.
    pub fn parameters(self) -> usize {
        self.vae.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }
}

impl Default for Size {
    /// Of [`limits::LATENTS_AT_FIRST`].
    fn default() -> Self {
        Layout::<{ limits::LATENTS_AT_FIRST as usize }>::SIZE
    }
}

/// The tensors of a model of `L` latents.
struct Layout<const L: usize>;

impl<const L: usize> Layout<L> {
    const SIZE: Size = Size { latents: L, vae: &Self::VAE, conditioned: &Self::CONDITIONED };

    const VAE: [Named; TENSORS] = [
        ("encoder.0.weight", &[32, 1, 4, 4]),
        ("encoder.0.bias", &[32]),
        ("encoder.2.weight", &[64, 32, 4, 4]),
        ("encoder.2.bias", &[64]),
        ("encoder.5.weight", &[256, 3136]),
        ("encoder.5.bias", &[256]),
        ("encoder.7.weight", &[2 * L, 256]),
        ("encoder.7.bias", &[2 * L]),
        ("decoder.0.weight", &[256, L]),
        ("decoder.0.bias", &[256]),
        ("decoder.2.weight", &[3136, 256]),
        ("decoder.2.bias", &[3136]),
        ("decoder.5.weight", &[64, 32, 4, 4]),
        ("decoder.5.bias", &[32]),
        ("decoder.7.weight", &[32, 1, 4, 4]),
        ("decoder.7.bias", &[1]),
    ];

    const CONDITIONED: [Named; CONDITIONED] = {
        let mut all = [("", &[] as &[usize]); CONDITIONED];
        let mut at = 0;
        while at < TENSORS {
            all[at] = Self::VAE[at];
            at += 1;
        }
        let hyper: [Named; CONDITIONED - TENSORS] = [
            ("hyper.code.weight", &[CODE, HIDDEN]),
            ("hyper.code.bias", &[CODE]),
            ("hyper.encoder.weight", &[MODULATED, CODE]),
            ("hyper.encoder.bias", &[MODULATED]),
            ("hyper.decoder.weight", &[MODULATED, CODE]),
            ("hyper.decoder.bias", &[MODULATED]),
            ("hyper.classifier.weight", &[HIDDEN, HIDDEN]),
            ("hyper.classifier.bias", &[HIDDEN]),
            ("hyper.prior.weight", &[2 * L, CODE]),
            ("hyper.prior.bias", &[2 * L]),
        ];
        while at < all.len() {
            all[at] = hyper[at - TENSORS];
            at += 1;
        }
        all
    };
}

/// Every tensor of a layout, row-major, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct StateDict {
    size: Size,
    layout: &'static [Named],
    tensors: Vec<Vec<f32>>,
}

impl StateDict {
    /// A VAE's: makes each tensor with `values(index in the layout, length)`.
    ///
    /// # Panics
    /// Where `values` answers with another length than it was asked for: an error in this crate,
    /// not in a file (files are checked in [`crate::weights`]).
    pub fn of_vae(size: Size, values: impl FnMut(usize, usize) -> Vec<f32>) -> Self {
        Self::of_layout(size, size.vae(), values)
    }

    /// That of a VAE with its hypernetwork.
    ///
    /// # Panics
    /// As [`StateDict::of_vae`].
    pub fn of_conditioned(size: Size, values: impl FnMut(usize, usize) -> Vec<f32>) -> Self {
        Self::of_layout(size, size.conditioned(), values)
    }

    /// That of a layout of that size.
    ///
    /// # Panics
    /// As [`StateDict::of_vae`].
    pub(crate) fn of_layout(
        size: Size,
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
        Self { size, layout, tensors }
    }

    /// Another of the same layout.
    ///
    /// # Panics
    /// As [`StateDict::of_vae`].
    pub fn map(&self, values: impl FnMut(usize, usize) -> Vec<f32>) -> Self {
        Self::of_layout(self.size, self.layout, values)
    }

    /// How many latents there are, and what follows from it.
    pub fn size(&self) -> Size {
        self.size
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
    fn there_is_a_size_for_each_number_that_is_listed() {
        let listed = limits::LATENTS.of.iter().map(|latents| *latents as usize);
        assert!(Size::all().map(Size::latents).eq(listed.clone()));
        for latents in listed {
            assert_eq!(Size::of(latents as u32).unwrap().latents(), latents);
        }
        assert_eq!(Size::of(3), Err(limits::LATENTS.refusal(3)));
        assert_eq!(Size::default().latents(), 32);
    }

    #[test]
    fn the_default_has_the_articles_parameter_count_and_a_latent_770_of_them() {
        assert_eq!(Size::default().parameters(), 1_700_609);
        for size in Size::all() {
            // Two rows of 256 and two biases of the moments, and 256 numbers of the decoder.
            assert_eq!(size.parameters(), 1_675_969 + 770 * size.latents());
            let hyper: usize = size.conditioned()[TENSORS..]
                .iter()
                .map(|(_, shape)| shape.iter().product::<usize>())
                .sum();
            assert_eq!(hyper, 173_760 + 130 * size.latents());
        }
    }
}
