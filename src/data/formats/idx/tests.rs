use super::*;
use crate::data::formats::gzip;

fn compress(bytes: &[u8]) -> Vec<u8> {
    gzip::compress(bytes).unwrap()
}

fn sample(count: usize) -> Dataset {
    let images = (0..count * PIXELS).map(|n| (n % 253) as u8).collect();
    Dataset::new(images, (0..count).map(|n| (n % 10) as u8).collect()).unwrap()
}

fn header(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_be_bytes()).collect()
}

fn images_error(bytes: &[u8]) -> String {
    let error = read_images(bytes).unwrap_err();
    assert_eq!(error.code(), "data");
    error.to_string()
}

#[test]
fn reads_what_it_wrote_raw_and_compressed() {
    let data = sample(23);
    let (images, labels) = (write_images(data.images()), write_labels(data.labels()));
    assert_eq!(images.len(), IMAGES_HEADER + 23 * PIXELS);
    assert_eq!(read_pair(&images, &labels).unwrap(), data);
    assert_eq!(read_pair(&compress(&images), &labels).unwrap(), data);
    assert_eq!(read_pair(&compress(&images), &compress(&labels)).unwrap(), data);
}

#[test]
fn reads_gzip_of_several_members() {
    let data = sample(3);
    let images = write_images(data.images());
    let (head, tail) = images.split_at(1_000);
    let members = [compress(head), compress(tail)].concat();
    assert_eq!(read_images(&members).unwrap(), data.images());
}

#[test]
fn names_swapped_files() {
    let data = sample(2);
    let (images, labels) = (write_images(data.images()), write_labels(data.labels()));
    assert_eq!(
        read_pair(&labels, &images).unwrap_err().to_string(),
        "The images file starts with the number 2049; expected 2051, the mark of IDX images. \
         That is a labels file: were the two files swapped?"
    );
    assert!(read_labels(&images).unwrap_err().to_string().contains("That is an images file"));
}

#[test]
fn names_what_is_no_idx_at_all() {
    assert_eq!(images_error(b""), "The images file is empty.");
    assert_eq!(
        images_error(b"<!DOCTYPE html><html>"),
        "The images file is a web page, not an IDX file."
    );
    assert!(images_error(b"\x89PNG\r\n\x1a\n....").contains("expected 2051"));
}

#[test]
fn checks_dimensions_and_counts() {
    assert_eq!(
        images_error(&header(&[2051, 1, 28, 32])),
        "The images file holds images of 28x32 pixels; expected 28x28."
    );
    assert_eq!(
        images_error(&header(&[2051, 0, 28, 28])),
        "The images file declares 0 images; expected 1 to 300000."
    );
    assert!(images_error(&header(&[2051, u32::MAX, 28, 28])).contains("declares 4294967295"));
    let error = read_pair(&write_images(sample(3).images()), &write_labels(sample(4).labels()))
        .unwrap_err();
    assert!(error.to_string().contains("holds 3 images"), "{error}");
    assert!(error.to_string().contains("4 labels"), "{error}");
}

#[test]
fn notices_every_truncation_of_raw_files() {
    let images = write_images(sample(2).images());
    for cut in [1, 3, 4, 15, 16, 17, 16 + PIXELS, images.len() - 1] {
        let error = images_error(&images[..cut]);
        assert!(error.contains("is cut short"), "{cut}: {error}");
    }
    assert_eq!(
        images_error(&images[..images.len() - 1]),
        "The images file is cut short: it declares 2 images, which take 1568 bytes, but only \
         1567 follow."
    );
}

#[test]
fn notices_every_truncation_of_compressed_files() {
    let labels = compress(&write_labels(sample(40).labels()));
    for cut in 2..labels.len() {
        let error = read_labels(&labels[..cut]).unwrap_err().to_string();
        assert!(error.contains("is cut short"), "{cut}: {error}");
    }
}

#[test]
fn notices_surplus_bytes_and_damage() {
    let mut images = write_images(sample(2).images());
    images.push(0);
    let error = "The images file has more bytes than its header declares.";
    assert_eq!(images_error(&images), error);
    assert_eq!(images_error(&compress(&images)), error);

    images.pop();
    let mut damaged = compress(&images);
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 1;
    assert!(images_error(&damaged).contains("is damaged"));
}

#[test]
fn a_bomb_stops_at_what_its_header_declares() {
    let mut bomb = header(&[2051, 2, 28, 28]);
    bomb.resize(80_000_000, 0);
    let error = images_error(&compress(&bomb));
    assert!(error.contains("more bytes than"), "{error}");
}

#[test]
fn a_bomb_whose_header_declares_all_of_it_is_not_unpacked() {
    let mut bomb = header(&[2051, IDX_IMAGES, 28, 28]);
    bomb.resize(60_000_000, 0);
    let error = images_error(&compress(&bomb));
    assert!(error.contains("Unpack it, and pick the unpacked file"), "{error}");
    // The same where nothing is packed is only short.
    assert!(images_error(&bomb[..1000]).contains("is cut short"));
}

#[test]
fn refuses_labels_that_are_no_digits() {
    let mut labels = write_labels(sample(5).labels());
    labels[LABELS_HEADER + 3] = 26;
    assert_eq!(
        read_labels(&labels).unwrap_err().to_string(),
        "The labels file has the label 26 at position 3; labels of digits are 0 to 9."
    );
}

/// `mnist` is an optional folder beside the project, never part of it.
#[test]
fn reads_the_canonical_mnist_where_it_is_present() {
    let folder = std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap())
        .join("../shared/data/mnist");
    let file = |name: &str| std::fs::read(folder.join(name));
    let Ok(images) = file("t10k-images-idx3-ubyte.gz") else {
        eprintln!("skipped: no MNIST at {}", folder.display());
        return;
    };
    let labels = file("t10k-labels-idx1-ubyte.gz").unwrap();
    let data = read_pair(&images, &labels).unwrap();
    assert_eq!(data.len(), 10_000);
    assert_eq!(data.labels()[..5], [7, 2, 1, 0, 4]);
    assert_eq!(
        crate::data::dataset::sha256_hex(&write_images(data.images())),
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    );
}
