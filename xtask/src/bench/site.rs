//! A built page with the benchmark's packages beside it.

use crate::outcome::Outcome;
use crate::project;
use std::fs;
use std::path::Path;

/// Where bench.html looks for them: `PEERS` in www/bench/engines.js.
const PEERS: &str = "peers";
/// Says which files a build has that not every build has.
const EXTRAS: &str = "www/bench/extras.json";

/// What is taken of each package: its folder in bench/node_modules, where to, and which endings.
/// All of them run as they are, without a bundler.
const PACKAGES: [(&str, &str, &[&str]); 5] = [
    ("@tensorflow/tfjs/dist", "tfjs", &["tf.min.js"]),
    ("@tensorflow/tfjs-backend-webgpu/dist", "tfjs", &["tf-backend-webgpu.min.js"]),
    ("@tensorflow/tfjs-backend-wasm/dist", "tfjs", &["tf-backend-wasm.min.js", ".wasm"]),
    ("@jax-js/jax/dist", "jaxjs", &[".js"]),
    ("@jax-js/jax", "jaxjs", &["package.json"]),
];

/// Writes the page in `dist` and the packages to `to`.
pub fn assemble(dist: &Path, to: &Path) -> Outcome {
    if !dist.join("index.html").is_file() {
        return Err(format!("{} is no built page: it has no index.html.", dist.display()));
    }
    if to.exists() && !to.join(EXTRAS).is_file() && !is_empty(to) {
        return Err(format!(
            "{} holds something else than a page of this command. Name a new folder.",
            to.display()
        ));
    }
    if to.exists() {
        fs::remove_dir_all(to).map_err(|e| said(to, &e))?;
    }
    copy_folder(dist, to, &|_| true)?;
    // The benchmark's own files as they are in the source, for a page that was built before them.
    let root = project::root();
    copy_folder(&root.join("www/bench"), &to.join("www/bench"), &|_| true)?;
    copy_file(&root.join("bench.html"), &to.join("bench.html"))?;

    let modules = root.join("bench/node_modules");
    let mut extras = Vec::new();
    for (package, place, endings) in PACKAGES {
        let wanted = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
        let place = format!("{PEERS}/{place}");
        let copied = copy_folder(&modules.join(package), &to.join(&place), &wanted)?;
        if copied.is_empty() {
            return Err(format!("bench/node_modules/{package} has nothing of {endings:?}."));
        }
        extras.extend(copied.iter().map(|name| format!("{place}/{name}")));
    }
    let extras_file = to.join(EXTRAS);
    let text = serde_json::json!(extras).to_string();
    fs::write(&extras_file, text).map_err(|e| said(&extras_file, &e))
}

/// Copies the wanted files of a folder and all of its folders where everything is wanted. Returns
/// the names of the files at its top.
fn copy_folder(
    from: &Path,
    to: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>, String> {
    fs::create_dir_all(to).map_err(|e| said(to, &e))?;
    let mut copied = Vec::new();
    for entry in fs::read_dir(from).map_err(|e| said(from, &e))? {
        let entry = entry.map_err(|e| said(from, &e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let (source, target) = (entry.path(), to.join(&name));
        if source.is_dir() {
            // A package's inner folders are its sources, one file a module.
            if wanted("") {
                copy_folder(&source, &target, wanted)?;
            }
        } else if wanted(&name) {
            copy_file(&source, &target)?;
            copied.push(name);
        }
    }
    copied.sort();
    Ok(copied)
}

fn copy_file(from: &Path, to: &Path) -> Outcome {
    fs::copy(from, to)
        .map(drop)
        .map_err(|e| format!("{} to {}: {e}.", from.display(), to.display()))
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn said(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_something_else_in_it_stays() {
        let folder = std::env::temp_dir().join(format!("bench-site-{}", std::process::id()));
        let (dist, to) = (folder.join("dist"), folder.join("to"));
        for place in [&dist, &to] {
            fs::create_dir_all(place).unwrap();
        }
        fs::write(dist.join("index.html"), "").unwrap();
        fs::write(to.join("diary.txt"), "mine").unwrap();
        assert!(assemble(&dist, &to).unwrap_err().contains("something else"));
        assert_eq!(fs::read_to_string(to.join("diary.txt")).unwrap(), "mine");
        assert!(assemble(&to, &dist).unwrap_err().contains("no built page"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_page_looks_where_the_packages_are_put() {
        let engines = fs::read_to_string(project::root().join("www/bench/engines.js")).unwrap();
        assert!(engines.contains(&format!("PEERS = \"{PEERS}/\"")));
    }
}
