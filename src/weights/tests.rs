use super::*;

/// A file with one tensor's entry changed by `change(name, dtype, shape, bytes)`.
fn file_with(
    change: impl Fn(&str, Dtype, Vec<usize>, Vec<u8>) -> Option<(Dtype, Vec<usize>, Vec<u8>)>,
) -> Vec<u8> {
    let state = StateDict::initial(Size::default(), 1);
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
    let state = StateDict::initial(Size::default(), 1);
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
    assert!(
        refused(&vec![0; 4 * Size::of(64).unwrap().parameters() + 64 * 1024 + 1]).contains("bytes")
    );
    let whole = write(&StateDict::initial(Size::default(), 1), Precision::F16).unwrap();
    for cut in [4, 100, whole.len() / 2, whole.len() - 1] {
        assert!(refused(&whole[..cut]).contains("not a safetensors file"), "cut at {cut}");
    }
    // A header that claims to be longer than any file.
    let mut endless = whole.clone();
    endless[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(refused(&endless).contains("not a safetensors file"));
}

/// A file of each size is read as what it is, a VAE's and one with its hypernetwork.
#[test]
fn a_file_says_how_many_latents_its_model_has() {
    for size in Size::all() {
        let vae = StateDict::initial(size, 3);
        let read_again = read(&write(&vae, Precision::F32).unwrap()).unwrap();
        assert_eq!((read_again.size(), &read_again), (size, &vae));
        let shape = |name| vae.iter().find(|(known, ..)| *known == name).unwrap().1;
        assert_eq!(shape("encoder.7.weight"), [2 * size.latents(), 256]);
        assert_eq!(shape("decoder.0.weight"), [256, size.latents()]);
        let conditioned = StateDict::conditioned(&vae, 4);
        let bytes = write(&conditioned, Precision::F32).unwrap();
        assert_eq!(read_conditioned(&bytes).unwrap(), conditioned);
        // The longer file, in as many bytes as the shorter one may have.
        let halved = write(&conditioned, Precision::F16).unwrap();
        assert!(refused(&halved).contains("that this model does not have"));
    }
}

/// A number of latents that there is not, and shapes that do not belong together.
#[test]
fn latents_that_there_are_not_are_refused() {
    let with = |changed: &'static str, shape: &'static [usize]| {
        file_with(move |name, dtype, its, bytes| {
            let length = 4 * shape.iter().product::<usize>();
            Some(match name == changed {
                true => {
                    (dtype, shape.to_vec(), bytes.iter().copied().cycle().take(length).collect())
                }
                false => (dtype, its, bytes),
            })
        })
    };
    for (shape, said) in [
        ([256, 3].as_slice(), "its model has 3 latents, and only 2, 8, 16, 32 or 64 are taken"),
        (&[256, 0], "its model has 0 latents"),
        (&[8192], "“decoder.0.weight” has shape [8192] and not [256, latents]"),
        (&[32, 256], "its model has 256 latents"),
        (
            &[128, 64],
            "“encoder.7.weight” has shape [64, 256] and not [128, 256], as with 64 latents",
        ),
        // The first that does not belong to two latents.
        (&[256, 2], "“encoder.7.weight” has shape [64, 256] and not [4, 256], as with 2 latents"),
    ] {
        assert!(refused(&with("decoder.0.weight", shape)).contains(said), "{shape:?}");
    }
    let said = refused(&with("encoder.7.bias", &[4]));
    assert!(said.contains("“encoder.7.bias” has shape [4] and not [64], as with 32"), "{said}");
    let sides: &'static [usize] = Vec::leak(vec![1; 10_000]);
    let said = refused(&with("decoder.0.weight", sides));
    assert!(said.len() < 1000, "{} bytes", said.len());
}

#[test]
fn what_f16_cannot_hold_is_not_written() {
    let state = StateDict::of_vae(Size::default(), |_, length| vec![1e6; length]);
    assert!(write(&state, Precision::F16).is_err());
    assert!(write(&state, Precision::F32).is_ok());
    let state = StateDict::of_vae(Size::default(), |_, length| vec![f32::NAN; length]);
    assert!(write(&state, Precision::F32).is_err());
}

#[test]
fn the_page_lets_every_valid_file_pass() {
    for layout in [Size::vae as Layout, Size::conditioned] {
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
