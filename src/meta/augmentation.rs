//! Growing a support by what the VAE can add to it: the article's data augmentation.

use crate::tensors::{latents, numbers, to_bytes};
use burn::tensor::Device;
use rand::RngExt;

use super::chunk::CHUNK;
use super::embedding::posteriors;
use crate::breath;
use crate::data::{LabelledImages, Support};
use crate::error::Result;
use crate::model::Vae;
use crate::protocol::few_shot::Augmentation;
use crate::random::{Purpose, normal, stream};

impl Augmentation {
    /// The support with what was added behind it: for each image samples of its posterior, and for
    /// each image of a class with two or more points on the line between its mean and that of
    /// another one of its class; all decoded.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn support(
        &self,
        support: &Support,
        model: &Vae,
        seed: u32,
        device: &Device,
    ) -> Result<Support> {
        let known = posteriors(model, support.images(), device).await?;
        let mut rng = stream(seed, Purpose::Augmentation);
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for (index, &label) in support.labels().iter().enumerate() {
            let (mean, variance) = (known.mean.row(index), known.variance.row(index));
            for _ in 0..self.samples {
                let eps = normal(&mut rng, model.latents());
                let parts = mean.iter().zip(variance).zip(eps);
                rows.extend(parts.map(|((m, v), eps)| m + self.spread * v.sqrt() * eps));
                labels.push(label);
            }
            let others: Vec<usize> = (0..support.labels().len())
                .filter(|&other| other != index && support.labels()[other] == label)
                .collect();
            for _ in 0..if others.is_empty() { 0 } else { self.blends } {
                let other = known.mean.row(others[rng.random_range(0..others.len())]);
                let t: f32 = rng.random_range(0.0..0.5);
                rows.extend(mean.iter().zip(other).map(|(a, b)| a + t * (b - a)));
                labels.push(label);
            }
        }
        let mut shown: LabelledImages = support.shown().clone();
        shown.labels.extend(labels);
        for rows in rows.chunks(CHUNK * model.latents()) {
            breath::take().await?;
            let z = latents(rows.to_vec(), model.latents(), device);
            let decoded = numbers(model.decode(z)).await?;
            shown.images.extend(to_bytes(&decoded));
        }
        Support::new(support.ways(), shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Compute;
    use crate::image::PIXELS;
    use crate::model::{Size, StateDict};
    use pollster::block_on;

    /// Three images in two ways: an image without a second one of its way has nothing to blend with.
    #[test]
    fn what_is_added_comes_behind_with_its_images_label() {
        let device = Compute::cpu().device;
        let model = Vae::from_state(&StateDict::initial(Size::default(), 1), &device);
        let images: Vec<u8> = [40u8, 120, 200].iter().flat_map(|ink| [*ink; PIXELS]).collect();
        let support = Support::new(2, LabelledImages { images, labels: vec![0, 1, 1] }).unwrap();
        let growth = Augmentation { samples: 2, blends: 3, spread: 1.0 };
        let grown = block_on(growth.support(&support, &model, 1, &device)).unwrap();
        assert_eq!(&grown.labels()[..3], support.labels());
        assert_eq!(&grown.images()[..3 * PIXELS], support.images());
        assert_eq!(grown.labels()[3..], [vec![0; 2], vec![1; 5], vec![1; 5]].concat());
        let again = block_on(growth.support(&support, &model, 1, &device)).unwrap();
        assert_eq!(again, grown, "the seed fixes the draws");
    }

    /// Without spread a sample is the reconstruction of its image at the posterior's mean.
    #[test]
    fn without_spread_a_sample_is_the_reconstruction() {
        let device = Compute::cpu().device;
        let model = Vae::from_state(&StateDict::initial(Size::default(), 1), &device);
        let support = Support::new(1, LabelledImages { images: vec![90; PIXELS], labels: vec![0] });
        let support = support.unwrap();
        let growth = Augmentation { samples: 1, blends: 0, spread: 0.0 };
        let grown = block_on(growth.support(&support, &model, 1, &device)).unwrap();
        let means = block_on(posteriors(&model, support.images(), &device)).unwrap().mean;
        let ink = numbers(model.decode(latents(means.into_values(), 32, &device)));
        let expected = block_on(ink).unwrap();
        for (got, ink) in grown.images()[PIXELS..].iter().zip(expected) {
            assert_eq!(*got, (ink * 255.0).round() as u8);
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        for growth in [
            Augmentation { samples: 33, ..Augmentation::default() },
            Augmentation { blends: 33, ..Augmentation::default() },
            Augmentation { spread: f32::NAN, ..Augmentation::default() },
        ] {
            assert!(growth.check().is_err(), "{growth:?}");
        }
        Augmentation::default().check().unwrap();
    }
}
