//! Embedding the engine: pretrain on the built-in digits, follow the losses, export the weights.
//!
//! `cargo run --release --example pretrain --no-default-features --features engine`

use std::error::Error;

use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::protocol::data::UseBuiltIn;
use metavae::protocol::run::{Evaluated, Pretrain};
use metavae::protocol::weights::{ExportWeights, WeightsExported};
use metavae::protocol::{Command, Event, Hyper, Precision, Slot, Start};
use pollster::block_on;

fn main() -> Result<(), Box<dyn Error>> {
    let (losses, bytes) = block_on(pretrain(10_000, 2))?;
    println!("held out: {losses:.1?} nats; {} bytes of weights", bytes.len());
    Ok(())
}

/// Trains from random weights on so many images. Answers with the held-out losses, in nats, as they
/// were measured along the way, and the weights as a safetensors file.
async fn pretrain(images: u32, epochs: u32) -> Result<(Vec<f32>, Vec<u8>), Box<dyn Error>> {
    let mut engine = Engine::new(Compute::cpu());
    engine.handle(Command::UseBuiltIn(UseBuiltIn { train: images, test: 100, seed: 1 })).await?;
    let hyper = Hyper { epochs, batch_size: 32, evaluate_every: 10, ..Hyper::pretrain() };
    engine
        .handle(Command::Pretrain(Pretrain { start: Start::Scratch, latents: None, hyper }))
        .await?;
    let mut held_out = Vec::new();
    while engine.is_training() {
        for event in engine.step(10).await? {
            if let Event::Evaluated(Evaluated { step, losses, .. }) = event {
                println!("after {step} steps: {:.1} nats", losses.total);
                held_out.push(losses.total);
            }
        }
    }
    let export =
        Command::ExportWeights(ExportWeights { slot: Slot::Trained, precision: Precision::F16 });
    match engine.handle(export).await?.pop() {
        Some(Event::WeightsExported(WeightsExported { bytes, .. })) => Ok((held_out, bytes)),
        other => Err(format!("weights were exported as {other:?}").into()),
    }
}

#[test]
fn digits_are_learnt_and_the_weights_can_be_read_again() {
    let (losses, bytes) = block_on(pretrain(640, 1)).unwrap();
    // Before the first step, after 10 and after 20.
    assert_eq!(losses.len(), 3, "{losses:?}");
    assert!(losses[2] < 0.6 * losses[0], "{losses:?}");
    assert!(metavae::weights::read(&bytes).is_ok());
}
