//! What is slow to make, kept under the target folder by what it was made from.

use crate::outcome::Outcome;
use crate::target;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How many makings of one thing stay: the release one and the one for `serve`, before and after
/// an edit.
const STAY: usize = 4;

/// Everything that decides what is made: files by content, options as text.
#[derive(Default)]
pub struct Key(Sha256);

impl Key {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file's content.
    pub fn file(mut self, path: &Path) -> Result<Self, String> {
        let bytes = fs::read(path).map_err(|e| format!("{}: {e}.", path.display()))?;
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        Ok(self)
    }

    /// Adds options.
    pub fn text(mut self, text: &str) -> Self {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
        self
    }

    /// Sixteen digits of its hash.
    pub fn hex(&self) -> String {
        let digest = self.0.clone().finalize();
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The folder that `make` fills, made only where it is not kept already.
pub fn folder(
    name: &str,
    key: &Key,
    make: impl FnOnce(&Path) -> Outcome,
) -> Result<PathBuf, String> {
    folder_in(&target::folder()?.join("engines"), name, key, make)
}

fn folder_in(
    shelf: &Path,
    name: &str,
    key: &Key,
    make: impl FnOnce(&Path) -> Outcome,
) -> Result<PathBuf, String> {
    let place = shelf.join(format!("{name}.{}", key.hex()));
    if place.is_dir() {
        return Ok(place);
    }
    let said = |e: std::io::Error| format!("{}: {e}.", place.display());
    // Made aside and renamed, so that a making that was cut off is not taken for a whole one; one
    // for each process, because two may build at once.
    let aside = shelf.join(format!("{name}.unfinished-{}", std::process::id()));
    if aside.exists() {
        fs::remove_dir_all(&aside).map_err(said)?;
    }
    fs::create_dir_all(&aside).map_err(said)?;
    let made = make(&aside);
    if made.is_ok() && !place.is_dir() {
        fs::rename(&aside, &place).map_err(said)?;
    } else {
        fs::remove_dir_all(&aside).map_err(said)?;
    }
    made?;
    forget_the_oldest(shelf, name);
    Ok(place)
}

/// Each large engine is tens of megabytes. A folder that cannot be removed costs only its space.
fn forget_the_oldest(shelf: &Path, name: &str) {
    let prefix = format!("{name}.");
    let entries = fs::read_dir(shelf).into_iter().flatten().flatten();
    let mut folders: Vec<(SystemTime, PathBuf)> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    folders.sort_by(|a, b| b.cmp(a));
    for (_, path) in folders.into_iter().skip(STAY) {
        let _ = fs::remove_dir_all(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(name: &str) -> PathBuf {
        let shelf = std::env::temp_dir().join(format!("kept-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&shelf);
        shelf
    }

    fn write(text: &'static str) -> impl Fn(&Path) -> Outcome {
        move |folder| fs::write(folder.join("made"), text).map_err(|e| e.to_string())
    }

    #[test]
    fn is_made_once_for_each_key() {
        let shelf = shelf("once");
        let key = Key::new().text("a");
        let first = folder_in(&shelf, "thing", &key, write("1")).unwrap();
        let second = folder_in(&shelf, "thing", &key, |_| panic!("made twice")).unwrap();
        let other = folder_in(&shelf, "thing", &Key::new().text("b"), write("2")).unwrap();
        assert_eq!(first, second);
        assert_ne!(first, other);
        assert_eq!(fs::read_to_string(other.join("made")).unwrap(), "2");
        fs::remove_dir_all(shelf).unwrap();
    }

    #[test]
    fn a_failed_making_leaves_nothing() {
        let shelf = shelf("failed");
        let key = Key::new().text("a");
        let failed = folder_in(&shelf, "thing", &key, |folder| {
            write("half")(folder)?;
            Err("the tool failed".into())
        });
        assert_eq!(failed.unwrap_err(), "the tool failed");
        assert_eq!(fs::read_dir(&shelf).unwrap().count(), 0);
        fs::remove_dir_all(shelf).unwrap();
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let shelf = shelf("oldest");
        for n in 0..STAY + 3 {
            folder_in(&shelf, "thing", &Key::new().text(&n.to_string()), write("")).unwrap();
        }
        assert_eq!(fs::read_dir(&shelf).unwrap().count(), STAY);
        fs::remove_dir_all(shelf).unwrap();
    }

    #[test]
    fn a_key_tells_where_one_part_ends() {
        let joined = Key::new().text("ab").text("c");
        assert_ne!(joined.hex(), Key::new().text("a").text("bc").hex());
    }
}
