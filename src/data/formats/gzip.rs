//! Bytes that may or may not be compressed, and what can be told about those that are neither.

use std::io::{self, Read};

use flate2::{Compression, bufread::MultiGzDecoder, write::GzEncoder};

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// Starts with gzip's magic.
    Gzip,
    /// Starts with `<`: HTML, most likely a server's error or index page.
    WebPage,
    /// Nothing at all.
    Empty,
    /// Anything else.
    Raw,
}

pub(super) fn sniff(bytes: &[u8]) -> Sniffed {
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
pub(super) fn reader(bytes: &[u8]) -> Box<dyn Read + '_> {
    match sniff(bytes) {
        Sniffed::Gzip => Box::new(MultiGzDecoder::new(bytes)),
        _ => Box::new(bytes),
    }
}

/// Reads up to `limit` bytes: fewer only where the source ends.
///
/// The buffer is never larger than what `source_len` bytes of gzip can hold (deflate's best ratio
/// is 1032:1), whatever `limit` a hostile header asks for.
pub(super) fn read_up_to(
    source: &mut dyn Read,
    limit: usize,
    source_len: usize,
) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(limit.min(source_len.saturating_mul(1032)));
    source.take(limit as u64).read_to_end(&mut out)?;
    Ok(out)
}

/// How a reader's failure reads to a person: "is cut short" or "is damaged".
pub(super) fn explain(error: &io::Error) -> &'static str {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        "is cut short: its gzip stream ends early"
    } else {
        "is damaged: its gzip stream cannot be decompressed"
    }
}

/// One gzip member. The header carries no time and no name, so equal input gives equal output.
pub(super) fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    io::Write::write_all(&mut encoder, bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let read = read_up_to(&mut reader(&bomb), 1_000, bomb.len()).unwrap();
        assert_eq!(read.len(), 1_000);
        assert!(read.capacity() < 2_000);
    }

    #[test]
    fn a_header_cannot_ask_for_more_memory_than_the_file_can_fill() {
        let read = read_up_to(&mut reader(&[1, 2, 3]), usize::MAX, 3).unwrap();
        assert_eq!(read, [1, 2, 3]);
        assert!(read.capacity() <= 3 * 1032);
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
