//! Few-shot tasks and methods through the engine's commands, on any device.

use metavae::device::{Compute, Kind};
use metavae::engine::Engine;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::meta::methods::METHODS;
use metavae::meta::resources::Need;
use metavae::protocol::few_shot::{
    Augmentation, Classified, Classify, EpisodeScored, Generate, Generated, LearnTask, LeaveOneOut,
    LeftOut, ScoreEpisode, ScoreTask, TaskLearnt, TaskScored,
};
use metavae::protocol::names::MethodId;
use metavae::protocol::task::{
    CheckTask, Choice, DefineTask, DrawTask, LabelledImages, LoadOmniglot, Pool, TaskDrawn,
    TaskShape,
};
use metavae::protocol::{Command, Event};

use super::session::{one, prepared};

/// What these tests call the task that they draw.
pub const TASK: u32 = 7;
const SHAPE: TaskShape = TaskShape { ways: 3, shots: 2, queries: 2 };

/// Every method that needs no meta-trained weights learns a task, tells its queries apart and, where
/// it has a decoder, makes images of a class.
pub async fn methods_learn_a_task(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (_, query) = task(&mut engine).await;
    let trained = |need: &Need| matches!(need, Need::Trained(_));
    // A step takes a software GPU seconds, and learning from scratch takes 100.
    let slow = |id| id == "scratch" && compute.kind != Kind::Cpu;
    let methods = METHODS.iter().filter(|method| !method.needs().iter().any(trained));
    for known in methods.filter(|method| !slow(method.id())) {
        let id = || MethodId::from(known.id());
        let unlearnt =
            Command::Classify(Classify { method: id(), task: None, images: query.images.clone() });
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

/// Draws the task that these tests are about: support and queries.
pub async fn task(engine: &mut Engine) -> (LabelledImages, LabelledImages) {
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

pub async fn refused(engine: &mut Engine, command: Command) -> Error {
    engine.handle(command).await.unwrap_err()
}
