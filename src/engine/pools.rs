//! Pools of classes that tasks are drawn from.

use std::cell::OnceCell;

use super::Engine;
use crate::data::ClassSet;
use crate::data::formats::omniglot;
use crate::error::{Error, Result};
use crate::host::pca::Pca;
use crate::meta::embedding::bytes_as_rows;
use crate::protocol::task::{Choice, Group, LoadOmniglot, Pool, PoolChanged};

/// Components of the linear baseline, as many as the model has latents.
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

    fn add(&mut self, set: ClassSet) {
        self.set.classes.extend(set.classes);
        self.components = OnceCell::new();
    }
}

/// 32 principal components of up to 2,000 images at even distances: 0.2 s in wasm.
pub fn components_of(set: &ClassSet) -> Option<Pca> {
    let images = set.some_images(FITTED);
    (!images.is_empty()).then(|| Pca::fit(&bytes_as_rows(&images), COMPONENTS))
}

impl Engine {
    pub(super) fn load_omniglot(&mut self, request: &LoadOmniglot) -> Result<PoolChanged> {
        let read = omniglot::read(&request.bytes)?;
        let pool = &mut self.few_shot.omniglot;
        let known: Vec<String> = pool.set().groups().into_iter().map(str::to_string).collect();
        // Greek and Latin are in both small background sets.
        pool.add(read.only(|class| !known.contains(&class.group)));
        Ok(self.show_pool(Pool::Omniglot))
    }

    pub(super) fn show_pool(&self, pool: Pool) -> PoolChanged {
        let set = self.test_classes(pool);
        let group = |name: &str| {
            let of_group = set.only(|class| class.group == name);
            let (classes, images) = (of_group.classes.len() as u32, of_group.images() as u32);
            Group { name: name.into(), classes, images }
        };
        let groups = set.groups().into_iter().map(group).collect();
        let names = set.classes.iter().map(|class| class.name.clone()).collect();
        PoolChanged { pool, groups, names }
    }

    /// The classes to test on that take part.
    pub(super) fn pool(&self, choice: &Choice) -> Result<ClassSet> {
        chosen(self.test_classes(choice.pool), choice)
    }

    /// The classes to train on that take part. Copies the training digits: once a run.
    pub(super) fn training_pool(&self, choice: &Choice) -> Result<ClassSet> {
        match choice.pool {
            Pool::Digits => chosen(&ClassSet::digits(self.source.train()), choice),
            Pool::Omniglot => chosen(self.few_shot.omniglot.set(), choice),
        }
    }

    /// Principal components of images that nobody labelled: of the data in use, or else of the
    /// alphabets.
    pub(super) fn components(&self) -> Option<Pca> {
        let digits = self.source.components();
        digits.or_else(|| self.few_shot.omniglot.components()).cloned()
    }

    fn test_classes(&self, pool: Pool) -> &ClassSet {
        match pool {
            Pool::Digits => self.source.test_classes(),
            Pool::Omniglot => self.few_shot.omniglot.set(),
        }
    }
}

fn chosen(set: &ClassSet, choice: &Choice) -> Result<ClassSet> {
    if set.classes.is_empty() {
        return Err(Error::State(match choice.pool {
            Pool::Digits => "There are no digits to draw tasks from yet. Choose a source.".into(),
            Pool::Omniglot => "No archive of Omniglot is loaded yet. Choose its zip file.".into(),
        }));
    }
    let all = choice.groups.is_empty() && choice.names.is_empty();
    Ok(set.only(|class| {
        all || choice.groups.contains(&class.group) || choice.names.contains(&class.name)
    }))
}
