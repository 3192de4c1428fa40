//! The npm packages that the page loads: `dependencies` of package.json, and theirs.

use super::package::{Package, texts};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All of them.
pub fn packages(root: &Path) -> Result<Vec<Package>, String> {
    let mut packages = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = dependencies(&json(&root.join("package.json"))?);
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let folder = root.join("node_modules").join(&name);
        let about = json(&folder.join("package.json"))?;
        open.extend(dependencies(&about));
        let of = |key: &str| about[key].as_str().unwrap_or_default().to_owned();
        let licence = of("license");
        let repository = about["repository"]["url"].as_str().or(about["repository"].as_str());
        packages.push(Package {
            name,
            version: of("version"),
            repository: repository.unwrap_or_default().to_owned(),
            texts: texts(&folder, &licence)?,
            licence,
        });
    }
    Ok(packages)
}

/// Without packages of types, of which nothing is loaded.
fn dependencies(about: &serde_json::Value) -> Vec<String> {
    let names = about["dependencies"].as_object().into_iter().flat_map(|list| list.keys());
    names.filter(|name| !name.starts_with("@types/")).cloned().collect()
}

fn json(path: &Path) -> Result<serde_json::Value, String> {
    let said =
        |e: &dyn std::fmt::Display| format!("{}: {e}. `npm ci` installs it.", path.display());
    let text = fs::read_to_string(path).map_err(|e| said(&e))?;
    serde_json::from_str(&text).map_err(|e| said(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_not_shipped() {
        let about = serde_json::json!({ "dependencies": { "uplot": "1", "@types/trusted": "2" } });
        assert_eq!(dependencies(&about), ["uplot"]);
        assert!(dependencies(&serde_json::json!({})).is_empty());
    }
}
