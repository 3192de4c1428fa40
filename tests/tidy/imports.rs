//! Which files a file uses, read from its `use` lines and from the paths in its code.

use super::files::File;
use super::graph::Edges;
use std::collections::BTreeMap;

/// A path as it is written, in words: `["crate", "data", "Dataset"]`.
type Words = Vec<String>;

/// A module's file, and what it hands on: a name and where it comes from.
struct Module<'a> {
    file: &'a File,
    handed_on: Vec<(String, Words)>,
}

type Modules<'a> = BTreeMap<&'a [String], Module<'a>>;

/// Who uses whom, tests apart.
pub fn edges(files: &[File]) -> Edges {
    let files: Vec<(&File, String)> = files
        .iter()
        .filter(|file| !file.is_tests())
        .map(|file| (file, flattened(&without_tests(&without_comments(&file.text)))))
        .collect();
    let modules: Modules<'_> =
        files.iter().map(|(file, code)| (&*file.module, module(file, code))).collect();
    let mut edges = Edges::new();
    for (file, code) in &files {
        let used = edges.entry(file.path.clone()).or_default();
        for (words, is_handed_on) in paths(code) {
            let Some(target) = target(&modules, file, &words, 0) else { continue };
            let is_inner = target.module.starts_with(&file.module);
            if target.path != file.path && !(is_handed_on && is_inner) {
                used.insert(target.path.clone());
            }
        }
    }
    edges
}

/// A module within a file is a part of it: what it calls `super` is the file's own module.
fn flattened(code: &str) -> String {
    let (mut flat, mut inside) = (String::new(), 0usize);
    for line in code.split_inclusive('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        let opens = words.last() == Some(&"{") && words.contains(&"mod");
        if inside == 0 && !opens {
            flat.push_str(line);
            continue;
        }
        flat.push_str(&line.replace("super::", "self::"));
        inside += line.matches('{').count();
        inside = inside.saturating_sub(line.matches('}').count());
    }
    flat
}

fn module<'a>(file: &'a File, code: &str) -> Module<'a> {
    let handed_on = paths(code).into_iter().filter(|(_, is_handed_on)| *is_handed_on);
    let handed_on = handed_on.filter_map(|(words, _)| Some((words.last()?.clone(), words)));
    Module { file, handed_on: handed_on.collect() }
}

/// The file in which a path ends, past those that only hand it on.
fn target<'a>(
    modules: &Modules<'a>,
    from: &File,
    words: &[String],
    depth: usize,
) -> Option<&'a File> {
    let absolute = absolute(modules, &from.module, words)?;
    let known = (0..=absolute.len()).rev().find(|end| modules.contains_key(&absolute[..*end]))?;
    let module = &modules[&absolute[..known]];
    let next = absolute.get(known).and_then(|name| {
        module.handed_on.iter().find(|(handed_on, _)| handed_on == name).map(|(_, words)| words)
    });
    match next {
        // Deeper than any front behind a front; a name that two modules hand to each other ends here.
        Some(words) if depth < 4 => {
            target(modules, module.file, words, depth + 1).or(Some(module.file))
        }
        _ => Some(module.file),
    }
}

/// From the crate's root; nothing for a path into another crate.
fn absolute(modules: &Modules<'_>, module: &[String], words: &[String]) -> Option<Vec<String>> {
    let mut place = match words.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().checked_sub(1)?].to_vec(),
        // A child of this module, which a path may name without `self`.
        child => {
            let path = [module, &[child.to_owned()]].concat();
            return modules.contains_key(&*path).then(|| [module, words].concat());
        }
    };
    for word in &words[1..] {
        match word.as_str() {
            "super" => drop(place.pop()?),
            _ => place.push(word.clone()),
        }
    }
    Some(place)
}

/// The paths of all `use` items, with whether they are `pub`, and those of the rest of the code that
/// begin at the crate or above.
fn paths(code: &str) -> Vec<(Words, bool)> {
    let mut paths = Vec::new();
    for statement in code.split_inclusive([';', '{', '}']) {
        // A brace inside a `use` splits it: such items are read whole, below.
        for start in ["crate::", "super::"] {
            for (at, _) in statement.match_indices(start) {
                let before = statement[..at].chars().next_back();
                let is_start = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
                if is_start && !statement[..at].contains("use ") {
                    paths.push((words(&statement[at..]), false));
                }
            }
        }
    }
    for (at, _) in code.match_indices("use ") {
        let line_start = code[..at].rfind(['\n', ';', '{', '}']).map_or(0, |start| start + 1);
        let visibility = code[line_start..at].trim();
        if !visibility.is_empty() && !visibility.starts_with("pub") {
            continue;
        }
        let Some(end) = code[at..].find(';') else { continue };
        let mut names = Vec::new();
        expand(&[], &code[at + 4..at + end], &mut names);
        paths.extend(names.into_iter().map(|name| (name, visibility.starts_with("pub"))));
    }
    paths
}

/// The words of a path at the start of a text.
fn words(text: &str) -> Words {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
    let path = &text[..end.unwrap_or(text.len())];
    path.split("::").filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// `a::{b, c::{d, e as f}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(before: &[String], tree: &str, names: &mut Vec<Words>) {
    let tree = tree.trim();
    match tree.split_once('{') {
        None => {
            let path = tree.split(" as ").next().unwrap_or(tree);
            let mut name = [before, &words(path)].concat();
            if name.len() > 1 && name.last().is_some_and(|last| last == "self") {
                name.pop();
            }
            if !name.is_empty() {
                names.push(name);
            }
        }
        Some((path, rest)) => {
            let before = [before, &words(path.trim())].concat();
            let inner = rest.rfind('}').map_or(rest, |end| &rest[..end]);
            for branch in branches(inner) {
                expand(&before, branch, names);
            }
        }
    }
}

/// What commas outside braces part.
fn branches(inner: &str) -> Vec<&str> {
    let mut branches = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                branches.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    branches.push(&inner[start..]);
    branches.retain(|branch| !branch.trim().is_empty());
    branches
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Without each item under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut parts = code.split("#[cfg(test)]");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(&part[item(part)..]);
    }
    rest
}

/// The length of the item at the start of a text: to its semicolon, or to the end of its braces.
fn item(text: &str) -> usize {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && [';', '}'].contains(&character) {
            return at + 1;
        }
    }
    text.len()
}
