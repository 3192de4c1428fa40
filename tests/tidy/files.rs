//! Rust files and the modules that they are.

use std::fs;
use std::path::Path;

/// A file and its place in the tree of modules.
#[derive(Debug)]
pub struct File {
    /// From the project's root, with slashes.
    pub path: String,
    /// `["data", "shard"]` for `src/data/shard.rs`; nothing for lib.rs and main.rs.
    pub module: Vec<String>,
    pub text: String,
}

impl File {
    /// A file below `source`, where lib.rs or main.rs lies.
    pub fn new(source: &str, path: &str, text: &str) -> Self {
        let inner = path.strip_prefix(source).unwrap_or(path).trim_start_matches('/');
        let mut module: Vec<String> =
            inner.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| ["lib", "main", "mod"].contains(&last.as_str())) {
            module.pop();
        }
        Self { path: path.to_owned(), module, text: text.to_owned() }
    }

    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// Whether all of it is tests.
    pub fn is_tests(&self) -> bool {
        self.module.iter().any(|part| part == "tests")
    }
}

/// All Rust files below a folder of the project, by their paths; none where it is not there.
pub fn rust_files(source: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    if root.join(source).is_dir() {
        collect(root, source, &root.join(source), &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(root: &Path, source: &str, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, source, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.push(File::new(source, &name, &fs::read_to_string(&path).unwrap()));
        }
    }
}
