//! Encoding and decoding through the engine's commands, on any device.

use super::session::*;
use metavae::device::Compute;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::model::{Size, StateDict};
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
    let decode = Command::Decode(Decode { slot: Slot::Pretrained, latents: vec![mean.clone()] });
    let Event::Decoded(Decoded { images, .. }) = one(&mut engine, decode).await else { panic!() };
    assert_eq!(images, reconstruction);
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
        Command::Decode(Decode { slot: Slot::Pretrained, latents: vec![vec![0.0; 31]] }),
        Command::Decode(Decode { slot: Slot::Pretrained, latents: vec![vec![f32::NAN; 32]] }),
        Command::Decode(Decode { slot: Slot::Pretrained, latents: vec![] }),
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
    let decode = Command::Decode(Decode { slot: Slot::Pretrained, latents });
    let Event::Decoded(Decoded { images, .. }) = one(&mut engine, decode).await else { panic!() };
    assert_eq!(images.len(), 2 * PIXELS);
}
