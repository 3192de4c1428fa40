//! docs/results/eval.json: a section for each part, and the targets from all of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::files::write_json;

pub struct Report {
    file: PathBuf,
    sections: Map<String, Value>,
}

impl Report {
    /// What was measured before, or nothing.
    pub fn open(file: &Path) -> Result<Self, String> {
        let sections = match fs::read_to_string(file) {
            Err(_) => Map::new(),
            Ok(text) => serde_json::from_str(&text)
                .map_err(|error| format!("{} is not a report: {error}", file.display()))?,
        };
        Ok(Self { file: file.into(), sections })
    }

    /// Puts a part's figures in place of older ones.
    pub fn put(&mut self, part: &str, mut figures: Value, seconds: f64) {
        figures["seconds"] = seconds.round().into();
        self.sections.insert(part.into(), figures);
    }

    /// Writes all sections, and gathers each one's `targets` in one flat object.
    pub fn write(&mut self) -> Result<(), String> {
        let mut targets = Map::new();
        for section in self.sections.values() {
            if let Some(of_section) = section.get("targets").and_then(Value::as_object) {
                targets.extend(of_section.clone());
            }
        }
        self.sections.insert("targets".into(), Value::Object(targets));
        self.sections.insert("made_by".into(), "cargo xtask eval".into());
        write_json(&self.file, &Value::Object(self.sections.clone()))
    }
}
