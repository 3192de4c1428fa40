//! Checks on what the page sends.

use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::LATENTS;
use crate::protocol::limits::{self, Range};

/// How many images `bytes` holds, at least one and at most `range.most`.
pub fn count_images(bytes: &[u8], range: Range) -> Result<usize> {
    let most = range.most as usize;
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
    count_images(bytes, Range { most: 1.0, ..limits::IMAGES })?;
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
