//! Values, losses, gradients and updates against PyTorch's.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};
use metavae::model::{Elbo, Size, Vae};
use metavae::protocol::Reduction;
use metavae::tensors::numbers;
use metavae::train::Trainer;
use metavae::train::gradient::gradient;
use metavae::train::reading::Unread;
use metavae::train::schedule::Schedule;
use safetensors::SafeTensors;

use super::formula::{BATCH, eps, hashed, images, state};

const STRIDED: usize = 512;
const PROJECTIONS: u32 = 4;

/// The objectives that the fixture has.
const VARIANTS: [(&str, Elbo); 3] = [
    ("sum", Elbo { beta: 1.0, reduction: Reduction::Sum }),
    ("mean_pixels", Elbo { beta: 1.0, reduction: Reduction::MeanPixels }),
    ("beta", Elbo { beta: 4.0, reduction: Reduction::Sum }),
];

/// Compares everything in the fixtures, of 32 latents and of 2; each tensor's error, relative to its
/// norm, must be at most `tolerance`. Answers with the largest error found, and where.
pub async fn agrees_with_pytorch(device: &Device, tolerance: f32) -> (f32, String) {
    let [of_32, of_2] = [
        &include_bytes!("../fixtures/pytorch.safetensors")[..],
        include_bytes!("../fixtures/pytorch-2.safetensors"),
    ]
    .map(|bytes| Fixture::open(bytes, tolerance));
    let worst = compared(of_32, Size::default(), &VARIANTS, device).await;
    // What the objective weighs is the same whatever the latents.
    let of_2 = compared(of_2, Size::of(2).unwrap(), &VARIANTS[..1], device).await;
    if of_2.0 > worst.0 { (of_2.0, format!("{} of 2 latents", of_2.1)) } else { worst }
}

async fn compared(
    mut fixture: Fixture,
    size: Size,
    variants: &[(&str, Elbo)],
    device: &Device,
) -> (f32, String) {
    let tolerance = fixture.tolerance;
    let model = Vae::from_state(&state(size), device);
    let eps = |step| tensor(eps(step, size), device);

    let forward = model.forward(tensor(images(50), device), eps(0));
    for (name, value) in [
        ("mu", forward.posterior().mu),
        ("logvar", forward.posterior().logvar),
        ("logits", forward.logits.clone()),
    ] {
        fixture.compare(name, &numbers(value).await.unwrap());
    }

    for &(variant, objective) in variants {
        let (x, noise) = (tensor(images(50), device), eps(0));
        let (_, gradient) = gradient(&model, objective, x, noise).await.unwrap();
        for (name, _, values) in gradient.iter() {
            fixture.compare(&format!("{variant}/gradient/{name}"), values);
        }

        let mut trainer = Trainer::new(&model, Schedule::constant(objective, 1e-3));
        let mut unread = Unread::default();
        for step in 0..3 {
            unread.push(trainer.step(tensor(images(50), device), eps(step)));
        }
        for (step, losses) in unread.read().await.unwrap().into_iter().enumerate() {
            let parts = [losses.reconstruction, losses.kl, losses.total];
            for (part, ours) in ["reconstruction", "kl", "total"].iter().zip(parts).enumerate() {
                fixture.compare_one(&format!("{variant}/losses.{step}"), part, ours.0, ours.1);
            }
        }
        // Adam's first steps are the gradient's sign times the rate: of 800,000 weights a few have
        // a gradient within rounding of zero, and move by 2e-3 the other way.
        let updated = trainer.model().state().await.unwrap();
        fixture.tolerance = tolerance.max(1e-3);
        for (name, _, values) in updated.iter() {
            fixture.compare(&format!("{variant}/updated/{name}"), values);
        }
        fixture.tolerance = tolerance;
    }
    assert_eq!(fixture.unused(), Vec::<String>::new(), "everything in the fixture is compared");
    fixture.worst
}

fn tensor(values: Vec<f32>, device: &Device) -> Tensor<2> {
    let width = values.len() / BATCH;
    Tensor::from_data(TensorData::new(values, [BATCH, width]), device)
}

/// What PyTorch computed.
pub struct Fixture {
    tensors: HashMap<String, Vec<f32>>,
    used: Vec<String>,
    /// Of what is compared next.
    pub tolerance: f32,
    /// The largest error so far, and where.
    pub worst: (f32, String),
}

impl Fixture {
    /// Reads a fixture; what is compared may differ by `tolerance`, relative to its norm.
    pub fn open(bytes: &[u8], tolerance: f32) -> Self {
        let file = SafeTensors::deserialize(bytes).unwrap();
        let numbers = |data: &[u8]| {
            data.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect::<Vec<_>>()
        };
        let tensors = file.tensors().into_iter().map(|(name, v)| (name, numbers(v.data())));
        let worst = (0.0, String::new());
        Self { tensors: tensors.collect(), used: Vec::new(), tolerance, worst }
    }

    fn take(&mut self, name: &str) -> Option<Vec<f32>> {
        let tensor = self.tensors.get(name).cloned()?;
        self.used.push(name.into());
        Some(tensor)
    }

    /// What has not been compared.
    pub fn unused(&self) -> Vec<String> {
        self.tensors.keys().filter(|name| !self.used.contains(name)).cloned().collect()
    }

    /// Compares a tensor.
    pub fn compare(&mut self, name: &str, ours: &[f32]) {
        if let Some(theirs) = self.take(name) {
            let error = relative(ours, &theirs);
            return self.note(name, error);
        }
        let theirs = self.take(&format!("{name}#strided")).expect(name);
        let stride = ours.len() / STRIDED;
        let strided: Vec<f32> = ours.iter().copied().step_by(stride).take(STRIDED).collect();
        let error = relative(&strided, &theirs);
        self.note(&format!("{name}#strided"), error);

        let theirs = self.take(&format!("{name}#digest")).expect(name);
        let norm = ours.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
        let projection = |k: u32| {
            let sign = |i| if hashed(i, 100 + k) & 1 == 1 { 1.0 } else { -1.0 };
            ours.iter().enumerate().map(|(i, x)| f64::from(*x) * sign(i)).sum::<f64>()
        };
        let digest: Vec<f64> = [norm].into_iter().chain((0..PROJECTIONS).map(projection)).collect();
        for (ours, theirs) in digest.into_iter().zip(theirs) {
            // A projection of n terms is compared on the scale of the tensor's norm: its own
            // value may happen to be near zero.
            self.note(&format!("{name}#digest"), ((ours - f64::from(theirs)).abs() / norm) as f32);
        }
    }

    /// The squared length of the difference to a tensor, and of the tensor, as far as the entries
    /// that the fixture has of it tell.
    pub fn difference(&mut self, name: &str, ours: &[f32]) -> (f64, f64) {
        let (stride, theirs) = match self.take(name) {
            Some(theirs) => (1, theirs),
            None => {
                self.take(&format!("{name}#digest")).expect(name);
                (ours.len() / STRIDED, self.take(&format!("{name}#strided")).expect(name))
            }
        };
        let ours = ours.iter().step_by(stride);
        let pairs = ours.zip(&theirs).map(|(a, b)| (f64::from(a - b), f64::from(*b)));
        pairs.fold((0.0, 0.0), |(difference, length), (d, b)| {
            (difference + d * d * stride as f64, length + b * b * stride as f64)
        })
    }

    /// Compares one number of a tensor.
    pub fn compare_one(&mut self, name: &str, index: usize, part: &str, ours: f32) {
        let theirs = self.take(name).expect(name)[index];
        self.note(&format!("{name} {part}"), (ours - theirs).abs() / theirs.abs());
    }

    fn note(&mut self, name: &str, error: f32) {
        assert!(error <= self.tolerance, "{name}: relative error {error:e}");
        if error > self.worst.0 {
            self.worst = (error, name.into());
        }
    }
}

/// `‖ours − theirs‖ / ‖theirs‖`.
fn relative(ours: &[f32], theirs: &[f32]) -> f32 {
    assert_eq!(ours.len(), theirs.len());
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|x| x * x).sum::<f64>().sqrt();
    let difference = norm(&mut ours.iter().zip(theirs).map(|(a, b)| f64::from(a - b)));
    (difference / norm(&mut theirs.iter().map(|x| f64::from(*x)))) as f32
}
