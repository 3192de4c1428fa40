//! A package, and which of the texts that lie in its folder are its licence.

use std::fs;
use std::path::Path;

/// How the names of licence files begin.
const BEGINNINGS: [&str; 6] = ["licence", "license", "copying", "copyright", "notice", "unlicense"];

/// A package that somebody else wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// As the package says it: an SPDX expression, sometimes with a slash for "or".
    pub licence: String,
    /// Where its source is.
    pub repository: String,
    pub texts: Vec<String>,
}

impl Package {
    /// As one line.
    pub fn line(&self) -> String {
        let name = format!("{} {}", self.name, self.version);
        let line = format!("{} ({}), {}", name.trim(), self.licence, self.repository);
        line.trim_end_matches([',', ' ']).to_owned()
    }

    /// Whether one of the licences that one may choose from is this one.
    pub fn may_be_taken_under(&self, licence: &str) -> bool {
        alternatives(&self.licence).contains(&licence)
    }
}

/// The licences to choose from; none where some hold together.
fn alternatives(licence: &str) -> Vec<&str> {
    if licence.contains(" AND ") {
        return Vec::new();
    }
    licence.split(" OR ").flat_map(|part| part.split('/')).map(str::trim).collect()
}

/// The texts in a package's folder: all of them, or MIT's alone where that licence may be chosen and
/// has a file of its own, which is then the shortest that names the authors.
pub fn texts(folder: &Path, licence: &str) -> Result<Vec<String>, String> {
    let said = |e: std::io::Error| format!("{}: {e}.", folder.display());
    let mut names: Vec<String> = fs::read_dir(folder)
        .map_err(said)?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is = BEGINNINGS.iter().any(|start| name.to_lowercase().starts_with(start));
            (is && entry.path().is_file() && !name.ends_with(".rs")).then_some(name)
        })
        .collect();
    names.sort();
    let is = |name: &str, word: &str| name.to_lowercase().contains(word);
    if alternatives(licence).contains(&"MIT") && names.iter().any(|name| is(name, "mit")) {
        names.retain(|name| is(name, "mit") || is(name, "notice"));
    }
    names.iter().map(|name| text(&folder.join(name))).collect()
}

/// A text without what differs from copy to copy and says nothing: line ends, blanks at their ends.
fn text(path: &Path) -> Result<String, String> {
    // One package has a text in Latin-1, with an author's name in it.
    let bytes = fs::read(path).map_err(|e| format!("{}: {e}.", path.display()))?;
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
    let lines: Vec<&str> = text.trim_matches('\u{feff}').lines().map(str::trim_end).collect();
    Ok(lines.join("\n").trim_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("texts-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn mit_is_chosen_where_it_may_be() {
        let files =
            [("LICENSE-MIT", "m"), ("LICENSE-APACHE", "a"), ("NOTICE", "n"), ("lib.rs", "")];
        let folder = folder("choice", &files);
        assert_eq!(texts(&folder, "MIT/Apache-2.0").unwrap(), ["m", "n"]);
        assert_eq!(texts(&folder, "MIT AND Apache-2.0").unwrap(), ["a", "m", "n"]);
    }

    #[test]
    fn copies_of_a_text_compare_equal() {
        let folder = folder("copies", &[("LICENSE", "a  \r\nb\r\n\r\n"), ("COPYING", "a\nb")]);
        let texts = texts(&folder, "ISC").unwrap();
        assert_eq!(texts[0], texts[1]);
    }
}
