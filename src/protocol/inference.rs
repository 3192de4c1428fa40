//! Encoding, decoding, sampling.

use serde::{Deserialize, Serialize};

use super::limits;
use super::run::Losses;
use super::weights::Slot;
use crate::error::Result;

/// A picture for the encoder: pen strokes, or pixels as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Picture {
    /// Each stroke is `x0, y0, x1, y1, …` in any unit, y downwards. Rasterised as MNIST does it.
    Strokes(Vec<Vec<f32>>),
    /// 784 bytes.
    Pixels(
        #[serde(with = "serde_bytes")]
        #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
        Vec<u8>,
    ),
}

/// Turn strokes into the pixels that the encoder would see. Needs no model. Answer: [`Rasterised`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rasterise {
    /// As those of [`Picture::Strokes`].
    pub strokes: Vec<Vec<f32>>,
}

/// Encode one picture and look around it. Answer: [`Encoded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Encode {
    /// The model that encodes.
    pub slot: Slot,
    /// The picture.
    pub picture: Picture,
    /// How many samples of q(z|x) to decode, 0 to 64.
    pub around: u32,
    /// Multiplies the posterior's spread for those samples, 0 to 10 (1: the posterior).
    pub spread: f32,
    /// The same seed draws the same samples.
    pub seed: u32,
}

impl Encode {
    /// # Errors
    /// [`crate::error::Error::Argument`] that names a value out of its range.
    pub fn check(&self) -> Result<()> {
        limits::AROUND.check(self.around)?;
        limits::SPREAD.check(self.spread)
    }
}

/// Encode images and decode their means. Answer: [`Reconstructed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reconstruct {
    /// The model that encodes and decodes.
    pub slot: Slot,
    /// `n * 784` bytes, 1 to 256 images.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
}

/// Draw z from the prior and decode. Answer: [`Decoded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sample {
    /// The model that decodes.
    pub slot: Slot,
    /// How many, 1 to 256.
    pub count: u32,
    /// The same seed draws the same latents.
    pub seed: u32,
}

/// Decode given latents. Answer: [`Decoded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decode {
    /// The model that decodes.
    pub slot: Slot,
    /// 1 to 256 rows of as many numbers as the model has latents.
    pub latents: Vec<Vec<f32>>,
    /// Where set, 784 bytes: how badly does each picture predict them?
    #[serde(default, with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(optional = nullable, type = "Uint8Array"))]
    pub against: Option<Vec<u8>>,
}

/// Decode the straight line between two latents, both ends included. Answer: [`Decoded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Interpolate {
    /// The model that decodes.
    pub slot: Slot,
    /// As many numbers as the model has latents.
    pub from: Vec<f32>,
    /// As many.
    pub to: Vec<f32>,
    /// Images, 2 to 256.
    pub count: u32,
}

/// Strokes as pixels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Rasterised {
    /// 784 bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub image: Vec<u8>,
}

/// One picture, encoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Encoded {
    /// The model that encoded it.
    pub slot: Slot,
    /// What the model saw.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub image: Vec<u8>,
    /// The posterior's means, one a latent.
    pub mean: Vec<f32>,
    /// The posterior's standard deviations.
    pub deviation: Vec<f32>,
    /// The mean, decoded.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub reconstruction: Vec<u8>,
    /// At the mean (no sampling noise), with beta = 1.
    pub losses: Losses,
    /// Samples around it, `around * 784` bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub around: Vec<u8>,
}

/// Images, encoded and decoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Reconstructed {
    /// The model that did it.
    pub slot: Slot,
    /// `n * 784` bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
    /// One for each image, at its mean, with beta = 1.
    pub losses: Vec<Losses>,
}

/// Latents, decoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Decoded {
    /// The model that decoded them.
    pub slot: Slot,
    /// `n * 784` bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
    /// Where pixels were given to compare with: for each row −ln p(x|z), in nats. Else empty.
    pub reconstruction: Vec<f32>,
}
