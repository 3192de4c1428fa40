//! How well the models explain digits.

use std::path::Path;

use burn::tensor::Device;
use metavae::data::Dataset;
use metavae::device::Compute;
use metavae::image::PIXELS;
use metavae::measure::elbo::{active_units, activity, negative_elbo};
use metavae::meta::embedding::Space;
use metavae::meta::evaluate::Estimate;
use metavae::model::Vae;
use metavae::random::{Purpose, normal, stream};
use metavae::tensors::{latents, numbers, to_bytes};
use metavae::train::binarise::binarise;
use pollster::block_on;
use serde_json::{Value, json};

use super::bound::importance_bound;
use super::images::write_grid;
use super::options::Options;
use super::shares::in_shares;
use super::sources::Sources;
use crate::files::{read_weights, round, say};

/// Draws from each image's posterior.
const SAMPLES: usize = 10;
/// Images of a row of a grid.
const COLUMNS: usize = 12;

/// The grey model: the ELBO, what its latents do, and pictures.
pub async fn elbo(options: &Options, sources: &Sources) -> Result<Value, String> {
    let file = options.weights.join("vae-mnist.safetensors");
    let (state, sha256) = read_weights(&file)?;
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
    let width = model.latents();
    let decoded = async |rows: Vec<f32>| -> Result<Vec<u8>, String> {
        let ink = numbers(model.decode(latents(rows, width, device))).await.map_err(say)?;
        Ok(to_bytes(&ink))
    };
    let originals = test.gather(&(0..2 * COLUMNS).collect::<Vec<_>>());
    let means = Space::Latent.encode(model, &originals, device).await.map_err(say)?;
    let again = decoded(means.values().to_vec()).await?;
    let half = COLUMNS * PIXELS;
    let grid = [&originals[..half], &again[..half], &originals[half..], &again[half..]].concat();
    write_grid(&folder.join("reconstructions.png"), &grid, COLUMNS)?;

    let draws = normal(&mut stream(1, Purpose::Samples), 4 * COLUMNS * width);
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
    let mut order: Vec<usize> = (0..width).collect();
    order.sort_by(|a, b| activity[*b].total_cmp(&activity[*a]));
    let traversals = order.iter().take(6).flat_map(|&latent| {
        let digit = means.row(0);
        (0..COLUMNS).flat_map(move |step| {
            let at = -3.0 + 6.0 * step as f32 / (COLUMNS - 1) as f32;
            (0..width).map(move |index| if index == latent { at } else { digit[index] })
        })
    });
    let traversals = traversals.collect();
    write_grid(&folder.join("traversals.png"), &decoded(traversals).await?, COLUMNS)
}

/// The binarised model: the ELBO, and the likelihood by importance sampling, on one binarisation of
/// the test images.
pub fn importance(options: &Options, sources: &Sources) -> Result<Value, String> {
    let file = options.weights.join("vae-mnist-binary.safetensors");
    let (state, sha256) = read_weights(&file)?;
    let (_, test) = sources.mnist()?;
    let test = binarise(test.images(), &mut stream(0, Purpose::Evaluation));
    let device = Compute::cpu().device;
    let model = Vae::from_state(&state, &device);
    let elbo = block_on(negative_elbo(&model, &test, SAMPLES, &device)).map_err(say)?;
    println!("{:.2} + {:.2} = {:.2} nats", elbo.reconstruction, elbo.kl, elbo.total);

    let k = options.importance_samples;
    let images: Vec<&[u8]> = test.chunks(PIXELS).collect();
    let bounds = in_shares(&images, |share| {
        let device = Compute::cpu().device;
        let model = Vae::from_state(&state, &device);
        let mut noise = stream(share.worker as u32, Purpose::Evaluation);
        let bound = |image: &&[u8]| {
            block_on(importance_bound(&model, image, k, &mut noise, &device)).map_err(say)
        };
        share.items.iter().map(bound).collect()
    })?;
    let bound = Estimate::of(&bounds);
    println!(
        "{:.3} ± {:.3} nats with {k} importance samples",
        bound.mean,
        bound.half_width.unwrap_or(0.0)
    );
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
        "nll_half_width_nats": round(bound.half_width.unwrap_or(0.0)),
    });
    if k == 5000 {
        figures["targets"] = json!({ "nll_5000_nats": round(bound.mean) });
    }
    Ok(figures)
}
