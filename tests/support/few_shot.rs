//! Few-shot tasks, the memory and meta-training through the engine's commands, on any device.

use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::meta::methods::METHODS;
use metavae::meta::resources::Need;
use metavae::meta::training::{ALGORITHMS, MetaAlgorithm, Prototypes};
use metavae::protocol::few_shot::{
    Augmentation, Classified, Classify, EpisodeScored, Generate, Generated, LearnTask, LeaveOneOut,
    LeftOut, ScoreEpisode, ScoreTask, TaskLearnt, TaskScored,
};
use metavae::protocol::memory::{
    Forget, MemoryChanged, MemoryTrace, Recall, Recalled, Relabel, Remember, ResizeMemory,
    ShowMemory,
};
use metavae::protocol::meta::{
    ExportMetaWeights, LoadMetaWeights, MetaLosses, MetaStart, MetaStepsDone, MetaTrain,
    MetaTrainingEnded, MetaTrainingStarted, MetaWeightsExported,
};
use metavae::protocol::meta_hyper::{Deformation, MetaHyper, Mixture};
use metavae::protocol::names::{AlgorithmId, MethodId};
use metavae::protocol::run::StopTraining;
use metavae::protocol::task::{
    CheckTask, Choice, DefineTask, DrawTask, LabelledImages, LoadOmniglot, Pool, TaskDrawn,
    TaskShape,
};
use metavae::protocol::weights::{ExportWeights, ResetWeights, WeightsExported};
use metavae::protocol::{Command, Ending, Event, Precision, Slot};

use super::scenario::{one, prepared};

/// What these tests call the task that they draw.
const TASK: u32 = 7;
const SHAPE: TaskShape = TaskShape { ways: 3, shots: 2, queries: 2 };

/// Every method that needs no meta-trained weights learns a task, tells its queries apart and, where
/// it has a decoder, makes images of a class.
pub async fn methods_learn_a_task(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (_, query) = task(&mut engine).await;
    let trained = |need: &Need| matches!(need, Need::Trained(_));
    for known in METHODS.into_iter().filter(|method| !method.needs().iter().any(trained)) {
        let id = || MethodId::from(known.id());
        let unlearnt = Command::Classify(Classify { method: id(), images: query.images.clone() });
        assert!(matches!(refused(&mut engine, unlearnt.clone()).await, Error::State(_)));
        let augmentation = (known.id() == "memory").then(Augmentation::default);
        let adapt =
            Command::LearnTask(LearnTask { method: id(), task: TASK, augmentation, seed: 1 });
        let images = if augmentation.is_some() { 6 + 6 * 8 } else { 6 };
        let learnt = Event::TaskLearnt(TaskLearnt { method: id(), images });
        assert_eq!(one(&mut engine, adapt).await, learnt);

        let Event::Classified(Classified { probabilities, .. }) = one(&mut engine, unlearnt).await
        else {
            panic!("{}", known.id())
        };
        assert_eq!(probabilities.len(), query.labels.len() * 3);
        for row in probabilities.chunks(3) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{}: {row:?}", known.id());
        }
        let Event::Generated(Generated { images, .. }) = one(
            &mut engine,
            Command::Generate(Generate { method: id(), way: 2, count: 4, seed: 1 }),
        )
        .await
        else {
            panic!("{}", known.id())
        };
        let pretrained = known.needs().iter().any(|need| matches!(need, Need::Pretrained));
        let decodes = pretrained || known.id() == "scratch";
        assert_eq!(images.len(), if decodes { 4 * PIXELS } else { 0 }, "{}", known.id());
    }
    let no_class =
        Command::Generate(Generate { method: "frozen".into(), way: 3, count: 1, seed: 1 });
    assert!(matches!(refused(&mut engine, no_class).await, Error::Argument(_)));
}

/// What a method lacks is said, and nothing else is changed.
pub async fn what_a_method_lacks_is_said(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, _) = task(&mut engine).await;
    for (method, named) in [
        ("metaPrototypes", "prototypes"),
        ("deformedViews", "prototypes"),
        ("reptile", "Reptile"),
        ("anil", "ANIL"),
        ("hypernetwork", "hypernetwork"),
        ("psychic", "There is no method “psychic”"),
    ] {
        let method = method.into();
        let adapt =
            Command::LearnTask(LearnTask { method, task: TASK, augmentation: None, seed: 1 });
        let error = refused(&mut engine, adapt).await;
        assert!(error.to_string().contains(named), "{error}");
    }
    let empty = DefineTask { task: 8, ways: 4, support: support.clone(), query: None };
    let error = refused(&mut engine, Command::DefineTask(empty)).await;
    assert_eq!(error.to_string(), "Class 4 has no image yet.");
    let augmentation = Some(Augmentation { samples: 33, ..Augmentation::default() });
    let grown = LearnTask { method: "frozen".into(), task: TASK, augmentation, seed: 1 };
    assert!(matches!(refused(&mut engine, Command::LearnTask(grown)).await, Error::Argument(_)));
    let choice = Choice { pool: Pool::Omniglot, ..Choice::default() };
    let unloaded = Command::DrawTask(DrawTask { task: 8, choice, shape: SHAPE, seed: 1 });
    assert!(refused(&mut engine, unloaded).await.to_string().contains("Omniglot"));
    let broken = Command::LoadOmniglot(LoadOmniglot { bytes: b"no zip".to_vec() });
    assert!(matches!(refused(&mut engine, broken).await, Error::Data(_)));
    let wide = TaskShape { ways: 51, ..SHAPE };
    let wide =
        Command::DrawTask(DrawTask { task: 8, choice: Choice::default(), shape: wide, seed: 1 });
    assert!(matches!(refused(&mut engine, wide).await, Error::Argument(_)));
    let kept = LearnTask { method: "pixels".into(), task: TASK, augmentation: None, seed: 1 };
    one(&mut engine, Command::LearnTask(kept)).await;
}

/// The task is kept under its number: one of another number is refused, one of the page's own making
/// is scored or has its images left out in turn.
pub async fn a_task_is_kept_by_its_number(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, query) = task(&mut engine).await;
    let augmentation = None;
    let method = || MethodId::from("pixels");
    let learn =
        |task| Command::LearnTask(LearnTask { method: method(), task, augmentation, seed: 1 });
    assert!(matches!(refused(&mut engine, learn(8)).await, Error::Stale(_)));
    one(&mut engine, learn(TASK)).await;
    let drawn =
        one(&mut engine, Command::ScoreTask(ScoreTask { method: method(), task: TASK })).await;
    let Event::TaskScored(TaskScored { score, .. }) = &drawn else { panic!("{drawn:?}") };
    assert_eq!(score.confusion.iter().sum::<u32>(), 6);

    let query = Some(query);
    let own = DefineTask { task: 8, ways: 3, support: support.clone(), query };
    one(&mut engine, Command::DefineTask(own)).await;
    assert!(matches!(refused(&mut engine, learn(TASK)).await, Error::Stale(_)));
    one(&mut engine, learn(8)).await;
    let defined =
        one(&mut engine, Command::ScoreTask(ScoreTask { method: method(), task: 8 })).await;
    assert_eq!(defined, drawn, "the same images, told apart alike");

    let own = DefineTask { task: 9, ways: 3, support: support.clone(), query: None };
    one(&mut engine, Command::DefineTask(own)).await;
    let nothing = Command::ScoreTask(ScoreTask { method: method(), task: 9 });
    assert!(matches!(refused(&mut engine, nothing).await, Error::Argument(_)));
    let mut answers = Vec::new();
    let mut score = None;
    while score.is_none() {
        let leave = LeaveOneOut { method: method(), task: 9, augmentation, seed: 1, answers };
        match one(&mut engine, Command::LeaveOneOut(leave)).await {
            Event::LeftOut(LeftOut { answers: more, score: last, .. }) => {
                (answers, score) = (more, last);
            }
            other => panic!("{other:?}"),
        }
    }
    let score = score.unwrap();
    assert_eq!(answers.len(), 6);
    let right = answers.iter().zip(&support.labels).filter(|(a, l)| **a == u32::from(**l)).count();
    assert_eq!(score.accuracy, right as f64 / 6.0);
    let over = LeaveOneOut { method: method(), task: 9, augmentation, seed: 1, answers };
    assert!(matches!(refused(&mut engine, Command::LeaveOneOut(over)).await, Error::Argument(_)));

    let possible = |ways| {
        let shape = TaskShape { ways, ..SHAPE };
        Command::CheckTask(CheckTask { choice: Choice::default(), shape })
    };
    one(&mut engine, possible(3)).await;
    assert!(matches!(refused(&mut engine, possible(11)).await, Error::Argument(_)));
    one(&mut engine, learn(9)).await;
}

/// Methods are scored on the same task, and a seed fixes it.
pub async fn an_episode_is_scored(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let names = ["0", "1", "6", "7"].map(String::from).to_vec();
    let choice = Choice { names, ..Choice::default() };
    for id in ["pixels", "frozen"] {
        let (method, choice, shape) = (id.into(), choice.clone(), SHAPE);
        let request =
            ScoreEpisode { method, choice, shape, augmentation: None, seed: 5, earlier: vec![] };
        let ask = Command::ScoreEpisode(request.clone());
        let first = one(&mut engine, ask.clone()).await;
        let Event::EpisodeScored(EpisodeScored { score, estimate, .. }) = &first else {
            panic!("{first:?}")
        };
        assert_eq!(score.confusion.iter().sum::<u32>(), 6, "two queries of each of three classes");
        let right: u32 = (0..3).map(|way| score.confusion[way * 4]).sum();
        assert_eq!(score.accuracy, f64::from(right) / 6.0);
        assert_eq!((estimate.mean, estimate.half_width), (score.accuracy, None));
        if id == "pixels" {
            assert!(score.accuracy > 0.4, "pixels are better than chance: {score:?}");
        }
        assert_eq!(one(&mut engine, ask).await, first);

        let behind = ScoreEpisode { earlier: vec![0.0], ..request };
        let second = one(&mut engine, Command::ScoreEpisode(behind)).await;
        let Event::EpisodeScored(EpisodeScored { estimate, .. }) = second else { panic!() };
        assert_eq!((estimate.count, estimate.mean), (2, score.accuracy / 2.0));
        assert!(estimate.half_width.is_some());
    }
}

/// The memory is written, read, relabelled, resized and forgotten, and follows the encoder.
pub async fn a_memory_is_kept(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, query) = task(&mut engine).await;
    let mut traces = Vec::new();
    for (image, label) in support.images.chunks(PIXELS).zip(&support.labels) {
        let remember =
            Command::Remember(Remember { image: image.to_vec(), label: u32::from(*label) });
        traces = held(one(&mut engine, remember).await).0;
    }
    assert_eq!(traces.len(), 6);
    let image = query.images[..PIXELS].to_vec();
    let recall = Command::Recall(Recall { image: image.clone(), ways: 3 });
    let before = one(&mut engine, recall.clone()).await;
    let Event::Recalled(Recalled { attention, classes, gaussian, place }) = &before else {
        panic!("{before:?}")
    };
    for shares in [attention, classes, gaussian] {
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{before:?}");
    }
    assert_eq!((attention.len(), classes.len(), gaussian.len()), (6, 3, 3));
    assert!(place.iter().all(|x| x.is_finite()));

    one(&mut engine, Command::ResetWeights(ResetWeights { seed: 2 })).await;
    let after = one(&mut engine, recall.clone()).await;
    assert_ne!(after, before, "another encoder says something else");
    one(&mut engine, Command::ResetWeights(ResetWeights { seed: 1 })).await;
    let again = one(&mut engine, recall).await;
    assert_eq!(again, before, "and the first one what it said first: the images are read again");

    let shown = held(one(&mut engine, Command::ShowMemory(ShowMemory {})).await).0;
    assert_eq!(shown.len(), 6);
    assert!(shown.iter().any(|trace| trace.usage > 0.0), "what was recalled has been used");
    let again = held(one(&mut engine, Command::ShowMemory(ShowMemory {})).await).0;
    assert_eq!(again, shown, "showing changes nothing");

    let relabelled =
        one(&mut engine, Command::Relabel(Relabel { id: traces[0].id, label: 2 })).await;
    assert_eq!(held(relabelled).0[0].label, 2);
    let forgotten = one(&mut engine, Command::Forget(Forget { id: traces[1].id })).await;
    assert_eq!(held(forgotten).0.len(), 5);
    let (kept, gone) =
        held(one(&mut engine, Command::ResizeMemory(ResizeMemory { capacity: 3 })).await);
    assert_eq!((kept.len(), gone.len()), (3, 2));
    assert!(matches!(
        refused(&mut engine, Command::Forget(Forget { id: 999 })).await,
        Error::Argument(_)
    ));
    let blank = Command::Remember(Remember { image: vec![0; PIXELS], label: 0 });
    assert!(matches!(refused(&mut engine, blank).await, Error::Blank));
    let huge = Command::ResizeMemory(ResizeMemory { capacity: 1001 });
    assert!(matches!(refused(&mut engine, huge).await, Error::Argument(_)));
}

/// Each algorithm trains in steps, and what it leaves serves its methods; the pretrained weights stay
/// as they are.
pub async fn every_algorithm_meta_trains(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (_, query) = task(&mut engine).await;
    let before = weights(&mut engine).await;
    for known in ALGORITHMS {
        let (id, algorithm) = (known.id(), || AlgorithmId::from(known.id()));
        let losses = meta_train(&mut engine, &brief(known), MetaStart::Pretrained).await;
        assert_eq!(losses.iter().map(|l| l.step).collect::<Vec<_>>(), [1, 2], "{id}");
        let adapts = known.has_inner_loop();
        assert!(losses.iter().all(|l| l.before.is_some() == adapts), "{losses:?}");

        let export = ExportMetaWeights { algorithm: algorithm() };
        let Event::MetaWeightsExported(MetaWeightsExported { bytes, .. }) =
            one(&mut engine, Command::ExportMetaWeights(export)).await
        else {
            panic!("{id}")
        };
        let load = LoadMetaWeights { algorithm: algorithm(), name: "exported".into(), bytes };
        one(&mut engine, Command::LoadMetaWeights(load)).await;
        let its = |need: &Need| matches!(need, Need::Trained(algorithm) if algorithm.id() == id);
        let methods = METHODS.into_iter().filter(|method| method.needs().iter().any(its));
        let mut served = 0;
        for method in methods.map(|method| method.id()) {
            learns_the_task(&mut engine, method, &query).await;
            served += 1;
        }
        assert!(served > 0, "{id} serves a method");
    }
    assert_eq!(weights(&mut engine).await, before, "meta-training works on copies");
}

/// A method learns the task, tells the queries apart and makes images of a class.
async fn learns_the_task(engine: &mut Engine, method: &str, query: &LabelledImages) {
    let id = || MethodId::from(method);
    let learn = LearnTask { method: id(), task: TASK, augmentation: None, seed: 1 };
    one(engine, Command::LearnTask(learn)).await;
    let classify = Command::Classify(Classify { method: id(), images: query.images.clone() });
    let Event::Classified(Classified { probabilities, .. }) = one(engine, classify).await else {
        panic!("{method}")
    };
    assert!(probabilities.iter().all(|p| p.is_finite()), "{method}");
    let generate = Command::Generate(Generate { method: id(), way: 0, count: 2, seed: 1 });
    let Event::Generated(Generated { images, .. }) = one(engine, generate).await else {
        panic!("{method}")
    };
    assert_eq!(images.len(), 2 * PIXELS);
}

/// A run may be stopped, keeping what it learnt, and goes on from there; a second one is refused.
pub async fn meta_training_is_stopped(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let hyper = MetaHyper { steps: 50, ..brief(&Prototypes) };
    let train = |start| {
        Command::MetaTrain(MetaTrain { hyper: hyper.clone(), start, choice: Choice::default() })
    };
    let none = engine.handle(train(MetaStart::Current)).await.unwrap_err();
    assert!(none.to_string().contains("no weights yet"), "{none}");
    one(&mut engine, train(MetaStart::Scratch)).await;
    assert!(matches!(engine.handle(train(MetaStart::Scratch)).await, Err(Error::State(_))));
    engine.step(2).await.unwrap();
    let ended = one(&mut engine, Command::StopTraining(StopTraining {})).await;
    let algorithm = Prototypes.id().into();
    let (ending, message) = (Ending::Stopped, None);
    assert_eq!(
        ended,
        Event::MetaTrainingEnded(MetaTrainingEnded { algorithm, ending, step: 2, message })
    );
    assert!(!engine.is_training());
    one(&mut engine, train(MetaStart::Current)).await;
    assert!(engine.is_training());

    let wrong = MetaHyper { ways: 1, ..hyper.clone() };
    one(&mut engine, Command::StopTraining(StopTraining {})).await;
    let refused = Command::MetaTrain(MetaTrain {
        hyper: wrong,
        start: MetaStart::Scratch,
        choice: Choice::default(),
    });
    assert!(matches!(engine.handle(refused).await, Err(Error::Argument(_))));
}

/// Two steps on tasks of two classes.
fn brief(algorithm: &dyn MetaAlgorithm) -> MetaHyper {
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
        ..algorithm.defaults()
    }
}

async fn meta_train(engine: &mut Engine, hyper: &MetaHyper, start: MetaStart) -> Vec<MetaLosses> {
    let train =
        Command::MetaTrain(MetaTrain { hyper: hyper.clone(), start, choice: Choice::default() });
    let started = one(engine, train).await;
    let (algorithm, steps) = (hyper.algorithm.clone(), hyper.steps);
    let expected = Event::MetaTrainingStarted(MetaTrainingStarted {
        algorithm,
        steps,
        classes: 10,
        images: 200,
    });
    assert_eq!(started, expected);
    let mut losses = Vec::new();
    while engine.is_training() {
        for event in engine.step(1).await.unwrap() {
            match event {
                Event::MetaStepsDone(MetaStepsDone { losses: new, .. }) => losses.extend(new),
                Event::MetaTrainingEnded(MetaTrainingEnded { ending, .. }) => {
                    assert_eq!(ending, Ending::Completed)
                }
                other => panic!("{other:?}"),
            }
        }
    }
    losses
}

async fn task(engine: &mut Engine) -> (LabelledImages, LabelledImages) {
    let draw = Command::DrawTask(DrawTask {
        task: TASK,
        choice: Choice::default(),
        shape: SHAPE,
        seed: 1,
    });
    match one(engine, draw).await {
        Event::TaskDrawn(TaskDrawn { task, names, support, query }) => {
            assert_eq!(task, TASK);
            assert_eq!((names.len(), support.labels.len(), query.labels.len()), (3, 6, 6));
            (support, query)
        }
        other => panic!("{other:?}"),
    }
}

fn held(event: Event) -> (Vec<MemoryTrace>, Vec<u32>) {
    match event {
        Event::MemoryChanged(MemoryChanged { traces, forgotten, .. }) => (traces, forgotten),
        other => panic!("{other:?}"),
    }
}

async fn refused(engine: &mut Engine, command: Command) -> Error {
    engine.handle(command).await.unwrap_err()
}

async fn weights(engine: &mut Engine) -> Vec<u8> {
    let export =
        Command::ExportWeights(ExportWeights { slot: Slot::Pretrained, precision: Precision::F32 });
    match one(engine, export).await {
        Event::WeightsExported(WeightsExported { bytes, .. }) => bytes,
        other => panic!("{other:?}"),
    }
}
