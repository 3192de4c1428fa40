//! The memory through the engine's commands, on any device.

use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::protocol::memory::{
    Forget, HeldTrace, MemoryChanged, MemoryTrace, Recall, Recalled, Relabel, Remember,
    ResizeMemory, RestoreMemory, ShowMemory,
};
use metavae::protocol::weights::ResetWeights;
use metavae::protocol::{Command, Event};

use super::few_shot::{refused, task};
use super::session::{one, prepared};

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

    one(&mut engine, Command::ResetWeights(ResetWeights { latents: None, seed: 2 })).await;
    let after = one(&mut engine, recall.clone()).await;
    assert_ne!(after, before, "another encoder says something else");
    one(&mut engine, Command::ResetWeights(ResetWeights { latents: None, seed: 1 })).await;
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

/// What a memory held comes back as it was: with its ids, its use, and what it answers; before there
/// are weights, and after. What does not fit is refused.
pub async fn a_memory_is_restored(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let (support, query) = task(&mut engine).await;
    for (image, label) in support.images.chunks(PIXELS).zip(&support.labels) {
        let remember = Remember { image: image.to_vec(), label: u32::from(*label) };
        one(&mut engine, Command::Remember(remember)).await;
    }
    one(&mut engine, Command::Forget(Forget { id: 4 })).await;
    let recall = Command::Recall(Recall { image: query.images[..PIXELS].to_vec(), ways: 3 });
    let answer = one(&mut engine, recall.clone()).await;
    let before = held(one(&mut engine, Command::ShowMemory(ShowMemory {})).await).0;
    let restored =
        RestoreMemory { capacity: 9, next: 7, traces: before.iter().map(again).collect() };

    for weights_first in [false, true] {
        let mut fresh = Engine::new(compute.clone());
        let weights = Command::ResetWeights(ResetWeights { latents: None, seed: 1 });
        let restore = Command::RestoreMemory(restored.clone());
        let commands = if weights_first { [weights, restore] } else { [restore, weights] };
        for command in commands {
            one(&mut fresh, command).await;
        }
        assert_eq!(held(one(&mut fresh, Command::ShowMemory(ShowMemory {})).await).0, before);
        assert_eq!(one(&mut fresh, recall.clone()).await, answer);
        let image = support.images[..PIXELS].to_vec();
        let remembered = one(&mut fresh, Command::Remember(Remember { image, label: 0 })).await;
        assert_eq!(held(remembered).0.last().unwrap().id, 7, "no id is given twice");
    }
    for wrong in [
        RestoreMemory { capacity: 4, ..restored.clone() },
        RestoreMemory { next: 5, ..restored.clone() },
        RestoreMemory {
            traces: restored.traces.iter().rev().cloned().collect(),
            ..restored.clone()
        },
        RestoreMemory { capacity: 1001, ..restored },
    ] {
        let shown = Command::ShowMemory(ShowMemory {});
        let before = held(one(&mut engine, shown.clone()).await);
        let error = refused(&mut engine, Command::RestoreMemory(wrong)).await;
        assert!(matches!(error, Error::Argument(_)), "{error}");
        assert_eq!(held(one(&mut engine, shown).await), before);
    }
}

fn again(trace: &MemoryTrace) -> HeldTrace {
    let MemoryTrace { id, label, image, usage, .. } = trace;
    HeldTrace { id: *id, label: *label, image: image.clone(), usage: *usage }
}

fn held(event: Event) -> (Vec<MemoryTrace>, Vec<u32>) {
    match event {
        Event::MemoryChanged(MemoryChanged { traces, forgotten, .. }) => (traces, forgotten),
        other => panic!("{other:?}"),
    }
}
