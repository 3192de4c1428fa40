//! Few-shot methods behind one interface: adapt to a support, then classify, reconstruct, generate.
//! A method is a file here and a row of [`METHODS`].

mod anil;
mod class_bounds;
mod deformed_views;
mod descent;
mod fine_tuned;
mod first_order_maml;
mod frozen;
mod gaussian_prototypes;
mod hypernetwork;
mod memory;
mod meta_prototypes;
mod pca;
mod pixels;
mod reptile;
mod scratch;
mod second_order_maml;

use burn::tensor::Device;

use super::resources::{Need, Resources};
use super::task_model::TaskModel;
use crate::data::Support;
use crate::error::{Error, Result};
use crate::future::Local;
use crate::protocol::few_shot::Augmentation;

/// Every method, baselines first.
pub static METHODS: [&dyn FewShotMethod; 15] = [
    &pixels::Pixels,
    &pca::Pca,
    &scratch::Scratch,
    &frozen::Frozen,
    &gaussian_prototypes::GaussianPrototypes,
    &memory::Memory,
    &fine_tuned::FineTuned,
    &class_bounds::ClassBounds,
    &meta_prototypes::MetaPrototypes,
    &deformed_views::DeformedViews,
    &reptile::Reptile,
    &first_order_maml::FirstOrderMaml,
    &second_order_maml::SecondOrderMaml,
    &anil::Anil,
    &hypernetwork::Hypernetwork,
];

/// A way to learn a task from a few labelled images.
pub trait FewShotMethod: Sync {
    /// Its name on the wire, which no other method has.
    fn id(&self) -> &'static str;

    /// All that [`FewShotMethod::adapt`] takes out of the context's resources.
    fn needs(&self) -> &'static [Need];

    /// Learns a task from its support. Nothing of what it starts from changes.
    ///
    /// # Errors
    /// [`Error::State`] where something that it needs is not there, [`Error::Device`] where the
    /// device cannot be read.
    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel>;
}

/// What methods adapt with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What they start from.
    pub resources: &'a Resources,
    /// What [`Context::adapt`] adds to supports before they are learnt from.
    pub augmentation: Option<Augmentation>,
    /// Where everything is computed.
    pub device: &'a Device,
    /// Fixes every draw: noise, fresh weights and what augmentation adds.
    pub seed: u32,
}

impl Context<'_> {
    /// Lets a method learn a support, augmented where the context says so.
    ///
    /// # Errors
    /// As [`FewShotMethod::adapt`]; augmentation needs the pretrained VAE.
    pub async fn adapt(&self, method: &dyn FewShotMethod, support: &Support) -> Result<TaskModel> {
        match self.augmentation {
            None => method.adapt(support, self).await,
            Some(augmentation) => {
                let model = self.resources.pretrained()?;
                let augmented =
                    augmentation.support(support, model, self.seed, self.device).await?;
                method.adapt(&augmented, self).await
            }
        }
    }
}

/// The names of all methods on the wire, in order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|method| method.id())
}

/// The method of a name on the wire.
///
/// # Errors
/// [`Error::Argument`] that lists the names, where there is no such method.
pub fn named(id: &str) -> Result<&'static dyn FewShotMethod> {
    METHODS.into_iter().find(|method| method.id() == id).ok_or_else(|| {
        let known = ids().collect::<Vec<_>>().join(", ");
        Error::Argument(format!("There is no method “{id}”. There are {known}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LabelledImages;
    use crate::device::Compute;
    use crate::image::PIXELS;
    use pollster::block_on;

    #[test]
    fn a_name_is_one_methods() {
        for (at, expected) in METHODS.iter().enumerate() {
            let found = METHODS.iter().position(|method| method.id() == expected.id());
            assert_eq!(found, Some(at), "{}", expected.id());
            assert_eq!(named(expected.id()).unwrap().id(), expected.id());
        }
        let unknown = named("pixel").err().expect("no such method").to_string();
        assert!(unknown.contains("“pixel”") && unknown.contains("pixels, pca"), "{unknown}");
    }

    /// With nothing to start from, a method says the first thing that it has declared to need; one
    /// that declares nothing takes nothing.
    #[test]
    fn a_method_declares_what_it_takes() {
        let device = Compute::cpu().device;
        let shown = LabelledImages { images: vec![90; 2 * PIXELS], labels: vec![0, 1] };
        let support = Support::new(2, shown).unwrap();
        let resources = Resources::default();
        let context =
            Context { resources: &resources, augmentation: None, device: &device, seed: 1 };
        for method in METHODS {
            let adapted = block_on(context.adapt(method, &support));
            match (method.needs().first(), adapted) {
                (None, adapted) => assert_eq!(adapted.unwrap().images(), 2, "{}", method.id()),
                (Some(need), adapted) => {
                    let error = adapted.expect_err("nothing to start from").to_string();
                    assert!(error.contains(need.name()), "{}: {error}", method.id());
                }
            }
        }
    }
}
