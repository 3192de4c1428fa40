//! The IDX files in which MNIST and its relatives are published.
//!
//! Numbers are big-endian. Images: magic 2051, count, 28, 28, then 784 bytes each. Labels: magic
//! 2049, count, then a byte each. Both may be compressed with gzip.

use std::io::{self, Read};

use super::gzip::{self, Sniffed};
use super::{File, Format};
use crate::data::dataset::{Dataset, unknown_label};
use crate::error::{Error, Result};
use crate::image::{PIXELS, SIDE, SIDE_U32};
use crate::protocol::sizes::IDX_IMAGES;

/// Bytes before the first pixel.
pub const IMAGES_HEADER: usize = 16;
/// Bytes before the first label.
pub const LABELS_HEADER: usize = 8;

pub(super) const IMAGES_MAGIC: u32 = 2051;
const LABELS_MAGIC: u32 = 2049;

/// An images file and its labels file, in this order.
pub const FORMAT: Format = Format { name: "IDX", fits, read };

fn fits(files: &[File<'_>]) -> bool {
    let starts = |file: &File<'_>| {
        matches!(gzip::sniff(file.bytes), Sniffed::Gzip) || file.bytes.starts_with(&[0, 0, 8])
    };
    files.len() == 2 && files.iter().all(starts)
}

fn read(files: &[File<'_>]) -> Result<Dataset> {
    match files {
        [images, labels] => read_pair(images.bytes, labels.bytes),
        _ => Err(Error::Data(format!(
            "IDX files come in pairs, an images file and its labels file, not {} at a time.",
            files.len()
        ))),
    }
}

/// Reads an images file and the labels file that belongs to it, each gzip or raw.
///
/// # Errors
/// [`Error::Data`] naming the file (images or labels), what was found and what was expected.
pub fn read_pair(images: &[u8], labels: &[u8]) -> Result<Dataset> {
    let pixels = read_images(images)?;
    let labels = read_labels(labels)?;
    let count = pixels.len() / PIXELS;
    if count != labels.len() {
        return Err(Error::Data(format!(
            "The images file holds {count} images, but the labels file {} labels. Pick the two \
             that belong together.",
            labels.len()
        )));
    }
    Dataset::new(pixels, labels)
}

/// Reads an images file, gzip or raw: `n * 784` bytes.
///
/// # Errors
/// [`Error::Data`], see [`read_pair`].
pub fn read_images(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut file = Source::open("The images file", bytes)?;
    let pixels = images_from(&mut file)?;
    file.end()?;
    Ok(pixels)
}

/// Reads a labels file, gzip or raw: n labels of 0 to 9.
///
/// # Errors
/// [`Error::Data`], see [`read_pair`].
pub fn read_labels(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut file = Source::open("The labels file", bytes)?;
    let labels = labels_from(&mut file)?;
    file.end()?;
    Ok(labels)
}

/// Writes an images file, raw, from `n * 784` bytes.
pub fn write_images(images: &[u8]) -> Vec<u8> {
    let count = u32::try_from(images.len() / PIXELS).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(IMAGES_HEADER.saturating_add(images.len()));
    for number in [IMAGES_MAGIC, count, SIDE_U32, SIDE_U32] {
        out.extend_from_slice(&number.to_be_bytes());
    }
    out.extend_from_slice(images);
    out
}

/// Writes a labels file, raw.
pub fn write_labels(labels: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(LABELS_HEADER.saturating_add(labels.len()));
    let count = u32::try_from(labels.len()).unwrap_or(u32::MAX);
    for number in [LABELS_MAGIC, count] {
        out.extend_from_slice(&number.to_be_bytes());
    }
    out.extend_from_slice(labels);
    out
}

/// Reads one IDX images block from where `file` stands, and leaves it standing behind.
pub(super) fn images_from(file: &mut Source<'_>) -> Result<Vec<u8>> {
    file.magic("images", IMAGES_MAGIC)?;
    let count = file.count("images")?;
    let (height, width) = (file.number()?, file.number()?);
    if (height, width) != (SIDE_U32, SIDE_U32) {
        return Err(
            file.error(format!("holds images of {height}x{width} pixels; expected {SIDE}x{SIDE}"))
        );
    }
    file.body("images", count, PIXELS)
}

/// Reads one IDX labels block from where `file` stands, and leaves it standing behind.
pub(super) fn labels_from(file: &mut Source<'_>) -> Result<Vec<u8>> {
    file.magic("labels", LABELS_MAGIC)?;
    let count = file.count("labels")?;
    let labels = file.body("labels", count, 1)?;
    if let Some((at, label)) = unknown_label(&labels) {
        return Err(file.error(format!(
            "has the label {label} at position {at}; labels of digits are 0 to 9"
        )));
    }
    Ok(labels)
}

/// A file being read, with the name that its errors begin with.
pub(super) struct Source<'a> {
    name: &'a str,
    reader: Box<dyn Read + 'a>,
    /// Whether it is compressed.
    packed: bool,
    /// Bytes that it is unpacked to at the most.
    most: usize,
}

impl<'a> Source<'a> {
    /// `name` begins a sentence: "The images file".
    pub(super) fn open(name: &'a str, bytes: &'a [u8]) -> Result<Self> {
        let complaint = match gzip::sniff(bytes) {
            sniffed @ (Sniffed::Gzip | Sniffed::Raw) => {
                return Ok(Self {
                    name,
                    reader: gzip::reader(bytes),
                    packed: sniffed == Sniffed::Gzip,
                    most: gzip::most_unpacked(bytes),
                });
            }
            Sniffed::Empty => "is empty",
            Sniffed::WebPage => "is a web page, not an IDX file",
        };
        Err(Error::Data(format!("{name} {complaint}.")))
    }

    /// Bytes that are known to be decompressed.
    pub(super) fn plain(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { name, reader: Box::new(bytes), packed: false, most: bytes.len() }
    }

    /// The bytes must be used up. For gzip this is also where its checksum is compared.
    pub(super) fn end(&mut self) -> Result<()> {
        match gzip::read_up_to(&mut self.reader, 1) {
            Ok(rest) if rest.is_empty() => Ok(()),
            Ok(_) => Err(self.error("has more bytes than its header declares".into())),
            Err(error) => Err(self.unreadable(&error)),
        }
    }

    fn magic(&mut self, what: &str, expected: u32) -> Result<()> {
        let found = self.number()?;
        if found == expected {
            return Ok(());
        }
        let hint = match found {
            IMAGES_MAGIC => " That is an images file: were the two files swapped?",
            LABELS_MAGIC => " That is a labels file: were the two files swapped?",
            _ => "",
        };
        let complaint =
            format!("starts with the number {found}; expected {expected}, the mark of IDX {what}");
        Err(Error::Data(format!("{} {complaint}.{hint}", self.name)))
    }

    fn count(&mut self, what: &str) -> Result<usize> {
        let count = self.number()?;
        if (1..=IDX_IMAGES).contains(&count) {
            return Ok(count as usize);
        }
        Err(self.error(format!("declares {count} {what}; expected 1 to {IDX_IMAGES}")))
    }

    fn body(&mut self, what: &str, count: usize, item: usize) -> Result<Vec<u8>> {
        let expected = count.saturating_mul(item);
        if self.packed && expected > self.most {
            return Err(self.error(format!(
                "declares {count} {what}, which take {expected} bytes, more than a compressed \
                 file of its size is trusted to hold ({}). Unpack it, and pick the unpacked file",
                self.most
            )));
        }
        let body = gzip::read_up_to(&mut self.reader, expected.min(self.most))
            .map_err(|error| self.unreadable(&error))?;
        if body.len() < expected {
            return Err(self.error(format!(
                "is cut short: it declares {count} {what}, which take {expected} bytes, but only \
                 {} follow",
                body.len()
            )));
        }
        Ok(body)
    }

    fn number(&mut self) -> Result<u32> {
        let bytes =
            gzip::read_up_to(&mut self.reader, 4).map_err(|error| self.unreadable(&error))?;
        let bytes = bytes
            .try_into()
            .map_err(|_| self.error("is cut short: it ends inside its header".into()))?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn unreadable(&self, error: &io::Error) -> Error {
        self.error(gzip::explain(error).into())
    }

    fn error(&self, complaint: String) -> Error {
        Error::Data(format!("{} {complaint}.", self.name))
    }
}

#[cfg(test)]
mod tests;
