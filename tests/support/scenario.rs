//! Pretraining and fine-tuning as a visitor does, through the engine's commands, on any device.

use super::session::*;
use metavae::data::synth;
use metavae::device::Compute;
use metavae::error::Error;
use metavae::image::PIXELS;
use metavae::model::{Size, StateDict, Vae};
use metavae::protocol::inference::{Reconstruct, Sample};
use metavae::protocol::run::{
    Evaluated, FineTune, Pretrain, SingleStep, StepsDone, StopTraining, TrainingEnded,
    TrainingStarted,
};
use metavae::protocol::weights::{DiscardModel, LoadWeights, ModelDiscarded, ResetWeights};
use metavae::protocol::{Command, Ending, Event, Hyper, Precision, Reduction, Run, Slot, Start};
use metavae::train::TrainingRun;
use metavae::weights;

/// Pretraining lowers the train and the held-out loss, reads them in windows, and ends by itself.
pub async fn pretraining_lowers_the_loss(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let hyper = short(Run::Pretrain, 24);
    let before = held_out(&mut engine, Slot::Pretrained).await;
    let started = one(
        &mut engine,
        Command::Pretrain(Pretrain { start: Start::Scratch, latents: None, hyper }),
    )
    .await;
    assert_eq!(
        started,
        Event::TrainingStarted(TrainingStarted {
            run: Run::Pretrain,
            steps: 24,
            steps_per_epoch: 7,
            batch_size: 32,
            threads: 1,
            latents: 32,
        })
    );
    let second = Command::Pretrain(Pretrain {
        start: Start::Scratch,
        latents: None,
        hyper: Hyper::pretrain(),
    });
    assert!(matches!(engine.handle(second).await, Err(Error::State(_))), "one run at a time");

    let mut losses = Vec::new();
    let mut evaluations = Vec::new();
    let mut pulls = 0;
    while engine.is_training() {
        pulls += 1;
        assert!(pulls <= 24, "the run never ends");
        for event in engine.step(5).await.unwrap() {
            match event {
                Event::StepsDone(StepsDone { losses: new, .. }) => losses.extend(new),
                Event::Evaluated(Evaluated { step, losses, images, active_units, latents }) => {
                    assert_eq!((images, latents), (40, 32));
                    assert!(active_units <= 32, "{active_units}");
                    evaluations.push((step, losses));
                }
                Event::TrainingEnded(TrainingEnded { ending, step, .. }) => {
                    assert_eq!((ending, step), (Ending::Completed, 24));
                }
                other => panic!("{other:?}"),
            }
        }
        // Inference works between any two pulls.
        engine
            .handle(Command::Sample(Sample { slot: Slot::Trained, count: 1, seed: 1 }))
            .await
            .unwrap();
    }
    let steps: Vec<u32> = losses.iter().map(|l| l.step).collect();
    assert_eq!(steps, (1..=24).collect::<Vec<_>>(), "every step is read once, in order");
    assert_eq!(evaluations.iter().map(|e| e.0).collect::<Vec<_>>(), [0, 8, 16, 24]);
    assert!(losses[23].losses.total < 0.6 * losses[0].losses.total, "{losses:?}");
    assert!(evaluations[3].1.total < 0.6 * evaluations[0].1.total, "{evaluations:?}");
    let after = held_out(&mut engine, Slot::Trained).await;
    assert!(after < 0.6 * before, "{before} to {after}");
}

/// The same seed gives the same losses; another seed others.
pub async fn a_seed_fixes_a_run(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let mut run = async |seed| {
        let hyper = Hyper { seed, evaluate_every: 0, ..short(Run::Pretrain, 3) };
        one(
            &mut engine,
            Command::Pretrain(Pretrain { start: Start::Scratch, latents: None, hyper }),
        )
        .await;
        losses_of(&pull_all(&mut engine).await)
    };
    let first = run(5).await;
    assert_eq!(first, run(5).await);
    assert_ne!(first, run(6).await);
}

/// Fine-tuning lowers the drawings' loss in a copy; the pretrained model stays bit for bit.
pub async fn fine_tuning_changes_only_a_copy(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let adapted =
        Command::Reconstruct(Reconstruct { slot: Slot::FineTuned, images: vec![9; PIXELS] });
    assert!(matches!(engine.handle(adapted).await, Err(Error::State(_))), "no copy yet");

    let drawings = examples(&mut engine, 5).await;
    let original = export(&mut engine, Slot::Pretrained).await;
    let (images_before, before) = reconstruct(&mut engine, Slot::Pretrained, &drawings).await;
    let hyper = Hyper { learning_rate: 1e-3, epochs: 20, ..Hyper::fine_tune() };
    let command = Command::FineTune(FineTune { hyper, images: drawings.clone() });
    let started = one(&mut engine, command).await;
    assert!(matches!(
        started,
        Event::TrainingStarted(TrainingStarted { steps: 20, batch_size: 5, .. })
    ));
    let load = Command::LoadWeights(LoadWeights {
        slot: Slot::Pretrained,
        name: "other".into(),
        bytes: weights::write(&StateDict::initial(Size::default(), 2), Precision::F32).unwrap(),
        base: None,
    });
    assert!(matches!(engine.handle(load).await, Err(Error::State(_))), "not under a run");
    pull_all(&mut engine).await;

    let (_, after) = reconstruct(&mut engine, Slot::FineTuned, &drawings).await;
    for (before, after) in before.iter().zip(&after) {
        assert!(after.total < 0.8 * before.total, "{before:?} {after:?}");
    }
    assert_ne!(export(&mut engine, Slot::FineTuned).await, original);
    assert_eq!(export(&mut engine, Slot::Pretrained).await, original);
    let (images_now, now) = reconstruct(&mut engine, Slot::Pretrained, &drawings).await;
    assert_eq!((images_now, now), (images_before, before), "the old outputs, exactly");

    assert_eq!(
        one(&mut engine, Command::DiscardModel(DiscardModel { slot: Slot::FineTuned })).await,
        Event::ModelDiscarded(ModelDiscarded { slot: Slot::FineTuned })
    );
    assert!(
        engine
            .handle(Command::Sample(Sample { slot: Slot::FineTuned, count: 1, seed: 1 }))
            .await
            .is_err()
    );
}

/// A run that is stopped keeps what it learnt, however far into a window it was.
pub async fn stopping_keeps_what_was_learnt(compute: &Compute) {
    let mut engine = prepared(compute).await;
    for idle in [Command::StopTraining(StopTraining {}), Command::SingleStep(SingleStep {})] {
        assert!(matches!(engine.handle(idle).await, Err(Error::State(_))));
    }
    let hyper = Hyper { read_every: 4, evaluate_every: 0, ..short(Run::Pretrain, 100) };
    one(
        &mut engine,
        Command::Pretrain(Pretrain { start: Start::Pretrained, latents: None, hyper }),
    )
    .await;
    let before = export(&mut engine, Slot::Trained).await;
    let mut events = engine.step(5).await.unwrap();
    assert_eq!(losses_of(&events).len(), 4, "one step is unread");
    let single = engine.handle(Command::SingleStep(SingleStep {})).await.unwrap();
    assert_eq!(losses_of(&single).len(), 2, "it is read with the single step, at once");
    events.extend(single);
    events.extend(engine.step(2).await.unwrap());
    events.extend(engine.handle(Command::StopTraining(StopTraining {})).await.unwrap());
    assert_eq!(losses_of(&events).len(), 8, "the two unread steps too");
    let ended = Event::TrainingEnded(TrainingEnded {
        run: Run::Pretrain,
        ending: Ending::Stopped,
        step: 8,
        message: None,
    });
    assert_eq!(events.last(), Some(&ended));
    assert!(!engine.is_training());
    assert_eq!(engine.step(1).await.unwrap(), [], "no run, no events");
    assert_ne!(export(&mut engine, Slot::Trained).await, before);
    assert_eq!(export(&mut engine, Slot::Pretrained).await, before, "it was a copy");
}

/// A loss that is no number ends the run, and the last good weights are back.
pub async fn a_diverging_run_goes_back(compute: &Compute) {
    let mut engine = prepared(compute).await;
    // Finite weights whose activations overflow, but only at ink in the upper left corner: the
    // images that weights are tried with when they are loaded have none there.
    let hyper = Hyper { read_every: 3, evaluate_every: 0, ..short(Run::Pretrain, 60) };
    let initial = StateDict::initial(Size::default(), 1);
    let trap = initial.map(|index, _| {
        let mut values = initial.tensor(index).to_vec();
        match index {
            // The convolutions' biases, so that blank paper is 0.
            1 | 3 => values.fill(0.0),
            // What the hidden layer makes of row 1 and column 1 of 7, of each channel.
            4 => values.chunks_mut(7 * 7).for_each(|channel| channel[7 + 1] = 3e38),
            _ => {}
        }
        values
    });
    let bytes = weights::write(&trap, Precision::F32).unwrap();
    let load = Command::LoadWeights(LoadWeights {
        slot: Slot::Pretrained,
        name: "trap".into(),
        bytes,
        base: None,
    });
    one(&mut engine, load).await;
    let before = export(&mut engine, Slot::Pretrained).await;
    one(
        &mut engine,
        Command::Pretrain(Pretrain { start: Start::Pretrained, latents: None, hyper }),
    )
    .await;
    let events = pull_all(&mut engine).await;
    let Some(Event::TrainingEnded(TrainingEnded { ending, step, message, .. })) = events.last()
    else {
        panic!("{events:?}")
    };
    assert_eq!((*ending, *step), (Ending::Diverged, 0));
    assert!(message.as_ref().unwrap().contains("smaller learning rate"), "{message:?}");
    assert_eq!(export(&mut engine, Slot::Trained).await, before);
    // And the engine works on.
    one(&mut engine, Command::ResetWeights(ResetWeights { latents: None, seed: 1 })).await;
    examples(&mut engine, 1).await;
}

/// A run whose weights blow up at its first update goes back to those before it.
pub async fn an_update_that_blows_up_is_undone(compute: &Compute) {
    let model = Vae::from_state(&StateDict::initial(Size::default(), 1), &compute.device);
    let before = model.state().await.unwrap();
    let digits = synth::digits(32, 1);
    for (read_every, first_sign) in [(1, 2), (2, 2), (5, 5)] {
        // No command takes such a learning rate.
        let hyper = Hyper { learning_rate: 1e12, read_every, ..short(Run::Pretrain, 60) };
        let mut run = TrainingRun::new(&model, &hyper, digits.len(), &compute.device);
        let mut failed = None;
        while failed.is_none() && run.step() < 10 {
            failed = run.advance(&digits).await.err();
        }
        assert!(matches!(failed, Some(Error::Diverged(_))), "{failed:?}");
        assert_eq!(run.step(), first_sign, "with a reading every {read_every}");
        let (step, good) = run.last_good();
        assert_eq!((step, good.state().await.unwrap()), (0, before.clone()));
    }
    // An end between the bad update and the next loss finds it too.
    let hyper = Hyper { learning_rate: 1e12, read_every: 1, ..short(Run::Pretrain, 60) };
    let mut run = TrainingRun::new(&model, &hyper, digits.len(), &compute.device);
    run.advance(&digits).await.unwrap();
    assert!(matches!(run.finish().await, Err(Error::Diverged(_))));
}

/// The article's literal loss weighs the KL 784 times: after the same steps its KL is smaller.
pub async fn the_articles_reduction_presses_the_kl_down(compute: &Compute) {
    let mut engine = prepared(compute).await;
    let mut kl_after = async |reduction| {
        let hyper = Hyper { reduction, evaluate_every: 0, ..short(Run::Pretrain, 30) };
        one(
            &mut engine,
            Command::Pretrain(Pretrain { start: Start::Scratch, latents: None, hyper }),
        )
        .await;
        let losses = losses_of(&pull_all(&mut engine).await);
        losses.last().unwrap().kl
    };
    let (sum, mean) = (kl_after(Reduction::Sum).await, kl_after(Reduction::MeanPixels).await);
    assert!(mean < 0.2 * sum, "{sum} {mean}");
}
