//! The shape of a command's help.

use super::Form;

/// Columns that a line may take.
const WIDTH: usize = 100;
/// Before an option's name, and between it and its text.
const GAP: usize = 2;

impl Form<'_> {
    /// How the command is called, what it does, and its options.
    pub(super) fn help(&self) -> String {
        let arguments = if self.fields.is_empty() { "" } else { " [--OPTION VALUE]…" };
        let mut lines = vec![format!("metavae {}{arguments}", self.command), String::new()];
        lines.extend(wrapped(self.about, WIDTH));
        if !self.fields.is_empty() {
            lines.push(String::new());
        }
        let named = self.fields.iter().map(|f| format!("--{} {}", f.name, f.placeholder));
        let names: Vec<String> = named.collect();
        let column = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        for (name, field) in names.iter().zip(&self.fields) {
            let texts = wrapped(&field.text, WIDTH - column - 2 * GAP);
            for (at, text) in texts.iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                lines.push(format!("{:GAP$}{name:column$}{:GAP$}{text}", "", ""));
            }
        }
        lines.join("\n")
    }
}

/// A text in lines of at most `width` columns, cut between words. One line at least.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is a line from the start");
        let taken = last.chars().count();
        if taken > 0 && taken + 1 + word.chars().count() > width {
            lines.push(word.into());
        } else {
            if taken > 0 {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}
