//! Starting other programs: in an environment in which they find the project's tools, with
//! failures turned into sentences.

use crate::project;
use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

/// A command that finds the project's own tools before the machine's.
pub fn new(program: &str) -> Command {
    let mut command = match find(program) {
        Some(path) => Command::new(path),
        None => Command::new(program),
    };
    command.env("PATH", search_path());
    // Trunk 0.21 takes NO_COLOR for a flag that wants `true` or `false`, and stops at `1`.
    command.env_remove("NO_COLOR");
    // Trunk otherwise asks crates.io at each start whether there is a newer one.
    command.env("TRUNK_SKIP_VERSION_CHECK", "true");
    command
}

/// The project's own tools, then PATH, then cargo's bin, which not every shell has on PATH.
fn search_folders() -> Vec<PathBuf> {
    let mut folders = vec![project::own_tools().join("bin")];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    folders.extend(cargo_bin());
    folders
}

fn search_path() -> OsString {
    // A folder whose name holds the separator cannot be on any PATH: then the machine's stands.
    env::join_paths(search_folders()).unwrap_or_else(|_| env::var_os("PATH").unwrap_or_default())
}

fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    Some(home.join("bin"))
}

/// Where a program lies, if anywhere that [`new`] looks.
pub fn find(program: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    search_folders().iter().find_map(|folder| {
        endings
            .iter()
            .map(|ending| folder.join(format!("{program}{ending}")))
            .find(|path| path.is_file())
    })
}

/// Runs to the end, showing what the program writes.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| not_started(command, &e))?;
    ended_well(command, status)
}

/// Runs to the end and returns what the program wrote to its standard output.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| not_started(command, &e))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`{}` failed: {}", line(command), said.trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end and returns what the program wrote to its standard output, showing the rest.
pub fn answer(command: &mut Command) -> Result<String, String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| not_started(command, &e))?;
    ended_well(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, showing what the program writes, and returns all of it too, line by line in
/// the order in which each stream wrote, and whether the program succeeded.
pub fn watch(command: &mut Command) -> Result<(String, bool), String> {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| not_started(command, &e))?;
    let out = child.stdout.take().expect("piped above");
    let err = child.stderr.take().expect("piped above");
    let err = thread::spawn(move || copy_lines(err, std::io::stderr()));
    let mut text = copy_lines(out, std::io::stdout());
    text.push_str(&err.join().unwrap_or_default());
    let status = child.wait().map_err(|e| not_started(command, &e))?;
    Ok((text, status.success()))
}

fn copy_lines(from: impl Read, mut to: impl Write) -> String {
    let mut from = BufReader::new(from);
    let mut text = String::new();
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
        // A closed terminal is no reason to lose the count.
        let _ = to.write_all(&line);
        text.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    text
}

/// The command as one would type it, for messages.
pub fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_stem().unwrap_or(program.as_os_str());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn ended_well(command: &Command, status: ExitStatus) -> Result<(), String> {
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status}).", line(command))) }
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be started: {error}.", line(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watched_command_gives_its_text_and_its_failure() {
        let (text, well) = watch(new("cargo").arg("no-such-command-of-cargo")).unwrap();
        assert!(!well);
        assert!(text.contains("no-such-command-of-cargo"), "{text}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let message = run(&mut new("no-such-program")).unwrap_err();
        assert!(message.contains("no-such-program"), "{message}");
    }

    #[test]
    fn a_command_shows_as_typed() {
        let mut command = Command::new("/somewhere/bin/trunk");
        assert_eq!(line(command.args(["build", "--release"])), "trunk build --release");
    }
}
