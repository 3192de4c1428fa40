//! Between bytes, numbers and tensors: the only ways in and out of a device.

use burn::tensor::{Device, Tensor, TensorData};

use crate::error::{Error, Result};
use crate::image::PIXELS;

/// Images to a tensor.
///
/// # Shapes
/// `bytes`: n · 784, ink = 255. Answer: `[n, 784]`, ink in 0..=1.
pub fn pixels(bytes: &[u8], device: &Device) -> Tensor<2> {
    let values: Vec<f32> = bytes.iter().map(|byte| f32::from(*byte) / 255.0).collect();
    Tensor::from_data(TensorData::new(values, [bytes.len() / PIXELS, PIXELS]), device)
}

/// Latents, or noise for them, to a tensor.
///
/// # Shapes
/// `numbers`: n rows of `width`. Answer: `[n, width]`.
pub fn latents(numbers: Vec<f32>, width: usize, device: &Device) -> Tensor<2> {
    let rows = numbers.len() / width;
    Tensor::from_data(TensorData::new(numbers, [rows, width]), device)
}

/// The numbers of a tensor, row-major. One transfer: reading costs a GPU a wait for all that was
/// asked of it before.
///
/// # Errors
/// [`Error::Device`] where the device cannot be read.
pub async fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor.into_data_async().await.map_err(Error::unreadable)?;
    data.try_into_vec::<f32>().map_err(Error::unreadable)
}

/// Probabilities of ink to the bytes of images: 0..=1 to 0..=255, rounded.
pub fn to_bytes(probabilities: &[f32]) -> Vec<u8> {
    probabilities.iter().map(|ink| (ink * 255.0).round() as u8).collect()
}
