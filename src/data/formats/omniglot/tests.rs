//! Archives made here, of the shape that is published.

use std::io::{Cursor, Write};

use png::ColorType;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::image::SIDE;

const WIDE: usize = 105;

/// A 1-bit picture with the ink where `inked(column, row)` says.
fn png(width: usize, height: usize, inked: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let rows = (0..height).flat_map(|row| {
        let inked = &inked;
        (0..width.div_ceil(8)).map(move |byte| {
            (0..8).fold(0u8, |bits, bit| {
                let column = 8 * byte + bit;
                let paper = column < width && !inked(column, row);
                bits << 1 | u8::from(paper)
            })
        })
    });
    let rows: Vec<u8> = rows.collect();
    encoder.write_header().unwrap().write_image_data(&rows).unwrap();
    bytes
}

fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn blot(left: usize) -> Vec<u8> {
    png(WIDE, WIDE, |column, row| (left..left + 15).contains(&column) && (30..45).contains(&row))
}

#[test]
fn alphabets_become_groups_and_characters_classes() {
    let set = read(&archive(&[
        ("images/Old_Greek/character02/0002_01.png", blot(60)),
        ("images/Old_Greek/character01/0001_02.png", blot(15)),
        ("images/Old_Greek/character01/0001_01.png", blot(0)),
        ("__MACOSX/images/Old_Greek/character01/._0001_01.png", vec![0]),
        ("images/Balinese/character01/0003_01.png", blot(30)),
        ("images/readme.txt", b"hello".to_vec()),
    ]))
    .unwrap();
    let names: Vec<_> = set.classes.iter().map(|c| (&*c.group, &*c.name, c.len())).collect();
    assert_eq!(
        names,
        [
            ("Balinese", "character 01", 1),
            ("Old Greek", "character 01", 2),
            ("Old Greek", "character 02", 1)
        ]
    );
    assert_eq!(set.groups(), ["Balinese", "Old Greek"]);
    // 15 pixels of 105 are 4 of 28.
    let image = set.classes[1].image(1);
    let ink = |row: usize, column: usize| image[row * SIDE + column];
    assert_eq!([ink(8, 3), ink(8, 4), ink(8, 7), ink(8, 8)], [0, 255, 255, 0]);
    assert_eq!([ink(7, 5), ink(11, 5), ink(12, 5)], [0, 255, 0]);
}

#[test]
fn runs_are_read_with_their_labels() {
    let labels = b"run01/test/item01.png run01/training/class02.png\n\
                   run01/test/item02.png run01/training/class01.png\n";
    let files = [
        ("all_runs/run01/class_labels.txt", labels.to_vec()),
        ("all_runs/run01/training/class01.png", blot(0)),
        ("all_runs/run01/training/class02.png", blot(60)),
        ("all_runs/run01/test/item01.png", blot(59)),
        ("all_runs/run01/test/item02.png", blot(1)),
    ];
    let runs = read_runs(&archive(&files)).unwrap();
    assert_eq!(runs.len(), 1);
    let Run { name, support, query } = &runs[0];
    assert_eq!((name.as_str(), support.ways()), ("run01", 2));
    for (index, label) in query.labels.iter().enumerate() {
        let distance = |way: usize| -> u64 {
            let pairs = query.image(index).iter().zip(support.shown().image(way));
            pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum()
        };
        assert!(distance(*label) < distance(1 - *label), "the label is that of the likeness");
    }
    assert!(read(&archive(&files)).is_ok(), "runs are pictures in folders too");
    let error = read_runs(&archive(&files[..3])).unwrap_err().to_string();
    assert!(error.contains("all_runs/run01/test/item01.png"), "{error}");
}

#[test]
fn what_is_no_archive_of_omniglots_is_refused_by_name() {
    let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(message(b"<html>").contains("zip"));
    assert!(message(&archive(&[("a.txt", vec![1])])).contains("alphabet/character"));
    let broken = archive(&[("a/b/c.png", b"no picture".to_vec())]);
    assert!(message(&broken).contains("a/b/c.png"));
    assert!(read_runs(&broken).unwrap_err().to_string().contains("class_labels.txt"));
}

#[test]
fn more_than_tasks_are_drawn_from_is_refused_before_anything_is_unpacked() {
    let named: Vec<String> = (0..=ALPHABETS).map(|n| format!("alphabet{n}/c/0.png")).collect();
    // None of these is a picture.
    let files: Vec<(&str, Vec<u8>)> = named.iter().map(|name| (&**name, vec![])).collect();
    let error = read(&archive(&files)).unwrap_err().to_string();
    assert!(error.contains("would make 1001 alphabets; there is room for 1000"), "{error}");
    assert!(fits(50, 1623).is_ok(), "all of Omniglot");
    assert!(fits(1, CHARACTERS + 1).is_err());
}
