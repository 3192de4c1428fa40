//! The four files of MNIST: their names, their hashes, and how they are found in a folder.

use metavae::data::Dataset;
use metavae::data::dataset::sha256_hex;
use metavae::data::formats::idx;
use std::fs;
use std::path::{Path, PathBuf};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Images,
    Labels,
}

/// One of the four.
#[derive(Debug)]
pub struct File {
    /// As published, without `.gz`.
    pub name: &'static str,
    pub content: Content,
    /// SHA-256 of the decompressed file: the gzip differs from mirror to mirror.
    sha256: &'static str,
}

/// Training images and labels, then test images and labels.
pub const FILES: [File; 4] = [
    File {
        name: "train-images-idx3-ubyte",
        content: Content::Images,
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    File {
        name: "train-labels-idx1-ubyte",
        content: Content::Labels,
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
    File {
        name: "t10k-images-idx3-ubyte",
        content: Content::Images,
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    File {
        name: "t10k-labels-idx1-ubyte",
        content: Content::Labels,
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
];

/// A file that was read: its pixels or labels, and whether it is the published one.
pub struct Read {
    body: Vec<u8>,
    pub is_canonical: bool,
}

impl File {
    /// Checks the format of gzip or raw bytes in full, and compares the hash.
    pub fn read(&self, bytes: &[u8]) -> Result<Read, String> {
        // A file that passes the reader's checks has no byte that writing it again would not
        // give: this is the hash of the decompressed file.
        let (plain, body) = match self.content {
            Content::Images => idx::read_images(bytes).map(|b| (idx::write_images(&b), b)),
            Content::Labels => idx::read_labels(bytes).map(|b| (idx::write_labels(&b), b)),
        }
        .map_err(|error| error.to_string())?;
        let is_canonical = sha256_hex(&plain) == self.sha256;
        Ok(Read { body, is_canonical })
    }

    /// The names under which the file is passed around: with `-` or, as some archives unpack it,
    /// with `.` before `idx`.
    fn names(&self) -> [String; 4] {
        let dotted = self.name.replace("-idx", ".idx");
        [format!("{}.gz", self.name), self.name.into(), format!("{dotted}.gz"), dotted]
    }

    fn find(&self, folder: &Path) -> Result<PathBuf, String> {
        let names = self.names();
        names.iter().map(|name| folder.join(name)).find(|path| path.is_file()).ok_or_else(|| {
            format!("{} has no {}; looked for {}.", folder.display(), self.name, names.join(", "))
        })
    }
}

/// A training and a test set.
pub struct Digits {
    pub train: Dataset,
    pub test: Dataset,
    canonical: bool,
}

impl Digits {
    /// Reads all four from a folder.
    pub fn in_folder(folder: &Path) -> Result<Self, String> {
        if !folder.is_dir() {
            return Err(format!("{} is not a folder.", folder.display()));
        }
        let mut read = Vec::new();
        for file in &FILES {
            let path = file.find(folder)?;
            let said = |error: String| format!("{}: {error}", path.display());
            let bytes = fs::read(&path).map_err(|error| said(format!("{error}.")))?;
            read.push(file.read(&bytes).map_err(said)?);
        }
        let read = read.try_into().map_err(|_| "There are four files.".to_string())?;
        Self::of(read)
    }

    /// Puts together what was read of [`FILES`], in their order.
    pub fn of(read: [Read; 4]) -> Result<Self, String> {
        let canonical = read.iter().all(|file| file.is_canonical);
        let [train_images, train_labels, test_images, test_labels] = read.map(|file| file.body);
        let pair = |split: &str, images, labels| {
            Dataset::new(images, labels).map_err(|error| format!("The {split} files: {error}"))
        };
        Ok(Self {
            train: pair("train", train_images, train_labels)?,
            test: pair("t10k", test_images, test_labels)?,
            canonical,
        })
    }

    /// Whether these are the published files, to the byte.
    pub fn is_canonical(&self) -> bool {
        self.canonical
    }

    /// The data set's name for the manifest.
    pub fn name(&self) -> &'static str {
        if self.canonical { "MNIST" } else { "IDX digits (not the canonical MNIST)" }
    }
}
