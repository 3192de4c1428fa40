//! The data in use, and where it comes from.

use std::cell::OnceCell;

use rand::seq::index;

use super::class_pool::components_of;
use crate::breath;
use crate::data::formats::{self, File};
use crate::data::{ClassSet, Dataset, ShardSet, synth};
use crate::error::{Error, Result};
use crate::host::pca::Pca;
use crate::protocol::data::{
    AddShard, DataChanged, Examples, LoadFiles, OpenShards, ShardsOpened, ShowExamples, UseBuiltIn,
};
use crate::protocol::{Split, limits};
use crate::random::{Purpose, stream};

/// The data in use. Empty until something is loaded.
#[derive(Default)]
pub struct Source {
    name: String,
    train: Dataset,
    test: Dataset,
    /// Whether `test` is a tenth that was taken from `train`.
    held_out: bool,
    shards: Option<Shards>,
    derived: Derived,
}

/// What is made of the data once somebody asks, and forgotten when the data changes.
#[derive(Default)]
struct Derived {
    test_classes: OnceCell<ClassSet>,
    components: OnceCell<Option<Pca>>,
}

struct Shards {
    set: ShardSet,
    /// Whether its images are the data in use: from its first shard on.
    in_use: bool,
}

impl Source {
    /// Training images.
    pub fn train(&self) -> &Dataset {
        match &self.shards {
            Some(Shards { set, in_use: true }) => set.train(),
            _ => &self.train,
        }
    }

    /// Held-out images.
    pub fn test(&self) -> &Dataset {
        match &self.shards {
            Some(Shards { set, in_use: true }) => set.test(),
            _ => &self.test,
        }
    }

    /// The held-out images by digit.
    pub fn test_classes(&self) -> &ClassSet {
        self.derived.test_classes.get_or_init(|| ClassSet::digits(self.test()))
    }

    /// Principal components of training images; none where there are none.
    pub fn components(&self) -> Option<&Pca> {
        let fit = || components_of(&ClassSet::digits(self.train()));
        self.derived.components.get_or_init(fit).as_ref()
    }

    /// Images of a split when all of it has arrived.
    pub fn expected(&self, split: Split) -> usize {
        match (&self.shards, split) {
            (Some(Shards { set, in_use: true }), split) => set.expected(split),
            (_, Split::Train) => self.train.len(),
            (_, Split::Test) => self.test.len(),
        }
    }

    /// Takes a manifest. The data in use stays until the first shard is added.
    pub fn open_shards(&mut self, request: &OpenShards) -> Result<ShardsOpened> {
        let set = ShardSet::open(&request.manifest)?;
        let opened = ShardsOpened { name: set.name().into(), files: set.files() };
        // What an earlier set of shards brought stays in use until then.
        self.settle();
        self.shards = Some(Shards { set, in_use: false });
        Ok(opened)
    }

    /// Whether adding a shard now would change all the data and not only extend it.
    pub fn next_shard_replaces(&self) -> bool {
        matches!(&self.shards, Some(Shards { in_use: false, .. }))
    }

    /// Takes a shard.
    pub fn add_shard(&mut self, request: &AddShard) -> Result<DataChanged> {
        let Some(shards) = &mut self.shards else {
            return Err(Error::State("No manifest was opened for this shard.".into()));
        };
        shards.set.add(&request.file, &request.bytes)?;
        // Held-out images alone are nothing to train on.
        if !shards.set.train().is_empty() {
            shards.in_use = true;
            self.name = shards.set.name().into();
            self.train = Dataset::default();
            self.test = Dataset::default();
            self.held_out = false;
        }
        Ok(self.changed())
    }

    /// Takes files as one split.
    pub fn load_files(&mut self, request: &LoadFiles) -> Result<DataChanged> {
        let files = request.files.iter();
        let files = files.map(|file| File { name: &file.name, bytes: &file.bytes });
        let (format, read) = formats::read(&files.collect::<Vec<_>>())?;
        match request.split {
            Split::Train => {
                let (train, test) = read.hold_out_tenth()?;
                self.replace(&format!("your {format} files"), train, test);
                self.held_out = true;
            }
            Split::Test => {
                if self.train().is_empty() {
                    return Err(Error::State("Pick the training files first.".into()));
                }
                self.settle();
                if self.held_out {
                    self.train.append(&std::mem::take(&mut self.test));
                    self.held_out = false;
                }
                self.test = read;
            }
        }
        Ok(self.changed())
    }

    /// Makes digits and takes them.
    pub async fn use_built_in(&mut self, request: &UseBuiltIn) -> Result<DataChanged> {
        let UseBuiltIn { train, test, seed } = *request;
        limits::BUILT_IN_TRAIN.check(train)?;
        limits::BUILT_IN_TEST.check(test)?;
        let (train, test) =
            (built_in(Split::Train, train, seed).await?, built_in(Split::Test, test, seed).await?);
        self.replace("built-in digits", train, test);
        Ok(self.changed())
    }

    /// Draws some images of a split.
    pub fn examples(&self, request: &ShowExamples) -> Result<Examples> {
        let ShowExamples { split, count, seed } = *request;
        let data = match split {
            Split::Train => self.train(),
            Split::Test => self.test(),
        };
        if data.is_empty() {
            return Err(Error::State("No data is loaded yet.".into()));
        }
        limits::PICTURES.check(count)?;
        let count = (count as usize).min(data.len());
        let picks = index::sample(&mut stream(seed, Purpose::Order), data.len(), count).into_vec();
        let labels = picks.iter().filter_map(|pick| data.labels().get(*pick)).copied().collect();
        Ok(Examples { split, images: data.gather(&picks), labels })
    }

    fn replace(&mut self, name: &str, train: Dataset, test: Dataset) {
        self.shards = None;
        self.name = name.into();
        self.train = train;
        self.test = test;
        self.held_out = false;
    }

    /// Makes what the shards brought so far the source's own, and forgets the shards.
    fn settle(&mut self) {
        if let Some(Shards { set, in_use: true }) = self.shards.take() {
            (self.train, self.test) = (set.train().clone(), set.test().clone());
        }
    }

    fn changed(&mut self) -> DataChanged {
        self.derived = Derived::default();
        DataChanged {
            name: self.name.clone(),
            train: self.train().len() as u32,
            test: self.test().len() as u32,
            expected_train: self.expected(Split::Train) as u32,
            expected_test: self.expected(Split::Test) as u32,
            waiting: self.next_shard_replaces(),
        }
    }
}

/// Digits that are made at a time: 100 ms.
const AT_A_TIME: usize = 2500;

async fn built_in(split: Split, count: u32, seed: u32) -> Result<Dataset> {
    let mut digits = Dataset::default();
    digits.reserve(count as usize);
    for first in (0..count).step_by(AT_A_TIME) {
        breath::take().await?;
        let next = count.min(first.saturating_add(AT_A_TIME as u32));
        digits.append(&synth::some(split, first..next, u64::from(seed)));
    }
    Ok(digits)
}
