//! The other two families of browsers, in which the suite of faults makes a first visit.

use super::apt;
use super::browser::version_of;
use crate::command;
use std::env;
use std::path::{Path, PathBuf};

/// Firefox's first with all of WebDriver BiDi that the suite's driver speaks.
const FIREFOX: u32 = 140;
/// Where Vulkan's drivers register, Mesa's software GPU among them, which Firefox's WebGPU takes.
const VULKAN_DRIVERS: &str = "/usr/share/vulkan/icd.d";

/// Firefox: the environment's `FIREFOX`, else what is installed.
pub fn firefox() -> Option<PathBuf> {
    let named = env::var_os("FIREFOX").map(PathBuf::from);
    let installed = || ["firefox-esr", "firefox"].iter().find_map(|name| command::find(name));
    named.or_else(installed)
}

/// WebKitGTK's driver, which brings a browser: the environment's `WEBKIT_DRIVER`, else what is
/// installed.
pub fn webkit_driver() -> Option<PathBuf> {
    let named = env::var_os("WEBKIT_DRIVER").map(PathBuf::from);
    named.or_else(|| command::find("WebKitWebDriver"))
}

fn has_software_gpu() -> bool {
    let mut drivers = Path::new(VULKAN_DRIVERS).read_dir().into_iter().flatten().flatten();
    drivers.any(|driver| driver.file_name().to_string_lossy().starts_with("lvp_"))
}

/// Firefox and its software GPU, from Debian's packages where they are missing.
pub fn provide_firefox() -> Result<String, String> {
    if (firefox().is_none() || !has_software_gpu()) && apt::is_allowed() {
        apt::install(&["firefox-esr", "mesa-vulkan-drivers"], "1 minute")?;
    }
    let Some(firefox) = firefox() else {
        return Err("missing. On Debian: `sudo apt-get install firefox-esr \
             mesa-vulkan-drivers`. Elsewhere install Firefox, or name it in the environment: \
             FIREFOX=…"
            .into());
    };
    let version = version_of(&firefox)?;
    if version < FIREFOX {
        return Err(format!("version {version} is there, but {FIREFOX} or newer is needed."));
    }
    let gpu = if has_software_gpu() { "" } else { ", without Mesa's software GPU" };
    Ok(format!("version {version} is there{gpu}"))
}

/// WebKitGTK and a screen that nobody sees, from Debian's packages where they are missing.
pub fn provide_webkit() -> Result<String, String> {
    let is_there = || webkit_driver().is_some() && command::find("Xvfb").is_some();
    if !is_there() && apt::is_allowed() {
        apt::install(&["webkit2gtk-driver", "xvfb"], "1 minute")?;
    }
    if is_there() {
        return Ok("there".into());
    }
    Err("missing. On Debian and Ubuntu: `sudo apt-get install webkit2gtk-driver xvfb`. Other \
         systems may have it under another name: WEBKIT_DRIVER=…"
        .into())
}
