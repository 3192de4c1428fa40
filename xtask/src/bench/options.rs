//! The options of `cargo xtask bench`.

use std::path::PathBuf;

pub const HELP: &str = "\
cargo xtask bench [--quick] [--windows N] [--limit SECONDS] [--only ENGINE[,ENGINE…]]
                  [--mnist DIR] [--gpu software|hardware] [--dist DIR] [--skip-native] [--out FILE]
    Measures one training step on every engine in turns, and the page; about 15 minutes.
    A whole run writes docs/results/bench.json and the README's table.
      --quick        2 windows, short limits: a look, written nowhere
      --windows N    timed windows of each engine (5)
      --limit S      seconds for any one thing asked of an engine (120)
      --only …       these engines alone, and not the page: written nowhere
      --mnist DIR    also times one epoch of the IDX files there
      --gpu …        hardware: the machine's own GPU, and PyTorch on it (software)
      --dist DIR     a page that is built already
      --skip-native  does not compile our engine natively
      --out FILE     writes the results there and not into docs/

cargo xtask bench --table
    Rewrites the README's table from docs/results/bench.json.

cargo xtask bench --site DIR [--dist DIR]
    Puts a built page with the benchmark's packages there: bench.html then has them all.";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Measuring.
    Measure,
    /// The README's table alone.
    Table,
    /// A page with the packages, in that folder.
    Site(PathBuf),
    /// The options.
    Help,
}

/// The options, checked as far as they are used here; `bench/run.mjs` checks the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub task: Task,
    pub dist: Option<PathBuf>,
    pub out: Option<PathBuf>,
    pub native: bool,
    /// Whether everything is measured that the results have.
    pub whole: bool,
    /// For `bench/run.mjs`.
    pub passed_on: Vec<String>,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self {
            task: Task::Measure,
            dist: None,
            out: None,
            native: true,
            whole: true,
            passed_on: Vec::new(),
        };
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let mut value = || {
                arguments.next().cloned().ok_or_else(|| format!("{name} needs a value.\n\n{HELP}"))
            };
            match name.as_str() {
                "--help" | "-h" => options.task = Task::Help,
                "--table" => options.task = Task::Table,
                "--site" => options.task = Task::Site(absolute(&value()?)?),
                "--dist" => options.dist = Some(absolute(&value()?)?),
                "--out" => options.out = Some(absolute(&value()?)?),
                "--skip-native" => {
                    options.native = false;
                    options.whole = false;
                }
                "--quick" => {
                    options.whole = false;
                    options.passed_on.push(name.clone());
                }
                "--mnist" => {
                    let folder = absolute(&value()?)?.to_string_lossy().into_owned();
                    options.passed_on.extend([name.clone(), folder]);
                }
                "--windows" | "--limit" | "--gpu" | "--only" => {
                    options.whole &= name != "--only";
                    let value = value()?;
                    options.passed_on.extend([name.clone(), value]);
                }
                other => return Err(format!("`cargo xtask bench` knows no {other}.\n\n{HELP}")),
            }
        }
        Ok(options)
    }

    /// The command for the record: with all that decides what is measured, without this machine's
    /// folders.
    pub fn command(&self) -> String {
        let mut words = vec!["cargo xtask bench"];
        let mut last = "";
        for word in &self.passed_on {
            words.push(if last == "--mnist" { "DIR" } else { word });
            last = word;
        }
        if !self.native {
            words.push("--skip-native");
        }
        words.join(" ")
    }
}

/// As seen from where the command was typed: what is started works elsewhere.
fn absolute(path: &str) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|e| format!("{path}: {e}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn only_a_whole_run_is_kept() {
        assert!(parse("").unwrap().whole);
        assert!(parse("--windows 9 --mnist data").unwrap().whole);
        for line in ["--quick", "--only ours-cpu", "--skip-native"] {
            assert!(!parse(line).unwrap().whole, "{line}");
        }
    }

    #[test]
    fn what_measures_gets_its_options_and_no_others() {
        let options = parse("--dist d --windows 7 --quick --out o").unwrap();
        assert_eq!(options.passed_on, ["--windows", "7", "--quick"]);
        assert!(options.dist.unwrap().is_absolute());
        assert!(options.out.unwrap().is_absolute());
    }

    #[test]
    fn the_record_names_no_folder_of_this_machine() {
        let options = parse("--mnist /home/me/data --dist /home/me/dist --windows 7").unwrap();
        assert_eq!(options.command(), "cargo xtask bench --mnist DIR --windows 7");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(parse("--windows").unwrap_err().contains("--windows needs a value"));
        assert!(parse("--fast").unwrap_err().contains("--fast"));
    }
}
