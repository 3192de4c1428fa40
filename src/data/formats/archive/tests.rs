use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod as Method, ZipWriter};

use super::*;

fn archive(files: &[(&str, &[u8])], method: Method) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*path, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn complaint<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => panic!("it was taken"),
        Err(error) => error.to_string(),
    }
}

/// Where the central directory begins, and each of its entries.
fn entries(zip: &[u8]) -> Vec<usize> {
    (0..zip.len() - 4).filter(|at| zip[*at..].starts_with(b"PK\x01\x02")).collect()
}

#[test]
fn files_come_sorted_and_read_whichever_way_they_are_packed() {
    for method in [Method::Stored, Method::Deflated] {
        let zip = archive(
            &[("b", b"second"), ("a/.b", b""), ("__MACOSX/b", b""), ("c/", b""), ("a/é", b"first")],
            method,
        );
        let mut read = Archive::open(&zip).unwrap();
        let files = read.files().to_vec();
        assert_eq!(files.iter().map(|file| &*file.path).collect::<Vec<_>>(), ["a/é", "b"]);
        assert_eq!(read.read(&files[0]).unwrap(), b"first");
        assert_eq!(read.read(&files[1]).unwrap(), b"second");
        assert_eq!(read.read(&files[0]).unwrap(), b"first", "and again");
    }
}

#[test]
fn files_that_share_bytes_are_refused() {
    let zip = archive(&[("a", &[7; 100]), ("b", &[8; 100])], Method::Stored);
    assert!(Archive::open(&zip).is_ok());
    let mut shared = zip;
    let second = entries(&shared)[1];
    // Where its local header lies.
    shared[second + 42..second + 46].fill(0);
    assert!(complaint(Archive::open(&shared)).contains("two of its files share bytes"));
}

#[test]
fn what_a_file_says_of_itself_must_hold() {
    for method in [Method::Stored, Method::Deflated] {
        let zip = archive(&[("a", &[7; 1000])], method);
        let at = entries(&zip)[0];
        let told = |offset: usize, value: u32| {
            let mut zip = zip.clone();
            zip[at + offset..at + offset + 4].copy_from_slice(&value.to_le_bytes());
            let mut archive = Archive::open(&zip)?;
            let file = archive.files()[0].clone();
            archive.read(&file)
        };
        assert!(complaint(told(16, 7)).contains("“a” of the archive is damaged"), "its checksum");
        for size in [0, 999, 1001, 4 << 20] {
            assert!(complaint(told(24, size)).contains("is damaged"), "{size}");
        }
        assert!(complaint(told(24, (4 << 20) + 1)).contains("is larger than 4194304 bytes"));
        assert!(complaint(told(8, 1)).contains("is encrypted"));
        assert!(complaint(told(10, 12)).contains("is compressed by"));
    }
}

#[test]
fn names_that_are_not_text_are_read_all_the_same() {
    let mut zip = archive(&[("a/b", b"x")], Method::Stored);
    let at = entries(&zip)[0];
    zip[at + 46] = 0x82;
    let mut read = Archive::open(&zip).unwrap();
    let file = read.files()[0].clone();
    assert_eq!(file.path, "\u{fffd}/b");
    assert_eq!(read.read(&file).unwrap(), b"x");
}

#[test]
fn all_files_together_unpack_to_only_so_much() {
    let zip = archive(&[("a", &[0; 1 << 20])], Method::Deflated);
    let mut read = Archive::open(&zip).unwrap();
    let file = read.files()[0].clone();
    for _ in 0..ARCHIVE_UNPACKED >> 20 {
        read.read(&file).unwrap();
    }
    assert!(complaint(read.read(&file)).contains("unpacks to more than 67108864 bytes"));
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let long = "x".repeat(ARCHIVE_PATH + 1);
    assert!(
        complaint(Archive::open(&archive(&[(&long, b"")], Method::Stored))).contains("too long")
    );
    let large = vec![0; MOST_BYTES.archive as usize + 1];
    assert!(complaint(Archive::open(&large)).contains("at most 33554432 are read"));
    for not in [&b""[..], b"PK", b"<html>", &[0; 100], b"PK\x05\x06\0\0\0\0"] {
        assert!(complaint(Archive::open(not)).contains("not a zip archive"));
    }
}
