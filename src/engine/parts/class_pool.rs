//! Classes to draw tasks from, and what is fitted on their images.

use std::cell::OnceCell;

use crate::data::ClassSet;
use crate::host::pca::Pca;
use crate::meta::embedding::bytes_as_rows;

/// Components of the linear baseline, as many as the committed model has latents: it is kept while
/// models change.
const COMPONENTS: usize = 32;
/// Images that it is fitted on.
const FITTED: usize = 2000;

/// Classes, and what is fitted on their images once somebody asks.
#[derive(Default)]
pub struct ClassPool {
    set: ClassSet,
    components: OnceCell<Option<Pca>>,
}

impl ClassPool {
    /// The classes.
    pub fn set(&self) -> &ClassSet {
        &self.set
    }

    /// Principal components of some of the images; none where there is no image.
    pub fn components(&self) -> Option<&Pca> {
        self.components.get_or_init(|| components_of(&self.set)).as_ref()
    }

    /// Adds classes behind those that are there.
    pub fn add(&mut self, set: ClassSet) {
        self.set.classes.extend(set.classes);
        self.components = OnceCell::new();
    }
}

/// 32 principal components of up to 2,000 images at even distances: 0.2 s in wasm.
pub fn components_of(set: &ClassSet) -> Option<Pca> {
    let images = set.some_images(FITTED);
    (!images.is_empty()).then(|| Pca::fit(&bytes_as_rows(&images), COMPONENTS))
}
