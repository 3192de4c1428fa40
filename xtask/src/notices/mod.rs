//! The licences of what the page is made of, in one file beside it.
//!
//! What is listed is what was linked: the packages that cargo compiled into the engines, Rust's own
//! library, and the npm packages that the page loads. One without a licence text stops the build.

mod crates;
mod npm;
mod package;

use crate::outcome::Outcome;
use crate::project;
use package::Package;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The file's name in the page.
const FILE: &str = "third-party-notices.txt";

/// Packages without a licence text and which package's says the same: one of the same authors, from
/// the same repository, or one under a licence that names nobody, as Mozilla's.
const LENT: [(&str, &str); 2] = [("buildid", "colored"), ("pulp-wasm-simd-flag", "pulp")];

/// Writes the notices into a page: for the packages of these manifests, and for what every page has.
pub fn write(page: &Path, manifests: &BTreeSet<PathBuf>) -> Outcome {
    let root = project::root();
    let apache = root.join("LICENSE-APACHE");
    let apache = fs::read_to_string(&apache).map_err(|e| format!("{}: {e}.", apache.display()))?;
    let mut packages = npm::packages(root)?;
    for manifest in manifests.iter().filter(|manifest| !manifest.starts_with(root)) {
        packages.push(crates::package(manifest)?);
    }
    packages.push(rust(&apache));
    let text = text(complete(packages, &apache)?);
    let path = page.join(FILE);
    fs::write(&path, text).map_err(|e| format!("{}: {e}.", path.display()))
}

/// What every Rust program has in it, and cargo does not list.
fn rust(apache: &str) -> Package {
    Package {
        name: "The Rust standard library".into(),
        version: String::new(),
        licence: "MIT OR Apache-2.0".into(),
        repository: "https://github.com/rust-lang/rust".into(),
        texts: vec![apache.to_owned()],
    }
}

/// Gives a text to each package that ships none: Apache's, where it may be taken under it, which is
/// the same for everybody; or another package's, where [`LENT`] says so.
fn complete(mut packages: Vec<Package>, apache: &str) -> Result<Vec<Package>, String> {
    for place in 0..packages.len() {
        let package = &packages[place];
        if !package.texts.is_empty() {
            continue;
        }
        let lender = LENT.iter().find(|(name, _)| *name == package.name).map(|(_, lender)| lender);
        let lender = lender.and_then(|name| packages.iter().find(|other| other.name == *name));
        packages[place].texts = match lender {
            Some(lender) if lender.licence == package.licence => lender.texts.clone(),
            _ if package.may_be_taken_under("Apache-2.0") => vec![apache.to_owned()],
            _ => {
                return Err(format!(
                    "{} {} ({}) has no licence text. The page may not be published without it: \
                     see xtask/src/notices.",
                    package.name, package.version, package.licence
                ));
            }
        };
    }
    Ok(packages)
}

/// The file: each text once, under the packages that it is of.
fn text(packages: Vec<Package>) -> String {
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages {
        let line = package.line();
        for text in package.texts {
            owners.entry(text).or_default().insert(line.clone());
        }
    }
    let mut groups: Vec<(String, BTreeSet<String>)> = owners.into_iter().collect();
    groups.sort_by(|a, b| a.1.first().cmp(&b.1.first()));
    let mut file = String::from(
        "metavae is made of the packages below, besides its own code. Each is under the licence that \
         follows its name.\n",
    );
    for (text, owners) in groups {
        let rule = "=".repeat(80);
        let owners = owners.into_iter().collect::<Vec<_>>().join("\n");
        // Writing to a string cannot fail.
        let _ = write!(file, "\n{rule}\n{owners}\n{rule}\n\n{text}\n");
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, licence: &str, text: Option<&str>) -> Package {
        Package {
            name: name.into(),
            version: "1.0.0".into(),
            licence: licence.into(),
            repository: "https://example.org".into(),
            texts: text.map(str::to_owned).into_iter().collect(),
        }
    }

    #[test]
    fn a_package_without_a_text_stops_the_build() {
        let message = complete(vec![package("mute", "MIT", None)], "Apache").unwrap_err();
        assert!(message.contains("mute 1.0.0 (MIT) has no licence text"), "{message}");
    }

    #[test]
    fn apaches_text_stands_in_where_it_may_be_chosen() {
        let packages = complete(vec![package("a", "MIT OR Apache-2.0", None)], "Apache").unwrap();
        assert_eq!(packages[0].texts, ["Apache"]);
        assert!(complete(vec![package("a", "MIT AND Apache-2.0", None)], "Apache").is_err());
    }

    #[test]
    fn a_text_is_lent_under_the_same_licence_only() {
        let (borrower, lender) = LENT[0];
        let lent = |licence| {
            complete(
                vec![package(borrower, "MIT", None), package(lender, licence, Some("MIT of"))],
                "",
            )
        };
        assert_eq!(lent("MIT").unwrap()[0].texts, ["MIT of"]);
        assert!(lent("Zlib").is_err());
    }

    #[test]
    fn the_same_text_is_written_once() {
        let packages = ["b", "a"].map(|name| package(name, "MIT", Some("Do as you like.")));
        let text = text(packages.into());
        assert_eq!(text.matches("Do as you like.").count(), 1);
        assert!(text.contains("a 1.0.0 (MIT), https://example.org\nb 1.0.0 (MIT)"), "{text}");
    }
}
