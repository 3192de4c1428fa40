//! Meta-training through the engine's commands, on any device.

use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::meta::methods::METHODS;
use metavae::meta::resources::Need;
use metavae::meta::training::{ALGORITHMS, MetaAlgorithm, Prototypes};
use metavae::protocol::few_shot::{
    Augmentation, Classified, Classify, Generate, Generated, LearnTask,
};
use metavae::protocol::meta::{
    ExportMetaWeights, LoadMetaWeights, MetaLosses, MetaStart, MetaStepsDone, MetaTrain,
    MetaTrainingEnded, MetaTrainingStarted, MetaWeightsExported, MetaWeightsLoaded,
};
use metavae::protocol::meta_hyper::{Deformation, MetaHyper, Mixture};
use metavae::protocol::names::{AlgorithmId, MethodId};
use metavae::protocol::run::StopTraining;
use metavae::protocol::task::{Choice, LabelledImages};
use metavae::protocol::weights::{ExportWeights, ResetWeights, WeightsExported};
use metavae::protocol::{Command, Ending, Event, Precision, Slot};

use super::few_shot::{TASK, task};
use super::session::{one, prepared};

/// Each algorithm trains in steps, and what it leaves serves its methods; the pretrained weights stay
/// as they are.
pub async fn every_algorithm_meta_trains(compute: &Compute) {
    let mut engine = prepared(compute).await;
    every_algorithm_serves_its_methods(&mut engine, MetaStart::Pretrained, 32).await;
}

/// The same for a model of two latents: from it, and from scratch beside a pretrained one of 32.
pub async fn every_algorithm_meta_trains_two_latents(compute: &Compute) {
    let mut engine = prepared(compute).await;
    every_algorithm_serves_its_methods(&mut engine, MetaStart::Scratch, 2).await;
    one(&mut engine, Command::ResetWeights(ResetWeights { latents: Some(2), seed: 1 })).await;
    every_algorithm_serves_its_methods(&mut engine, MetaStart::Pretrained, 2).await;
}

async fn every_algorithm_serves_its_methods(engine: &mut Engine, start: MetaStart, latents: u32) {
    let (_, query) = task(engine).await;
    let before = weights(engine).await;
    for known in ALGORITHMS {
        let (id, algorithm) = (known.id(), || AlgorithmId::from(known.id()));
        let losses = meta_train(engine, &brief(*known), start, latents).await;
        assert_eq!(losses.iter().map(|l| l.step).collect::<Vec<_>>(), [1, 2], "{id}");
        let adapts = known.has_inner_loop();
        assert!(losses.iter().all(|l| l.before.is_some() == adapts), "{losses:?}");

        let export = ExportMetaWeights { algorithm: algorithm() };
        let Event::MetaWeightsExported(MetaWeightsExported { bytes, .. }) =
            one(engine, Command::ExportMetaWeights(export)).await
        else {
            panic!("{id}")
        };
        let load = LoadMetaWeights { algorithm: algorithm(), name: "exported".into(), bytes };
        let loaded = one(engine, Command::LoadMetaWeights(load)).await;
        let (algorithm, name) = (algorithm(), "exported".into());
        let expected = MetaWeightsLoaded { algorithm, name, latents };
        assert_eq!(loaded, Event::MetaWeightsLoaded(expected));
        let its = |need: &Need| matches!(need, Need::Trained(algorithm) if algorithm.id() == id);
        let methods = METHODS.iter().filter(|method| method.needs().iter().any(its));
        let mut served = 0;
        for method in methods.map(|method| method.id()) {
            learns_the_task(engine, method, &query).await;
            served += 1;
        }
        assert!(served > 0, "{id} serves a method");
    }
    assert_eq!(weights(engine).await, before, "meta-training works on copies");
}

/// A method learns the task, tells the queries apart and makes images of a class.
async fn learns_the_task(engine: &mut Engine, method: &str, query: &LabelledImages) {
    let id = || MethodId::from(method);
    let augmentation = (method == "hypernetwork").then(Augmentation::default);
    let learn = LearnTask { method: id(), task: TASK, augmentation, seed: 1 };
    one(engine, Command::LearnTask(learn)).await;
    let classify =
        Command::Classify(Classify { method: id(), task: None, images: query.images.clone() });
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
        let (hyper, choice) = (hyper.clone(), Choice::default());
        Command::MetaTrain(MetaTrain { hyper, start, latents: None, choice })
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
        latents: None,
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

async fn meta_train(
    engine: &mut Engine,
    hyper: &MetaHyper,
    start: MetaStart,
    latents: u32,
) -> Vec<MetaLosses> {
    let asked = (start == MetaStart::Scratch).then_some(latents);
    let (copy, choice) = (hyper.clone(), Choice::default());
    let train = Command::MetaTrain(MetaTrain { hyper: copy, start, latents: asked, choice });
    let started = one(engine, train).await;
    let (algorithm, steps) = (hyper.algorithm.clone(), hyper.steps);
    let expected = Event::MetaTrainingStarted(MetaTrainingStarted {
        algorithm,
        steps,
        classes: 10,
        images: 200,
        latents,
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

async fn weights(engine: &mut Engine) -> Vec<u8> {
    let export =
        Command::ExportWeights(ExportWeights { slot: Slot::Pretrained, precision: Precision::F32 });
    match one(engine, export).await {
        Event::WeightsExported(WeightsExported { bytes, .. }) => bytes,
        other => panic!("{other:?}"),
    }
}
