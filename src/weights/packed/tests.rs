use std::collections::HashMap;
use std::io::Write;

use flate2::{Compression, write::GzEncoder};

use super::*;
use crate::model::{Size, StateDict};
use crate::protocol::Precision;
use crate::weights::{read, write};

/// Name, number format, shape and bytes.
type Entry = (String, Dtype, Vec<usize>, Vec<u8>);

fn entry(name: &str, dtype: Dtype, shape: &[usize], bytes: &[u8]) -> Entry {
    (name.into(), dtype, shape.into(), bytes.into())
}

fn file(entries: &[Entry], base: Option<&str>) -> Vec<u8> {
    let views = entries.iter().map(|(name, dtype, shape, bytes)| {
        (name, TensorView::new(*dtype, shape.clone(), bytes).unwrap())
    });
    let metadata = base.map(|base| HashMap::from([(BASE.to_string(), base.to_string())]));
    serialize(views, metadata).unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A VAE's tensors, the large ones in codes 1/512 apart, and the numbers that those stand for.
fn entries(seed: u32) -> (Vec<Entry>, StateDict) {
    let (state, mut entries) = (StateDict::initial(Size::default(), seed), Vec::new());
    let values = state.map(|index, _| {
        let (name, shape) = state.layout()[index];
        let values = state.tensor(index);
        if values.len() < 100_000 {
            let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
            entries.push(entry(name, Dtype::F32, shape, &bytes));
            return values.to_vec();
        }
        let codes: Vec<u8> = values.iter().map(|x| (x * 512.0 + 100.0).round() as u8).collect();
        entries.push(entry(&format!("{name}.codes"), Dtype::U8, shape, &codes));
        let scale = (1.0f32 / 512.0).to_le_bytes();
        entries.push(entry(&format!("{name}.scale"), Dtype::F32, &[1], &scale));
        entries.push(entry(&format!("{name}.zero"), Dtype::U8, &[1], &[100]));
        codes.iter().map(|code| (f32::from(*code) - 100.0) / 512.0).collect()
    });
    (entries, values)
}

fn taken(bytes: &[u8], base: Option<&[u8]>) -> Result<StateDict> {
    read(&plain(bytes, base)?)
}

fn refused(bytes: &[u8], base: Option<&[u8]>) -> String {
    taken(bytes, base).unwrap_err().to_string()
}

#[test]
fn a_plain_file_is_taken_as_it_is_and_out_of_gzip() {
    let state = StateDict::initial(Size::default(), 1);
    let bytes = write(&state, Precision::F32).unwrap();
    assert!(matches!(plain(&bytes, None).unwrap(), Cow::Borrowed(_)));
    assert_eq!(taken(&gzipped(&bytes), None).unwrap(), state);
    // What is no weights file at all is left to the plain reader's words.
    for bytes in [&b""[..], b"<html>", &[255; 100]] {
        assert_eq!(&*plain(bytes, None).unwrap(), bytes);
    }
}

#[test]
fn codes_are_the_numbers_that_they_stand_for() {
    let (entries, values) = entries(1);
    let bytes = file(&entries, None);
    assert_eq!(taken(&bytes, None).unwrap(), values);
    assert_eq!(taken(&gzipped(&bytes), None).unwrap(), values);
    let initial = StateDict::initial(Size::default(), 1);
    for ((name, _, ours), (.., exact)) in values.iter().zip(initial.iter()) {
        let most = ours.iter().zip(exact).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max);
        assert!(most <= 0.5001 / 512.0, "{name} moved by {most}");
    }
}

#[test]
fn a_patch_takes_the_rest_from_its_base_and_from_no_other_file() {
    let (of_base, base_values) = entries(1);
    let base = gzipped(&file(&of_base, None));
    let (mut own, values) = entries(2);
    own.retain(|(name, ..)| name.starts_with("encoder.7") || name.starts_with("decoder.0"));
    let patch = gzipped(&file(&own, Some(&name_of(&base).unwrap())));
    let expected = base_values.map(|index, _| {
        let name = base_values.layout()[index].0;
        let own = name.starts_with("encoder.7") || name.starts_with("decoder.0");
        if own { &values } else { &base_values }.tensor(index).to_vec()
    });
    assert_eq!(taken(&patch, Some(&base)).unwrap(), expected);
    // A host that takes files out of their gzip does not change what they are called.
    assert_eq!(taken(&patch, Some(&file(&of_base, None))).unwrap(), expected);

    assert!(refused(&patch, None).contains("it holds only what differs from another file"));
    let other = file(&entries(3).0, None);
    assert!(refused(&patch, Some(&other)).contains("it belongs to another base"));
    assert!(refused(&base, Some(&base)).contains("it is whole"));
    let deeper = file(&own, Some(&name_of(&patch).unwrap()));
    assert!(refused(&deeper, Some(&patch)).contains("its base is not whole itself"));
    let none = file(&own, Some(&name_of(b"<html>").unwrap()));
    assert!(refused(&none, Some(b"<html>")).contains("its base is not a safetensors file"));
}

#[test]
fn what_is_wrong_with_codes_is_named() {
    let (entries, _) = entries(1);
    let with = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut changed = entries.clone();
        change(&mut changed);
        refused(&file(&changed, None), None)
    };
    let named =
        |entries: &[Entry], name: &str| entries.iter().position(|entry| entry.0 == name).unwrap();
    let (codes, scale, zero) =
        ("encoder.5.weight.codes", "encoder.5.weight.scale", "encoder.5.weight.zero");
    let replaced = |name: &'static str, by: Entry| {
        with(&move |entries| {
            let at = named(entries, name);
            entries[at] = by.clone();
        })
    };
    let single = |said: String| assert!(said.contains("is not a single number of"), "{said}");
    single(replaced(scale, entry(scale, Dtype::F32, &[2], &[0; 8])));
    single(replaced(scale, entry(scale, Dtype::F16, &[1], &[0; 2])));
    single(replaced(zero, entry(zero, Dtype::U8, &[1, 1], &[0])));
    single(replaced(zero, entry(zero, Dtype::F32, &[1], &[0; 4])));
    let said = replaced(codes, entry(codes, Dtype::I8, &[256, 3136], &vec![0; 256 * 3136]));
    assert!(said.contains("“encoder.5.weight.codes” is I8, and only U8"), "{said}");
    let said = replaced(codes, entry(codes, Dtype::U8, &[3136, 256], &vec![0; 256 * 3136]));
    assert!(said.contains("“encoder.5.weight” has shape [3136, 256]"), "{said}");
    let infinite = f32::INFINITY.to_le_bytes();
    let said = replaced(scale, entry(scale, Dtype::F32, &[1], &infinite));
    assert!(said.contains("“encoder.5.weight” holds a value that is not finite"), "{said}");

    for (part, expected) in [
        (scale, "“encoder.5.weight.scale” is missing"),
        (zero, "“encoder.5.weight.zero” is missing"),
        (codes, "and no codes that it belongs to"),
    ] {
        let said = with(&|entries| entries.retain(|(name, ..)| name != part));
        assert!(said.contains(expected), "{said}");
    }
    let twice = with(&|entries| {
        entries.push(entry("encoder.5.weight", Dtype::F32, &[0], &[]));
    });
    assert!(twice.contains("it has “encoder.5.weight” twice"), "{twice}");
    let unknown = with(&|entries| {
        entries.push(entry("x.codes", Dtype::U8, &[0], &[]));
        entries.push(entry("x.scale", Dtype::F32, &[1], &[0; 4]));
        entries.push(entry("x.zero", Dtype::U8, &[1], &[0]));
    });
    assert!(unknown.contains("a tensor “x” that this model does not have"), "{unknown}");
}

#[test]
fn what_unpacks_to_more_than_weights_have_is_not_unpacked() {
    let most = MOST_BYTES.weights as usize;
    let bomb = gzipped(&vec![0; 4 * most]);
    assert!(bomb.len() < most / 50);
    assert!(refused(&bomb, None).contains("unpacks to more than 8388608 bytes"));

    // Within that limit, a byte a number would still be 4 bytes each.
    let half = most / 2;
    let many = entry("encoder.5.weight.codes", Dtype::U8, &[half], &vec![0; half]);
    let scale = entry("encoder.5.weight.scale", Dtype::F32, &[1], &[0; 4]);
    let zero = entry("encoder.5.weight.zero", Dtype::U8, &[1], &[0]);
    let said = refused(&file(&[many, scale, zero], None), None);
    assert!(said.contains("more numbers than any model"), "{said}");
}

#[test]
fn no_cut_file_is_taken() {
    let whole = gzipped(&file(&entries(1).0, None));
    for part in [2, 10, 100, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
        let said = refused(&whole[..part], None);
        assert!(said.contains("gzip stream"), "{part} bytes: {said}");
    }
}
