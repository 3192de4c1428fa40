//! What few-shot methods start from.

use metavae::data::ClassSet;
use metavae::device::Compute;
use metavae::host::pca::Pca;
use metavae::meta::embedding::bytes_as_rows;
use metavae::meta::method::Resources;
use metavae::model::{Conditioned, Vae};
use metavae::weights;

use super::options::Options;
use crate::files::{read, read_weights};

/// Components of the linear baseline, as many as the model has latents.
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
    let of_set = |algorithm: &str| format!("{set}-{algorithm}");
    let hypernetwork = match file(&of_set("hypernetwork")) {
        None => None,
        Some(file) => {
            let state = weights::read_conditioned(&read(&file)?)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            Some(Conditioned::from_state(&state, &device))
        }
    };
    let some = train.some_images(FITTED);
    Ok(Resources {
        pretrained: vae(if set == "mnist" { "vae-mnist" } else { set })?,
        prototypes: vae(&of_set("prototypes"))?,
        reptile: vae(&of_set("reptile"))?,
        first_order_maml: vae(&of_set("first-order-maml"))?,
        second_order_maml: vae(&of_set("second-order-maml"))?,
        anil: vae(&of_set("anil"))?,
        hypernetwork,
        pca: Some(Pca::fit(&bytes_as_rows(&some), COMPONENTS)),
    })
}
