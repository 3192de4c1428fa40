//! The data in use, and where it comes from.

use rand::seq::index;

use crate::data::formats::idx;
use crate::data::{Dataset, ShardSet, synth};
use crate::error::{Error, Result};
use crate::protocol::{Event, Split};
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

    /// Images of a split when all of it has arrived.
    pub fn expected(&self, split: Split) -> usize {
        match (&self.shards, split) {
            (Some(Shards { set, in_use: true }), split) => set.expected(split),
            (_, Split::Train) => self.train.len(),
            (_, Split::Test) => self.test.len(),
        }
    }

    /// Takes a manifest. The data in use stays until the first shard is added.
    pub fn open_shards(&mut self, manifest: &str) -> Result<Event> {
        let set = ShardSet::open(manifest)?;
        let opened = Event::ShardsOpened { name: set.name().into(), files: set.files() };
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
    pub fn add_shard(&mut self, file: &str, bytes: &[u8]) -> Result<Event> {
        let Some(shards) = &mut self.shards else {
            return Err(Error::State("No manifest was opened for this shard.".into()));
        };
        shards.set.add(file, bytes)?;
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

    /// Takes a pair of IDX files as one split.
    pub fn load_idx(&mut self, split: Split, images: &[u8], labels: &[u8]) -> Result<Event> {
        let pair = idx::read_pair(images, labels)?;
        match split {
            Split::Train => {
                let (train, test) = pair.hold_out_tenth()?;
                self.replace("your IDX files", train, test);
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
                self.test = pair;
            }
        }
        Ok(self.changed())
    }

    /// Makes digits and takes them.
    pub fn use_built_in(&mut self, train: u32, test: u32, seed: u32) -> Result<Event> {
        let (train, test) = synth::splits(train as usize, test as usize, u64::from(seed))?;
        self.replace("built-in digits", train, test);
        Ok(self.changed())
    }

    /// Draws some images of a split.
    pub fn examples(&self, split: Split, count: u32, seed: u32) -> Result<Event> {
        let data = match split {
            Split::Train => self.train(),
            Split::Test => self.test(),
        };
        if data.is_empty() {
            return Err(Error::State("No data is loaded yet.".into()));
        }
        if !(1..=256).contains(&count) {
            return Err(Error::Argument("Ask for 1 to 256 examples.".into()));
        }
        let count = (count as usize).min(data.len());
        let picks = index::sample(&mut stream(seed, Purpose::Order), data.len(), count).into_vec();
        let labels = picks.iter().map(|pick| data.labels()[*pick]).collect();
        Ok(Event::Examples { split, images: data.gather(&picks), labels })
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

    fn changed(&self) -> Event {
        Event::DataChanged {
            name: self.name.clone(),
            train: self.train().len() as u32,
            test: self.test().len() as u32,
            expected_train: self.expected(Split::Train) as u32,
            expected_test: self.expected(Split::Test) as u32,
        }
    }
}
