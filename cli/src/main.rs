//! metavae from a terminal: training and measuring natively what the page trains.

mod algorithms;
mod arguments;
mod bench;
mod evaluate;
mod files;
mod judge;
mod latents;
mod m2;
mod meta_train;
mod pretrain;
mod quantise;
mod sources;

use std::env;
use std::process::ExitCode;

use arguments::{Given, Stop};

/// A command's name, what it does in a line, and what runs it.
type Command = (&'static str, &'static str, fn(&Given) -> Result<(), Stop>);

const COMMANDS: [Command; 6] = [
    ("pretrain", "trains the VAE and writes its weights", pretrain::run),
    ("meta-train", "trains over many few-shot tasks and writes the weights", meta_train::run),
    ("evaluate", "measures the weights and every few-shot method", evaluate::run),
    ("quantise", "writes weights in few bytes for the page's first pictures", quantise::run),
    ("judge", "says how many samples of weights a person would recognise", judge::run),
    ("bench", "times training steps for a program that asks", bench::run),
];

fn main() -> ExitCode {
    let mut words = env::args_os().skip(1);
    let name =
        words.next().map_or_else(|| "help".into(), |word| word.to_string_lossy().into_owned());
    match run(&name, words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Help(text)) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(Stop::Refused(sentence)) => {
            eprintln!("{name}: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: &str, words: impl Iterator<Item = std::ffi::OsString>) -> Result<(), Stop> {
    if matches!(name, "help" | "--help" | "-h") {
        return Err(Stop::Help(help()));
    }
    let Some((.., command)) = COMMANDS.iter().find(|(known, ..)| *known == name) else {
        let names = COMMANDS.map(|(name, ..)| name).join(", ");
        return Err(Stop::Refused(format!("there is no such command; there are {names}")));
    };
    command(&Given::parse(words)?)
}

fn help() -> String {
    let mut lines = vec!["metavae COMMAND [--OPTION VALUE]…".to_string(), String::new()];
    lines.extend(COMMANDS.map(|(name, what, _)| format!("  {name:<10}  {what}")));
    lines.push("\n`metavae COMMAND --help` lists a command's options.".into());
    lines.join("\n")
}
