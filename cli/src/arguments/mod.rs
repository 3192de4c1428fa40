//! One parser for every command: `--name value` or `--name=value`.
//!
//! A command declares each option once, beside the variable that it fills. The help, the defaults
//! that it states and what is accepted are therefore the same thing.

mod help;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use lexopt::ValueExt;
use lexopt::prelude::{Long, Short, Value};

use crate::files::say;

/// Why a command ends before its work is done.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// Its help was asked for: this text.
    Help(String),
    /// Something is wrong: this sentence.
    Refused(String),
}

impl From<String> for Stop {
    fn from(sentence: String) -> Self {
        Self::Refused(sentence)
    }
}

/// For [`Form::choice`].
pub const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];

/// What was typed after a command's name.
#[derive(Debug, Default)]
pub struct Given {
    help: bool,
    /// Names without their dashes. Only the last can lack its value.
    pairs: Vec<(String, Option<String>)>,
}

impl Given {
    /// Takes words apart; which names there are is not known yet.
    ///
    /// # Errors
    /// The sentence that names a word that is no option, or a value that is not UTF-8.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut parser = lexopt::Parser::from_args(words);
        let mut given = Self::default();
        while let Some(argument) = parser.next().map_err(say)? {
            match argument {
                Long("help") | Short('h') => given.help = true,
                Long(name) => {
                    let name = name.to_string();
                    let value = match parser.value() {
                        Ok(value) => Some(value.string().map_err(|e| format!("--{name}: {e}"))?),
                        Err(_) => None,
                    };
                    given.pairs.push((name, value));
                }
                Short(letter) => {
                    return Err(format!("there is no option -{letter}; names are like --name"));
                }
                Value(word) => {
                    let word = word.to_string_lossy();
                    return Err(format!("“{word}” belongs to no option; write --name before it"));
                }
            }
        }
        Ok(given)
    }

    /// The value of an option on which the defaults of others depend.
    pub fn text(&self, name: &str) -> Option<&str> {
        let named = |(given, _): &&(String, Option<String>)| given == name;
        self.pairs.iter().rev().find(named).and_then(|(_, value)| value.as_deref())
    }
}

/// Puts a value where it belongs, or says why it cannot.
type Fill<'a> = Box<dyn FnMut(&str) -> Result<(), String> + 'a>;

struct Field<'a> {
    name: &'static str,
    placeholder: &'static str,
    text: String,
    fill: Fill<'a>,
}

/// The options of a command, each with the variable that it fills.
pub struct Form<'a> {
    command: &'static str,
    about: &'static str,
    fields: Vec<Field<'a>>,
}

impl<'a> Form<'a> {
    /// A command without options.
    pub fn new(command: &'static str, about: &'static str) -> Self {
        Self { command, about, fields: Vec::new() }
    }

    /// An option in place of a default.
    pub fn value<T>(
        self,
        name: &'static str,
        placeholder: &'static str,
        text: &str,
        to: &'a mut T,
    ) -> Self
    where
        T: FromStr<Err: Display> + Display,
    {
        let text = with_default(text, &*to);
        self.field(name, placeholder, text, move |word| {
            *to = word.parse().map_err(say)?;
            Ok(())
        })
    }

    /// The place of a file or a folder, in place of a default.
    pub fn path(
        self,
        name: &'static str,
        placeholder: &'static str,
        text: &str,
        to: &'a mut PathBuf,
    ) -> Self {
        let text = with_default(text, &to.display());
        self.field(name, placeholder, text, move |word| {
            *to = word.into();
            Ok(())
        })
    }

    /// An option that may be missing.
    pub fn optional<T>(
        self,
        name: &'static str,
        placeholder: &'static str,
        text: &str,
        to: &'a mut Option<T>,
    ) -> Self
    where
        T: FromStr<Err: Display>,
    {
        self.field(name, placeholder, text.into(), move |word| {
            *to = Some(word.parse().map_err(say)?);
            Ok(())
        })
    }

    /// An option whose value was taken by [`Given::text`] already.
    pub fn read_before(self, name: &'static str, placeholder: &'static str, text: &str) -> Self {
        self.field(name, placeholder, text.into(), |_| Ok(()))
    }

    /// One of some words, each with its meaning, in place of a default.
    pub fn choice<T: Copy + PartialEq>(
        self,
        name: &'static str,
        text: &str,
        words: &'a [(&'a str, T)],
        to: &'a mut T,
    ) -> Self {
        let text = format!("{text}{}{}", if text.is_empty() { "" } else { ": " }, listed(words));
        let text = match words.iter().find(|(_, meaning)| meaning == to) {
            Some((word, _)) => with_default(&text, word),
            None => text,
        };
        self.field(name, "WORD", text, move |word| {
            *to = meaning(words, word)?;
            Ok(())
        })
    }

    /// Some of some words with commas between them, where not all are wanted.
    pub fn list<T: Copy>(
        self,
        name: &'static str,
        text: &str,
        words: &'a [(&'a str, T)],
        to: &'a mut Option<Vec<T>>,
    ) -> Self {
        let text = format!("{}; {text}", listed(words));
        self.field(name, "WORD[,WORD…]", text, move |list| {
            let meanings = list.split(',').map(|word| meaning(words, word));
            *to = Some(meanings.collect::<Result<_, _>>()?);
            Ok(())
        })
    }

    fn field(
        mut self,
        name: &'static str,
        placeholder: &'static str,
        text: String,
        fill: impl FnMut(&str) -> Result<(), String> + 'a,
    ) -> Self {
        self.fields.push(Field { name, placeholder, text, fill: Box::new(fill) });
        self
    }

    /// Fills the variables with what was given; of an option that was given twice, the last.
    ///
    /// # Errors
    /// The help where it was asked for; the sentence that names an option that there is not, that
    /// lacks its value, or whose value it does not take.
    pub fn fill(mut self, given: &Given) -> Result<(), Stop> {
        if given.help {
            return Err(Stop::Help(self.help()));
        }
        for (name, value) in &given.pairs {
            let Some(field) = self.fields.iter_mut().find(|field| field.name == name) else {
                let command = self.command;
                return Err(Stop::Refused(format!(
                    "there is no option --{name}; `metavae {command} --help` lists them"
                )));
            };
            let Some(value) = value else {
                return Err(Stop::Refused(format!("--{name} needs a value")));
            };
            (field.fill)(value).map_err(|why| format!("--{name} is “{value}”: {why}"))?;
        }
        Ok(())
    }
}

/// The meaning of a word.
///
/// # Errors
/// The words that there are.
pub fn meaning<T: Copy>(words: &[(&str, T)], word: &str) -> Result<T, String> {
    let found = words.iter().find(|(known, _)| *known == word);
    found.map(|(_, meaning)| *meaning).ok_or_else(|| format!("it takes {}", listed(words)))
}

/// Words with commas between them.
pub fn listed<T>(words: &[(&str, T)]) -> String {
    words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
}

fn with_default(text: &str, default: &dyn Display) -> String {
    format!("{text}{}(default: {default})", if text.is_empty() { "" } else { " " })
}
