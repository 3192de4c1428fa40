//! The shards that the end-to-end tests serve.

use crate::{data, project, target};
use metavae::data::formats::{manifest, shard};
use metavae::data::{Dataset, Manifest, synth};
use metavae::protocol::Split;
use std::fs;
use std::path::{Path, PathBuf};

/// Real digits where they lie beside the project; else built-in ones, in the same form.
const MNIST: &str = "../shared/data/mnist";
const BUILT_IN_SHARDS: usize = 3;
const BUILT_IN_SHARD: usize = 1000;

/// A folder of shards outside the page, made where it is not there yet.
pub fn folder() -> Result<PathBuf, String> {
    let from = project::root().join(MNIST);
    if !from.is_dir() {
        println!("No MNIST in {}: built-in digits stand in for it.", from.display());
        let to = target::folder()?.join("e2e-data-built-in");
        built_in(&to)?;
        return Ok(to);
    }
    let to = target::folder()?.join("e2e-data");
    if !to.join("manifest.json").is_file() {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        data::run(&["--from".into(), text(&from), "--out".into(), text(&to)])?;
    }
    Ok(to)
}

/// Made anew each time, in under a second: the generator may have changed.
fn built_in(to: &Path) -> Result<(), String> {
    let said = |e: std::io::Error| format!("{}: {e}.", to.display());
    fs::create_dir_all(to).map_err(said)?;
    let train = BUILT_IN_SHARDS * BUILT_IN_SHARD;
    let (mut train, test) =
        synth::splits(train, BUILT_IN_SHARD, 1).map_err(|error| error.to_string())?;
    let mut parts: Vec<(Split, Dataset)> = Vec::new();
    for _ in 0..BUILT_IN_SHARDS {
        let (part, rest) = train.split_at(BUILT_IN_SHARD);
        parts.push((Split::Train, part));
        train = rest;
    }
    parts.push((Split::Test, test));

    let mut shards = Vec::new();
    for (number, (split, part)) in parts.iter().enumerate() {
        let name = format!("built-in-{number}{}", manifest::EXTENSION);
        let (entry, bytes) =
            shard::write_shard(&name, *split, part).map_err(|error| error.to_string())?;
        fs::write(to.join(name), bytes).map_err(said)?;
        shards.push(entry);
    }
    let manifest = Manifest { version: manifest::VERSION, name: "Built-in digits".into(), shards };
    let text = manifest.to_json().map_err(|error| error.to_string())?;
    fs::write(to.join("manifest.json"), text).map_err(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use metavae::data::ShardSet;

    #[test]
    fn the_built_in_shards_are_what_the_engine_takes() {
        let folder = std::env::temp_dir().join(format!("built-in-shards-{}", std::process::id()));
        built_in(&folder).unwrap();
        let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
        let mut set = ShardSet::open(&text).unwrap();
        for shard in set.files() {
            set.add(&shard.file, &fs::read(folder.join(&shard.file)).unwrap()).unwrap();
        }
        assert!(set.is_complete());
        assert_eq!(set.train().len(), BUILT_IN_SHARDS * BUILT_IN_SHARD);
        fs::remove_dir_all(folder).unwrap();
    }
}
