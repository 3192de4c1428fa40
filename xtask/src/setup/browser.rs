//! Chromium for the end-to-end tests, ChromeDriver for the browser tests.

use super::apt;
use crate::command;
use std::env;
use std::path::{Path, PathBuf};

const CHROMIUMS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const ON_A_MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// Chromium or Chrome: the environment's `CHROMIUM`, else what is installed.
pub fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    let installed = || CHROMIUMS.iter().find_map(|name| command::find(name));
    let on_a_mac = || Some(PathBuf::from(ON_A_MAC)).filter(|path| path.is_file());
    named.or_else(installed).or_else(on_a_mac)
}

/// ChromeDriver: the environment's `CHROMEDRIVER`, else what is installed.
pub fn chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    // Where GitHub's runners keep theirs.
    let runner = || env::var_os("CHROMEWEBDRIVER").map(|dir| Path::new(&dir).join("chromedriver"));
    named.or_else(|| command::find("chromedriver")).or_else(runner)
}

/// Both, from Debian's packages where they are missing and this user may install them.
pub fn provide() -> Result<String, String> {
    if chromium().is_none() || chromedriver().is_none() {
        if !apt::is_allowed() {
            return Err(how_to_install());
        }
        apt::install(&["chromium", "chromium-driver"], "1 minute")?;
    }
    let (Some(chromium), Some(driver)) = (chromium(), chromedriver()) else {
        return Err(how_to_install());
    };
    let browser = version_of(&chromium)?;
    let driver = version_of(&driver)?;
    if browser == driver {
        return Ok(format!("version {browser} is there"));
    }
    Err(format!(
        "Chromium {browser} and ChromeDriver {driver} do not fit together. Install the same \
         version of both, or name them in the environment: CHROMIUM=… CHROMEDRIVER=…"
    ))
}

fn how_to_install() -> String {
    let missing = match (chromium(), chromedriver()) {
        (None, None) => "Chromium and ChromeDriver are",
        (None, _) => "Chromium is",
        _ => "ChromeDriver is",
    };
    format!(
        "{missing} missing. On Debian: `sudo apt-get install chromium chromium-driver`. Elsewhere \
         install Chrome and the ChromeDriver of its version from \
         https://googlechromelabs.github.io/chrome-for-testing/, or name them in the environment: \
         CHROMIUM=… CHROMEDRIVER=…"
    )
}

/// The major version that `Chromium 142.0.7444.59 …` or `ChromeDriver 142.0…` states.
pub fn version_of(program: &Path) -> Result<u32, String> {
    let mut command = command::new(&program.to_string_lossy());
    let said = command::output(command.arg("--version"))?;
    major_version(&said)
        .ok_or_else(|| format!("`{} --version` states none: {}", program.display(), said.trim()))
}

fn major_version(said: &str) -> Option<u32> {
    said.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_programs_versions() {
        let chromium = "Chromium 142.0.7444.59 built on Debian GNU/Linux 12 (bookworm)";
        assert_eq!(major_version(chromium), Some(142));
        assert_eq!(major_version("ChromeDriver 142.0.7444.59 (4b8153a)"), Some(142));
        assert_eq!(major_version("Google Chrome 141.0.1"), Some(141));
        assert_eq!(major_version("Mozilla Firefox 153.7.0esr\n"), Some(153));
        assert_eq!(major_version("nothing"), None);
    }
}
