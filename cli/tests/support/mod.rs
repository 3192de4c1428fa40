//! Small data in files, for the tests of the program and for those of the evaluation.

use std::fs;
use std::path::PathBuf;

use metavae::data::formats::idx;
use metavae::data::{Dataset, synth};
use serde_json::Value;

/// A folder that goes when this does.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one; tests of one process give each a name of its own.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("metavae-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The place of something in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes built-in digits into mnist/, as MNIST's four files. Answers with training and test
    /// images.
    pub fn write_digits(&self, train: usize, test: usize) -> (Dataset, Dataset) {
        let (train, test) = synth::splits(train, test, 1).unwrap();
        let folder = self.path("mnist");
        fs::create_dir_all(&folder).unwrap();
        for (name, data) in [("train", &train), ("t10k", &test)] {
            let write = |kind: &str, bytes: Vec<u8>| {
                fs::write(folder.join(format!("{name}-{kind}-ubyte")), bytes).unwrap();
            };
            write("images-idx3", idx::write_images(data.images()));
            write("labels-idx1", idx::write_labels(data.labels()));
        }
        (train, test)
    }

    /// A file of JSON in it.
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over lies in the machine's folder for that.
        let _ = fs::remove_dir_all(&self.0);
    }
}
