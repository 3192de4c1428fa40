//! Links from the Markdown files to other files of the project.

use crate::project;
use crate::tally::Tally;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders with nothing of ours.
const OTHERS: [&str; 4] = ["target", "dist", "node_modules", "data"];

/// Follows every relative link of every Markdown file.
pub fn check() -> Result<Tally, String> {
    let mut files = Vec::new();
    find(project::root(), &mut files).map_err(|e| format!("the Markdown files: {e}."))?;
    let mut tally = Tally::default();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}.", file.display()))?;
        let folder = file.parent().unwrap_or(&file);
        for link in links(&text) {
            let leads = leads_somewhere(folder, link);
            tally += Tally::single(leads);
            if !leads {
                eprintln!("{}: {link} is not there.", file.display());
            }
        }
    }
    // A pattern that finds nothing any more must not pass.
    Ok(tally.judged(true))
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name == ".github" || !name.starts_with('.') && !OTHERS.contains(&&*name);
        if entry.file_type()?.is_dir() {
            if is_ours {
                find(&entry.path(), files)?;
            }
        } else if name.ends_with(".md") {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// The targets of `[text](target)` outside code blocks, but those of the web and of the same page.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    let targets = prose.flat_map(|prose| prose.split("](").skip(1));
    let targets = targets.filter_map(|rest| rest.split([')', ' ']).next());
    targets.filter(|target| !target.contains(':') && !target.starts_with('#'))
}

fn leads_somewhere(folder: &Path, link: &str) -> bool {
    let path = link.split('#').next().unwrap_or(link);
    folder.join(path).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_leads_to_a_file() {
        let text = "[a](docs/a.md#part) ![b](b.png \"B\") [c](https://c.example) [d](#d)\n\
                    ```\n[e](e)\n```\n[f](../f)";
        assert_eq!(links(text).collect::<Vec<_>>(), ["docs/a.md#part", "b.png", "../f"]);
    }

    #[test]
    fn a_dead_link_is_told_from_a_live_one() {
        assert!(leads_somewhere(project::root(), "README.md#run-it"));
        assert!(leads_somewhere(&project::root().join("xtask"), "../src"));
        assert!(!leads_somewhere(project::root(), "src/protocol.rs-that-was"));
    }
}
