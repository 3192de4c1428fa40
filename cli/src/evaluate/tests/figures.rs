//! Figures against independent ones.

use metavae::data::{ClassSet, Dataset, Episode, EpisodeConfig};
use metavae::image::PIXELS;
use metavae::model::{Size, StateDict};
use metavae::random::{Purpose, normal, stream};
use metavae::train::binarise::binarise;

use super::super::options::{Effort, Options, Part};
use super::data;
use super::reference::{Posterior, Reference, log_normal};
use super::support::Folder;
use super::{assert_near, figure, measured};
use crate::files::{read_weights, stored, write};

/// Beyond the three decimals that a report has.
const ROUNDED: f64 = 0.000_501;
/// Sums over 784 pixels in 32 bits, in nats.
const NATS: f64 = 0.005;

fn reference(options: &Options, name: &str) -> Reference {
    let file = options.weights.join(format!("{name}.safetensors"));
    Reference::new(read_weights(&file).unwrap().0)
}

fn posteriors(model: &Reference, images: &[u8]) -> Vec<Posterior> {
    images.chunks(PIXELS).map(|image| model.encode(image)).collect()
}

/// Reconstruction and KL in nats an image, with the evaluation's own noise.
fn elbo(model: &Reference, images: &[u8], samples: usize) -> (f64, f64) {
    let posteriors = posteriors(model, images);
    let count = posteriors.len() as f64;
    let mut noise = stream(0, Purpose::Evaluation);
    let mut reconstruction = 0.0;
    for _ in 0..samples {
        let eps = normal(&mut noise, posteriors.len() * model.latents());
        let drawn = images.chunks(PIXELS).zip(&posteriors).zip(eps.chunks(model.latents()));
        reconstruction -=
            drawn.map(|((x, q), eps)| model.log_likelihood(x, &q.sample(eps))).sum::<f64>();
    }
    let kl: f64 = posteriors.iter().map(Posterior::kl).sum();
    (reconstruction / (count * samples as f64), kl / count)
}

/// A mean, and half of its 95 % interval: `t` standard errors, from a table of Student's t by its
/// degrees of freedom, one less than the figures.
fn mean_and_half_width(figures: &[f64]) -> (f64, f64) {
    let n = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / n;
    let variance = figures.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let t = STUDENT.iter().find(|(freedom, _)| *freedom == figures.len() - 1);
    let (_, t) = t.unwrap_or_else(|| panic!("the table has no row for {n} figures"));
    (mean, t * (variance / n).sqrt())
}

/// Student's t at 97.5 %, from a printed table.
const STUDENT: [(usize, f64); 3] = [(1, 12.7062), (11, 2.2010), (23, 2.0687)];

#[test]
fn the_elbo_is_that_of_a_direct_computation() {
    let folder = Folder::new("elbo");
    let (_, test) = folder.write_digits(10, 24);
    let options = data::options(&folder);
    let model = reference(&options, "vae-mnist");
    let report = measured(&folder, &[Part::Elbo], options);
    let (reconstruction, kl) = elbo(&model, test.images(), 10);
    assert_near(&report, "elbo/reconstruction_nats", reconstruction, NATS);
    assert_near(&report, "elbo/kl_nats", kl, NATS);
    assert_near(&report, "elbo/total_nats", reconstruction + kl, NATS);
    assert_near(&report, "targets/elbo_total_nats", reconstruction + kl, NATS);

    let posteriors = posteriors(&model, test.images());
    let varies = |latent: &usize| {
        let means: Vec<f64> = posteriors.iter().map(|q| q.mean[*latent]).collect();
        let mean = means.iter().sum::<f64>() / 24.0;
        means.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 24.0 > 0.01
    };
    let active = (0..model.latents()).filter(varies).count();
    assert_near(&report, "elbo/active_units", active as f64, 0.0);
    for picture in ["reconstructions", "samples", "interpolations", "traversals"] {
        assert!(folder.path(&format!("{picture}.png")).exists(), "{picture}");
    }
}

/// Of weights of fewer and of more latents, whose posteriors are far from N(0, I).
#[test]
fn the_elbo_of_other_numbers_of_latents_is_that_of_a_direct_computation() {
    for latents in [2, 64] {
        let folder = Folder::new(&format!("elbo-{latents}"));
        let (_, test) = folder.write_digits(10, 24);
        let initial = StateDict::initial(Size::of(latents).unwrap(), 1);
        let to_moments = |index: usize| initial.layout()[index].0 == "encoder.7.weight";
        let state = initial.map(|index, _| {
            let scale = if to_moments(index) { 40.0 } else { 1.0 };
            initial.tensor(index).iter().map(|x| scale * x).collect()
        });
        let options = Options { weights: folder.path(""), ..data::options(&folder) };
        write(&options.weights.join("vae-mnist.safetensors"), &stored(&state).unwrap()).unwrap();
        let model = reference(&options, "vae-mnist");
        assert_eq!(model.latents(), latents as usize);
        let report = measured(&folder, &[Part::Elbo], options);
        let (reconstruction, kl) = elbo(&model, test.images(), 10);
        assert!(kl > 1.0, "{latents}: {kl}");
        assert_near(&report, "elbo/reconstruction_nats", reconstruction, NATS);
        assert_near(&report, "elbo/kl_nats", kl, NATS);
    }
}

#[test]
fn the_likelihood_is_that_of_the_densities() {
    const K: usize = 3;
    let folder = Folder::new("likelihood");
    let (_, test) = folder.write_digits(10, 12);
    let options = Options { importance_samples: K, ..data::options(&folder) };
    let model = reference(&options, "vae-mnist-binary");
    let report = measured(&folder, &[Part::Likelihood], options);
    let drawn = binarise(test.images(), &mut stream(0, Purpose::Evaluation));
    let (reconstruction, kl) = elbo(&model, &drawn, 10);
    assert_near(&report, "likelihood/elbo_nats", reconstruction + kl, NATS);

    // Each thread draws from a stream of its own.
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let share = 12usize.div_ceil(threads);
    let images: Vec<&[u8]> = drawn.chunks(PIXELS).collect();
    let mut bounds = Vec::new();
    for (worker, images) in images.chunks(share).enumerate() {
        let mut noise = stream(worker as u32, Purpose::Evaluation);
        for image in images {
            let posterior = model.encode(image);
            let eps = normal(&mut noise, K * model.latents());
            let ratio = |eps: &[f32]| {
                let z = posterior.sample(eps);
                let prior: f64 = z.iter().map(|z| log_normal(*z, 0.0, 1.0)).sum();
                model.log_likelihood(image, &z) + prior - posterior.log_density(&z)
            };
            let ratios: Vec<f64> = eps.chunks(model.latents()).map(ratio).collect();
            // Around the largest, since e^−100 of each is hardly a number.
            let top = ratios.iter().copied().fold(f64::MIN, f64::max);
            let mean = ratios.iter().map(|ratio| (ratio - top).exp()).sum::<f64>() / K as f64;
            bounds.push(-(top + mean.ln()));
        }
    }
    let (mean, half_width) = mean_and_half_width(&bounds);
    assert_near(&report, "likelihood/nll_nats", mean, NATS);
    assert_near(&report, "likelihood/nll_half_width_nats", half_width, NATS);
    assert!(report["likelihood"].get("targets").is_none(), "3 samples are no 5,000");
}

/// The accuracy of a task in percent, where the nearest mean of its class's vectors wins.
fn by_nearest_mean(episode: &Episode, vector: &impl Fn(&[u8]) -> Vec<f64>) -> f64 {
    let shown: Vec<Vec<f64>> = episode.support.images().chunks(PIXELS).map(vector).collect();
    let means: Vec<Vec<f64>> = (0..episode.support.ways())
        .map(|way| {
            let labels = episode.support.labels();
            let own: Vec<_> = shown.iter().zip(labels).filter(|(_, l)| **l == way).collect();
            let sum = |at: usize| own.iter().map(|(x, _)| x[at]).sum::<f64>();
            (0..shown[0].len()).map(|at| sum(at) / own.len() as f64).collect()
        })
        .collect();
    let mut right = 0;
    for (image, label) in episode.query.images.chunks(PIXELS).zip(&episode.query.labels) {
        let x = vector(image);
        let near =
            |a: &usize, b: &usize| distance(&x, &means[*a]).total_cmp(&distance(&x, &means[*b]));
        right += usize::from((0..means.len()).min_by(near) == Some(*label));
    }
    100.0 * f64::from(right as u32) / episode.query.labels.len() as f64
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn ink(image: &[u8]) -> Vec<f64> {
    image.iter().map(|ink| f64::from(*ink) / 255.0).collect()
}

#[test]
fn few_shot_figures_are_those_of_the_nearest_means() {
    let folder = Folder::new("few-shot");
    let (_, test) = folder.write_digits(40, 200);
    let methods = vec!["pixels", "pca", "frozen"];
    let options = Options { episodes: 2, methods: Some(methods), ..data::options(&folder) };
    let model = reference(&options, "vae-mnist");
    let report = measured(&folder, &[Part::Mnist], options);
    let digits = ClassSet::digits(&test);
    let mut best = 0.0f64;
    for shots in [1, 5, 10] {
        let config = EpisodeConfig { ways: 10, shots, queries: 15 };
        let mut rng = stream(0, Purpose::Tasks);
        let tasks = [(); 2].map(|()| config.draw(&digits, &mut rng).unwrap());
        let table = format!("mnist/10w{shots}s");
        assert_near(&report, &format!("{table}/episodes"), 2.0, 0.0);
        let pixels = tasks.each_ref().map(|task| by_nearest_mean(task, &ink));
        assert_table(&report, &format!("{table}/methods/pixels"), &pixels);
        if shots == 1 {
            let latent = |image: &[u8]| model.encode(image).mean;
            let frozen = tasks.each_ref().map(|task| by_nearest_mean(task, &latent));
            assert_table(&report, &format!("{table}/methods/frozen"), &frozen);
            best = best.max(mean_and_half_width(&pixels).0).max(mean_and_half_width(&frozen).0);
        }
        let grown = report.pointer(&format!("/{table}/methods/pixels/grown"));
        assert_eq!(grown.is_some(), shots == 1, "a support grows from one shot");
    }
    let pca = figure(&report, "mnist/10w1s/methods/pca/accuracy_percent");
    assert_near(&report, "targets/mnist_10w1s", best.max(pca), ROUNDED);
    let frozen = figure(&report, "mnist/10w10s/methods/frozen/accuracy_percent");
    assert_near(&report, "targets/mnist_10w10s_frozen", frozen, 0.0);
}

fn assert_table(report: &serde_json::Value, method: &str, accuracies: &[f64]) {
    let (mean, half_width) = mean_and_half_width(accuracies);
    assert_near(report, &format!("{method}/accuracy_percent"), mean, ROUNDED);
    assert_near(report, &format!("{method}/half_width_percent"), half_width, ROUNDED);
}

#[test]
fn neighbours_and_prototypes_with_every_label_are_those_of_plain_loops() {
    let folder = Folder::new("features");
    let (train, test) = folder.write_digits(200, 60);
    let report = measured(&folder, &[Part::Features], data::options(&folder));
    let known: Vec<(Vec<f64>, u8)> = vectors(&train).collect();
    let right = |answer: &dyn Fn(&[f64]) -> u8| {
        100.0 * vectors(&test).filter(|(x, label)| answer(x) == *label).count() as f64 / 60.0
    };
    let neighbours = right(&|x| {
        let mut near: Vec<(f64, u8)> = known.iter().map(|(k, l)| (distance(x, k), *l)).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        let votes = |label: u8| near[..5].iter().filter(|(_, l)| *l == label).count();
        // Of equals, the first in the order of distance.
        near[..5].iter().rev().max_by_key(|(_, label)| votes(*label)).unwrap().1
    });
    assert_near(&report, "features/pixels/nearest_neighbours_percent", neighbours, ROUNDED);
    let means: Vec<Vec<f64>> = (0..10)
        .map(|digit| {
            let own: Vec<_> = known.iter().filter(|(_, label)| *label == digit).collect();
            (0..PIXELS)
                .map(|at| own.iter().map(|(x, _)| x[at]).sum::<f64>() / own.len() as f64)
                .collect()
        })
        .collect();
    let prototypes = right(&|x| {
        (0..10u8)
            .min_by(|a, b| {
                let to = |digit: &u8| distance(x, &means[usize::from(*digit)]);
                to(a).total_cmp(&to(b))
            })
            .unwrap()
    });
    assert_near(&report, "features/pixels/nearest_prototype_percent", prototypes, ROUNDED);
}

fn vectors(data: &Dataset) -> impl Iterator<Item = (Vec<f64>, u8)> {
    data.images().chunks(PIXELS).map(ink).zip(data.labels().iter().copied())
}

#[test]
fn an_adaptation_begins_where_its_weights_are() {
    let folder = Folder::new("adaptation");
    let (_, test) = folder.write_digits(10, 80);
    let effort = Effort { scratch_steps: 10, adaptation_steps: 20, ..Effort::default() };
    let options = Options { episodes: 2, effort, ..data::options(&folder) };
    let model = reference(&options, "vae-mnist");
    let report = measured(&folder, &[Part::Adaptation], options);
    let config = EpisodeConfig { ways: 1, shots: 5, queries: 1 };
    let mut rng = stream(0, Purpose::Tasks);
    let nats = [(); 2].map(|()| {
        let task = config.draw(&ClassSet::digits(&test), &mut rng).unwrap();
        let (reconstruction, kl) = elbo(&model, task.support.images(), 4);
        reconstruction + kl
    });
    let begin = (nats[0] + nats[1]) / 2.0;
    for rate in ["1e-4", "3e-4"] {
        let start = format!("adaptation/rates/{rate}/vae-mnist");
        assert_near(&report, &format!("{start}/start_nats"), begin, NATS);
        let scratch = figure(&report, &format!("adaptation/rates/{rate}/scratch_nats"));
        // Ten steps leave random weights far behind pretrained ones.
        assert!(scratch > begin + 100.0, "{scratch} {begin}");
        assert_near(&report, &format!("{start}/steps"), 0.0, 0.0);
        let after = figure(&report, &format!("{start}/after_5_steps_nats"));
        assert!(after < begin, "{begin} {after}");
    }
    assert_near(&report, "targets/adapt_steps_to_scratch500", 0.0, 0.0);
}
