//! Our engine, natively, in `cargo xtask bench`: asked in lines of JSON on its standard input, as
//! `bench/native.mjs` speaks, and driven through the ordinary commands.

use std::fs;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

use metavae::data::formats::idx;
use metavae::device::Compute;
use metavae::engine::Engine;
use metavae::image::PIXELS;
use metavae::model::{Size, StateDict};
use metavae::protocol::data::{DataFile, LoadFiles};
use metavae::protocol::run::{Pretrain, StepsDone, StopTraining};
use metavae::protocol::weights::LoadWeights;
use metavae::protocol::{Command, Event, Hyper, Precision, Slot, Split, Start};
use metavae::weights;

use pollster::block_on;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::arguments::{Form, Given, Stop};
use crate::files::{read, say};

/// What is asked. Paths are of raw f32 in the machine's byte order.
#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "camelCase")]
enum Question {
    /// Takes weights in PyTorch's order, `batch` images in 0..=1, and noise: a number a latent and
    /// image. How many weights there are says how many latents.
    Open { weights: String, images: String, eps: String, batch: u32 },
    /// Times so many steps and the reading that ends them.
    Window { steps: u32 },
    /// Writes the gradient of the weights that were given.
    Agree { gradient: String },
}

struct Bench {
    engine: Engine,
    weights: Vec<u8>,
    images: Vec<f32>,
    eps: Vec<f32>,
    batch: u32,
    /// How often the run under way reads its losses.
    read_every: Option<u32>,
}

const ABOUT: &str = "\
Times training steps for `cargo xtask bench`: a line of JSON on standard input is a question, a line
on standard output its answer. {\"ask\": \"open\", \"weights\", \"images\", \"eps\", \"batch\"} takes files of
raw f32, {\"ask\": \"window\", \"steps\"} times so many steps, and {\"ask\": \"agree\", \"gradient\"} writes the
gradient of the weights into that file.";

/// `metavae bench`: answers until nobody asks any more.
pub fn run(given: &Given) -> Result<(), Stop> {
    Form::new("bench", ABOUT).fill(given)?;
    let mut bench = None;
    for line in stdin().lock().lines() {
        let Ok(line) = line else { break };
        let answer = serde_json::from_str(&line)
            .map_err(|error| format!("{line}: {error}"))
            .and_then(|question| block_on(answer(&mut bench, question)))
            .unwrap_or_else(|error| json!({ "error": error }));
        let mut out = stdout().lock();
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            // Whoever asked has gone.
            break;
        }
    }
    Ok(())
}

async fn answer(bench: &mut Option<Bench>, question: Question) -> Result<Value, String> {
    match question {
        Question::Open { weights, images, eps, batch } => {
            let opened = Bench::open(&weights, &images, &eps, batch).await?;
            let device = opened.engine.compute().name.clone();
            *bench = Some(opened);
            Ok(json!({ "version": "this build", "device": device }))
        }
        Question::Window { steps } => opened(bench)?.window(steps).await,
        Question::Agree { gradient } => opened(bench)?.agree(&gradient).await,
    }
}

fn opened(bench: &mut Option<Bench>) -> Result<&mut Bench, String> {
    bench.as_mut().ok_or_else(|| "nothing was opened yet".into())
}

impl Bench {
    async fn open(weights: &str, images: &str, eps: &str, batch: u32) -> Result<Self, String> {
        let given = numbers(weights)?;
        let size = Size::all().find(|size| size.parameters() == given.len()).ok_or_else(|| {
            let known: Vec<_> = Size::all().map(|size| size.parameters().to_string()).collect();
            format!("{weights} has {} numbers, not one of {}", given.len(), known.join(", "))
        })?;
        let mut at = 0;
        let state = StateDict::of_vae(size, |_, length| {
            at += length;
            given[at - length..at].to_vec()
        });
        let images = numbers(images)?;
        let mut bench = Self {
            engine: Engine::new(Compute::cpu()),
            weights: weights::write(&state, Precision::F32).map_err(say)?,
            eps: numbers(eps)?,
            images,
            batch,
            read_every: None,
        };
        bench.load().await?;
        // As many images as in the browser: the batch, ten times over.
        let bytes: Vec<u8> = bench.images.iter().map(|ink| (ink * 255.0).round() as u8).collect();
        let bytes = bytes.repeat(10);
        let labels = idx::write_labels(&vec![0; bytes.len() / PIXELS]);
        let images = idx::write_images(&bytes);
        let file = |name: &str, bytes| DataFile { name: name.into(), bytes };
        let files = vec![file("images", images), file("labels", labels)];
        bench
            .engine
            .handle(Command::LoadFiles(LoadFiles { split: Split::Train, files }))
            .await
            .map_err(say)?;
        Ok(bench)
    }

    async fn load(&mut self) -> Result<(), String> {
        let (name, bytes) = ("benchmark".into(), self.weights.clone());
        let command =
            Command::LoadWeights(LoadWeights { slot: Slot::Pretrained, name, bytes, base: None });
        self.engine.handle(command).await.map(drop).map_err(say)
    }

    async fn window(&mut self, steps: u32) -> Result<Value, String> {
        if self.read_every != Some(steps) {
            self.stop().await?;
            let hyper = Hyper {
                batch_size: self.batch,
                epochs: 1000,
                read_every: steps,
                evaluate_every: 0,
                ..Hyper::pretrain()
            };
            let command =
                Command::Pretrain(Pretrain { start: Start::Pretrained, latents: None, hyper });
            self.engine.handle(command).await.map_err(say)?;
            self.read_every = Some(steps);
        }
        let began = Instant::now();
        let events = self.engine.step(steps).await.map_err(say)?;
        let ms = began.elapsed().as_secs_f64() * 1000.0;
        let losses = events.iter().find_map(|event| match event {
            Event::StepsDone(StepsDone { losses, .. }) if losses.len() == steps as usize => {
                losses.last()
            }
            _ => None,
        });
        let last = losses.ok_or_else(|| format!("{steps} steps brought {events:?}"))?;
        Ok(json!({ "ms": ms, "loss": last.losses.total }))
    }

    async fn agree(&mut self, path: &str) -> Result<Value, String> {
        self.stop().await?;
        self.load().await?;
        let answer = self.engine.gradient(self.images.clone(), self.eps.clone()).await;
        let (losses, gradient) = answer.map_err(say)?;
        let bytes: Vec<u8> = gradient
            .iter()
            .flat_map(|(_, _, values)| values.iter().flat_map(|value| value.to_ne_bytes()))
            .collect();
        fs::write(path, bytes).map_err(|error| format!("{path}: {error}"))?;
        serde_json::to_value(losses).map_err(say)
    }

    async fn stop(&mut self) -> Result<(), String> {
        self.read_every = None;
        if self.engine.is_training() {
            self.engine.handle(Command::StopTraining(StopTraining {})).await.map_err(say)?;
        }
        Ok(())
    }
}

fn numbers(path: &str) -> Result<Vec<f32>, String> {
    let bytes = read(path.as_ref())?;
    let (words, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(format!("{path} does not hold whole f32 numbers"));
    }
    Ok(words.iter().map(|word| f32::from_ne_bytes(*word)).collect())
}
