//! Small data in the files that the evaluation reads.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::options::Options;
use super::support::Folder;

/// Options that read from a folder and the committed weights, and write into it.
pub fn options(folder: &Folder) -> Options {
    let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/weights");
    let (data, out) = (folder.path(""), folder.path("eval.json"));
    Options { data, weights, out, ..Options::default() }
}

/// Writes two archives of alphabets: one of its own and one that both have, 20 characters each.
pub fn write_alphabets(folder: &Folder) {
    let folder = folder.path("omniglot");
    fs::create_dir_all(&folder).unwrap();
    for (file, own) in [("small1", "Greek"), ("small2", "Latin")] {
        let file = folder.join(format!("images_background_{file}.zip"));
        fs::write(file, archive(&[own, "Runes"])).unwrap();
    }
}

/// Side of Omniglot's pictures.
const WIDE: usize = 105;

fn archive(alphabets: &[&str]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for alphabet in alphabets {
        for character in 0..20 {
            for drawing in 0..6 {
                let name = format!("images/{alphabet}/character{character:02}/{drawing}.png");
                writer.start_file(name, SimpleFileOptions::default()).unwrap();
                writer.write_all(&picture(character, drawing)).unwrap();
            }
        }
    }
    writer.finish().unwrap().into_inner()
}

/// A square of ink; where it lies says which character it is, its size which drawing.
fn picture(character: usize, drawing: usize) -> Vec<u8> {
    let (left, top, side) = (character % 5 * 20, character / 5 * 25, 14 + drawing);
    let inked = |at: usize| {
        let (row, column) = (at / WIDE, at % WIDE);
        (left..left + side).contains(&column) && (top..top + side).contains(&row)
    };
    let pixels: Vec<u8> = (0..WIDE * WIDE).map(|at| if inked(at) { 0 } else { 255 }).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDE as u32, WIDE as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}
