//! Checks on what the page sends.

use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::Size;
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

/// The size of fresh weights: the default one where none is asked for.
pub fn fresh(latents: Option<u32>) -> Result<Size> {
    latents.map_or_else(|| Ok(Size::default()), Size::of)
}

/// Refuses a number of latents that the weights have not that are to be trained on.
pub fn same_size(size: Size, latents: Option<u32>) -> Result<()> {
    let Some(asked) = latents else { return Ok(()) };
    if Size::of(asked)? == size {
        return Ok(());
    }
    Err(Error::Argument(format!(
        "The weights to go on from have {} latents, and training does not give them {asked}. Start \
         from random weights, or leave the number as it is.",
        size.latents()
    )))
}

/// Refuses a latent that is not as many finite numbers as its model has latents.
pub fn check_latent(latent: &[f32], latents: usize) -> Result<()> {
    if latent.len() == latents && latent.iter().all(|z| z.is_finite()) {
        return Ok(());
    }
    Err(Error::Argument(format!(
        "A latent of this model must be {latents} finite numbers. Encode the picture again: the \
         model may have changed since."
    )))
}
