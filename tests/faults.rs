//! Faults from outside: a full disk, a kill at any moment, two builds of one file, a folder that goes away, a file that was
//! cut or changed. The old index stays whole, and what went wrong is said.

mod rows;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use allonym::{ErrorKind, Gazetteer, Index, IndexBuilder, Rows};
use rows::{name, place};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with an index in it, that builds are to replace.
struct Old {
    dir: tempfile::TempDir,
    bytes: Vec<u8>,
}

impl Old {
    fn new() -> Old {
        let dir = tempfile::tempdir().unwrap();
        let gazetteer = Gazetteer::read(root().join("tests/cases/tiers")).unwrap();
        let bytes = IndexBuilder::new().gazetteer(&gazetteer).unwrap().build().unwrap();
        std::fs::write(dir.path().join("out.allonym"), &bytes).unwrap();
        Old { dir, bytes }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("out.allonym")
    }

    /// The build of the curated gazetteer to the path.
    fn build(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_allonym"));
        command.current_dir(root()).args(["build", "gazetteer", "-o"]).arg(self.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    #[track_caller]
    fn is_whole(&self) {
        assert!(std::fs::read(self.path()).unwrap() == self.bytes, "the old file has changed");
        Index::open(self.path()).unwrap();
    }

    /// What lies beside the index.
    fn others(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| *path != self.path()).collect()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A limit on the length of files stands for a disk that is full: writing fails after eight blocks.
#[cfg(unix)]
#[test]
fn a_full_disk() {
    use std::os::unix::process::ExitStatusExt;
    let old = Old::new();
    let limited = |trap: &str, memory: &str| {
        let script = format!("{trap} ulimit -f 8; exec \"$@\"");
        let build = old.build();
        let mut command = Command::new("bash");
        command.current_dir(root()).args(["-c", &script, "bash"]).arg(build.get_program()).args(build.get_args());
        command.args(["--memory", memory]);
        command.output().unwrap()
    };
    // Writing fails: the index itself, or a temporary file.
    let folder = old.dir.path().display();
    for (memory, doing) in [
        ("1G", format!("{}: cannot read or write", old.path().display())),
        ("1M", format!("{folder}: cannot write a temporary file")),
    ] {
        let output = limited("trap '' XFSZ;", memory);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).starts_with(&format!("error: {doing}: File too large")), "{}", said(&output));
        old.is_whole();
        assert_eq!(old.others(), [] as [PathBuf; 0], "a temporary file is left");
    }
    // The limit kills: nobody can tidy up, but what is left is no index.
    let output = limited("", "1G");
    assert!(output.status.signal().is_some(), "{:?}", output.status);
    old.is_whole();
    for left in old.others() {
        assert!(left.file_name().unwrap().to_string_lossy().starts_with(".allonym-"), "{}", left.display());
        assert_eq!(Index::open(&left).unwrap_err().kind(), ErrorKind::NotAnIndex);
    }
}

#[test]
fn a_build_that_is_killed() {
    let old = Old::new();
    let start = Instant::now();
    assert!(old.build().status().unwrap().success());
    let whole = start.elapsed();
    let new = std::fs::read(old.path()).unwrap();
    assert!(new == Index::embedded().as_bytes());
    let mut killed = 0;
    for round in 0..10_u32 {
        std::fs::write(old.path(), &old.bytes).unwrap();
        let mut child = old.build().spawn().unwrap();
        // Late in the build, too, when the file is written.
        std::thread::sleep(whole * (round * round + 5) / 90);
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            assert!(std::fs::read(old.path()).unwrap() == new);
        } else {
            killed += 1;
            old.is_whole();
        }
    }
    assert!(killed > 2, "only {killed} were killed");
    for left in old.others() {
        assert!(left.file_name().unwrap().to_string_lossy().starts_with(".allonym-"), "{}", left.display());
        // The header comes last: what is not complete has none. A file that was complete, but not renamed yet, is sound.
        let is_sound = |index: Index| index.as_bytes() == new;
        assert!(Index::open(&left).map_or_else(|error| error.kind() != ErrorKind::Io, is_sound), "{}", left.display());
    }
    // What is left does not bother the next build.
    assert!(old.build().status().unwrap().success());
    assert!(std::fs::read(old.path()).unwrap() == new);
}

#[test]
fn two_builds_of_one_file() {
    let old = Old::new();
    let mut other = Command::new(env!("CARGO_BIN_EXE_allonym"));
    other.current_dir(root()).args(["build", "tests/cases/tiers", "-o"]).arg(old.path()).stdout(Stdio::null());
    for round in 0..3_u32 {
        let mut first = old.build().spawn().unwrap();
        std::thread::sleep(Duration::from_millis(100) * round);
        let mut second = other.spawn().unwrap();
        let mut third = old.build().spawn().unwrap();
        for child in [&mut first, &mut second, &mut third] {
            assert!(child.wait().unwrap().success());
        }
        let bytes = std::fs::read(old.path()).unwrap();
        assert!(bytes == old.bytes || bytes == Index::embedded().as_bytes(), "{} bytes of neither", bytes.len());
        assert_eq!(old.others(), [] as [PathBuf; 0]);
    }
}

/// Rows enough for temporary files.
fn many(mut builder: IndexBuilder) -> Result<IndexBuilder, allonym::Error> {
    for number in 0..5000 {
        let id = format!("wof:{number}");
        builder.place(&place(&id))?;
        builder.name(&name(&id, &format!("Name of place {number}"), "en"))?;
    }
    Ok(builder)
}

#[test]
fn a_folder_that_is_not_there() {
    let old = Old::new();
    // Its parent is a file.
    let no_folder = old.path().join("folder");
    let error = many(IndexBuilder::bounded(1 << 16, &no_folder)).err().expect("nowhere to put the rows");
    assert_eq!((error.kind(), error.path()), (ErrorKind::Io, Some(&*no_folder)));
    assert!(error.to_string().contains("cannot write a temporary file"), "{error}");
    let error = many(IndexBuilder::new()).unwrap().write(no_folder.join("out.allonym")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.path().is_some_and(|path| path.starts_with(&no_folder)), "{error}");
    let mut command = old.build();
    let output = command.arg("-o").arg(no_folder.join("out.allonym")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    old.is_whole();
}

#[test]
fn a_folder_that_goes_away() {
    // With the temporary files in it, between two rows.
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let builder = many(IndexBuilder::bounded(1 << 16, &inner)).unwrap();
    std::fs::remove_dir_all(&inner).unwrap();
    let error = builder.write(inner.join("out.allonym")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.path().is_some_and(|path| path.starts_with(&inner)), "{error}");
    // Only the folder of the temporary files: those that are open stay; if another one is needed, that is an error.
    std::fs::create_dir(&inner).unwrap();
    let builder = many(IndexBuilder::bounded(1 << 16, &inner)).unwrap();
    std::fs::remove_dir_all(&inner).unwrap();
    let path = dir.path().join("out.allonym");
    match builder.write(&path) {
        Ok(_) => assert_eq!(Index::open(&path).unwrap().places().len(), 5000),
        Err(error) => {
            assert_eq!((error.kind(), error.path()), (ErrorKind::Io, Some(&*inner)), "{error}");
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "something is left");
        }
    }
}

/// A rename over a device or a socket would replace it.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    for path in [path, dir.path().to_owned()] {
        let before = std::fs::metadata(&path).unwrap().file_type();
        let error = many(IndexBuilder::new()).unwrap().write(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(error.to_string(), format!("{}: not a regular file; nothing was written", path.display()));
        assert_eq!(std::fs::metadata(&path).unwrap().file_type(), before);
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

/// The sections of an index file: name, offset, length.
fn sections(bytes: &[u8]) -> Vec<(String, usize, usize)> {
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
    let count = u32::from_le_bytes(bytes[16..20].try_into().unwrap()) as usize;
    let entries = (0..count).map(|number| 40 + 32 * number);
    let name = |entry: usize| String::from_utf8(bytes[entry..entry + 8].to_vec()).unwrap();
    entries
        .map(|entry| (name(entry).trim_end_matches('\0').to_owned(), number(entry + 8), number(entry + 16)))
        .collect()
}

fn inspect(path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_allonym")).arg("inspect").arg(path).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn a_file_that_was_cut() {
    let old = Old::new();
    let path = old.dir.path().join("cut.allonym");
    let total = old.bytes.len();
    let sections = sections(&old.bytes);
    assert_eq!(sections.len(), Index::embedded().sections().len());
    for (section, offset, len) in &sections {
        for end in [*offset, offset + len, offset + len / 2] {
            if end == total {
                continue;
            }
            std::fs::write(&path, &old.bytes[..end]).unwrap();
            let expected =
                format!("{}: damaged index: it ends after {end} bytes of {total}; build it again", path.display());
            assert_eq!(Index::open(&path).unwrap_err().to_string(), expected, "{section}");
            // SAFETY: nobody else knows the file.
            let mapped = unsafe { Index::map(&path) };
            assert_eq!(mapped.unwrap_err().to_string(), expected, "{section}");
        }
    }
    let output = inspect(&path);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(said(&output).starts_with(&format!("error: {}: damaged index: it ends after", path.display())));
}

#[test]
fn a_byte_that_changed() {
    let bytes = Index::embedded().as_bytes().to_vec();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("changed.allonym");
    let mut changed = 0;
    for (section, offset, len) in sections(&bytes).into_iter().filter(|(_, _, len)| *len > 0) {
        for at in [offset, offset + len / 2, offset + len - 1] {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x10;
            std::fs::write(&path, &bytes).unwrap();
            let error = Index::open(&path).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Corrupt);
            let path = path.display();
            let expected =
                format!("{path}: damaged index: the checksum of section \"{section}\" is wrong; build it again");
            assert_eq!(error.to_string(), expected);
        }
        let output = inspect(&path);
        let expected =
            format!("error: {}: damaged index: the checksum of section \"{section}\" is wrong", path.display());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{section}");
        assert!(said(&output).starts_with(&expected), "{}", said(&output));
        changed += 1;
    }
    assert!(changed >= 20, "{changed} sections");
}
