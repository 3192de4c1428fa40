//! Embedding the engine: load weights, encode a drawing, fine-tune a copy of the model on it.
//!
//! `cargo run --example fine_tune --no-default-features --features engine`

use std::error::Error;

use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::protocol::inference::{Encode, Encoded};
use metavae::protocol::run::{FineTune, StepsDone};
use metavae::protocol::weights::LoadWeights;
use metavae::protocol::{Command, Event, Hyper, Picture, Slot};
use pollster::block_on;

/// Where this crate keeps weights.
const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/weights/vae-mnist.safetensors");

fn main() -> Result<(), Box<dyn Error>> {
    let [before, after] = block_on(fine_tune())?;
    println!("the drawing costs {before:.1} nats, after fine-tuning on it {after:.1}");
    Ok(())
}

/// The negative ELBO of a drawing by the committed model and by a copy that was fine-tuned on it.
async fn fine_tune() -> Result<[f32; 2], Box<dyn Error>> {
    let mut engine = Engine::new(Compute::cpu());
    let load = Command::LoadWeights(LoadWeights {
        slot: Slot::Pretrained,
        name: "vae-mnist".into(),
        bytes: std::fs::read(WEIGHTS)?,
        base: None,
    });
    engine.handle(load).await?;

    // A seven, in any unit: x and y of each point of each stroke.
    let drawing = Picture::Strokes(vec![vec![10.0, 10.0, 60.0, 10.0, 30.0, 90.0]]);
    let (image, before) = encode(&mut engine, Slot::Pretrained, &drawing).await?;

    let hyper = Hyper { epochs: 20, ..Hyper::fine_tune() };
    engine.handle(Command::FineTune(FineTune { hyper, images: image })).await?;
    // The caller drives time: not pulling steps is pausing.
    while engine.is_training() {
        for event in engine.step(5).await? {
            if let Event::StepsDone(StepsDone { step, steps, losses, .. }) = event {
                let last = losses.last().map_or(f32::NAN, |read| read.losses.total);
                println!("step {step} of {steps}: {last:.1} nats");
            }
        }
    }
    let (_, after) = encode(&mut engine, Slot::FineTuned, &drawing).await?;
    Ok([before, after])
}

/// What a model sees of a drawing, and its negative ELBO in nats.
async fn encode(
    engine: &mut Engine,
    slot: Slot,
    drawing: &Picture,
) -> Result<(Vec<u8>, f32), Box<dyn Error>> {
    let picture = drawing.clone();
    let command = Command::Encode(Encode { slot, picture, around: 0, spread: 1.0, seed: 1 });
    match engine.handle(command).await?.pop() {
        Some(Event::Encoded(Encoded { image, losses, .. })) => Ok((image, losses.total)),
        other => Err(format!("a drawing was encoded as {other:?}").into()),
    }
}

#[test]
fn a_drawing_costs_less_after_fine_tuning_on_it() {
    let [before, after] = block_on(fine_tune()).unwrap();
    assert!(before.is_finite() && after < before, "{before} to {after}");
}
