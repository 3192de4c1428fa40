//! What is wrong with a graph of files.

use std::collections::{BTreeMap, BTreeSet};

/// Who uses whom: paths of files.
pub type Edges = BTreeMap<String, BTreeSet<String>>;

/// The uses that do not lead down, a floor being the place of a file's room in the list.
pub fn upward(edges: &Edges, floors: &[&[&str]]) -> Vec<String> {
    let floor = |path: &str| floors.iter().position(|rooms| rooms.contains(&room(path)));
    let mut found = Vec::new();
    for (user, used) in edges {
        // lib.rs only lists the rooms.
        if room(user) == "lib" {
            continue;
        }
        for used in used.iter().filter(|used| room(used) != room(user)) {
            let leads_down = match (floor(user), floor(used)) {
                (Some(from), Some(to)) => to < from,
                _ => false,
            };
            if !leads_down {
                found.push(format!("{user} uses {used}"));
            }
        }
    }
    found
}

/// `data` of `src/data/shard.rs` and of `src/data.rs`.
fn room(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or(path).trim_end_matches(".rs")
}

/// Each set of files from each of which one comes to all the others.
pub fn circles(edges: &Edges) -> Vec<String> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|file| (file.as_str(), reachable(edges, file))).collect();
    let mut found = BTreeSet::new();
    for (file, reached) in &reach {
        let both = |other: &&&str| reach.get(**other).is_some_and(|back| back.contains(file));
        let circle: Vec<&str> = reached.iter().filter(both).copied().collect();
        if !circle.is_empty() {
            found.insert(circle.join(", "));
        }
    }
    found.into_iter().collect()
}

/// Every file that one comes to; the file itself only by a circle.
fn reachable<'a>(edges: &'a Edges, from: &str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = vec![from];
    while let Some(file) = open.pop() {
        for next in edges.get(file).into_iter().flatten() {
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    seen
}
