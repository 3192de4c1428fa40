//! What the commands share: arguments, files, and where classes come from.

use std::path::Path;
use std::str::FromStr;
use std::{fs, process};

use metavae::data::formats::{idx, omniglot};
use metavae::data::{ClassSet, Dataset, synth};

/// Where the project's data lies unless an argument says otherwise.
pub const DATA: &str = "../shared/data";

/// `--name value` pairs; each is taken once by the command, and what is left over is refused.
pub struct Arguments {
    usage: String,
    pairs: Vec<(String, String)>,
}

impl Arguments {
    pub fn parse(usage: &str, mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut pairs = Vec::new();
        while let Some(name) = words.next() {
            if matches!(name.as_str(), "--help" | "-h") {
                println!("{usage}");
                process::exit(0);
            }
            let value = words.next().ok_or_else(|| format!("{name} needs a value\n{usage}"))?;
            pairs.push((name, value));
        }
        Ok(Self { usage: usage.into(), pairs })
    }

    /// An argument's text, if it was given; the last one where it was given twice.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let mut found = None;
        self.pairs.retain(|(known, value)| {
            let this = known == name;
            if this {
                found = Some(value.clone());
            }
            !this
        });
        found
    }

    /// Puts an argument in place of `value`, if it was given.
    pub fn put<T: FromStr>(&mut self, name: &str, value: &mut T) -> Result<(), String> {
        if let Some(text) = self.text(name) {
            *value = text
                .parse()
                .map_err(|_| format!("{name} is “{text}”, which is not a value it takes"))?;
        }
        Ok(())
    }

    /// The same for one of some words.
    pub fn choose<T: Copy>(
        &mut self,
        name: &str,
        choices: &[(&str, T)],
        value: &mut T,
    ) -> Result<(), String> {
        if let Some(text) = self.text(name) {
            let found = choices.iter().find(|(word, _)| *word == text);
            *value = found.map(|(_, meaning)| *meaning).ok_or_else(|| {
                let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
                format!("{name} is “{text}”; it takes {}", words.join(", "))
            })?;
        }
        Ok(())
    }

    /// Refuses what nobody has taken.
    pub fn end(self) -> Result<(), String> {
        match self.pairs.first() {
            None => Ok(()),
            Some((name, _)) => Err(format!("there is no option {name}\n{}", self.usage)),
        }
    }
}

/// For [`Arguments::choose`].
pub const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];

/// MNIST's training and test images from the four IDX files in a folder, gzip or raw.
pub fn mnist(folder: &str) -> Result<(Dataset, Dataset), String> {
    let pair = |images: &str, labels: &str| {
        idx::read_pair(&read_idx(folder, images)?, &read_idx(folder, labels)?).map_err(say)
    };
    let train = pair("train-images-idx3-ubyte", "train-labels-idx1-ubyte")?;
    Ok((train, pair("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")?))
}

/// The built-in digits, as many as MNIST has.
pub fn built_in() -> Result<(Dataset, Dataset), String> {
    synth::splits(60_000, 10_000, 1).map_err(say)
}

/// One of Omniglot's archives.
pub fn omniglot(file: &Path) -> Result<ClassSet, String> {
    omniglot::read(&read_file(file)?).map_err(|error| format!("{}: {error}", file.display()))
}

fn read_idx(folder: &str, name: &str) -> Result<Vec<u8>, String> {
    let raw = Path::new(folder).join(name);
    let file = if raw.exists() { raw } else { raw.with_extension("gz") };
    read_file(&file)
}

pub fn read_file(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{} could not be read: {error}", file.display()))
}

/// Whole or not at all.
pub fn write_file(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let write = || {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let partial = file.with_extension("partial");
        fs::write(&partial, bytes)?;
        fs::rename(&partial, file)
    };
    write().map_err(|error| format!("{} could not be written: {error}", file.display()))
}

/// To three decimals.
pub fn round(figure: impl Into<f64>) -> f64 {
    (figure.into() * 1000.0).round() / 1000.0
}

pub fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}
