//! A data set that arrives shard by shard.

use super::manifest::Manifest;
use super::shard::read_shard;
use crate::data::dataset::Dataset;
use crate::error::{Error, Result, quoted};
use crate::protocol::{ShardFile, Split};

/// Images that room is made for before they are there: those of MNIST's larger split, 47 MB.
const AHEAD: usize = 60_000;

/// The shards of a manifest and what has arrived of them.
///
/// Shards may be added in any order: each takes its place in the manifest's order, so that the
/// complete data set is the same whichever came first. A refused shard changes nothing and may be
/// added again.
#[derive(Debug, Clone)]
pub struct ShardSet {
    manifest: Manifest,
    arrived: Vec<bool>,
    train: Dataset,
    test: Dataset,
}

impl ShardSet {
    /// Takes the text of a `manifest.json`.
    ///
    /// # Errors
    /// [`Error::Data`] as [`Manifest::parse`].
    pub fn open(manifest: &str) -> Result<Self> {
        let manifest = Manifest::parse(manifest)?;
        Ok(Self {
            arrived: vec![false; manifest.shards.len()],
            manifest,
            train: Dataset::default(),
            test: Dataset::default(),
        })
    }

    /// The data set's name.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// Every shard in the order in which to fetch them: one to train on, one held out, so that
    /// both losses are there early, then the rest as listed.
    pub fn files(&self) -> Vec<ShardFile> {
        let shards = &self.manifest.shards;
        let first = |split| shards.iter().position(|shard| shard.split == split);
        let early = [first(Split::Train), first(Split::Test)];
        let early = early.into_iter().flatten();
        let rest = (0..shards.len()).filter(|&index| !early.clone().any(|e| e == index));
        early.clone().chain(rest).filter_map(|index| shards.get(index)).cloned().collect()
    }

    /// Verifies one shard and adds it. One that is there already is not read again.
    ///
    /// # Errors
    /// [`Error::Data`] where the manifest does not list `file`, or as [`read_shard`]; then the set
    /// is as it was.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<()> {
        let shards = &self.manifest.shards;
        let listed = shards.iter().enumerate().find(|(_, shard)| shard.file == file);
        let Some((index, entry)) = listed else {
            return Err(Error::Data(format!(
                "The manifest of {} lists no shard {}.",
                self.manifest.name,
                quoted(file)
            )));
        };
        if self.has(index) {
            return Ok(());
        }
        let data = read_shard(entry, bytes)?;
        let before = shards
            .iter()
            .enumerate()
            .take(index)
            .filter(|(at, earlier)| self.has(*at) && earlier.split == entry.split)
            .fold(0, |images: usize, (_, earlier)| images.saturating_add(earlier.images as usize));
        let expected = self.manifest.images(entry.split);
        let split = match entry.split {
            Split::Train => &mut self.train,
            Split::Test => &mut self.test,
        };
        // Once and in full for MNIST: growing by doubling would hold the larger half of it twice. A
        // manifest that lists more has first to bring it.
        if split.room() < data.len() {
            split.reserve(data.len().max(AHEAD).min(expected.saturating_sub(split.len())));
        }
        split.insert(before, &data);
        if let Some(arrived) = self.arrived.get_mut(index) {
            *arrived = true;
        }
        Ok(())
    }

    fn has(&self, index: usize) -> bool {
        self.arrived.get(index).is_some_and(|arrived| *arrived)
    }

    /// The training images so far.
    pub fn train(&self) -> &Dataset {
        &self.train
    }

    /// The held-out images so far.
    pub fn test(&self) -> &Dataset {
        &self.test
    }

    /// Images of `split` when all shards are in.
    pub fn expected(&self, split: Split) -> usize {
        self.manifest.images(split)
    }

    /// Whether all shards are in.
    pub fn is_complete(&self) -> bool {
        self.arrived.iter().all(|&arrived| arrived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::formats::manifest::VERSION;
    use crate::data::formats::shard::write_shard;
    use crate::image::PIXELS;

    struct Served {
        manifest: String,
        files: Vec<(String, Vec<u8>)>,
    }

    fn numbered(range: std::ops::Range<usize>) -> Dataset {
        let images = range.clone().flat_map(|n| [n as u8; PIXELS]).collect();
        Dataset::new(images, range.map(|n| (n % 10) as u8).collect()).unwrap()
    }

    /// Train images 0 to 6 in three shards, test images 100 to 104 in two.
    fn served() -> Served {
        let shards = [
            ("train-00.shard", Split::Train, 0..3),
            ("train-01.shard", Split::Train, 3..5),
            ("train-02.shard", Split::Train, 5..7),
            ("test-00.shard", Split::Test, 100..103),
            ("test-01.shard", Split::Test, 103..105),
        ]
        .map(|(file, split, range)| write_shard(file, split, &numbered(range)).unwrap());
        let manifest = Manifest {
            version: VERSION,
            name: "Numbers".into(),
            shards: shards.iter().map(|(entry, _)| entry.clone()).collect(),
        };
        Served {
            manifest: manifest.to_json().unwrap(),
            files: shards.into_iter().map(|(entry, bytes)| (entry.file, bytes)).collect(),
        }
    }

    #[test]
    fn the_first_to_fetch_are_one_to_train_on_and_one_held_out() {
        let set = ShardSet::open(&served().manifest).unwrap();
        let files: Vec<_> = set.files().into_iter().map(|shard| shard.file).collect();
        assert_eq!(
            files,
            [
                "train-00.shard",
                "test-00.shard",
                "train-01.shard",
                "train-02.shard",
                "test-01.shard"
            ]
        );
        assert_eq!(set.name(), "Numbers");
        assert_eq!(set.expected(Split::Train), 7);
        assert_eq!(set.expected(Split::Test), 5);
    }

    #[test]
    fn any_order_of_arrival_gives_the_same_data() {
        let Served { manifest, files } = served();
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1], [1, 3, 2, 0, 4]] {
            let mut set = ShardSet::open(&manifest).unwrap();
            for (added, index) in order.into_iter().enumerate() {
                assert!(!set.is_complete(), "after {added}");
                set.add(&files[index].0, &files[index].1).unwrap();
            }
            assert!(set.is_complete());
            assert_eq!(*set.train(), numbered(0..7), "{order:?}");
            assert_eq!(*set.test(), numbered(100..105), "{order:?}");
        }
    }

    #[test]
    fn one_shard_is_enough_to_begin() {
        let Served { manifest, files } = served();
        let mut set = ShardSet::open(&manifest).unwrap();
        set.add(&files[0].0, &files[0].1).unwrap();
        assert_eq!((set.train().len(), set.test().len()), (3, 0));
    }

    #[test]
    fn a_refused_shard_changes_nothing_and_may_come_again() {
        let Served { manifest, files } = served();
        let mut set = ShardSet::open(&manifest).unwrap();
        set.add(&files[1].0, &files[1].1).unwrap();
        let (file, bytes) = &files[2];
        for wrong in [&bytes[..bytes.len() / 2], b"<html>", b"", &files[3].1] {
            assert!(set.add(file, wrong).is_err());
            assert_eq!(*set.train(), numbered(3..5));
            assert!(set.test().is_empty());
        }
        set.add(file, bytes).unwrap();
        assert_eq!(*set.train(), numbered(3..7));
    }

    #[test]
    fn a_duplicate_is_harmless_and_a_stranger_refused() {
        let Served { manifest, files } = served();
        let mut set = ShardSet::open(&manifest).unwrap();
        set.add(&files[0].0, &files[0].1).unwrap();
        set.add(&files[0].0, &files[0].1).unwrap();
        assert_eq!(set.train().len(), 3);
        let error = set.add("train-09.shard", &files[0].1).unwrap_err();
        assert_eq!(error.to_string(), "The manifest of Numbers lists no shard “train-09.shard”.");
    }
}
