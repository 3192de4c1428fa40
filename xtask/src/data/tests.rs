use super::*;
use metavae::data::formats::idx;
use metavae::data::{Dataset, ShardSet, synth};
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("xtask-data-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Writes IDX files that are not MNIST's, in the style of names that `dotted` says.
    fn hold_digits(&self, train: &Dataset, test: &Dataset, dotted: bool) {
        for (name, data) in [("train", train), ("t10k", test)] {
            let joint = if dotted { '.' } else { '-' };
            let put = |kind: &str, bytes: Vec<u8>| {
                fs::write(self.0.join(format!("{name}-{kind}-ubyte")), bytes).unwrap();
            };
            put(&format!("images{joint}idx3"), idx::write_images(data.images()));
            put(&format!("labels{joint}idx1"), idx::write_labels(data.labels()));
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(String::from).collect()
}

fn cut(from: &Folder, out: &Folder, more: &str) -> Result<(), String> {
    let mut arguments = words(more);
    for (name, folder) in [("--from", from), ("--out", out)] {
        arguments.push(name.into());
        arguments.push(folder.0.to_str().unwrap().into());
    }
    run(&arguments)
}

fn load(folder: &Folder) -> ShardSet {
    let text = fs::read_to_string(folder.0.join("manifest.json")).unwrap();
    let mut set = ShardSet::open(&text).unwrap();
    for shard in set.files() {
        let bytes = fs::read(folder.0.join(&shard.file)).unwrap();
        assert_eq!(bytes.len(), shard.bytes as usize);
        set.add(&shard.file, &bytes).unwrap();
    }
    assert!(set.is_complete());
    set
}

#[test]
fn what_is_cut_from_a_folder_is_what_the_page_loads() {
    for dotted in [false, true] {
        let (train, test) = synth::splits(130, 30, 1).unwrap();
        let (from, out) = (Folder::new(), Folder::new());
        from.hold_digits(&train, &test, dotted);
        cut(&from, &out, "--shard-size 50").unwrap();
        let set = load(&out);
        assert_eq!(set.name(), "IDX digits (not the canonical MNIST)");
        assert_eq!((set.train(), set.test()), (&train, &test));
        let sizes: Vec<_> = set.files().iter().map(|shard| shard.images).collect();
        assert_eq!(sizes, [50, 30, 50, 30]);
    }
}

#[test]
fn cutting_again_replaces_what_was_there_and_nothing_else() {
    let (train, test) = synth::splits(60, 20, 1).unwrap();
    let (from, out) = (Folder::new(), Folder::new());
    from.hold_digits(&train, &test, false);
    fs::write(out.0.join("notes.txt"), "mine").unwrap();
    cut(&from, &out, "--shard-size 10").unwrap();
    assert_eq!(out.names().len(), 2 + 6 + 2);
    cut(&from, &out, "--shard-size 40").unwrap();
    let names = out.names();
    assert_eq!(names.len(), 2 + 2 + 1, "{names:?}");
    assert!(names.contains(&"notes.txt".into()));
    assert_eq!(load(&out).train(), &train);
}

#[test]
fn a_folder_that_lacks_or_breaks_a_file_is_told_so() {
    let (train, test) = synth::splits(20, 10, 1).unwrap();
    let (from, out) = (Folder::new(), Folder::new());
    from.hold_digits(&train, &test, false);
    cut(&from, &out, "").unwrap();
    let before = out.names();

    let labels = from.0.join("t10k-labels-idx1-ubyte");
    let good = fs::read(&labels).unwrap();
    fs::write(&labels, &good[..12]).unwrap();
    let message = cut(&from, &out, "").unwrap_err();
    assert!(message.contains("t10k-labels-idx1-ubyte: The labels file is cut short"), "{message}");

    fs::write(&labels, idx::write_labels(&[1, 2, 3])).unwrap();
    let message = cut(&from, &out, "").unwrap_err();
    assert!(message.starts_with("The t10k files: 3 labels need"), "{message}");

    fs::remove_file(&labels).unwrap();
    let message = cut(&from, &out, "").unwrap_err();
    assert!(message.contains("has no t10k-labels-idx1-ubyte; looked for"), "{message}");
    assert!(message.contains("t10k-labels.idx1-ubyte.gz"), "{message}");

    let nowhere = Folder(from.0.join("nowhere"));
    assert!(cut(&nowhere, &out, "").unwrap_err().ends_with("nowhere is not a folder."));
    assert_eq!(out.names(), before, "a refused run leaves the shards alone");
    load(&out);
}

#[test]
fn arguments_are_read_or_explained() {
    let parse = |line: &str| Options::parse(&words(line));
    let options = parse("--from a --out b --shard-size 7").unwrap().unwrap();
    assert_eq!(options.origin, Origin::Folder("a".into()));
    assert_eq!((options.out, options.shard_size), ("b".into(), 7));
    let options = parse("--download").unwrap().unwrap();
    assert_eq!(options.origin, Origin::Mirrors(MIRRORS.map(String::from).into()));
    assert_eq!(options.shard_size, 5_000);
    let options = parse("--download --mirror x --mirror y").unwrap().unwrap();
    assert_eq!(options.origin, Origin::Mirrors(vec!["x".into(), "y".into()]));
    assert_eq!(parse("--help"), Ok(None));
    for (line, message) in [
        ("", "Say either --from DIR or --download."),
        ("--from a --download", "Say either"),
        ("--mirror x", "Say either"),
        ("--from a --mirror x", "--mirror goes with --download."),
        ("--from", "--from needs a value."),
        ("--form a", "There is no argument `--form`."),
        ("--from a --shard-size 0", "--shard-size is 0;"),
        ("--from a --shard-size many", "--shard-size is many;"),
    ] {
        let said = parse(line).unwrap_err();
        assert!(said.starts_with(message), "{line}: {said}");
    }
}

#[test]
fn mirrors_are_tried_in_turn_and_each_failure_is_named() {
    let wrong = idx::write_images(&[7; 784]);
    let asked = std::cell::RefCell::new(Vec::new());
    let fetch = |address: &str| {
        asked.borrow_mut().push(address.to_string());
        match address {
            a if a.starts_with("one/") => Err("no answer.".into()),
            a if a.starts_with("two/") => Ok(b"<!doctype html>".to_vec()),
            _ => Ok(wrong.clone()),
        }
    };
    let all = ["one", "two/", "three"].map(String::from);
    let Err(message) = mirrors::download(&all, &fetch) else {
        panic!("these are not MNIST");
    };
    assert_eq!(
        *asked.borrow(),
        [
            "one/train-images-idx3-ubyte.gz",
            "two/train-images-idx3-ubyte.gz",
            "three/train-images-idx3-ubyte.gz"
        ]
    );
    for part in [
        "one/train-images-idx3-ubyte.gz: no answer.",
        "The images file is a web page, not an IDX file.",
        "its SHA-256 is not the published one.",
        "`cargo xtask data --from DIR` needs no network.",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
}

/// The canonical files, in an optional folder beside the project.
fn mnist() -> Option<PathBuf> {
    let folder = crate::project::root().join("../shared/data/mnist");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no MNIST at {}", folder.display());
    None
}

#[test]
fn the_canonical_files_are_known_as_such() {
    let Some(folder) = mnist() else { return };
    let digits = Digits::in_folder(&folder).unwrap();
    assert!(digits.is_canonical());
    assert_eq!(digits.name(), "MNIST");
    assert_eq!((digits.train.len(), digits.test.len()), (60_000, 10_000));
}

#[test]
fn a_mirror_that_stops_half_way_is_followed_by_the_next() {
    let Some(folder) = mnist() else { return };
    let fetch = |address: &str| {
        let name = address.rsplit('/').next().unwrap();
        if address.starts_with("one") && name.starts_with("t10k-images") {
            return Err("no answer.".into());
        }
        fs::read(folder.join(name)).map_err(|error| error.to_string())
    };
    let digits = mirrors::download(&["one".into(), "two".into()], &fetch).unwrap();
    assert!(digits.is_canonical());
}

#[cfg(feature = "download")]
mod over_http {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// Answers every request with what `answer` makes of its path: a status and a body. Lives as
    /// long as the test's process.
    fn serve(answer: impl Fn(&str) -> (u16, Vec<u8>) + Send + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/mnist/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                    request.push(byte[0]);
                }
                let request = String::from_utf8(request).unwrap();
                let path = request.split(' ').nth(1).unwrap();
                let (status, body) = answer(path);
                let head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                // A client that has seen enough may hang up.
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            }
        });
        address
    }

    fn failure(mirrors: &[String]) -> String {
        mirrors::download(mirrors, &http::fetch).err().expect("no mirror has MNIST")
    }

    #[test]
    fn a_missing_file_a_web_page_wrong_bytes_and_silence_are_told_apart() {
        let missing = serve(|_| (404, b"<html>not found</html>".to_vec()));
        let page = serve(|_| (200, b"<!doctype html><title>Welcome</title>".to_vec()));
        let other = serve(|_| (200, idx::write_images(&[1; 784 * 3])));
        let garbage = serve(|_| (200, vec![0x1f, 0x8b, 1, 2, 3]));
        let silent = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            format!("http://{}/", listener.local_addr().unwrap())
        };
        let message = failure(&[missing, page, other, garbage, silent]);
        let lines: Vec<_> = message.lines().collect();
        assert_eq!(lines.len(), 7, "{message}");
        for (line, part) in lines[1..].iter().zip([
            "the server answers with status 404.",
            "is a web page, not an IDX file.",
            "its SHA-256 is not the published one.",
            "The images file is",
            "no answer (",
        ]) {
            assert!(line.contains("/train-images-idx3-ubyte.gz: "), "{line}");
            assert!(line.contains(part), "{part} in {line}");
        }
    }

    #[test]
    fn the_published_files_become_shards() {
        let Some(folder) = mnist() else { return };
        let mirror = serve(move |path| {
            let name = path.strip_prefix("/mnist/").unwrap();
            fs::read(folder.join(name)).map_or((404, Vec::new()), |bytes| (200, bytes))
        });
        let out = Folder::new();
        let arguments = format!("--download --mirror {mirror} --out {}", out.0.display());
        run(&words(&arguments)).unwrap();
        let set = load(&out);
        assert_eq!((set.name(), set.train().len(), set.test().len()), ("MNIST", 60_000, 10_000));
    }
}
