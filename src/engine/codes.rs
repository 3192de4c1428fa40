//! Encoding many digits at once.

use super::owner::Engine;
use crate::breath;
use crate::data::{Dataset, synth};
use crate::error::Result;
use crate::image::PIXELS;
use crate::meta::embedding::Space;
use crate::protocol::Split;
use crate::protocol::codes::{Codes, ShowCodes};

/// Built-in digits drawn between two breaths: 0.1 s on a slow CPU.
const DRAWN: u32 = 250;

impl Engine {
    pub(super) async fn show_codes(&self, request: &ShowCodes) -> Result<Codes> {
        request.check()?;
        let ShowCodes { slot, count, seed } = *request;
        let model = self.model(slot)?;
        let held_out = self.source.test();
        let built_in = held_out.is_empty();
        let (images, labels) = if built_in {
            drawn(count, seed).await?
        } else {
            let count = held_out.len().min(count as usize);
            let images = held_out.images().iter().take(count.saturating_mul(PIXELS));
            let labels = held_out.labels().iter().take(count);
            (images.copied().collect(), labels.copied().collect())
        };
        let means = Space::Latent.encode(&model, &images, &self.compute.device).await?;
        Ok(Codes {
            slot,
            built_in,
            latents: u32::try_from(means.width()).unwrap_or(u32::MAX),
            means: means.values().iter().flat_map(|mean| mean.to_le_bytes()).collect(),
            labels,
            images,
        })
    }
}

/// Images and labels of built-in digits: those that [`synth::splits`] holds out.
async fn drawn(count: u32, seed: u32) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut digits = Dataset::default();
    for start in (0..count).step_by(DRAWN as usize) {
        breath::take().await?;
        let end = start.saturating_add(DRAWN).min(count);
        digits.append(&synth::some(Split::Test, start..end, u64::from(seed)));
    }
    Ok((digits.images().to_vec(), digits.labels().to_vec()))
}
