//! Asking an engine, for the scenarios.

use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::image::PIXELS;
use metavae::protocol::data::{DataChanged, Examples, ShowExamples, UseBuiltIn};
use metavae::protocol::inference::{Reconstruct, Reconstructed};
use metavae::protocol::run::StepsDone;
use metavae::protocol::weights::{ExportWeights, ResetWeights, WeightsExported};
use metavae::protocol::{Command, Event, Hyper, Losses, Precision, Run, Slot, Split};

/// An engine with built-in digits and random weights.
pub async fn prepared(compute: &Compute) -> Engine {
    let mut engine = Engine::new(compute.clone());
    let built_in = Command::UseBuiltIn(UseBuiltIn { train: 200, test: 40, seed: 1 });
    let changed = one(&mut engine, built_in).await;
    assert!(
        matches!(changed, Event::DataChanged(DataChanged { train: 200, test: 40, .. })),
        "{changed:?}"
    );
    one(&mut engine, Command::ResetWeights(ResetWeights { latents: None, seed: 1 })).await;
    engine
}

/// A run of a few steps on small batches.
pub fn short(run: Run, steps: u32) -> Hyper {
    let defaults = match run {
        Run::Pretrain => Hyper::pretrain(),
        Run::FineTune => Hyper::fine_tune(),
    };
    Hyper { batch_size: 32, max_steps: Some(steps), evaluate_every: 8, ..defaults }
}

/// Does what is asked and answers with the one event that it brings.
pub async fn one(engine: &mut Engine, command: Command) -> Event {
    let mut events = engine.handle(command).await.unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

/// Pulls a run to its end.
pub async fn pull_all(engine: &mut Engine) -> Vec<Event> {
    let mut events = Vec::new();
    while engine.is_training() {
        events.extend(engine.step(4).await.unwrap());
    }
    events
}

/// The losses of all steps in some events.
pub fn losses_of(events: &[Event]) -> Vec<Losses> {
    let steps = events.iter().filter_map(|event| match event {
        Event::StepsDone(StepsDone { losses, .. }) => Some(losses),
        _ => None,
    });
    steps.flatten().map(|step| step.losses).collect()
}

/// Some held-out images, always the same.
pub async fn examples(engine: &mut Engine, count: u32) -> Vec<u8> {
    let show = Command::ShowExamples(ShowExamples { split: Split::Test, count, seed: 3 });
    match one(engine, show).await {
        Event::Examples(Examples { images, labels, .. }) => {
            assert_eq!((images.len(), labels.len()), (count as usize * PIXELS, count as usize));
            images
        }
        other => panic!("{other:?}"),
    }
}

/// Images through a slot's model, and their losses.
pub async fn reconstruct(engine: &mut Engine, slot: Slot, images: &[u8]) -> (Vec<u8>, Vec<Losses>) {
    match one(engine, Command::Reconstruct(Reconstruct { slot, images: images.to_vec() })).await {
        Event::Reconstructed(Reconstructed { images, losses, .. }) => (images, losses),
        other => panic!("{other:?}"),
    }
}

/// The mean loss of a slot's model on held-out images.
pub async fn held_out(engine: &mut Engine, slot: Slot) -> f32 {
    let images = examples(engine, 40).await;
    let (_, losses) = reconstruct(engine, slot, &images).await;
    losses.iter().map(|losses| losses.total).sum::<f32>() / losses.len() as f32
}

/// A slot's weights, bit for bit.
pub async fn export(engine: &mut Engine, slot: Slot) -> Vec<u8> {
    match one(engine, Command::ExportWeights(ExportWeights { slot, precision: Precision::F32 }))
        .await
    {
        Event::WeightsExported(WeightsExported { bytes, .. }) => bytes,
        other => panic!("{other:?}"),
    }
}
