//! The few-shot methods: each is a file here and a row of [`METHODS`].

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
mod oriented_gradients;
mod pca;
mod pixels;
mod reptile;
mod scratch;
mod second_order_maml;

use super::method::FewShotMethod;
use crate::error::{Error, Result};

/// Every method, baselines first.
pub static METHODS: &[&dyn FewShotMethod] = &[
    &pixels::Pixels,
    &pca::Pca,
    &oriented_gradients::OrientedGradients,
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

/// The names of all methods on the wire, in order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|method| method.id())
}

/// The method of a name on the wire.
///
/// # Errors
/// [`Error::Argument`] that lists the names, where there is no such method.
pub fn named(id: &str) -> Result<&'static dyn FewShotMethod> {
    METHODS.iter().copied().find(|method| method.id() == id).ok_or_else(|| {
        let known = ids().collect::<Vec<_>>().join(", ");
        Error::Argument(format!("There is no method “{id}”. There are {known}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{LabelledImages, Support};
    use crate::device::Compute;
    use crate::image::PIXELS;
    use crate::meta::method::Context;
    use crate::meta::resources::Resources;
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
            let adapted = block_on(context.adapt(*method, &support));
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
