//! Edits of JS and CSS, brought into the served page without building it.

use std::fs::{self, DirEntry};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// How often to look for an edit.
const LOOK: Duration = Duration::from_millis(200);

/// Keeps the copies of `from`'s files in `to` up to date, for as long as the process lives, but while
/// `to` is being replaced.
pub fn keep(from: &Path, to: &Path, is_replaced: impl Fn() -> bool) -> ! {
    loop {
        if to.is_dir()
            && !is_replaced()
            && let Err(error) = refresh(from, to)
        {
            // An editor that saves by renaming leaves no file for an instant: the next look is soon.
            if error.kind() != std::io::ErrorKind::NotFound {
                eprintln!("{} to {}: {error}.", from.display(), to.display());
            }
        }
        thread::sleep(LOOK);
    }
}

/// Copies each file that is newer than its copy. A removed one stays, until the next build.
fn refresh(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&copy)?;
            refresh(&entry.path(), &copy)?;
        } else if is_newer(&entry, &copy)? {
            fs::copy(entry.path(), &copy)?;
            println!("  {}", entry.path().display());
        }
    }
    Ok(())
}

fn is_newer(entry: &DirEntry, copy: &Path) -> std::io::Result<bool> {
    let edited = entry.metadata()?.modified()?;
    match fs::metadata(copy) {
        Ok(copy) => Ok(edited > copy.modified()?),
        Err(_) => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::SystemTime;

    #[test]
    fn copies_what_is_newer_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("mirror-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("views")).unwrap();
        fs::create_dir_all(&to).unwrap();
        for name in ["old.js", "edited.js", "views/new.js"] {
            fs::write(from.join(name), "source").unwrap();
        }
        let an_hour = Duration::from_secs(3600);
        for (name, time) in
            [("old.js", SystemTime::now() + an_hour), ("edited.js", SystemTime::now() - an_hour)]
        {
            fs::write(to.join(name), "copy").unwrap();
            File::options().write(true).open(to.join(name)).unwrap().set_modified(time).unwrap();
        }
        refresh(&from, &to).unwrap();
        let text = |name| fs::read_to_string(to.join(name)).unwrap();
        assert_eq!(text("old.js"), "copy");
        assert_eq!(text("edited.js"), "source");
        assert_eq!(text("views/new.js"), "source");
        fs::remove_dir_all(folder).unwrap();
    }
}
