//! Checks on what the page sends.

use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::LATENTS;

/// The most images or latents that one request may ask for.
const MOST: u32 = 256;

/// Refuses a count outside `least..=256`.
pub fn check_count(count: u32, least: u32) -> Result<()> {
    if (least..=MOST).contains(&count) {
        return Ok(());
    }
    Err(Error::Argument(format!("{count} images were asked for; it must be {least} to {MOST}.")))
}

/// How many images `bytes` holds, at least one and at most `most`.
pub fn count_images(bytes: &[u8], most: usize) -> Result<usize> {
    let count = bytes.len() / PIXELS;
    if !bytes.len().is_multiple_of(PIXELS) || count == 0 || count > most {
        return Err(Error::Argument(format!(
            "{} bytes are not 1 to {most} images of {PIXELS} bytes.",
            bytes.len()
        )));
    }
    Ok(count)
}

/// Refuses what is not one image with ink on it.
pub fn one_image(bytes: &[u8]) -> Result<()> {
    count_images(bytes, 1)?;
    match bytes.iter().all(|ink| *ink == 0) {
        true => Err(Error::Blank),
        false => Ok(()),
    }
}

/// Refuses a latent that is not 32 finite numbers.
pub fn check_latent(latent: &[f32]) -> Result<()> {
    if latent.len() == LATENTS && latent.iter().all(|z| z.is_finite()) {
        return Ok(());
    }
    Err(Error::Argument(format!("A latent must be {LATENTS} finite numbers.")))
}
