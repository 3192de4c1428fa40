//! Engines in a page.

use super::engine::{Engine, FMA, JS, LARGE, PLAIN, WASM};
use crate::outcome::Outcome;
use std::fs;
use std::path::Path;

/// Says in a page that the engines beside the small one are yet to come.
const TO_COME: &str = ".engines-to-come";

/// Copies a finished engine into a page. Its files are replaced whole: the page may be in use.
pub fn place(engine: &Engine, finished: &Path, page: &Path) -> Outcome {
    let folder = page.join(engine.folder);
    fs::create_dir_all(&folder).map_err(|e| said(&folder, &e))?;
    for file in [WASM, JS] {
        let (aside, to) = (folder.join(format!("{file}.new")), folder.join(file));
        fs::copy(finished.join(file), &aside).map_err(|e| said(&aside, &e))?;
        fs::rename(&aside, &to).map_err(|e| said(&to, &e))?;
    }
    Ok(())
}

/// Whether a page has an engine, exactly as it was finished.
pub fn has(engine: &Engine, finished: &Path, page: &Path) -> bool {
    let folder = page.join(engine.folder);
    [WASM, JS].iter().all(|file| same(&finished.join(file), &folder.join(file)))
}

/// Gives a page that has only the small engine what it needs until the others are built. Where that
/// engine is the same as in the page `before`, the others are very likely the same too. Otherwise the
/// small engine stands in for the one with fused multiply-adds, which it differs from only in speed,
/// and the one with WebGPU is missing, so that nobody tries out an old one.
pub fn stand_in(page: &Path, before: &Path) -> Outcome {
    let unchanged = has(&PLAIN, page, before);
    for engine in [FMA, LARGE] {
        let old = before.join(engine.folder);
        if unchanged && [WASM, JS].iter().all(|file| old.join(file).is_file()) {
            place(&engine, &old, page)?;
        } else if engine == FMA {
            place(&engine, page, page)?;
        }
    }
    let note = page.join(TO_COME);
    fs::write(&note, "").map_err(|e| said(&note, &e))
}

/// Whether a page waits for its engines.
pub fn waits(page: &Path) -> bool {
    page.join(TO_COME).exists()
}

/// Whether Trunk has put a new page together and is replacing `page` by it. What else is written
/// there just then would be in its way.
pub fn is_replaced(page: &Path) -> bool {
    waits(&page.join(".stage"))
}

/// Takes on what [`waits`] says, once.
pub fn take_on(page: &Path) {
    // A page that is just being replaced has lost it already.
    let _ = fs::remove_file(page.join(TO_COME));
}

/// Takes out of index.html what told Trunk to leave Rust alone; a browser has no use for it.
pub fn leave_out_the_rust_link(page: &Path) -> Outcome {
    let path = page.join("index.html");
    let html = fs::read_to_string(&path).map_err(|e| said(&path, &e))?;
    let html = without_trunks_link(&html)
        .ok_or_else(|| format!("{} has no link of Trunk's for Rust.", path.display()))?;
    fs::write(&path, html).map_err(|e| said(&path, &e))
}

/// All other links of Trunk's it has replaced by then.
fn without_trunks_link(html: &str) -> Option<String> {
    let link = html.find("<link data-trunk")?;
    let end = link + html[link..].find('>')? + 1;
    Some(format!("{}{}", &html[..link].trim_end(), &html[end..]))
}

fn same(one: &Path, other: &Path) -> bool {
    let size = |path| fs::metadata(path).map(|file| file.len()).ok();
    size(one).is_some() && size(one) == size(other) && fs::read(one).ok() == fs::read(other).ok()
}

fn said(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A page with the small engine `plain`, and the others where they are given.
    fn page(name: &str, plain: &str, others: Option<&str>) -> PathBuf {
        let page = std::env::temp_dir().join(format!("engines-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&page);
        write(&page, plain);
        for engine in [FMA, LARGE] {
            others.inspect(|text| write(&page.join(engine.folder), text));
        }
        page
    }

    fn write(folder: &Path, text: &str) {
        fs::create_dir_all(folder).unwrap();
        for file in [WASM, JS] {
            fs::write(folder.join(file), text).unwrap();
        }
    }

    fn wasm(page: &Path, engine: &Engine) -> Option<String> {
        fs::read_to_string(page.join(engine.folder).join(WASM)).ok()
    }

    #[test]
    fn an_edit_of_the_page_keeps_all_engines() {
        let (before, after) = (page("kept-1", "1", Some("old")), page("kept-2", "1", None));
        stand_in(&after, &before).unwrap();
        assert_eq!(wasm(&after, &FMA).as_deref(), Some("old"));
        assert_eq!(wasm(&after, &LARGE).as_deref(), Some("old"));
        assert!(waits(&after));
        take_on(&after);
        assert!(!waits(&after));
    }

    #[test]
    fn an_edit_of_rust_leaves_no_old_engine() {
        let (before, after) = (page("new-1", "1", Some("old")), page("new-2", "2", None));
        stand_in(&after, &before).unwrap();
        assert_eq!(wasm(&after, &FMA).as_deref(), Some("2"));
        assert_eq!(wasm(&after, &LARGE), None);
    }

    #[test]
    fn what_is_placed_is_there() {
        let (finished, page) = (page("placed-1", "1", None), page("placed-2", "2", None));
        assert!(!has(&LARGE, &finished, &page));
        place(&LARGE, &finished, &page).unwrap();
        assert!(has(&LARGE, &finished, &page));
        assert_eq!(wasm(&page, &PLAIN).as_deref(), Some("2"));
    }

    #[test]
    fn trunks_own_link_goes_and_no_other() {
        let html =
            "<link rel=\"icon\" />\n  <link data-trunk rel=\"rust\" data-trunk-id=0>\n<link b>";
        let without = "<link rel=\"icon\" />\n<link b>";
        assert_eq!(without_trunks_link(html).as_deref(), Some(without));
        assert_eq!(without_trunks_link(without), None);
    }
}
