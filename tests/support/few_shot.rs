//! Few-shot tasks, the memory and meta-training through the engine's commands, on any device.

use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::protocol::few_shot::{
    Augmentation, Choice, FewShotCommand as Ask, FewShotEvent as Told, LabelledImages, Method,
    Pool, TaskShape, TraceShown,
};
use metavae::protocol::meta::{Algorithm, Deformation, MetaHyper, MetaLosses, MetaStart, Mixture};
use metavae::protocol::{Command, Ending, Event, Precision, Slot};

use super::scenario::{one, prepared};

const SHAPE: TaskShape = TaskShape { ways: 3, shots: 2, queries: 2 };

/// Every method that needs no meta-trained weights learns a task, tells its queries apart and, where
/// it has a decoder, makes images of a class.
pub async fn methods_learn_a_task(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, query) = task(&mut engine).await;
    for method in [
        Method::Pixels,
        Method::Pca,
        Method::Frozen,
        Method::GaussianPrototypes,
        Method::Memory,
        Method::FineTuned,
        Method::ClassBounds,
    ] {
        let unlearnt = Ask::Classify { method, images: query.images.clone() };
        assert!(matches!(refused(&mut engine, unlearnt.clone()).await, Error::State(_)));
        let growth = (method == Method::Memory).then(Augmentation::default);
        let adapt = Ask::Adapt { method, ways: 3, support: support.clone(), growth, seed: 1 };
        let images = if growth.is_some() { 6 + 6 * 8 } else { 6 };
        assert_eq!(ask(&mut engine, adapt).await, Told::Adapted { method, images });

        let Told::Classified { probabilities, .. } = ask(&mut engine, unlearnt).await else {
            panic!("{method:?}")
        };
        assert_eq!(probabilities.len(), query.labels.len() * 3);
        for row in probabilities.chunks(3) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{method:?}: {row:?}");
        }
        let Told::Generated { images, .. } =
            ask(&mut engine, Ask::Generate { method, way: 2, count: 4, seed: 1 }).await
        else {
            panic!("{method:?}")
        };
        let decodes = !matches!(method, Method::Pixels | Method::Pca);
        assert_eq!(images.len(), if decodes { 4 * PIXELS } else { 0 }, "{method:?}");
    }
    let no_class = Ask::Generate { method: Method::Frozen, way: 3, count: 1, seed: 1 };
    assert!(matches!(refused(&mut engine, no_class).await, Error::Argument(_)));
}

/// What a method lacks is said, and nothing else is changed.
pub async fn what_a_method_lacks_is_said(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, _) = task(&mut engine).await;
    for (method, named) in [
        (Method::MetaPrototypes, "prototypes"),
        (Method::DeformedViews, "prototypes"),
        (Method::Reptile, "Reptile"),
        (Method::Anil, "ANIL"),
        (Method::Hypernetwork, "hypernetwork"),
    ] {
        let adapt = Ask::Adapt { method, ways: 3, support: support.clone(), growth: None, seed: 1 };
        let error = refused(&mut engine, adapt).await;
        assert!(error.to_string().contains(named), "{error}");
    }
    let empty = Ask::Adapt {
        method: Method::Pixels,
        ways: 4,
        support: support.clone(),
        growth: None,
        seed: 1,
    };
    let error = refused(&mut engine, empty).await;
    assert_eq!(error.to_string(), "Class 4 has no image yet.");
    let growth = Some(Augmentation { samples: 33, ..Augmentation::default() });
    let grown = Ask::Adapt { method: Method::Frozen, ways: 3, support, growth, seed: 1 };
    assert!(matches!(refused(&mut engine, grown).await, Error::Argument(_)));
    let choice = Choice { pool: Pool::Omniglot, ..Choice::default() };
    let unloaded = Ask::DrawTask { choice, shape: SHAPE, seed: 1 };
    assert!(refused(&mut engine, unloaded).await.to_string().contains("Omniglot"));
    let broken = Ask::LoadOmniglot { bytes: b"no zip".to_vec() };
    assert!(matches!(refused(&mut engine, broken).await, Error::Data(_)));
    let wide = TaskShape { ways: 51, ..SHAPE };
    let wide = Ask::DrawTask { choice: Choice::default(), shape: wide, seed: 1 };
    assert!(matches!(refused(&mut engine, wide).await, Error::Argument(_)));
}

/// Methods are scored on the same task, and a seed fixes it.
pub async fn an_episode_is_scored(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let methods = vec![Method::Pixels, Method::Frozen];
    let names = ["0", "1", "6", "7"].map(String::from).to_vec();
    let choice = Choice { names, ..Choice::default() };
    let score = Ask::ScoreEpisode { methods, choice, shape: SHAPE, growth: None, seed: 5 };
    let first = ask(&mut engine, score.clone()).await;
    let Told::EpisodeScored { scores } = &first else { panic!("{first:?}") };
    assert_eq!(scores.len(), 2);
    for score in scores {
        assert_eq!(score.confusion.iter().sum::<u32>(), 6, "two queries of each of three classes");
        let right: u32 = (0..3).map(|way| score.confusion[way * 4]).sum();
        assert_eq!(score.accuracy, f64::from(right) / 6.0);
    }
    assert!(scores[0].accuracy > 0.4, "pixels are better than chance: {scores:?}");
    assert_eq!(ask(&mut engine, score).await, first);
}

/// The memory is written, read, relabelled, resized and forgotten, and follows the encoder.
pub async fn a_memory_is_kept(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, query) = task(&mut engine).await;
    let mut traces = Vec::new();
    for (image, label) in support.images.chunks(PIXELS).zip(&support.labels) {
        let remember = Ask::Remember { image: image.to_vec(), label: u32::from(*label) };
        traces = held(ask(&mut engine, remember).await).0;
    }
    assert_eq!(traces.len(), 6);
    let image = query.images[..PIXELS].to_vec();
    let recall = Ask::Recall { image: image.clone(), ways: 3 };
    let before = ask(&mut engine, recall.clone()).await;
    let Told::Recalled { attention, classes, gaussian, place } = &before else {
        panic!("{before:?}")
    };
    for shares in [attention, classes, gaussian] {
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{before:?}");
    }
    assert_eq!((attention.len(), classes.len(), gaussian.len()), (6, 3, 3));
    assert!(place.iter().all(|x| x.is_finite()));

    one(&mut engine, Command::ResetWeights { seed: 2 }).await;
    let after = ask(&mut engine, recall.clone()).await;
    assert_ne!(after, before, "another encoder says something else");
    one(&mut engine, Command::ResetWeights { seed: 1 }).await;
    let again = ask(&mut engine, recall).await;
    assert_eq!(again, before, "and the first one what it said first: the images are read again");

    let relabelled = ask(&mut engine, Ask::Relabel { id: traces[0].id, label: 2 }).await;
    assert_eq!(held(relabelled).0[0].label, 2);
    let forgotten = ask(&mut engine, Ask::Forget { id: traces[1].id }).await;
    assert_eq!(held(forgotten).0.len(), 5);
    let (kept, gone) = held(ask(&mut engine, Ask::ResizeMemory { capacity: 3 }).await);
    assert_eq!((kept.len(), gone.len()), (3, 2));
    assert!(matches!(refused(&mut engine, Ask::Forget { id: 999 }).await, Error::Argument(_)));
    let blank = Ask::Remember { image: vec![0; PIXELS], label: 0 };
    assert!(matches!(refused(&mut engine, blank).await, Error::Blank));
    let huge = Ask::ResizeMemory { capacity: 1001 };
    assert!(matches!(refused(&mut engine, huge).await, Error::Argument(_)));
}

/// Each algorithm trains in steps, and what it leaves serves its method; the pretrained weights stay
/// as they are.
pub async fn every_algorithm_meta_trains(compute: &Compute) {
    use Algorithm::{Anil, FirstOrderMaml, Hypernetwork, Prototypes, Reptile, SecondOrderMaml};
    let mut engine = prepared(compute).await;
    let (support, query) = task(&mut engine).await;
    let before = weights(&mut engine).await;
    for (algorithm, method) in [
        (Prototypes, Method::MetaPrototypes),
        (Prototypes, Method::DeformedViews),
        (Reptile, Method::Reptile),
        (FirstOrderMaml, Method::FirstOrderMaml),
        (SecondOrderMaml, Method::SecondOrderMaml),
        (Anil, Method::Anil),
        (Hypernetwork, Method::Hypernetwork),
    ] {
        let losses = meta_train(&mut engine, &brief(algorithm), MetaStart::Pretrained).await;
        assert_eq!(losses.iter().map(|l| l.step).collect::<Vec<_>>(), [1, 2], "{algorithm:?}");
        let adapts = !matches!(algorithm, Prototypes | Hypernetwork);
        assert!(losses.iter().all(|l| l.before.is_some() == adapts), "{losses:?}");

        let Told::MetaWeightsExported { bytes, .. } =
            ask(&mut engine, Ask::ExportMetaWeights { algorithm }).await
        else {
            panic!("{algorithm:?}")
        };
        let load = Ask::LoadMetaWeights { algorithm, name: "exported".into(), bytes };
        ask(&mut engine, load).await;
        let adapt = Ask::Adapt { method, ways: 3, support: support.clone(), growth: None, seed: 1 };
        ask(&mut engine, adapt).await;
        let classify = Ask::Classify { method, images: query.images.clone() };
        let Told::Classified { probabilities, .. } = ask(&mut engine, classify).await else {
            panic!("{algorithm:?}")
        };
        assert!(probabilities.iter().all(|p| p.is_finite()), "{algorithm:?}");
        let generate = Ask::Generate { method, way: 0, count: 2, seed: 1 };
        let Told::Generated { images, .. } = ask(&mut engine, generate).await else {
            panic!("{algorithm:?}")
        };
        assert_eq!(images.len(), 2 * PIXELS);
    }
    assert_eq!(weights(&mut engine).await, before, "meta-training works on copies");
}

/// A run may be stopped, keeping what it learnt, and goes on from there; a second one is refused.
pub async fn meta_training_is_stopped(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let hyper = MetaHyper { steps: 50, ..brief(Algorithm::Prototypes) };
    let train =
        |start| Command::MetaTrain { hyper: hyper.clone(), start, choice: Choice::default() };
    let none = engine.handle(train(MetaStart::Current)).await.unwrap_err();
    assert!(none.to_string().contains("no weights yet"), "{none}");
    one(&mut engine, train(MetaStart::Scratch)).await;
    assert!(matches!(engine.handle(train(MetaStart::Scratch)).await, Err(Error::State(_))));
    engine.step(2).await.unwrap();
    let ended = one(&mut engine, Command::StopTraining).await;
    let algorithm = Algorithm::Prototypes;
    let (ending, message) = (Ending::Stopped, None);
    assert_eq!(ended, Event::MetaTrainingEnded { algorithm, ending, step: 2, message });
    assert!(!engine.is_training());
    one(&mut engine, train(MetaStart::Current)).await;
    assert!(engine.is_training());

    let wrong = MetaHyper { ways: 1, ..hyper.clone() };
    one(&mut engine, Command::StopTraining).await;
    let refused =
        Command::MetaTrain { hyper: wrong, start: MetaStart::Scratch, choice: Choice::default() };
    assert!(matches!(engine.handle(refused).await, Err(Error::Argument(_))));
}

/// Two steps on tasks of two classes.
fn brief(algorithm: Algorithm) -> MetaHyper {
    MetaHyper {
        steps: 2,
        tasks: 1,
        ways: 2,
        shots: 2,
        queries: 2,
        inner_steps: 2,
        inner_rate: 0.01,
        mixture: Mixture { labelled: 0.5, unlabelled: 0.5, halves: 0.0, turns: true },
        deformation: Deformation::Mild,
        ..MetaHyper::of(algorithm)
    }
}

async fn meta_train(engine: &mut Engine, hyper: &MetaHyper, start: MetaStart) -> Vec<MetaLosses> {
    let train = Command::MetaTrain { hyper: hyper.clone(), start, choice: Choice::default() };
    let started = one(engine, train).await;
    let (algorithm, steps) = (hyper.algorithm, hyper.steps);
    let expected = Event::MetaTrainingStarted { algorithm, steps, classes: 10, images: 200 };
    assert_eq!(started, expected);
    let mut losses = Vec::new();
    while engine.is_training() {
        for event in engine.step(1).await.unwrap() {
            match event {
                Event::MetaStepsDone { losses: new, .. } => losses.extend(new),
                Event::MetaTrainingEnded { ending, .. } => assert_eq!(ending, Ending::Completed),
                other => panic!("{other:?}"),
            }
        }
    }
    losses
}

async fn task(engine: &mut Engine) -> (LabelledImages, LabelledImages) {
    let draw = Ask::DrawTask { choice: Choice::default(), shape: SHAPE, seed: 1 };
    match ask(engine, draw).await {
        Told::TaskDrawn { names, support, query } => {
            assert_eq!((names.len(), support.labels.len(), query.labels.len()), (3, 6, 6));
            (support, query)
        }
        other => panic!("{other:?}"),
    }
}

fn held(event: Told) -> (Vec<TraceShown>, Vec<u32>) {
    match event {
        Told::Memory { traces, forgotten, .. } => (traces, forgotten),
        other => panic!("{other:?}"),
    }
}

async fn ask(engine: &mut Engine, command: Ask) -> Told {
    match one(engine, Command::FewShot { command }).await {
        Event::FewShot { event } => event,
        other => panic!("{other:?}"),
    }
}

async fn refused(engine: &mut Engine, command: Ask) -> Error {
    engine.handle(Command::FewShot { command }).await.unwrap_err()
}

async fn weights(engine: &mut Engine) -> Vec<u8> {
    let export = Command::ExportWeights { slot: Slot::Pretrained, precision: Precision::F32 };
    match one(engine, export).await {
        Event::WeightsExported { bytes, .. } => bytes,
        other => panic!("{other:?}"),
    }
}
