//! Bytes that may or may not be compressed, and what can be told about those that are neither.

use std::io::{self, Read};

use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};

use crate::error::{Error, Result};

/// Members of a file. Each costs a decompressor, 43 kB to be cleared, and an empty one has 20
/// bytes; a file in members of 64 kB, as bgzip writes them, needs 3,600 for 300,000 images.
const MOST_MEMBERS: usize = 4096;
/// What any file may unpack to, in bytes: 42,000 images.
const UNPACKED: usize = 32 << 20;
/// And how much more, for each byte of it. Deflate reaches 1032; images of digits reach 5.
const UNPACKED_A_BYTE: usize = 8;

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// Starts with gzip's magic.
    Gzip,
    /// Starts with `<`: HTML, most likely a server's error or index page.
    WebPage,
    /// Nothing at all.
    Empty,
    /// Anything else.
    Raw,
}

pub(crate) fn sniff(bytes: &[u8]) -> Sniffed {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.is_empty() {
        Sniffed::Empty
    } else if bytes.starts_with(&[0x1f, 0x8b]) {
        Sniffed::Gzip
    } else if text.trim_ascii_start().starts_with(b"<") {
        Sniffed::WebPage
    } else {
        Sniffed::Raw
    }
}

/// Reads `bytes` as they are, or decompresses them as they are read. Nothing is decompressed ahead
/// of the reader, so that a small file which unpacks to gigabytes costs only what is asked for.
pub(crate) fn reader(bytes: &[u8]) -> Box<dyn Read + '_> {
    match sniff(bytes) {
        Sniffed::Gzip => Box::new(Members { member: GzDecoder::new(bytes), left: MOST_MEMBERS }),
        _ => Box::new(bytes),
    }
}

/// The members of a gzip file one after the other, but not any number of them.
struct Members<'a> {
    member: GzDecoder<&'a [u8]>,
    /// Members that may follow this one.
    left: usize,
}

impl Read for Members<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.member.read(into)?;
            let rest = *self.member.get_ref();
            if read > 0 || into.is_empty() || rest.is_empty() {
                return Ok(read);
            }
            self.left = self.left.checked_sub(1).ok_or(io::ErrorKind::QuotaExceeded)?;
            self.member = GzDecoder::new(rest);
        }
    }
}

/// The most bytes that a file of `len` bytes is unpacked to, whatever its header asks for.
///
/// A small file can unpack to a thousand times its size, which a tab does not survive; no file of
/// images does. Who has such images can still hand them over unpacked.
pub(crate) fn most_unpacked(bytes: &[u8]) -> usize {
    match sniff(bytes) {
        Sniffed::Gzip => bytes.len().saturating_mul(UNPACKED_A_BYTE).saturating_add(UNPACKED),
        _ => bytes.len(),
    }
}

/// Reads up to `limit` bytes: fewer only where the source ends.
///
/// The buffer is allocated once and for `limit`, which the caller keeps within
/// [`most_unpacked`].
pub(crate) fn read_up_to(source: &mut dyn Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(limit);
    source.take(limit as u64).read_to_end(&mut out)?;
    Ok(out)
}

/// How a reader's failure reads to a person: "is cut short" or "is damaged".
pub(crate) fn explain(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "is cut short: its gzip stream ends early",
        io::ErrorKind::QuotaExceeded => {
            "is gzip of more than 4,096 members: unpack it, and take the unpacked file"
        }
        _ => "is damaged: its gzip stream cannot be decompressed",
    }
}

/// One gzip member. The header carries no time and no name, so equal input gives equal output.
pub(super) fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let unwritten = |error| Error::Data(format!("The bytes were not compressed: {error}."));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    io::Write::write_all(&mut encoder, bytes).map_err(unwritten)?;
    encoder.finish().map_err(unwritten)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compress(bytes: &[u8]) -> Vec<u8> {
        super::compress(bytes).unwrap()
    }

    #[test]
    fn sniffs() {
        assert_eq!(sniff(b""), Sniffed::Empty);
        assert_eq!(sniff(&compress(b"x")), Sniffed::Gzip);
        assert_eq!(sniff(b"\xef\xbb\xbf \r\n<!doctype html>"), Sniffed::WebPage);
        assert_eq!(sniff(&[0, 0, 8, 3]), Sniffed::Raw);
    }

    #[test]
    fn stops_at_the_limit_of_a_bomb() {
        let bomb = compress(&vec![0; 50_000_000]);
        assert!(bomb.len() < 60_000);
        let read = read_up_to(&mut reader(&bomb), 1_000).unwrap();
        assert_eq!(read.len(), 1_000);
        assert!(read.capacity() < 2_000);
    }

    #[test]
    fn what_a_file_may_unpack_to_grows_with_it_and_starts_well_above_its_size() {
        assert_eq!(most_unpacked(&[1, 2, 3]), 3, "it is not packed");
        let packed = compress(b"x");
        assert_eq!(most_unpacked(&packed), (32 << 20) + 8 * packed.len());
    }

    #[test]
    fn members_follow_one_another_but_not_without_end() {
        let mut back = Vec::new();
        let two = [compress(b"one, "), compress(b""), compress(b"two")].concat();
        reader(&two).read_to_end(&mut back).unwrap();
        assert_eq!(back, b"one, two");

        let most = compress(b"").repeat(MOST_MEMBERS + 1);
        assert_eq!(reader(&most).read_to_end(&mut back).unwrap(), 0);
        let more = compress(b"").repeat(MOST_MEMBERS + 2);
        let error = reader(&more).read_to_end(&mut back).unwrap_err();
        assert!(explain(&error).contains("more than 4,096 members"));
        let then_garbage = [compress(b"one"), b"garbage".to_vec()].concat();
        assert!(reader(&then_garbage).read_to_end(&mut back).is_err());
    }

    #[test]
    fn compressing_is_reproducible() {
        let bytes: Vec<u8> = (0..10_000u32).map(|n| (n % 251) as u8).collect();
        assert_eq!(compress(&bytes), compress(&bytes));
        let mut back = Vec::new();
        reader(&compress(&bytes)).read_to_end(&mut back).unwrap();
        assert_eq!(back, bytes);
    }
}
