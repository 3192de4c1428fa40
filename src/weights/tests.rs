use super::*;
use crate::model::state::PARAMETERS;

/// A file with one tensor's entry changed by `change(name, dtype, shape, bytes)`.
fn file_with(
    change: impl Fn(&str, Dtype, Vec<usize>, Vec<u8>) -> Option<(Dtype, Vec<usize>, Vec<u8>)>,
) -> Vec<u8> {
    let state = StateDict::initial(1);
    let changed: Vec<_> = state
        .iter()
        .filter_map(|(name, shape, values)| {
            let bytes = values.iter().flat_map(|x| x.to_le_bytes()).collect();
            change(name, Dtype::F32, shape.to_vec(), bytes).map(|entry| (name, entry))
        })
        .collect();
    let views = changed.iter().map(|(name, (dtype, shape, bytes))| {
        (*name, TensorView::new(*dtype, shape.clone(), bytes).unwrap())
    });
    serialize(views, None).unwrap()
}

fn refused(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

#[test]
fn f32_comes_back_bit_for_bit_and_f16_within_its_rounding() {
    let state = StateDict::initial(1);
    let exact = write(&state, Precision::F32).unwrap();
    assert_eq!(read(&exact).unwrap(), state);
    let half = write(&state, Precision::F16).unwrap();
    assert!(half.len() < exact.len() * 51 / 100);
    for ((name, _, values), (_, _, rounded)) in state.iter().zip(read(&half).unwrap().iter()) {
        for (x, y) in values.iter().zip(rounded) {
            // Half a unit in the last of f16's 11 bits, or half the smallest subnormal.
            assert!((x - y).abs() <= x.abs() / 2048.0 + 3e-8, "{name}: {x} {y}");
        }
    }
}

#[test]
fn what_is_wrong_is_named() {
    let keep = |dtype, shape, bytes| Some((dtype, shape, bytes));
    let missing = file_with(|name, d, s, b| (name != "decoder.0.bias").then_some((d, s, b)));
    assert!(refused(&missing).contains("“decoder.0.bias” is missing"));

    let shape = file_with(|name, d, s, b| match name {
        "encoder.5.weight" => keep(d, vec![3136, 256], b),
        _ => keep(d, s, b),
    });
    assert!(refused(&shape).contains("“encoder.5.weight” has shape [3136, 256]"));

    let dtype = file_with(|name, d, s, b| match name {
        "encoder.0.bias" => keep(Dtype::I32, s, b),
        _ => keep(d, s, b),
    });
    assert!(refused(&dtype).contains("“encoder.0.bias” is I32"));

    let infinite = file_with(|name, d, s, mut b| {
        if name == "decoder.7.bias" {
            b.copy_from_slice(&f32::INFINITY.to_le_bytes());
        }
        keep(d, s, b)
    });
    assert!(refused(&infinite).contains("“decoder.7.bias” holds a value that is not finite"));

    let bytes = [0u8; 4];
    let view = TensorView::new(Dtype::F32, vec![1], &bytes).unwrap();
    let foreign = serialize([("fc.weight", view)], None).unwrap();
    assert!(refused(&foreign).contains("“fc.weight” that this model does not have"));
}

#[test]
fn what_is_no_safetensors_file_is_refused() {
    assert!(refused(b"").contains("not a safetensors file"));
    assert!(refused(b"<!doctype html><html></html>").contains("web page"));
    assert!(refused(&vec![0; 4 * PARAMETERS + 64 * 1024 + 1]).contains("bytes"));
    let whole = write(&StateDict::initial(1), Precision::F16).unwrap();
    for cut in [4, 100, whole.len() / 2, whole.len() - 1] {
        assert!(refused(&whole[..cut]).contains("not a safetensors file"), "cut at {cut}");
    }
    // A header that claims to be longer than any file.
    let mut endless = whole.clone();
    endless[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(refused(&endless).contains("not a safetensors file"));
}

#[test]
fn what_f16_cannot_hold_is_not_written() {
    let state = StateDict::from_fn(|_, length| vec![1e6; length]);
    assert!(write(&state, Precision::F16).is_err());
    assert!(write(&state, Precision::F32).is_ok());
    let state = StateDict::from_fn(|_, length| vec![f32::NAN; length]);
    assert!(write(&state, Precision::F32).is_err());
}

#[test]
fn the_page_lets_every_valid_file_pass() {
    for layout in [&LAYOUT[..], &CONDITIONED] {
        assert!(most_bytes(layout) <= crate::protocol::sizes::MOST_BYTES.weights as usize);
    }
}

#[test]
fn a_header_is_short_and_what_is_said_of_it_too() {
    let file = |header: &str, length: u64| [&length.to_le_bytes(), header.as_bytes()].concat();
    for length in [(64 << 10) + 1, 1 << 27, u64::MAX] {
        assert!(refused(&file("{}", length)).contains("header would be longer"), "{length}");
    }
    let name = "x".repeat(60_000);
    let entry = r#"{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#;
    for header in [format!("{{\"{name}\":{entry}}}"), format!("{{\"a\":{{\"{name}\":1}}}}")] {
        let said = refused(&file(&header, header.len() as u64));
        assert!(said.len() < 1000, "{} bytes", said.len());
    }
}
