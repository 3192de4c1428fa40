//! A few thousand images in one file: small enough to fetch, verify and retry by itself.
//!
//! A shard is one gzip member that holds an IDX images file followed directly by its IDX labels
//! file. Its hash is of the decompressed bytes, so that it also fits where a server marks the file
//! as compressed and the browser unpacks it on the way.

use super::gzip::{self, Sniffed};
use super::idx::{self, IMAGES_HEADER, IMAGES_MAGIC, LABELS_HEADER, Source};
use crate::data::dataset::{Dataset, sha256_hex};
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::protocol::sizes::SHARD_IMAGES;
use crate::protocol::{ShardFile, Split};

/// The file and its line in the manifest. Equal input gives equal bytes.
///
/// # Errors
/// [`Error::Argument`] where `data` is empty or above 60,000 images.
pub fn write_shard(file: &str, split: Split, data: &Dataset) -> Result<(ShardFile, Vec<u8>)> {
    let images = u32::try_from(data.len()).unwrap_or(u32::MAX);
    if !(1..=SHARD_IMAGES).contains(&images) {
        return Err(Error::Argument(format!(
            "A shard holds 1 to {SHARD_IMAGES} images, not {images}."
        )));
    }
    let plain = [idx::write_images(data.images()), idx::write_labels(data.labels())].concat();
    let bytes = gzip::compress(&plain)?;
    let entry = ShardFile {
        file: file.into(),
        split,
        images,
        // 60,000 images are 47 MB before compression.
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        sha256: sha256_hex(&plain),
    };
    Ok((entry, bytes))
}

/// Reads a shard as served: gzip, or already decompressed.
///
/// # Errors
/// [`Error::Data`] with a sentence of its own for a web page in place of the file, an empty file,
/// a truncated or damaged one, one with another number of images, and one with another hash.
pub fn read_shard(entry: &ShardFile, bytes: &[u8]) -> Result<Dataset> {
    let name = format!("The shard {}", entry.file);
    let refused = |complaint: &str| Error::Data(format!("{name} {complaint}"));
    match gzip::sniff(bytes) {
        Sniffed::Gzip | Sniffed::Raw => {}
        Sniffed::Empty => return Err(refused("is empty. Fetch it again.")),
        Sniffed::WebPage => {
            return Err(refused(
                "is a web page, not a shard: the server answers missing files with its index \
                 page. Check that the data folder was uploaded in full.",
            ));
        }
    }
    let count = entry.images as usize;
    let headers = IMAGES_HEADER.saturating_add(LABELS_HEADER);
    let expected = count.saturating_mul(PIXELS.saturating_add(1)).saturating_add(headers);
    // One byte more tells a file that is too long. Deflate's best ratio is 1032 : 1.
    let limit = expected.saturating_add(1).min(bytes.len().saturating_mul(1032));
    let plain = gzip::read_up_to(&mut gzip::reader(bytes), limit)
        .map_err(|error| refused(&format!("{}. Fetch it again.", gzip::explain(&error))))?;

    let mut shard = Source::plain(&name, &plain);
    if let Some(found) = declared_images(&plain).filter(|&found| found != entry.images) {
        return Err(refused(&format!(
            "holds {found} images, where the manifest says {count}. The two are of different \
             builds: reload the page."
        )));
    }
    let images = idx::images_from(&mut shard)?;
    let labels = idx::labels_from(&mut shard)?;
    shard.end()?;
    if sha256_hex(&plain) != entry.sha256 {
        return Err(refused(
            "does not match its hash in the manifest: it was changed on the way, or is of another \
             build. Reload the page.",
        ));
    }
    if labels.len() != count {
        return Err(refused(&format!("holds {count} images, but {} labels.", labels.len())));
    }
    Dataset::new(images, labels)
}

fn declared_images(plain: &[u8]) -> Option<u32> {
    let (magic, rest) = plain.split_first_chunk::<4>()?;
    let count = rest.first_chunk::<4>()?;
    (u32::from_be_bytes(*magic) == IMAGES_MAGIC).then(|| u32::from_be_bytes(*count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(count: usize) -> Dataset {
        let images = (0..count * PIXELS).map(|n| (n % 241) as u8).collect();
        Dataset::new(images, (0..count).map(|n| (n % 10) as u8).collect()).unwrap()
    }

    fn shard(count: usize) -> (ShardFile, Vec<u8>) {
        write_shard("train-00.shard", Split::Train, &sample(count)).unwrap()
    }

    fn plain(bytes: &[u8]) -> Vec<u8> {
        gzip::read_up_to(&mut gzip::reader(bytes), 1 << 20).unwrap()
    }

    fn compress(bytes: &[u8]) -> Vec<u8> {
        gzip::compress(bytes).unwrap()
    }

    fn complaint(entry: &ShardFile, bytes: &[u8]) -> String {
        let error = read_shard(entry, bytes).unwrap_err();
        assert_eq!(error.code(), "data");
        let message = error.to_string();
        assert!(message.starts_with("The shard train-00.shard "), "{message}");
        message
    }

    #[test]
    fn reads_what_it_wrote_as_served_or_unpacked_on_the_way() {
        let (entry, bytes) = shard(12);
        assert_eq!(entry.images, 12);
        assert_eq!(entry.bytes as usize, bytes.len());
        assert_eq!(read_shard(&entry, &bytes).unwrap(), sample(12));
        assert_eq!(read_shard(&entry, &plain(&bytes)).unwrap(), sample(12));
        assert_eq!(shard(12), (entry, bytes), "writing is reproducible");
    }

    #[test]
    fn each_failure_has_its_sentence() {
        let (entry, bytes) = shard(12);
        assert!(complaint(&entry, b"\n<!doctype html>").contains("is a web page, not a shard"));
        assert!(complaint(&entry, b"").contains("is empty"));
        assert!(complaint(&entry, b"404: not found").contains("expected 2051"));

        let (_, others) = shard(13);
        assert!(complaint(&entry, &others).contains("holds 13 images, where the manifest says 12"));
        let (_, fewer) = shard(11);
        assert!(complaint(&entry, &fewer).contains("holds 11 images, where the manifest says 12"));

        let mut changed = plain(&bytes);
        changed[500] ^= 1;
        assert!(complaint(&entry, &changed).contains("does not match its hash"));
        assert!(complaint(&entry, &compress(&changed)).contains("does not match its hash"));

        let mut damaged = bytes.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 0xff;
        complaint(&entry, &damaged);

        let mut longer = plain(&bytes);
        longer.push(7);
        assert!(complaint(&entry, &longer).contains("more bytes than"));
    }

    #[test]
    fn notices_every_truncation() {
        let (entry, bytes) = shard(2);
        for cut in 2..bytes.len() {
            let complaint = complaint(&entry, &bytes[..cut]);
            assert!(complaint.contains("is cut short"), "{cut}: {complaint}");
        }
        let plain = plain(&bytes);
        for cut in [4, 10, 16, 700, 16 + 2 * PIXELS, plain.len() - 1] {
            let complaint = complaint(&entry, &plain[..cut]);
            assert!(complaint.contains("is cut short"), "{cut}: {complaint}");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_size_in_the_manifest() {
        let (entry, bytes) = shard(2);
        let mut bomb = plain(&bytes);
        bomb.resize(80_000_000, 0);
        assert!(complaint(&entry, &compress(&bomb)).contains("more bytes than"));
    }

    #[test]
    fn labels_must_be_as_many_even_where_the_hash_fits() {
        let (mut entry, _) = shard(3);
        let plain =
            [idx::write_images(sample(3).images()), idx::write_labels(sample(2).labels())].concat();
        entry.sha256 = sha256_hex(&plain);
        assert!(complaint(&entry, &plain).contains("holds 3 images, but 2 labels"));
    }

    #[test]
    fn writes_neither_nothing_nor_too_much() {
        let error = write_shard("x.shard", Split::Test, &Dataset::default()).unwrap_err();
        assert_eq!(error.code(), "argument");
    }
}
