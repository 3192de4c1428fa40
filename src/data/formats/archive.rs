//! Zip archives of strangers: files are listed and read within limits, whatever the archive says.
//!
//! What cannot cost more than the archive is worth: entries are read by their place and not by
//! their name, no two may share bytes, so that nothing is unpacked twice, and what all of them
//! unpack to is counted before it is.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use rawzip::{CompressionMethod, ZipArchive, ZipSliceArchive, ZipVerification};

use crate::error::{Error, Result, quoted};
use crate::protocol::sizes::{
    ARCHIVE_FILE_BYTES, ARCHIVE_FILES, ARCHIVE_PATH, ARCHIVE_UNPACKED, MOST_BYTES,
};

/// An archive that is read, and how much more may be read of it.
pub(super) struct Archive<'a> {
    files: Vec<File<'a>>,
    /// Kept from file to file: clearing a new one costs more than most pictures.
    inflate: Decompress,
    /// Bytes that may still be unpacked.
    left: usize,
}

/// A file of an archive, still packed.
#[derive(Clone)]
pub(super) struct File<'a> {
    /// Its path. What is not UTF-8 in it has become U+FFFD.
    pub path: String,
    method: CompressionMethod,
    encrypted: bool,
    packed: &'a [u8],
    says: ZipVerification,
}

impl<'a> Archive<'a> {
    /// Lists an archive's files by their paths, without folders and what macOS packs beside files.
    ///
    /// # Errors
    /// [`Error::Data`] where it is no archive, is larger or has more files than is read, or two of
    /// its files share bytes.
    pub(super) fn open(archive: &'a [u8]) -> Result<Self> {
        if archive.len() > MOST_BYTES.archive as usize {
            return Err(Error::Data(format!(
                "The archive has {} bytes; at most {} are read. Pack fewer pictures.",
                archive.len(),
                MOST_BYTES.archive
            )));
        }
        let zip = ZipArchive::from_slice(archive).map_err(unreadable)?;
        Ok(Self { files: list(&zip)?, inflate: Decompress::new(false), left: ARCHIVE_UNPACKED })
    }

    /// Every file, sorted by path.
    pub(super) fn files(&self) -> &[File<'a>] {
        &self.files
    }

    /// Unpacks a file.
    ///
    /// # Errors
    /// [`Error::Data`] that names the file.
    pub(super) fn read(&mut self, file: &File<'_>) -> Result<Vec<u8>> {
        let size = file.size()?;
        self.left = self.left.checked_sub(size).ok_or_else(|| {
            Error::Data(format!(
                "The archive unpacks to more than {ARCHIVE_UNPACKED} bytes. Pack fewer pictures."
            ))
        })?;
        let bytes = match file.method {
            CompressionMethod::STORE => file.packed.to_vec(),
            CompressionMethod::DEFLATE => self.inflated(file, size)?,
            other => return Err(file.refused(&format!("is compressed by {other}"))),
        };
        let mut crc = Crc::new();
        crc.update(&bytes);
        let is = ZipVerification { crc: crc.sum(), uncompressed_size: bytes.len() as u64 };
        file.says.valid(is).map_err(|error| file.refused(&format!("is damaged: {error}")))?;
        Ok(bytes)
    }

    fn inflated(&mut self, file: &File<'_>, size: usize) -> Result<Vec<u8>> {
        self.inflate.reset(false);
        let mut bytes = vec![0; size];
        match self.inflate.decompress(file.packed, &mut bytes, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) if self.inflate.total_out() == size as u64 => Ok(bytes),
            Ok(_) => Err(file.refused("is damaged: it does not unpack to the size that it says")),
            Err(error) => Err(file.refused(&format!("is damaged: {error}"))),
        }
    }
}

impl File<'_> {
    fn size(&self) -> Result<usize> {
        if self.encrypted {
            return Err(self.refused("is encrypted"));
        }
        usize::try_from(self.says.uncompressed_size)
            .ok()
            .filter(|size| *size <= ARCHIVE_FILE_BYTES)
            .ok_or_else(|| self.refused(&format!("is larger than {ARCHIVE_FILE_BYTES} bytes")))
    }

    /// An error about this file.
    pub(super) fn refused(&self, why: &str) -> Error {
        Error::Data(format!("{} of the archive {why}.", quoted(&self.path)))
    }
}

fn list<'a>(zip: &ZipSliceArchive<&'a [u8]>) -> Result<Vec<File<'a>>> {
    let archive: &'a [u8] = zip.get_ref();
    let mut files = Vec::new();
    let mut ranges = Vec::new();
    for (count, record) in zip.entries().enumerate() {
        if count >= ARCHIVE_FILES {
            return Err(Error::Data(format!(
                "The archive lists more than {ARCHIVE_FILES} files. Pack fewer pictures."
            )));
        }
        let record = record.map_err(unreadable)?;
        let path = record.file_path();
        let path = path.as_ref();
        if path.len() > ARCHIVE_PATH {
            let start = String::from_utf8_lossy(path.get(..ARCHIVE_PATH).unwrap_or(path));
            let path = quoted(&start);
            return Err(Error::Data(format!("The archive has a path that is too long: {path}.")));
        }
        let path = String::from_utf8_lossy(path).into_owned();
        if record.is_dir() || hidden(&path) {
            continue;
        }
        let entry = zip.get_entry(record.wayfinder()).map_err(unreadable)?;
        let (start, end) = entry.compressed_data_range();
        ranges.push((record.local_header_offset(), end));
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let packed = range.and_then(|(start, end)| archive.get(start..end)).unwrap_or_default();
        files.push(File {
            path,
            method: record.compression_method(),
            encrypted: record.flags().is_encrypted(),
            packed,
            says: entry.claim_verifier(),
        });
    }
    apart(ranges)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Refuses files that share bytes: a small archive could so have any number of large ones.
fn apart(mut ranges: Vec<(u64, u64)>) -> Result<()> {
    ranges.sort_unstable();
    let overlap = ranges.windows(2).any(|pair| match pair {
        [(_, end), (next, _)] => end > next,
        _ => false,
    });
    match overlap {
        true => Err(Error::Data(
            "This is not a zip archive that can be read: two of its files share bytes. Pack it \
             anew."
                .into(),
        )),
        false => Ok(()),
    }
}

fn unreadable(error: rawzip::Error) -> Error {
    Error::Data(format!("This is not a zip archive that can be read: {error}."))
}

/// What macOS puts into archives beside the files.
fn hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

#[cfg(test)]
mod tests;
