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
        let ShowCodes { slot, count, from, seed } = *request;
        let model = self.model(slot)?;
        let held_out = self.source.test();
        let built_in = held_out.is_empty();
        let (images, labels) = if built_in {
            drawn(from, count, seed).await?
        } else {
            let (from, count) = (from as usize, count as usize);
            let images = held_out.images().chunks(PIXELS).skip(from).take(count);
            let labels = held_out.labels().iter().skip(from).take(count);
            (images.collect::<Vec<_>>().concat(), labels.copied().collect())
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
async fn drawn(from: u32, count: u32, seed: u32) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut digits = Dataset::default();
    let until = from.saturating_add(count);
    for start in (from..until).step_by(DRAWN as usize) {
        breath::take().await?;
        let end = start.saturating_add(DRAWN).min(until);
        digits.append(&synth::some(Split::Test, start..end, u64::from(seed)));
    }
    Ok((digits.images().to_vec(), digits.labels().to_vec()))
}
