//! What few-shot methods start from.

use metavae::data::ClassSet;
use metavae::device::Compute;
use metavae::host::pca::Pca;
use metavae::meta::embedding::bytes_as_rows;
use metavae::meta::resources::Resources;
use metavae::meta::training::ALGORITHMS;
use metavae::model::Vae;

use super::options::Options;
use crate::algorithms::word;
use crate::files::{read, read_weights};

/// Components of the linear baseline, as many as the committed model has latents.
const COMPONENTS: usize = 32;
/// Images that the linear baseline is fitted on.
const FITTED: usize = 10_000;

/// The weights for a set of classes, as far as there are any, and what needs none.
///
/// # Errors
/// The sentence that names a file of weights and what is wrong with it.
pub fn resources(options: &Options, set: &str, train: &ClassSet) -> Result<Resources, String> {
    let device = Compute::cpu().device;
    let file = |name: &str| {
        let file = options.weights.join(format!("{name}.safetensors"));
        file.exists().then_some(file)
    };
    let vae = |name: &str| -> Result<Option<Vae>, String> {
        let Some(file) = file(name) else { return Ok(None) };
        Ok(Some(Vae::from_state(&read_weights(&file)?.0, &device)))
    };
    let pretrained = vae(if set == "mnist" { "vae-mnist" } else { set })?;
    let components = Pca::fit(&bytes_as_rows(&train.some_images(FITTED)), COMPONENTS);
    let mut resources = Resources::new(pretrained, Some(components));
    for algorithm in ALGORITHMS {
        if let Some(file) = file(&format!("{set}-{}", word(*algorithm))) {
            let trained = algorithm.trains().read(&read(&file)?, &device);
            let trained = trained.map_err(|error| format!("{}: {error}", file.display()))?;
            resources.put(*algorithm, trained);
        }
    }
    Ok(resources)
}
