use png::{BitDepth, Encoder};

use super::*;

const WIDE: usize = 105;

fn encoded(color: ColorType, depth: BitDepth, [width, height]: [usize; 2], rows: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == ColorType::Indexed {
        encoder.set_palette([255, 255, 255, 0, 0, 0].as_slice());
    }
    encoder.write_header().unwrap().write_image_data(rows).unwrap();
    bytes
}

fn grey(width: usize, height: usize, inked: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let places = (0..width * height).map(|at| (at % width, at / width));
    let rows: Vec<u8> = places.map(|(column, row)| 255 * u8::from(!inked(column, row))).collect();
    encoded(ColorType::Grayscale, BitDepth::Eight, [width, height], &rows)
}

fn read(png: &[u8]) -> Result<Vec<u8>> {
    Pictures::new().read("a/b/c.png", png)
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &crc.sum().to_be_bytes()].concat()
}

/// A picture with a chunk put behind its header.
fn with(png: &[u8], kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(8 + FRAME + 13);
    [header, &chunk(kind, data), rest].concat()
}

#[test]
fn a_pixel_is_the_mean_of_the_area_that_it_covers() {
    // Ink left of column 2: pixel 0 covers columns 0 to 3.75.
    let image = read(&grey(WIDE, WIDE, |column, _| column < 2)).unwrap();
    assert_eq!(image[..2], [136, 0], "2 of 3.75 columns");
    let blot = grey(WIDE, WIDE, |column, row| (7..22).contains(&column) && (30..45).contains(&row));
    let ink: f64 = read(&blot).unwrap().iter().map(|ink| f64::from(*ink)).sum();
    // As much ink as before, but for rounding.
    assert!((ink / 255.0 - 225.0 / (3.75 * 3.75)).abs() < 0.1, "{ink}");
    let wide = read(&grey(56, 28, |column, row| column == 2 && row == 0)).unwrap();
    assert_eq!(wide[..3], [0, 128, 0], "each way by a measure of its own");
}

#[test]
fn every_form_of_png_gives_the_same_ink() {
    let grey: Vec<u8> = (0..28 * 28).map(|at| 255 * u8::from(at % 28 > 5)).collect();
    let each = |values: &dyn Fn(u8) -> Vec<u8>| -> Vec<u8> {
        grey.iter().flat_map(|g| values(*g)).collect()
    };
    let expected: Vec<u8> = grey.iter().map(|grey| 255 - grey).collect();
    for (color, depth, rows) in [
        (ColorType::Grayscale, BitDepth::Eight, grey.clone()),
        (ColorType::Grayscale, BitDepth::Sixteen, each(&|g| vec![g, g])),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, each(&|g| vec![g, 7])),
        (ColorType::Rgb, BitDepth::Eight, each(&|g| vec![g, g, g])),
        (ColorType::Rgba, BitDepth::Eight, each(&|g| vec![g, g, g, 7])),
        (ColorType::Indexed, BitDepth::Eight, each(&|g| vec![u8::from(g == 0)])),
    ] {
        let png = encoded(color, depth, [28, 28], &rows);
        assert_eq!(read(&png).unwrap(), expected, "{color:?} {depth:?}");
    }
}

#[test]
fn a_palette_that_is_not_whole_is_refused() {
    let indexed = encoded(ColorType::Indexed, BitDepth::Eight, [28, 28], &[0; 784]);
    let palette = indexed.windows(4).position(|kind| kind == b"PLTE").unwrap() - 4;
    for length in [0, 1, 2, 4, 5, 7, 767, 769, 771, 1024] {
        let own = chunk(b"PLTE", &vec![7; length]);
        let png = [&indexed[..palette], &own, &indexed[palette + FRAME + 6..]].concat();
        let error = read(&png).unwrap_err().to_string();
        assert!(error.contains("palette is not of 1 to 256 colours"), "{length}: {error}");
    }
    for length in [3, 6, 768] {
        let own = chunk(b"PLTE", &vec![7; length]);
        let png = [&indexed[..palette], &own, &indexed[palette + FRAME + 6..]].concat();
        assert_eq!(read(&png).unwrap(), [248; 784], "{length}");
    }
    // An index beyond the palette is black.
    let beyond = encoded(ColorType::Indexed, BitDepth::Eight, [28, 28], &[9; 784]);
    assert_eq!(read(&beyond).unwrap(), [255; 784]);
}

#[test]
fn the_decoder_sees_nothing_but_header_palette_and_pixels() {
    let plain = grey(28, 28, |column, _| column < 9);
    let expected = read(&plain).unwrap();
    // Each would be an error, or worse, to a decoder that looked into it.
    for kind in [b"tEXt", b"iCCP", b"tRNS", b"acTL", b"fcTL", b"gAMA", b"zTXt"] {
        assert_eq!(read(&with(&plain, kind, &[7; 5])).unwrap(), expected, "{kind:?}");
    }
    assert!(read(&with(&plain, b"ABCD", b"")).unwrap_err().to_string().contains("unknown part"));
}

#[test]
fn what_is_cut_short_or_too_small_or_large_is_refused() {
    let whole = grey(28, 28, |_, _| true);
    for cut in 0..whole.len() {
        assert!(read(&whole[..cut]).is_err(), "{cut}");
    }
    assert!(read(&grey(8, 8, |_, _| true)).unwrap_err().to_string().contains("8×8"));
    assert!(read(&grey(28, 1025, |_, _| true)).unwrap_err().to_string().contains("28×1025"));
}

#[test]
fn all_pictures_together_may_cost_only_so_much() {
    let large = grey(1024, 1024, |_, _| false);
    let mut pictures = Pictures::new();
    let each = 1024 * (1025 + 1024);
    pictures.left = 2 * each;
    for _ in 0..2 {
        pictures.read("a", &large).unwrap();
    }
    let error = pictures.read("a", &large).unwrap_err().to_string();
    assert!(error.contains("Pack fewer"), "{error}");
}
