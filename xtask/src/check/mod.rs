//! `cargo xtask test`: everything that is checked, in one command with one count at its end.

mod links;
pub mod shards;
mod step;

use crate::outcome::Outcome;
use crate::setup::{self, Need};
use crate::tally::Tally;
use std::time::{Duration, Instant};
use step::{STEPS, Step};

/// `cargo xtask test`.
pub fn run(arguments: &[String]) -> Outcome {
    let Some(steps) = chosen(arguments)? else {
        for step in &STEPS {
            println!("{:<18}{}", step.name, step.what);
        }
        return Ok(());
    };
    let needs: Vec<Need> = Need::ALL
        .into_iter()
        .filter(|need| steps.iter().any(|step| step.needs.contains(need)))
        .collect();
    let missing = setup::provide(&needs);

    let mut total = Tally::default();
    let mut results: Vec<(&Step, Tally, Duration)> = Vec::new();
    for step in steps {
        println!("\n── {}: {}", step.name, step.what);
        let begun = Instant::now();
        let tally = take(step, &missing, &results);
        println!("── {}: {tally} ({:.0} s)", step.name, begun.elapsed().as_secs_f64());
        total += tally;
        results.push((step, tally, begun.elapsed()));
    }

    println!("\n{:<18}{:>8}{:>8}{:>8}", "step", "passed", "failed", "s");
    for (step, tally, time) in &results {
        let seconds = time.as_secs();
        println!("{:<18}{:>8}{:>8}{seconds:>8}", step.name, tally.passed, tally.failed);
    }
    println!("\n{total}");
    if total.failed == 0 { Ok(()) } else { Err("not everything passed; see above.".into()) }
}

/// Runs one step, unless what it needs could not be had or a step that it builds on failed.
fn take(step: &Step, missing: &[(Need, String)], done: &[(&Step, Tally, Duration)]) -> Tally {
    if let Some((need, why)) = missing.iter().find(|(need, _)| step.needs.contains(need)) {
        eprintln!("Not run, because {need} could not be had: {why}");
        return Tally::single(false);
    }
    let failed = |name| done.iter().any(|(step, tally, _)| step.name == name && tally.failed > 0);
    if let Some(name) = step.after.filter(|name| failed(*name)) {
        eprintln!("Not run, because the step `{name}` failed.");
        return Tally::single(false);
    }
    (step.run)().unwrap_or_else(|message| {
        eprintln!("{message}");
        Tally::single(false)
    })
}

/// The steps to run; `None` to list them.
fn chosen(arguments: &[String]) -> Result<Option<Vec<&'static Step>>, String> {
    let mut words = arguments.iter().map(String::as_str);
    let only = match (words.next(), words.next(), words.next()) {
        (None, ..) => return Ok(Some(STEPS.iter().collect())),
        (Some("--list"), None, _) => return Ok(None),
        (Some("--only"), Some(only), None) => only,
        _ => return Err("`cargo xtask test` knows --only STEP[,STEP…] and --list.".into()),
    };
    let known = |name| STEPS.iter().find(|step| step.name == name);
    let steps = only.split(',').map(|name| {
        known(name).ok_or_else(|| {
            format!("there is no step `{name}`; `cargo xtask test --list` lists them.")
        })
    });
    steps.collect::<Result<_, _>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Result<Option<Vec<&'static str>>, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let steps = chosen(&words)?;
        Ok(steps.map(|steps| steps.iter().map(|step| step.name).collect()))
    }

    #[test]
    fn everything_unless_told() {
        assert_eq!(names("").unwrap().unwrap().len(), STEPS.len());
        assert_eq!(names("--only fmt,js").unwrap().unwrap(), ["fmt", "js"]);
        assert_eq!(names("--list").unwrap(), None);
        assert!(names("--only nothing").is_err());
        assert!(names("fmt").is_err());
    }

    #[test]
    fn a_step_comes_after_what_it_builds_on() {
        for (place, step) in STEPS.iter().enumerate() {
            if let Some(name) = step.after {
                assert!(STEPS[..place].iter().any(|earlier| earlier.name == name), "{name}");
            }
        }
    }

    #[test]
    fn githubs_jobs_leave_no_step_out() {
        let file = crate::project::root().join(".github/workflows/ci.yml");
        let jobs = std::fs::read_to_string(file).unwrap();
        let lists = jobs.lines().filter_map(|line| line.trim().strip_prefix("only: "));
        let mut theirs: Vec<&str> = lists.flat_map(|list| list.split(',')).collect();
        let mut ours: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        theirs.sort_unstable();
        ours.sort_unstable();
        assert_eq!(theirs, ours);
    }

    #[test]
    fn a_step_without_its_tool_fails() {
        let step = STEPS.iter().find(|step| step.needs.contains(&Need::Packages)).unwrap();
        let missing = [(Need::Packages, "no npm".to_owned())];
        assert_eq!(take(step, &missing, &[]), Tally::single(false));
    }
}
