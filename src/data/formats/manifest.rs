//! The list of a data set's shards: `manifest.json`, beside them.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::gzip::{self, Sniffed};
use crate::error::{Error, Result, quoted, shortened};
use crate::protocol::sizes::{IDX_IMAGES, MOST_BYTES, SHARD_IMAGES, SHARDS};
use crate::protocol::{ShardFile, Split};

/// What [`Manifest::version`] must be.
pub const VERSION: u32 = 1;
/// How a shard's file name ends. Not `.gz`: some hosts and browsers treat that ending as an order
/// to decompress.
pub const EXTENSION: &str = ".shard";

const MAX_NAME: usize = 80;

/// A data set as shards that can be fetched one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// Of this format: [`VERSION`].
    pub version: u32,
    /// The data set's name, as people read it.
    pub name: String,
    /// The shards; within a split, the order of its images.
    pub shards: Vec<ShardFile>,
}

impl Manifest {
    /// Reads and validates a manifest.
    ///
    /// File names are fetched by the page, so they must be plain: letters, digits, `-`, `_` and
    /// `.`, not starting with a dot, ending in `.shard`.
    ///
    /// # Errors
    /// [`Error::Data`] naming the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        let most = MOST_BYTES.manifest;
        if text.len() > most as usize {
            return Err(refused(format!("is {} bytes long; at most {most} are read", text.len())));
        }
        if gzip::sniff(text.as_bytes()) == Sniffed::WebPage {
            return Err(refused(
                "is a web page, not JSON: the server answers missing files with its index page. \
                 There are no shards at this address",
            ));
        }
        // The version first: a manifest of another version may differ in everything else.
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let json =
            |error: serde_json::Error| refused(format!("cannot be read: {}", shortened(&error)));
        let Versioned { version } = serde_json::from_str(text).map_err(json)?;
        if version != VERSION {
            return Err(refused(format!(
                "has version {version}; this page reads version {VERSION}"
            )));
        }
        let manifest: Self = serde_json::from_str(text).map_err(json)?;
        manifest.validate()?;
        Ok(manifest)
    }

    /// The text that [`parse`](Self::parse) reads.
    ///
    /// # Errors
    /// [`Error::Data`] where it cannot be written as JSON.
    pub fn to_json(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| refused(format!("was not written: {error}")))?;
        Ok(text + "\n")
    }

    /// Images of `split` over all shards.
    pub fn images(&self, split: Split) -> usize {
        self.shards
            .iter()
            .filter(|shard| shard.split == split)
            .fold(0, |images: usize, shard| images.saturating_add(shard.images as usize))
    }

    fn validate(&self) -> Result<()> {
        let name = self.name.trim();
        if name.is_empty() || name.len() > MAX_NAME || name.chars().any(unseen) {
            return Err(refused(format!(
                "needs a name of 1 to {MAX_NAME} bytes without control characters"
            )));
        }
        if self.shards.len() > SHARDS {
            return Err(refused(format!(
                "lists {} shards; at most {SHARDS} are taken",
                self.shards.len()
            )));
        }
        let mut seen = HashSet::new();
        for shard in &self.shards {
            validate_shard(shard)?;
            if !seen.insert(&shard.file) {
                return Err(refused(format!("lists {} twice", shard.file)));
            }
        }
        for (split, name) in [(Split::Train, "train"), (Split::Test, "test")] {
            let images = self.images(split);
            if !(1..=IDX_IMAGES as usize).contains(&images) {
                return Err(refused(format!(
                    "lists {images} {name} images; expected 1 to {IDX_IMAGES}"
                )));
            }
        }
        Ok(())
    }
}

fn validate_shard(shard: &ShardFile) -> Result<()> {
    let ShardFile { file, images, bytes, sha256, .. } = shard;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let named = file.strip_suffix(EXTENSION).is_some_and(|stem| !stem.is_empty());
    if !named || file.len() > MAX_NAME || file.starts_with('.') || !file.chars().all(plain) {
        return Err(refused(format!(
            "lists the file {}; a shard is a plain file name beside the manifest: letters, \
             digits, '-', '_', '.', ending in {EXTENSION}",
            quoted(file)
        )));
    }
    if !(1..=SHARD_IMAGES).contains(images) {
        return Err(refused(format!(
            "says that {file} holds {images} images; expected 1 to {SHARD_IMAGES}"
        )));
    }
    if !(1..=MOST_BYTES.shard).contains(bytes) {
        return Err(refused(format!(
            "says that {file} has {bytes} bytes; expected 1 to {}",
            MOST_BYTES.shard
        )));
    }
    let hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    if sha256.len() != 64 || !sha256.chars().all(hex) {
        return Err(refused(format!(
            "gives {file} the hash {}; expected SHA-256 as 64 lower-case hex digits",
            quoted(sha256)
        )));
    }
    Ok(())
}

/// What is not seen, or changes how what stands beside it is seen.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn refused(complaint: impl std::fmt::Display) -> Error {
    Error::Data(format!("The data manifest {complaint}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(file: &str, split: Split) -> ShardFile {
        ShardFile {
            file: file.into(),
            split,
            images: 50,
            bytes: 1_000,
            sha256: "0123456789abcdef".repeat(4),
        }
    }

    fn manifest() -> Manifest {
        Manifest {
            version: VERSION,
            name: "MNIST".into(),
            shards: vec![
                shard("train-00.shard", Split::Train),
                shard("test-00.shard", Split::Test),
            ],
        }
    }

    /// What is wrong with a good manifest after `change`.
    fn complaint(change: impl FnOnce(&mut Manifest)) -> String {
        let mut manifest = manifest();
        change(&mut manifest);
        let error = Manifest::parse(&manifest.to_json().unwrap()).unwrap_err();
        assert_eq!(error.code(), "data");
        error.to_string()
    }

    #[test]
    fn reads_what_it_wrote() {
        let manifest = manifest();
        assert_eq!(Manifest::parse(&manifest.to_json().unwrap()).unwrap(), manifest);
        assert_eq!(manifest.images(Split::Train), 50);
    }

    #[test]
    fn refuses_file_names_that_lead_elsewhere() {
        for file in [
            "",
            ".shard",
            "..shard",
            "../train.shard",
            "a/b.shard",
            "a\\b.shard",
            "/train.shard",
            "https://example.org/train.shard",
            "data:x.shard",
            "train.shard?x",
            "train%2f.shard",
            "train.gz",
            "tr ain.shard",
            "zählen.shard",
        ] {
            let complaint = complaint(|manifest| manifest.shards[0].file = file.into());
            assert!(complaint.contains("plain file name"), "{file}: {complaint}");
        }
    }

    #[test]
    fn refuses_impossible_numbers() {
        assert!(complaint(|m| m.shards[0].images = 0).contains("holds 0 images"));
        assert!(complaint(|m| m.shards[0].images = 60_001).contains("holds 60001 images"));
        assert!(complaint(|m| m.shards[0].bytes = 0).contains("has 0 bytes"));
        assert!(complaint(|m| m.version = 2).contains("has version 2; this page reads version 1"));
    }

    #[test]
    fn refuses_hashes_of_another_form() {
        for hash in ["", "abc", &"A".repeat(64), &"0".repeat(63), &"g".repeat(64)] {
            assert!(complaint(|m| m.shards[0].sha256 = hash.into()).contains("gives train-00"));
        }
    }

    #[test]
    fn refuses_duplicates_and_missing_splits() {
        assert!(
            complaint(|m| m.shards.push(m.shards[0].clone()))
                .contains("lists train-00.shard twice")
        );
        assert!(complaint(|m| drop(m.shards.pop())).contains("lists 0 test images"));
        assert!(complaint(|m| drop(m.shards.remove(0))).contains("lists 0 train images"));
        assert!(complaint(|m| m.name = " \t".into()).contains("needs a name"));
        assert!(complaint(|m| m.name = "a\u{202e}b".into()).contains("needs a name"));
    }

    #[test]
    fn says_little_of_a_long_name() {
        for change in [
            |m: &mut Manifest| m.shards[0].file = "x".repeat(500_000),
            |m: &mut Manifest| m.shards[0].sha256 = "x".repeat(500_000),
        ] {
            assert!(complaint(change).len() < 400);
        }
        let long = format!("{{\"{}\": 1, \"version\": 1}}", "x".repeat(500_000));
        assert!(Manifest::parse(&long).unwrap_err().to_string().len() < 400);
    }

    #[test]
    fn caps_how_many_there_are() {
        let many = |m: &mut Manifest| {
            m.shards = (0..=SHARDS).map(|n| shard(&format!("{n}.shard"), Split::Train)).collect();
        };
        assert!(complaint(many).contains("lists 1001 shards"));
    }

    #[test]
    fn caps_the_total() {
        let complaint = complaint(|m| {
            for n in 0..6 {
                m.shards.push(ShardFile {
                    images: SHARD_IMAGES,
                    ..shard(&format!("more-{n}.shard"), Split::Train)
                });
            }
        });
        assert!(complaint.contains("lists 360050 train images; expected 1 to 300000"));
    }

    #[test]
    fn names_what_is_no_manifest() {
        let error = |text: &str| Manifest::parse(text).unwrap_err().to_string();
        assert!(error("<!doctype html>").contains("is a web page, not JSON"));
        assert!(error("").contains("cannot be read: EOF"));
        assert!(error("[]").contains("cannot be read"));
        assert!(error("{\"version\": 1}").contains("missing field `name`"));
        let unknown = manifest().to_json().unwrap().replacen('{', "{\"base\": \"/\",", 1);
        assert!(error(&unknown).contains("unknown field `base`"));
        assert!(error(&" ".repeat((1 << 20) + 1)).contains("at most 1048576 are read"));
    }
}
