//! Models of other numbers of latents than the default, through the engine's commands, on any device.

use metavae::device::{Compute, Kind};
use metavae::engine::Engine;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::meta::methods::METHODS;
use metavae::meta::resources::Need;
use metavae::meta::training::{MetaAlgorithm, Reptile};
use metavae::model::{Size, StateDict};
use metavae::protocol::few_shot::{
    Augmentation, Classified, Classify, Generate, Generated, LearnTask,
};
use metavae::protocol::inference::{Decode, Decoded, Encode, Encoded, Interpolate, Sample};
use metavae::protocol::memory::{
    Forget, MemoryChanged, Recall, Recalled, Relabel, Remember, ShowMemory,
};
use metavae::protocol::meta::{LoadMetaWeights, MetaStart, MetaTrain};
use metavae::protocol::names::MethodId;
use metavae::protocol::run::{
    Evaluated, FineTune, Pretrain, SingleStep, StopTraining, TrainingStarted,
};
use metavae::protocol::task::Choice;
use metavae::protocol::weights::{KeepModel, LoadWeights, ResetWeights, WeightsLoaded};
use metavae::protocol::{Command, Event, Hyper, Picture, Precision, Run, Slot, Start, limits};
use metavae::weights;

use super::few_shot::{TASK, refused, task};
use super::session::*;

/// Every size encodes, decodes, trains, goes on in a copy and comes back from its file. A step of a
/// software GPU takes seconds: there the size whose layers are cut another way.
pub async fn a_model_of_every_size_lives(compute: &Compute) {
    let sizes = if compute.kind == Kind::Cpu { limits::LATENTS.of } else { &[2] };
    for &latents in sizes {
        let mut engine = prepared(compute).await;
        let size = Size::of(latents).unwrap();
        let fresh = one(&mut engine, reset(latents)).await;
        let (slot, name) = (Slot::Pretrained, "random, seed 1".into());
        let parameters = size.parameters() as u32;
        let loaded = |name| WeightsLoaded { slot, name, latents, parameters };
        assert_eq!(fresh, Event::WeightsLoaded(loaded(name)));
        looks_into_its_latents(&mut engine, latents as usize).await;

        let run = Hyper { evaluate_every: 4, ..short(Run::Pretrain, 8) };
        let (start, asked) = (Start::Scratch, Some(latents));
        let pretrain = Pretrain { start, latents: asked, hyper: run };
        let started = one(&mut engine, Command::Pretrain(pretrain)).await;
        let Event::TrainingStarted(TrainingStarted { latents: told, .. }) = started else {
            panic!("{started:?}")
        };
        assert_eq!(told, latents);
        let events = pull_all(&mut engine).await;
        let losses = losses_of(&events);
        assert!(losses[7].total < 0.8 * losses[0].total, "{latents}: {losses:?}");
        let read = events.iter().filter_map(|event| match event {
            Event::Evaluated(Evaluated { active_units, latents, .. }) => {
                Some((*active_units, *latents))
            }
            _ => None,
        });
        let read: Vec<_> = read.collect();
        assert!(read.len() == 3 && read.iter().all(|r| r.0 <= r.1 && r.1 == latents), "{read:?}");

        let trained = export(&mut engine, Slot::Trained).await;
        assert_eq!(weights::read(&trained).unwrap().size(), size);
        let kept = KeepModel { slot: Slot::Trained, name: "trained".into() };
        one(&mut engine, Command::KeepModel(kept)).await;
        let images = examples(&mut engine, 4).await;
        let before = reconstruct(&mut engine, Slot::Pretrained, &images).await;
        let hyper = Hyper { epochs: 2, ..Hyper::fine_tune() };
        let images_of_run = images.clone();
        let tune = Command::FineTune(FineTune { hyper, images: images_of_run });
        one(&mut engine, tune).await;
        pull_all(&mut engine).await;
        assert_eq!(encoded(&mut engine, Slot::FineTuned).await.mean.len(), latents as usize);
        assert_eq!(export(&mut engine, Slot::Pretrained).await, trained);

        one(&mut engine, reset(if latents == 8 { 2 } else { 8 })).await;
        let file = LoadWeights { slot, name: "file".into(), bytes: trained, base: None };
        let again = one(&mut engine, Command::LoadWeights(file)).await;
        assert_eq!(again, Event::WeightsLoaded(loaded("file".into())));
        assert_eq!(reconstruct(&mut engine, Slot::Pretrained, &images).await, before);
    }
}

/// Encoding and decoding, with as many numbers as there are latents and no others.
async fn looks_into_its_latents(engine: &mut Engine, latents: usize) {
    let slot = Slot::Pretrained;
    let Encoded { mean, deviation, reconstruction, around, .. } = encoded(engine, slot).await;
    assert_eq!((mean.len(), deviation.len(), around.len()), (latents, latents, 3 * PIXELS));
    assert!(deviation.iter().all(|s| *s > 0.0 && s.is_finite()));
    let decode =
        |z: &[f32]| Command::Decode(Decode { slot, latents: vec![z.to_vec()], against: None });
    assert_eq!(decoded(engine, decode(&mean)).await, reconstruction);
    let line = |to| Command::Interpolate(Interpolate { slot, from: mean.clone(), to, count: 3 });
    assert_eq!(decoded(engine, line(vec![0.0; latents])).await[..PIXELS], reconstruction);
    let sample = Command::Sample(Sample { slot, count: 2, seed: 1 });
    assert_eq!(decoded(engine, sample).await.len(), 2 * PIXELS);
    let longer = [&mean[..], &[0.0]].concat();
    for wrong in [decode(&mean[1..]), decode(&longer), line(longer.clone())] {
        let error = refused(engine, wrong).await.to_string();
        assert!(error.contains(&format!("must be {latents} finite numbers")), "{error}");
    }
}

/// A number that there is not, or that the weights have not, changes nothing.
pub async fn other_sizes_are_refused(compute: &Compute) {
    let mut engine = prepared(compute).await;
    one(&mut engine, reset(16)).await;
    let before = export(&mut engine, Slot::Pretrained).await;
    let pretrain = |start, latents| {
        let (latents, hyper) = (Some(latents), short(Run::Pretrain, 2));
        Command::Pretrain(Pretrain { start, latents, hyper })
    };
    let meta = |start, latents| {
        let (latents, hyper) = (Some(latents), Reptile.defaults());
        Command::MetaTrain(MetaTrain { hyper, start, latents, choice: Choice::default() })
    };
    let listed = "it must be 2, 8, 16, 32 or 64";
    for (command, named) in [
        (reset(3), listed),
        (reset(0), listed),
        (pretrain(Start::Scratch, 33), listed),
        (pretrain(Start::Pretrained, 33), listed),
        (pretrain(Start::Pretrained, 32), "have 16 latents, and training does not give them 32"),
        (meta(MetaStart::Scratch, u32::MAX), listed),
        (meta(MetaStart::Pretrained, 2), "have 16 latents, and training does not give them 2"),
    ] {
        let error = refused(&mut engine, command).await;
        assert!(
            matches!(error, Error::Argument(_)) && error.to_string().contains(named),
            "{error}"
        );
        assert!(!engine.is_training());
    }
    // The algorithm's own weights may have yet another number.
    let bytes = weights::write(&StateDict::initial(Size::of(8).unwrap(), 1), Precision::F16);
    let (algorithm, name) = (Reptile.id().into(), "of eight".into());
    let load = LoadMetaWeights { algorithm, name, bytes: bytes.unwrap() };
    one(&mut engine, Command::LoadMetaWeights(load)).await;
    let error = refused(&mut engine, meta(MetaStart::Current, 16)).await.to_string();
    assert!(error.contains("have 8 latents, and training does not give them 16"), "{error}");
    assert_eq!(export(&mut engine, Slot::Pretrained).await, before);
    one(&mut engine, pretrain(Start::Pretrained, 16)).await;
    assert!(engine.is_training(), "the weights' own number may be said");
}

/// Every method that starts from pretrained weights learns a task with two latents, and with a support
/// that these have grown.
pub async fn methods_learn_with_two_latents(compute: &Compute) {
    let mut engine = prepared(compute).await;
    one(&mut engine, reset(2)).await;
    let (_, query) = task(&mut engine).await;
    let trained = |need: &Need| matches!(need, Need::Trained(_));
    for known in METHODS.iter().filter(|method| !method.needs().iter().any(trained)) {
        for augmentation in [None, Some(Augmentation::default())] {
            let id = || MethodId::from(known.id());
            let learn = LearnTask { method: id(), task: TASK, augmentation, seed: 1 };
            one(&mut engine, Command::LearnTask(learn)).await;
            let ask = Classify { method: id(), task: None, images: query.images.clone() };
            let told = one(&mut engine, Command::Classify(ask)).await;
            let Event::Classified(Classified { probabilities, .. }) = told else { panic!() };
            for row in probabilities.chunks(3) {
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{}: {row:?}", known.id());
            }
            let make = Generate { method: id(), way: 0, count: 2, seed: 1 };
            let made = one(&mut engine, Command::Generate(make)).await;
            let Event::Generated(Generated { images, .. }) = made else { panic!() };
            let baselines = ["pixels", "pca", "orientedGradients"];
            let expected = if baselines.contains(&known.id()) { 0 } else { 2 * PIXELS };
            assert_eq!(images.len(), expected, "{}", known.id());
        }
    }
}

/// What a memory holds is read again by a model of another size, between runs and within one, and by
/// the first one as it was.
pub async fn a_memory_follows_the_size(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, query) = task(&mut engine).await;
    for (image, label) in support.images.chunks(PIXELS).zip(&support.labels) {
        let remember = Remember { image: image.to_vec(), label: u32::from(*label) };
        one(&mut engine, Command::Remember(remember)).await;
    }
    let recall = Command::Recall(Recall { image: query.images[..PIXELS].to_vec(), ways: 3 });
    let before = recalled(one(&mut engine, recall.clone()).await);

    one(&mut engine, reset(2)).await;
    // Before anything has read the images again, they lie where the last encoder saw them.
    let relabelled = one(&mut engine, Command::Relabel(Relabel { id: 0, label: 1 })).await;
    places(relabelled);
    one(&mut engine, Command::Relabel(Relabel { id: 0, label: u32::from(support.labels[0]) }))
        .await;
    let of_two = recalled(one(&mut engine, recall.clone()).await);
    assert_ne!(of_two, before);
    places(one(&mut engine, Command::ShowMemory(ShowMemory {})).await);

    let hyper = Hyper { read_every: 1, evaluate_every: 0, ..short(Run::Pretrain, 9) };
    let (start, latents) = (Start::Scratch, Some(64));
    one(&mut engine, Command::Pretrain(Pretrain { start, latents, hyper })).await;
    engine.handle(Command::SingleStep(SingleStep {})).await.unwrap();
    let within = recalled(one(&mut engine, recall.clone()).await);
    assert_eq!(within, of_two, "what is trained is a copy");
    let image = support.images[..PIXELS].to_vec();
    one(&mut engine, Command::Remember(Remember { image, label: 0 })).await;
    engine.handle(Command::StopTraining(StopTraining {})).await.unwrap();
    let kept = KeepModel { slot: Slot::Trained, name: "of 64".into() };
    one(&mut engine, Command::KeepModel(kept)).await;
    assert_ne!(recalled(one(&mut engine, recall.clone()).await), of_two);
    places(one(&mut engine, Command::ShowMemory(ShowMemory {})).await);
    one(&mut engine, Command::Forget(Forget { id: 6 })).await;

    one(&mut engine, reset(32)).await;
    let again = recalled(one(&mut engine, recall).await);
    for (again, before) in [(again.attention, before.attention), (again.gaussian, before.gaussian)]
    {
        // Together and not one by one, which a GPU sums in another order.
        let near = again.iter().zip(&before).all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(near && again.len() == before.len(), "{again:?} {before:?}");
    }
}

fn reset(latents: u32) -> Command {
    Command::ResetWeights(ResetWeights { latents: Some(latents), seed: 1 })
}

async fn encoded(engine: &mut Engine, slot: Slot) -> Encoded {
    let picture = Picture::Strokes(vec![vec![0.0, 0.0, 50.0, 0.0, 100.0, 0.0, 40.0, 180.0]]);
    let encode = Encode { slot, picture, around: 3, spread: 1.0, seed: 1 };
    match one(engine, Command::Encode(encode)).await {
        Event::Encoded(encoded) => encoded,
        other => panic!("{other:?}"),
    }
}

async fn decoded(engine: &mut Engine, command: Command) -> Vec<u8> {
    match one(engine, command).await {
        Event::Decoded(Decoded { images, .. }) => images,
        other => panic!("{other:?}"),
    }
}

fn recalled(event: Event) -> Recalled {
    let Event::Recalled(recalled) = event else { panic!("{event:?}") };
    let Recalled { attention, classes, gaussian, place } = &recalled;
    for shares in [attention, classes, gaussian] {
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{recalled:?}");
    }
    assert!(place.iter().all(|x| x.is_finite()), "{recalled:?}");
    recalled
}

/// Every trace has a place, and not all the same one.
fn places(event: Event) {
    let Event::MemoryChanged(MemoryChanged { traces, .. }) = event else { panic!("{event:?}") };
    assert!(traces.iter().all(|trace| trace.place.iter().all(|x| x.is_finite())));
    assert!(traces.iter().any(|trace| trace.place != traces[0].place));
}
