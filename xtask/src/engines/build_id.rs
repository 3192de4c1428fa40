//! One id for all that a release build ships. `www/engine/build.js` says what the page makes of it.

use super::engine::{ALL, JS, WASM};
use super::kept::Key;
use crate::outcome::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the wasm's section: `SECTION` in `www/engine/build.js`.
const SECTION: &str = "metavae.build";
/// What index.html asks for itself.
const ASKED: [&str; 4] =
    ["www/main.js", "www/start.js", "www/style/all.css", "vendor/uPlot.min.css"];

/// The id of a page, by the content of all its files but its data, which has hashes of its own.
pub fn of(page: &Path) -> Result<String, String> {
    let mut files = Vec::new();
    list(page, &mut files)?;
    files.sort();
    let data = page.join("www/data");
    let mut key = Key::new();
    for file in files.iter().filter(|file| !file.starts_with(&data)) {
        let name = file.strip_prefix(page).unwrap_or(file);
        key = key.text(&name.to_string_lossy()).file(file)?;
    }
    Ok(key.hex())
}

/// Gives it to the engines and to the addresses in index.html. What is bundled has it from
/// [`super::bundle`].
pub fn stamp(page: &Path, id: &str) -> Outcome {
    for engine in ALL {
        let folder = page.join(engine.folder);
        let wasm = section(SECTION, id.as_bytes());
        append(&folder.join(WASM), &wasm)?;
        append(&folder.join(JS), format!("\nexport const BUILD = \"{id}\";\n").as_bytes())?;
    }
    let index = page.join("index.html");
    let html = fs::read_to_string(&index).map_err(|e| said(&index, &e))?;
    fs::write(&index, versioned(&html, id)?).map_err(|e| said(&index, &e))
}

/// The page's own addresses with the id behind them.
fn versioned(html: &str, id: &str) -> Result<String, String> {
    ASKED.iter().try_fold(html.to_owned(), |html, path| {
        let plain = format!("=\"{path}\"");
        if html.matches(&plain).count() != 1 {
            return Err(format!("index.html does not ask for {path} once."));
        }
        Ok(html.replace(&plain, &format!("=\"{path}?v={id}\"")))
    })
}

/// A custom section of a wasm module, which may stand at its end.
fn section(name: &str, content: &[u8]) -> Vec<u8> {
    let body = [&leb128(name.len()), name.as_bytes(), content].concat();
    [&[0], leb128(body.len()).as_slice(), &body].concat()
}

/// An unsigned number as wasm writes it: seven bits a byte, the lowest first.
fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}

fn append(path: &Path, more: &[u8]) -> Outcome {
    let mut bytes = fs::read(path).map_err(|e| said(path, &e))?;
    bytes.extend_from_slice(more);
    fs::write(path, bytes).map_err(|e| said(path, &e))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder).map_err(|e| said(folder, &e))? {
        let path = entry.map_err(|e| said(folder, &e))?.path();
        if path.is_dir() { list(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn said(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let page = std::env::temp_dir().join(format!("build-id-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&page);
        for (path, text) in files {
            let path = page.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        page
    }

    #[test]
    fn an_id_changes_with_any_file_but_the_data() {
        let first = page("first", &[("index.html", "a"), ("www/main.js", "b")]);
        let data = [("index.html", "a"), ("www/main.js", "b"), ("www/data/a.shard", "c")];
        let edit = [("index.html", "a"), ("www/main.js", "c")];
        let moved = [("index.html", "a"), ("www/mainj.s", "b")];
        let id = of(&first).unwrap();
        assert_eq!(id.len(), 16);
        assert_eq!(id, of(&page("data", &data)).unwrap());
        assert_ne!(id, of(&page("edit", &edit)).unwrap());
        assert_ne!(id, of(&page("moved", &moved)).unwrap());
    }

    #[test]
    fn a_section_is_as_wasm_has_it() {
        assert_eq!(section("ab", b"xyz"), b"\x00\x06\x02abxyz");
        assert_eq!(leb128(300), [0xac, 0x02]);
    }

    #[test]
    fn what_the_page_asks_for_has_the_id() {
        let html: String = ASKED.iter().map(|path| format!("<link href=\"{path}\">")).collect();
        let asked = versioned(&html, "1a").unwrap();
        assert!(asked.contains("\"www/main.js?v=1a\"") && asked.contains("all.css?v=1a\""));
        assert!(versioned(&asked, "1a").is_err());
    }

    #[test]
    fn the_page_looks_for_the_section_by_its_name() {
        let root = crate::project::root();
        let script = fs::read_to_string(root.join("www/engine/build.js")).unwrap();
        assert!(script.contains(&format!("SECTION = \"{SECTION}\"")));
    }
}
