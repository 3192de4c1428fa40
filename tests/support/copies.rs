//! What is trained is a copy.

use metavae::device::Compute;
use metavae::error::Error;
use metavae::protocol::run::Pretrain;
use metavae::protocol::weights::{DiscardModel, KeepModel, LoadWeights, ModelDiscarded, ModelKept};
use metavae::protocol::{Command, Event, Hyper, Run, Slot, Start};

use super::few_shot::refused;
use super::session::*;

/// Pretraining trains a copy: thrown away, nothing of it is left; kept, it is the pretrained model,
/// bit for bit. A model to compare with changes neither.
pub async fn training_changes_only_a_copy(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let original = export(&mut engine, Slot::Pretrained).await;
    let train = |start| {
        let hyper = Hyper { evaluate_every: 0, ..short(Run::Pretrain, 3) };
        Command::Pretrain(Pretrain { start, latents: None, hyper })
    };
    for early in [train(Start::Trained), keep(Slot::Trained), keep(Slot::Prepared)] {
        assert!(matches!(refused(&mut engine, early).await, Error::State(_)));
    }
    for never in [keep(Slot::Pretrained), discard(Slot::Pretrained)] {
        assert!(matches!(refused(&mut engine, never).await, Error::Argument(_)));
    }

    one(&mut engine, train(Start::Scratch)).await;
    for busy in [keep(Slot::Trained), discard(Slot::Trained)] {
        assert!(matches!(refused(&mut engine, busy).await, Error::State(_)));
    }
    pull_all(&mut engine).await;
    let first = export(&mut engine, Slot::Trained).await;
    assert_ne!(first, original);
    one(&mut engine, train(Start::Trained)).await;
    pull_all(&mut engine).await;
    let second = export(&mut engine, Slot::Trained).await;
    assert_ne!(second, first, "it goes on");
    let (slot, name) = (Slot::Prepared, "the first".into());
    let load = LoadWeights { slot, name, bytes: first.clone(), base: None };
    one(&mut engine, Command::LoadWeights(load)).await;
    assert_eq!(export(&mut engine, Slot::Prepared).await, first);
    assert_eq!(export(&mut engine, Slot::Trained).await, second);
    assert_eq!(export(&mut engine, Slot::Pretrained).await, original);

    let slot = Slot::Trained;
    let discarded = Event::ModelDiscarded(ModelDiscarded { slot });
    assert_eq!(one(&mut engine, discard(slot)).await, discarded);
    assert_eq!(one(&mut engine, discard(slot)).await, discarded, "there is none to drop");
    assert_eq!(export(&mut engine, Slot::Pretrained).await, original);

    one(&mut engine, train(Start::Pretrained)).await;
    pull_all(&mut engine).await;
    let third = export(&mut engine, slot).await;
    let kept = Event::ModelKept(ModelKept { slot, name: "kept".into(), latents: 32 });
    assert_eq!(one(&mut engine, keep(slot)).await, kept);
    assert_eq!(export(&mut engine, Slot::Pretrained).await, third);
    assert!(matches!(refused(&mut engine, keep(slot)).await, Error::State(_)), "it moved");
}

fn keep(slot: Slot) -> Command {
    Command::KeepModel(KeepModel { slot, name: "kept".into() })
}

fn discard(slot: Slot) -> Command {
    Command::DiscardModel(DiscardModel { slot })
}
