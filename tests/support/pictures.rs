//! Encoding and decoding through the engine's commands, on any device.

use super::session::*;
use metavae::device::Compute;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::model::{Size, StateDict};
use metavae::protocol::codes::{Codes, ShowCodes};
use metavae::protocol::data::ShowExamples;
use metavae::protocol::inference::{
    Decode, Decoded, Encode, Encoded, Interpolate, Reconstruct, Sample,
};
use metavae::protocol::meta::{ExportMetaWeights, LoadMetaWeights};
use metavae::protocol::names::AlgorithmId;
use metavae::protocol::run::FineTune;
use metavae::protocol::weights::LoadWeights;
use metavae::protocol::{Command, Event, Hyper, Picture, Precision, Slot, Split};
use metavae::weights;

fn decode(latents: Vec<Vec<f32>>, against: Option<Vec<u8>>) -> Command {
    Command::Decode(Decode { slot: Slot::Pretrained, latents, against })
}

/// Strokes are encoded; a blank drawing and nonsense are refused.
pub async fn drawings_are_encoded_or_refused(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let encode = |strokes| {
        Command::Encode(Encode {
            slot: Slot::Pretrained,
            picture: Picture::Strokes(strokes),
            around: 3,
            spread: 1.0,
            seed: 1,
        })
    };
    let seven = vec![vec![0.0, 0.0, 50.0, 0.0, 100.0, 0.0, 70.0, 80.0, 40.0, 180.0]];
    let encoded = one(&mut engine, encode(seven)).await;
    let Event::Encoded(Encoded { image, mean, deviation, reconstruction, losses, around, .. }) =
        encoded
    else {
        panic!("{encoded:?}")
    };
    assert_eq!((image.len(), reconstruction.len(), around.len()), (PIXELS, PIXELS, 3 * PIXELS));
    assert!(image.iter().any(|pixel| *pixel > 200));
    assert_eq!((mean.len(), deviation.len()), (32, 32));
    assert!(deviation.iter().all(|s| *s > 0.0 && s.is_finite()));
    assert!((losses.total - losses.reconstruction - losses.kl).abs() <= 1e-4 * losses.total);

    // Its pixels give the same answer as its strokes, and its mean decodes to its reconstruction.
    let (images, again) = reconstruct(&mut engine, Slot::Pretrained, &image).await;
    assert_eq!(images, reconstruction);
    assert!((again[0].total - losses.total).abs() <= 1e-4 * losses.total);
    let asked = decode(vec![mean.clone(), vec![0.0; 32]], Some(image.clone()));
    let decoded = one(&mut engine, asked).await;
    let Event::Decoded(Decoded { images, reconstruction: nats, .. }) = decoded else { panic!() };
    assert_eq!(images[..PIXELS], reconstruction);
    assert!((nats[0] - losses.reconstruction).abs() <= 1e-4 * losses.reconstruction);
    assert!(nats.len() == 2 && nats[1] > nats[0], "another picture predicts it worse: {nats:?}");
    let line = Command::Interpolate(Interpolate {
        slot: Slot::Pretrained,
        from: mean,
        to: vec![0.0; 32],
        count: 4,
    });
    let Event::Decoded(Decoded { images, .. }) = one(&mut engine, line).await else { panic!() };
    assert_eq!(images.len(), 4 * PIXELS);
    assert_eq!(images[..PIXELS], reconstruction, "a line begins where it begins");

    assert_eq!(engine.handle(encode(vec![])).await, Err(Error::Blank));
    for command in [
        encode(vec![vec![f32::NAN, 1.0]]),
        decode(vec![vec![0.0; 31]], None),
        decode(vec![vec![f32::NAN; 32]], None),
        decode(vec![], None),
        decode(vec![vec![0.0; 32]], Some(vec![9; PIXELS - 1])),
        Command::ShowCodes(ShowCodes { slot: Slot::Pretrained, count: 9, from: 0, seed: 1 }),
        Command::Sample(Sample { slot: Slot::Pretrained, count: 257, seed: 1 }),
        Command::Reconstruct(Reconstruct { slot: Slot::Pretrained, images: vec![0; PIXELS + 1] }),
        Command::ShowExamples(ShowExamples { split: Split::Train, count: 0, seed: 1 }),
        Command::FineTune(FineTune { hyper: Hyper::fine_tune(), images: vec![] }),
    ] {
        let answer = engine.handle(command.clone()).await;
        assert!(matches!(answer, Err(Error::Argument(_))), "{command:?}: {answer:?}");
    }
    let blank = Command::FineTune(FineTune { hyper: Hyper::fine_tune(), images: vec![0; PIXELS] });
    assert_eq!(engine.handle(blank).await, Err(Error::Blank));
}

/// Weights that are finite, and make nothing finite of an image, change nothing.
pub async fn weights_that_make_no_numbers_are_refused(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let huge = |layout: &StateDict| {
        let state = layout.map(|_, length| vec![3e38; length]);
        weights::write(&state, Precision::F32).unwrap()
    };
    let vae = StateDict::initial(Size::default(), 1);
    let conditioned = huge(&StateDict::conditioned(&vae, 1));
    let before = reconstruct(&mut engine, Slot::Pretrained, &[9; PIXELS]).await;
    for slot in [Slot::Pretrained, Slot::FineTuned] {
        let load = Command::LoadWeights(LoadWeights {
            slot,
            name: "3e38".into(),
            bytes: huge(&vae),
            base: None,
        });
        assert!(matches!(engine.handle(load).await, Err(Error::Weights(_))), "{slot:?}");
    }
    for (algorithm, bytes) in [("reptile", huge(&vae)), ("hypernetwork", conditioned)] {
        let algorithm: AlgorithmId = algorithm.into();
        let load = LoadMetaWeights { algorithm: algorithm.clone(), name: "3e38".into(), bytes };
        let answer = engine.handle(Command::LoadMetaWeights(load)).await;
        assert!(matches!(answer, Err(Error::Weights(_))), "{algorithm:?}: {answer:?}");
        let export = Command::ExportMetaWeights(ExportMetaWeights { algorithm });
        assert!(matches!(engine.handle(export).await, Err(Error::State(_))), "there are none");
    }
    assert_eq!(reconstruct(&mut engine, Slot::Pretrained, &[9; PIXELS]).await, before);
    let tuned = Command::Sample(Sample { slot: Slot::FineTuned, count: 1, seed: 1 });
    assert!(matches!(engine.handle(tuned).await, Err(Error::State(_))), "there is none");
}

/// The codes of many digits are those of each: built-in ones until data is in use, then held-out
/// ones of it.
pub async fn codes_are_shown(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let show =
        Command::ShowCodes(ShowCodes { slot: Slot::Pretrained, count: 300, from: 0, seed: 5 });
    let codes = one(&mut engine, show.clone()).await;
    let Event::Codes(Codes { means, labels, images, latents, .. }) = codes else { panic!() };
    let count = labels.len();
    assert!(count > 10 && latents as usize == 32);
    assert_eq!((means.len(), images.len()), (4 * 32 * count, PIXELS * count));
    let piece = ShowCodes { slot: Slot::Pretrained, count: 10, from: 10, seed: 5 };
    let Event::Codes(piece) = one(&mut engine, Command::ShowCodes(piece)).await else { panic!() };
    assert_eq!(piece.labels, labels[10..20]);
    assert_eq!(piece.images, images[10 * PIXELS..20 * PIXELS]);
    let beyond = ShowCodes { slot: Slot::Pretrained, count: 10, from: 5000, seed: 5 };
    let Event::Codes(beyond) = one(&mut engine, Command::ShowCodes(beyond)).await else { panic!() };
    assert_eq!((beyond.labels.len(), beyond.means.len()), (0, 0), "there are no more");
    for index in [0, count - 1] {
        let pixels = images[index * PIXELS..(index + 1) * PIXELS].to_vec();
        let picture = Picture::Pixels(pixels);
        let encode = Encode { slot: Slot::Pretrained, picture, around: 0, spread: 1.0, seed: 1 };
        let Event::Encoded(Encoded { mean, .. }) = one(&mut engine, Command::Encode(encode)).await
        else {
            panic!()
        };
        let bytes = &means[4 * 32 * index..][..4 * 32];
        for (code, mean) in bytes.as_chunks::<4>().0.iter().zip(mean) {
            let code = f32::from_le_bytes(*code);
            assert!((code - mean).abs() < 1e-4 * (1.0 + mean.abs()), "{code} {mean}");
        }
    }
}

/// Extreme images and latents give finite numbers.
pub async fn no_input_overflows(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let initial = StateDict::initial(Size::default(), 1);
    let huge = initial.map(|index, _| initial.tensor(index).iter().map(|x| x * 100.0).collect());
    let bytes = weights::write(&huge, Precision::F32).unwrap();
    let load = Command::LoadWeights(LoadWeights {
        slot: Slot::Pretrained,
        name: "huge".into(),
        bytes,
        base: None,
    });
    one(&mut engine, load).await;
    let images: Vec<u8> = [vec![255; PIXELS], vec![0; PIXELS]].concat();
    let (_, losses) = reconstruct(&mut engine, Slot::Pretrained, &images).await;
    for losses in losses {
        assert!(losses.kl.is_finite() && losses.reconstruction.is_finite(), "{losses:?}");
    }
    let latents = vec![vec![1e6; 32], vec![-1e6; 32]];
    let decode = Command::Decode(Decode { slot: Slot::Pretrained, latents, against: None });
    let Event::Decoded(Decoded { images, .. }) = one(&mut engine, decode).await else { panic!() };
    assert_eq!(images.len(), 2 * PIXELS);
}
