//! How well the models explain digits.

use std::path::Path;
use std::thread;

use burn::tensor::Device;
use metavae::data::Dataset;
use metavae::device::Compute;
use metavae::image::PIXELS;
use metavae::measure::elbo::{active_units, activity, negative_elbo};
use metavae::meta::embedding::Space;
use metavae::meta::evaluate::Estimate;
use metavae::model::{LATENTS, StateDict, Vae};
use metavae::random::{Purpose, normal, stream};
use metavae::tensors::latents;
use metavae::tensors::numbers;
use metavae::train::binarise::binarise;
use metavae::weights;
use pollster::block_on;
use serde_json::{Value, json};

use super::Options;
use super::bound::importance_bound;
use super::images::write_grid;
use super::sources::Sources;
use crate::common::{read_file, round, say};

/// Draws from each image's posterior.
const SAMPLES: usize = 10;
/// Images of a row of a grid.
const COLUMNS: usize = 12;

/// Weights and the SHA-256 that names them.
pub fn weights_of(file: &Path) -> Result<(StateDict, String), String> {
    let bytes = read_file(file)?;
    let state = weights::read(&bytes).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok((state, metavae::data::dataset::sha256_hex(&bytes)))
}

/// The grey model: the ELBO, what its latents do, and pictures.
pub async fn elbo(options: &Options, sources: &Sources) -> Result<Value, String> {
    let file = options.weights.join("vae-mnist.safetensors");
    let (state, sha256) = weights_of(&file)?;
    let device = Compute::cpu().device;
    let model = Vae::from_state(&state, &device);
    let (_, test) = sources.mnist()?;
    let losses = negative_elbo(&model, test.images(), SAMPLES, &device).await.map_err(say)?;
    let activity = activity(&model, test.images(), &device).await.map_err(say)?;
    let active = active_units(&activity);
    println!(
        "{:.2} + {:.2} = {:.2} nats, {active} active",
        losses.reconstruction, losses.kl, losses.total
    );
    let folder = options.out.parent().unwrap_or(Path::new("."));
    pictures(&model, &test, &activity, folder, &device).await?;
    Ok(json!({
        "weights": file.file_name().map(|name| name.to_string_lossy()),
        "sha256": sha256,
        "images": test.len(),
        "pixels": "grey",
        "posterior_samples": SAMPLES,
        "reconstruction_nats": round(losses.reconstruction),
        "kl_nats": round(losses.kl),
        "total_nats": round(losses.total),
        "active_units": active,
        "targets": { "elbo_total_nats": round(losses.total) },
    }))
}

/// Reconstructions, samples of the prior, interpolations and traversals.
async fn pictures(
    model: &Vae,
    test: &Dataset,
    activity: &[f64],
    folder: &Path,
    device: &Device,
) -> Result<(), String> {
    let decoded = async |rows: Vec<f32>| -> Result<Vec<u8>, String> {
        let ink = numbers(model.decode(latents(rows, device))).await.map_err(say)?;
        Ok(ink.iter().map(|ink| (ink * 255.0).round() as u8).collect())
    };
    let originals = test.gather(&(0..2 * COLUMNS).collect::<Vec<_>>());
    let means = Space::Latent.encode(model, &originals, device).await.map_err(say)?;
    let again = decoded(means.values().to_vec()).await?;
    let half = COLUMNS * PIXELS;
    let grid = [&originals[..half], &again[..half], &originals[half..], &again[half..]].concat();
    write_grid(&folder.join("reconstructions.png"), &grid, COLUMNS)?;

    let draws = normal(&mut stream(1, Purpose::Samples), 4 * COLUMNS * LATENTS);
    write_grid(&folder.join("samples.png"), &decoded(draws).await?, COLUMNS)?;

    let between = (0..4).flat_map(|pair| {
        let (from, to) = (means.row(2 * pair), means.row(2 * pair + 1));
        (0..COLUMNS).flat_map(move |step| {
            let t = step as f32 / (COLUMNS - 1) as f32;
            from.iter().zip(to).map(move |(a, b)| a + t * (b - a))
        })
    });
    let between = between.collect();
    write_grid(&folder.join("interpolations.png"), &decoded(between).await?, COLUMNS)?;

    // The most active latents of one digit, each from −3 to 3.
    let mut order: Vec<usize> = (0..LATENTS).collect();
    order.sort_by(|a, b| activity[*b].total_cmp(&activity[*a]));
    let traversals = order[..6].iter().flat_map(|&latent| {
        let digit = means.row(0);
        (0..COLUMNS).flat_map(move |step| {
            let at = -3.0 + 6.0 * step as f32 / (COLUMNS - 1) as f32;
            (0..LATENTS).map(move |index| if index == latent { at } else { digit[index] })
        })
    });
    let traversals = traversals.collect();
    write_grid(&folder.join("traversals.png"), &decoded(traversals).await?, COLUMNS)
}

/// The binarised model: the ELBO, and the likelihood by importance sampling, on one binarisation of
/// the test images.
pub fn importance(options: &Options, sources: &Sources) -> Result<Value, String> {
    let file = options.weights.join("vae-mnist-binary.safetensors");
    let (state, sha256) = weights_of(&file)?;
    let (_, test) = sources.mnist()?;
    let test = binarise(test.images(), &mut stream(0, Purpose::Evaluation));
    let device = Compute::cpu().device;
    let model = Vae::from_state(&state, &device);
    let elbo = block_on(negative_elbo(&model, &test, SAMPLES, &device)).map_err(say)?;
    println!("{:.2} + {:.2} = {:.2} nats", elbo.reconstruction, elbo.kl, elbo.total);

    let k = options.importance_samples;
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    let share = (test.len() / PIXELS).div_ceil(threads) * PIXELS;
    let bounds: Vec<f64> = thread::scope(|scope| {
        let workers: Vec<_> = test
            .chunks(share)
            .enumerate()
            .map(|(index, images)| {
                let state = &state;
                scope.spawn(move || {
                    let device = Compute::cpu().device;
                    let model = Vae::from_state(state, &device);
                    let mut noise = stream(index as u32, Purpose::Evaluation);
                    block_on(importance_bound(&model, images, k, &mut noise, &device))
                })
            })
            .collect();
        let done =
            workers.into_iter().map(|worker| worker.join().expect("a worker ends").map_err(say));
        done.collect::<Result<Vec<_>, _>>().map(|all| all.concat())
    })?;
    let bound = Estimate::of(&bounds);
    println!("{:.3} ± {:.3} nats with {k} importance samples", bound.mean, bound.half_width);
    let mut figures = json!({
        "weights": file.file_name().map(|name| name.to_string_lossy()),
        "sha256": sha256,
        "images": bounds.len(),
        "pixels": "binarised once, each with its grey value as the probability of ink",
        "posterior_samples": SAMPLES,
        "elbo_nats": round(elbo.total),
        "kl_nats": round(elbo.kl),
        "importance_samples": k,
        "nll_nats": round(bound.mean),
        "nll_half_width_nats": round(bound.half_width),
    });
    if k == 5000 {
        figures["targets"] = json!({ "nll_5000_nats": round(bound.mean) });
    }
    Ok(figures)
}
