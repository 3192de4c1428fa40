//! Writing a data set's shards and their manifest into a folder that may be in use.

use super::mnist::Digits;
use metavae::data::formats::{manifest, shard};
use metavae::data::{Dataset, Manifest};
use metavae::protocol::{ShardFile, Split};
use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes the shards, then the manifest, then drops the shards of an earlier manifest.
///
/// A shard's name holds part of its hash, so nothing that an earlier manifest names is overwritten
/// and no cache can mix two builds. Whenever this is cut off, the folder holds a manifest all of
/// whose shards are there, or none.
pub fn write(digits: &Digits, shard_size: usize, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}.", folder.display()))?;
    let mut shards = Vec::new();
    for (split, name, data) in
        [(Split::Train, "train", &digits.train), (Split::Test, "test", &digits.test)]
    {
        let mut rest = data.clone();
        while !rest.is_empty() {
            let (part, remaining) = {
                let count = rest.len().min(shard_size);
                rest.split_at(count)
            };
            rest = remaining;
            let number = shards.iter().filter(|s: &&ShardFile| s.split == split).count();
            shards.push(write_shard(&format!("{name}-{number:02}"), split, &part, folder)?);
        }
    }
    let bytes: u64 = shards.iter().map(|shard| u64::from(shard.bytes)).sum();
    let manifest = Manifest { version: manifest::VERSION, name: digits.name().into(), shards };
    let text = manifest.to_json().map_err(|error| error.to_string())?;
    // What the page would refuse must not be left for it to find.
    Manifest::parse(&text).map_err(|error| error.to_string())?;
    replace(&folder.join("manifest.json"), text.as_bytes())?;
    drop_others(folder, &manifest)?;
    println!(
        "{}: {} training and {} test images in {} shards, {:.1} MB, in {}.",
        manifest.name,
        digits.train.len(),
        digits.test.len(),
        manifest.shards.len(),
        bytes as f64 / 1e6,
        folder.display()
    );
    Ok(())
}

fn write_shard(
    name: &str,
    split: Split,
    data: &Dataset,
    folder: &Path,
) -> Result<ShardFile, String> {
    let (mut entry, bytes) =
        shard::write_shard(name, split, data).map_err(|error| error.to_string())?;
    entry.file = format!("{name}-{}{}", &entry.sha256[..8], manifest::EXTENSION);
    replace(&folder.join(&entry.file), &bytes)?;
    Ok(entry)
}

/// All of the new content or all of the old, never a part.
fn replace(path: &Path, content: &[u8]) -> Result<(), String> {
    let new = path.with_extension("new");
    let written = fs::File::create(&new)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, path));
    written.map_err(|error| {
        // It may not even have been made.
        let _ = fs::remove_file(&new);
        format!("{}: {error}.", path.display())
    })
}

fn drop_others(folder: &Path, manifest: &Manifest) -> Result<(), String> {
    let said = |e: std::io::Error| format!("{}: {e}.", folder.display());
    let listed: HashSet<&str> = manifest.shards.iter().map(|shard| shard.file.as_str()).collect();
    for entry in fs::read_dir(folder).map_err(said)? {
        let entry = entry.map_err(said)?;
        let name = entry.file_name();
        let stray = name
            .to_str()
            .is_some_and(|name| name.ends_with(manifest::EXTENSION) && !listed.contains(name));
        if stray {
            fs::remove_file(entry.path()).map_err(said)?;
        }
    }
    Ok(())
}
