//! Labelled images in memory, as bytes.

use crate::image::PIXELS;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Labels run from 0 to `CLASSES - 1`.
pub const CLASSES: u8 = 10;

/// Images with their labels, in a fixed order.
///
/// Bytes and not floats: MNIST's 60,000 training images are 47 MB so, and would be 188 MB.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dataset {
    images: Vec<u8>,
    labels: Vec<u8>,
}

impl Dataset {
    /// Takes `n * 784` bytes of images and n labels of 0 to 9.
    ///
    /// # Errors
    /// [`Error::Data`] when the two do not fit together or a label is above 9.
    pub fn new(images: Vec<u8>, labels: Vec<u8>) -> Result<Self> {
        if images.len() != labels.len() * PIXELS {
            return Err(Error::Data(format!(
                "{} labels need {} bytes of images ({PIXELS} each), but there are {}.",
                labels.len(),
                labels.len() * PIXELS,
                images.len()
            )));
        }
        if let Some((at, label)) = unknown_label(&labels) {
            return Err(Error::Data(format!(
                "Label {at} is {label}; labels of digits are 0 to 9."
            )));
        }
        Ok(Self { images, labels })
    }

    /// Images in the set.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is not a single image.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// All pixels, `len() * 784` bytes.
    pub fn images(&self) -> &[u8] {
        &self.images
    }

    /// All labels.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// The 784 bytes of image `index`.
    ///
    /// # Panics
    /// Where `index` is not below [`len`](Self::len), as slices do.
    pub fn image(&self, index: usize) -> &[u8] {
        &self.images[index * PIXELS..(index + 1) * PIXELS]
    }

    /// The images at `indices`, in that order, `indices.len() * 784` bytes.
    ///
    /// # Panics
    /// Where an index is not below [`len`](Self::len).
    pub fn gather(&self, indices: &[usize]) -> Vec<u8> {
        let mut batch = Vec::with_capacity(indices.len() * PIXELS);
        for &index in indices {
            batch.extend_from_slice(self.image(index));
        }
        batch
    }

    /// Makes room for `additional` more images in one allocation.
    pub fn reserve(&mut self, additional: usize) {
        self.images.reserve_exact(additional * PIXELS);
        self.labels.reserve_exact(additional);
    }

    /// How many more images fit without another allocation.
    pub fn room(&self) -> usize {
        (self.images.capacity() - self.images.len()) / PIXELS
    }

    /// Puts `other` behind what is there.
    pub fn append(&mut self, other: &Dataset) {
        self.insert(self.len(), other);
    }

    /// Puts `other` before image `at`; what stood there and behind moves up.
    ///
    /// # Panics
    /// Where `at` is above [`len`](Self::len).
    pub fn insert(&mut self, at: usize, other: &Dataset) {
        let pixel = at * PIXELS;
        self.images.splice(pixel..pixel, other.images.iter().copied());
        self.labels.splice(at..at, other.labels.iter().copied());
    }

    /// The first `count` images, and the others.
    ///
    /// # Panics
    /// Where `count` is above [`len`](Self::len).
    pub fn split_at(mut self, count: usize) -> (Dataset, Dataset) {
        let images = self.images.split_off(count * PIXELS);
        let labels = self.labels.split_off(count);
        (self, Dataset { images, labels })
    }

    /// Splits off every tenth image (the last one where there are fewer than ten): what remains,
    /// and what is held out. Every tenth and not the last tenth, because files are often sorted.
    ///
    /// # Errors
    /// [`Error::Data`] with fewer than two images, of which none can be spared.
    pub fn hold_out_tenth(mut self) -> Result<(Dataset, Dataset)> {
        let count = self.len();
        if count < 2 {
            return Err(Error::Data(format!(
                "A data set of {count} image(s) cannot be split in training and held-out images; \
                 it takes two at least."
            )));
        }
        let spared = |index: usize| if count < 10 { index == count - 1 } else { index % 10 == 9 };
        let mut held_out = Dataset::default();
        held_out.reserve(count.div_ceil(10));
        // The others move up in place: a second copy of them would be the larger half of the memory
        // that a file costs.
        let mut kept = 0;
        for index in 0..count {
            if spared(index) {
                held_out.images.extend_from_slice(self.image(index));
                held_out.labels.push(self.labels[index]);
            } else {
                let image = index * PIXELS..(index + 1) * PIXELS;
                self.images.copy_within(image, kept * PIXELS);
                self.labels[kept] = self.labels[index];
                kept += 1;
            }
        }
        self.images.truncate(kept * PIXELS);
        self.labels.truncate(kept);
        Ok((self, held_out))
    }

    /// SHA-256 of all pixels and then all labels, lower-case hex. Names exactly this content in
    /// this order, whatever files it came from.
    pub fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.images);
        hash.update(&self.labels);
        hex(&hash.finalize())
    }
}

/// The position and value of the first label above 9.
pub(super) fn unknown_label(labels: &[u8]) -> Option<(usize, u8)> {
    labels.iter().copied().enumerate().find(|&(_, label)| label >= CLASSES)
}

/// SHA-256 of `bytes`, lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(range: std::ops::Range<u8>) -> Dataset {
        let images = range.clone().flat_map(|n| [n; PIXELS]).collect();
        Dataset::new(images, range.map(|n| n % 10).collect()).unwrap()
    }

    fn firsts(data: &Dataset) -> Vec<u8> {
        (0..data.len()).map(|index| data.image(index)[0]).collect()
    }

    #[test]
    fn refuses_counts_that_differ_and_labels_above_nine() {
        let error = Dataset::new(vec![0; PIXELS * 2], vec![0; 3]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "3 labels need 2352 bytes of images (784 each), but there are 1568."
        );
        let error = Dataset::new(vec![0; PIXELS * 2], vec![9, 10]).unwrap_err();
        assert_eq!(error.to_string(), "Label 1 is 10; labels of digits are 0 to 9.");
    }

    #[test]
    fn gathers_in_the_order_asked_for() {
        let data = numbered(0..5);
        let batch = data.gather(&[4, 0, 4]);
        assert_eq!(batch.len(), 3 * PIXELS);
        assert_eq!([batch[0], batch[PIXELS], batch[2 * PIXELS]], [4, 0, 4]);
        assert!(data.gather(&[]).is_empty());
    }

    #[test]
    fn appends_and_inserts() {
        let mut data = numbered(0..2);
        data.append(&numbered(5..7));
        data.insert(2, &numbered(2..5));
        assert_eq!(data, numbered(0..7));
    }

    #[test]
    fn splits_in_order() {
        assert_eq!(numbered(0..7).split_at(5), (numbered(0..5), numbered(5..7)));
        assert_eq!(numbered(0..7).split_at(7).1, Dataset::default());
    }

    #[test]
    fn holds_out_every_tenth() {
        let (kept, held_out) = numbered(0..25).hold_out_tenth().unwrap();
        assert_eq!(firsts(&held_out), [9, 19]);
        assert_eq!(held_out.labels(), [9, 9]);
        assert_eq!(kept.len(), 23);
        assert!(!firsts(&kept).contains(&9));

        let (kept, held_out) = numbered(0..2).hold_out_tenth().unwrap();
        assert_eq!((firsts(&kept), firsts(&held_out)), (vec![0], vec![1]));
        assert!(numbered(0..1).hold_out_tenth().is_err());
    }

    #[test]
    fn the_hash_is_of_images_then_labels() {
        let data = numbered(1..2);
        let mut bytes = vec![1; PIXELS];
        bytes.push(1);
        assert_eq!(data.content_hash(), sha256_hex(&bytes));
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
