//! What a package of cargo's says of itself.

use super::package::{Package, texts};
use std::fs;
use std::path::Path;

/// The package of a manifest in cargo's registry, where cargo has written each key on a line.
pub fn package(manifest: &Path) -> Result<Package, String> {
    let text = fs::read_to_string(manifest).map_err(|e| format!("{}: {e}.", manifest.display()))?;
    let of = |key| value(&text, key).unwrap_or_default().to_owned();
    let folder = manifest.parent().unwrap_or(manifest);
    let licence = of("license");
    Ok(Package {
        name: of("name"),
        version: of("version"),
        repository: of("repository"),
        texts: texts(folder, &licence)?,
        licence,
    })
}

/// The text of a key in the section `[package]`.
fn value<'a>(manifest: &'a str, key: &str) -> Option<&'a str> {
    let (_, package) = manifest.split_once("[package]")?;
    let mut lines = package.lines().take_while(|line| !line.starts_with('['));
    lines.find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_section_of_the_package_only() {
        let manifest = "[package]\nname = \"half\"\nlicense = \"MIT OR Apache-2.0\"\n\
                        [dependencies.other]\nversion = \"9\"\n";
        assert_eq!(value(manifest, "license"), Some("MIT OR Apache-2.0"));
        assert_eq!(value(manifest, "version"), None);
    }
}
