//! Omniglot as its author publishes it (Lake et al. 2015): zip archives of PNG files of 105×105
//! pixels, black ink on white.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};

use png::{ColorType, Decoder, Transformations};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::data::tasks::class_set::{Class, ClassSet};
use crate::data::tasks::episode::{LabelledImages, Support};
use crate::error::{Error, Result};
use crate::image::SIDE;

/// The largest side of a picture that is read, in pixels.
const MOST_SIDE: u32 = 1024;
/// The largest file of an archive that is read: many times what a picture takes.
const MOST_BYTES: u64 = 4 << 20;

/// Reads an archive of alphabets, `…/alphabet/character/drawing.png`: a class for each character,
/// its group the alphabet, both in the order of their names.
///
/// # Errors
/// [`Error::Data`] that names the file of the archive that was refused, or says that the archive
/// has no characters.
pub fn read(archive: &[u8]) -> Result<ClassSet> {
    let mut archive = open(archive)?;
    let mut classes = BTreeMap::<(String, String), Vec<u8>>::new();
    for name in names(&archive, ".png")? {
        let mut path = name.rsplit('/').skip(1);
        let (Some(character), Some(alphabet)) = (path.next(), path.next()) else { continue };
        let place = (alphabet.to_string(), character.to_string());
        let image = picture(&name, &file(&mut archive, &name)?)?;
        classes.entry(place).or_default().extend(image);
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
    let mut archive = open(archive)?;
    let lists = names(&archive, "/class_labels.txt")?;
    if lists.is_empty() {
        return Err(Error::Data(
            "The archive has no class_labels.txt, as Omniglot's one-shot runs (all_runs.zip) have."
                .into(),
        ));
    }
    lists.iter().map(|list| read_run(&mut archive, list)).collect()
}

fn read_run(archive: &mut Archive, list: &str) -> Result<Run> {
    let folder = list.trim_end_matches("/class_labels.txt");
    let name = folder.rsplit('/').next().unwrap_or(folder).to_string();
    // The paths of the list begin with the run's own folder.
    let above = folder.trim_end_matches(name.as_str());
    let text = String::from_utf8(file(archive, list)?)
        .map_err(|_| Error::Data(format!("{list} is not text.")))?;

    let (mut shown, mut query) = (LabelledImages::default(), LabelledImages::default());
    let mut ways = HashMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let [test, training] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err(Error::Data(format!(
                "{list} has the line “{line}”; each names a test and a training picture."
            )));
        };
        let mut read = |path: &str| {
            let path = format!("{above}{path}");
            picture(&path, &file(archive, &path)?)
        };
        let next = ways.len();
        let way = *ways.entry(training.to_string()).or_insert(next);
        if way == next {
            shown.push(&read(training)?, way);
        }
        query.push(&read(test)?, way);
    }
    let support = Support::new(ways.len(), shown)
        .map_err(|error| Error::Data(format!("{list} makes no task: {error}")))?;
    Ok(Run { name, support, query })
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn open(archive: &[u8]) -> Result<Archive<'_>> {
    ZipArchive::new(Cursor::new(archive)).map_err(unreadable)
}

/// The names of an archive's files that end so, sorted.
fn names(archive: &Archive, ending: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for name in archive.file_names() {
        let name = name.map_err(unreadable)?.into_owned();
        if name.ends_with(ending) && !hidden(&name) {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn unreadable(error: ZipError) -> Error {
    Error::Data(format!("This is not a zip archive that can be read: {error}."))
}

/// What macOS puts into archives beside the files.
fn hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

fn file(archive: &mut Archive, name: &str) -> Result<Vec<u8>> {
    let refused = |why: String| Error::Data(format!("{name} of the archive {why}."));
    let entry =
        archive.by_name(name).map_err(|error| refused(format!("cannot be read: {error}")))?;
    let mut bytes = Vec::new();
    // One byte more than is taken tells a file that is too large.
    entry
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refused(format!("is damaged: {error}")))?;
    match bytes.len() as u64 > MOST_BYTES {
        true => Err(refused(format!("is larger than {MOST_BYTES} bytes"))),
        false => Ok(bytes),
    }
}

/// A picture of dark ink on white paper as 28×28 bytes, ink = 255. Each pixel is the mean of the
/// area that it covers.
fn picture(name: &str, png: &[u8]) -> Result<Vec<u8>> {
    let refused = |why: String| Error::Data(format!("{name} {why}."));
    let mut decoder = Decoder::new(Cursor::new(png));
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let unreadable = |error| refused(format!("is no picture that can be read: {error}"));
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let (width, height) = reader.info().size();
    let sides = SIDE as u32..=MOST_SIDE;
    if !sides.contains(&width) || !sides.contains(&height) {
        return Err(refused(format!(
            "is {width}×{height} pixels; {SIDE} to {MOST_SIDE} each way are read"
        )));
    }
    let size = reader.output_buffer_size().ok_or_else(|| refused("is too large".into()))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(unreadable)?;
    let (color, _) = reader.output_color_type();
    let (step, channels) = match color {
        ColorType::Grayscale => (1, 1),
        ColorType::GrayscaleAlpha => (2, 1),
        ColorType::Rgb => (3, 3),
        ColorType::Rgba => (4, 3),
        ColorType::Indexed => return Err(refused("has a palette that was not expanded".into())),
    };
    let ink: Vec<f32> = bytes[..frame.buffer_size()]
        .chunks(step)
        .map(|pixel| {
            let light: u32 = pixel[..channels].iter().map(|value| u32::from(*value)).sum();
            255.0 - light as f32 / channels as f32
        })
        .collect();
    let (width, height) = (width as usize, height as usize);
    let narrow = shrink(&ink, width);
    let small = shrink(&transposed(&narrow, SIDE), height);
    Ok(transposed(&small, SIDE).iter().map(|ink| ink.round() as u8).collect())
}

/// Each row of `width` numbers as means over 28 equal parts of it.
fn shrink(rows: &[f32], width: usize) -> Vec<f32> {
    let part = width as f32 / SIDE as f32;
    let cells = |row: &[f32], cell: usize| {
        let (start, end) = (cell as f32 * part, (cell + 1) as f32 * part);
        let mut sum = 0.0;
        let (first, last) = (start as usize, (end.ceil() as usize).min(width));
        for (ink, at) in row[first..last].iter().zip(first..) {
            let covered = end.min(at as f32 + 1.0) - start.max(at as f32);
            sum += ink * covered;
        }
        sum / part
    };
    rows.chunks(width).flat_map(|row| (0..SIDE).map(move |cell| cells(row, cell))).collect()
}

/// Rows as columns.
fn transposed(rows: &[f32], width: usize) -> Vec<f32> {
    let height = rows.len() / width;
    (0..width * height).map(|at| rows[at % height * width + at / height]).collect()
}

#[cfg(test)]
mod tests;
