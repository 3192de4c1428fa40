//! Pools of classes that tasks are drawn from.

use std::collections::{BTreeMap, BTreeSet};

use super::owner::Engine;
use crate::data::ClassSet;
use crate::data::formats::omniglot;
use crate::error::{Error, Result};
use crate::host::pca::Pca;
use crate::protocol::limits;
use crate::protocol::task::{Choice, Group, LoadOmniglot, Pool, PoolChanged};

impl Engine {
    pub(super) fn load_omniglot(&mut self, request: &LoadOmniglot) -> Result<PoolChanged> {
        let read = omniglot::read(&request.bytes)?;
        let pool = &mut self.few_shot.omniglot;
        // Greek and Latin are in both small background sets.
        let known: BTreeSet<&str> = pool.set().groups().into_iter().collect();
        let new = read.only(|class| !known.contains(&*class.group));
        let images = (pool.set().images() as u64).saturating_add(new.images() as u64);
        limits::IMAGES_A_POOL.check(images, "These alphabets and those before", "their number")?;
        omniglot::fits(
            known.len().saturating_add(new.groups().len()),
            pool.set().classes.len().saturating_add(new.classes.len()),
        )?;
        pool.add(new);
        Ok(self.show_pool(Pool::Omniglot))
    }

    pub(super) fn show_pool(&self, pool: Pool) -> PoolChanged {
        let set = self.test_classes(pool);
        // In one pass: an archive may have a thousand groups.
        let mut counts = BTreeMap::<&str, (u32, u32)>::new();
        for class in &set.classes {
            let (classes, images) = counts.entry(&class.group).or_default();
            *classes = classes.saturating_add(1);
            *images = images.saturating_add(class.len() as u32);
        }
        let group = |(name, (classes, images)): (&&str, &(u32, u32))| Group {
            name: (*name).into(),
            classes: *classes,
            images: *images,
        };
        let groups = counts.iter().map(group).collect();
        let names = set.classes.iter().map(|class| class.name.clone()).collect();
        PoolChanged { pool, groups, names }
    }

    /// The classes to test on that take part.
    pub(super) fn pool(&self, choice: &Choice) -> Result<ClassSet> {
        choice.check()?;
        chosen(self.test_classes(choice.pool), choice)
    }

    /// The classes to train on that take part. Copies the training digits: once a run.
    pub(super) fn training_pool(&self, choice: &Choice) -> Result<ClassSet> {
        choice.check()?;
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
