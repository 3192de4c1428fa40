//! Omniglot as its author publishes it (Lake et al. 2015): zip archives of PNG files of 105×105
//! pixels, black ink on white.

use std::collections::{BTreeMap, BTreeSet};

use super::archive::{Archive, File};
use super::picture::Pictures;
use crate::data::tasks::class_set::{Class, ClassSet};
use crate::data::tasks::episode::{LabelledImages, Support};
use crate::error::{Error, Result, quoted};
use crate::protocol::sizes::{ALPHABETS, CHARACTERS};

/// Reads an archive of alphabets, `…/alphabet/character/drawing.png`: a class for each character,
/// its group the alphabet, both in the order of their names.
///
/// # Errors
/// [`Error::Data`] that names the file of the archive that was refused, or says that the archive
/// has no characters or too many.
pub fn read(archive: &[u8]) -> Result<ClassSet> {
    let mut archive = Archive::open(archive)?;
    let files = pictures(&archive);
    // Before anything is unpacked.
    let alphabets: BTreeSet<&str> = files.iter().map(|(alphabet, ..)| alphabet.as_str()).collect();
    let characters: BTreeSet<(&str, &str)> =
        files.iter().map(|(alphabet, character, _)| (&**alphabet, &**character)).collect();
    fits(alphabets.len(), characters.len())?;

    let mut pictures = Pictures::new();
    let mut classes = BTreeMap::<(&str, &str), Vec<u8>>::new();
    for (alphabet, character, file) in &files {
        let image = pictures.read(&file.path, &archive.read(file)?)?;
        classes.entry((alphabet, character)).or_default().extend(image);
    }
    if classes.is_empty() {
        return Err(Error::Data(
            "The archive has no pictures at alphabet/character/drawing.png, as Omniglot's have."
                .into(),
        ));
    }
    let classes = classes.into_iter().map(|((alphabet, character), images)| {
        let name = character.replace("character", "character ");
        Class::new(name, alphabet.replace('_', " "), images)
    });
    Ok(ClassSet { classes: classes.collect::<Result<_>>()? })
}

/// Refuses more than tasks are drawn from at a time.
///
/// # Errors
/// [`Error::Data`] that says of what there is too much.
pub fn fits(alphabets: usize, characters: usize) -> Result<()> {
    for (count, most, what) in
        [(alphabets, ALPHABETS, "alphabets"), (characters, CHARACTERS, "characters")]
    {
        if count > most {
            return Err(Error::Data(format!(
                "The archive would make {count} {what}; there is room for {most}. Pack fewer."
            )));
        }
    }
    Ok(())
}

/// An archive's pictures with their alphabets and characters, by path.
fn pictures<'a>(archive: &Archive<'a>) -> Vec<(String, String, File<'a>)> {
    let files = archive.files().iter().filter(|file| file.path.ends_with(".png"));
    let placed = files.filter_map(|file| {
        let mut path = file.path.rsplit('/').skip(1);
        let (character, alphabet) = (path.next()?, path.next()?);
        Some((alphabet.to_string(), character.to_string(), file.clone()))
    });
    placed.collect()
}

/// One of Lake's one-shot runs: a picture of each class, and pictures to be told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The folder's name.
    pub name: String,
    /// One image of each class.
    pub support: Support,
    /// What is to be told apart.
    pub query: LabelledImages,
}

/// Reads the one-shot runs (`all_runs.zip`): folders with a `class_labels.txt`, each line of which
/// names a test picture and the training picture of its class.
///
/// # Errors
/// [`Error::Data`] that names the file of the archive that was refused.
pub fn read_runs(archive: &[u8]) -> Result<Vec<Run>> {
    let mut archive = Archive::open(archive)?;
    let files: BTreeMap<String, File> =
        archive.files().iter().map(|file| (file.path.clone(), file.clone())).collect();
    let lists: Vec<&File> =
        files.values().filter(|file| file.path.ends_with("/class_labels.txt")).collect();
    if lists.is_empty() {
        return Err(Error::Data(
            "The archive has no class_labels.txt, as Omniglot's one-shot runs (all_runs.zip) have."
                .into(),
        ));
    }
    let mut pictures = Pictures::new();
    let mut read = |list: &File| {
        let text =
            String::from_utf8(archive.read(list)?).map_err(|_| list.refused("is no text"))?;
        read_run(list, &text, |path| {
            let file = files.get(path).ok_or_else(|| {
                Error::Data(format!("{} of the archive is missing.", quoted(path)))
            })?;
            pictures.read(path, &archive.read(file)?)
        })
    };
    lists.into_iter().map(&mut read).collect()
}

fn read_run(
    list: &File,
    text: &str,
    mut picture: impl FnMut(&str) -> Result<Vec<u8>>,
) -> Result<Run> {
    let folder = list.path.trim_end_matches("/class_labels.txt");
    let name = folder.rsplit('/').next().unwrap_or(folder).to_string();
    // The paths of the list begin with the run's own folder.
    let above = folder.trim_end_matches(name.as_str());

    let (mut shown, mut query) = (LabelledImages::default(), LabelledImages::default());
    let mut ways = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let mut paths = line.split_whitespace();
        let (Some(test), Some(training), None) = (paths.next(), paths.next(), paths.next()) else {
            let why =
                format!("has the line {}; each names a test and a training picture", quoted(line));
            return Err(list.refused(&why));
        };
        let next = ways.len();
        let way = *ways.entry(training.to_string()).or_insert(next);
        if way == next {
            shown.push(&picture(&format!("{above}{training}"))?, way);
        }
        query.push(&picture(&format!("{above}{test}"))?, way);
    }
    let support = Support::new(ways.len(), shown)
        .map_err(|error| list.refused(&format!("makes no task: {error}")))?;
    Ok(Run { name, support, query })
}

#[cfg(test)]
mod tests;
