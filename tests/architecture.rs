//! The shape of the code: modules on one line, short files, `unsafe` in one place, nothing that prints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The modules of the library, from left to right. A module imports only from modules to its left.
const LINE: &[&str] = &[
    "error",
    "model",
    "normalize",
    "gazetteer",
    "index",
    "embedded",
    "similarity",
    "search",
    "rank",
    "resolve",
    "perspective",
    "report",
    "import",
];

/// The one file of the library with `unsafe`, and the command line's call of its function.
const UNSAFE: &[&str] = &["index/bytes.rs", "cli/mod.rs"];

fn sources(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The path of each source file below `src`, and its text.
fn files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The module of the library that a file belongs to.
fn module(file: &str) -> &str {
    let first = file.split('/').next().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The lines of code: no comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

/// The modules that a line of code names by `crate::` or `allonym::`, in whatever way it is written.
fn imports(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let names = rest.strip_prefix('{').map_or(rest, |group| group.split('}').next().unwrap_or(group));
        let names: Vec<&str> = if rest.starts_with('{') { names.split(',').collect() } else { vec![names] };
        for name in names {
            let end = name.trim().find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.trim().len());
            found.push(name.trim()[..end].to_owned());
        }
    }
    found
}

#[test]
fn modules_import_from_the_left() {
    let place = |module: &str| LINE.iter().position(|known| *known == module);
    let mut wrong = Vec::new();
    for (file, text) in files() {
        let Some(own) = place(module(&file)) else { continue };
        for line in code(&text) {
            for import in imports(line) {
                if place(&import).is_some_and(|other| other > own) {
                    wrong.push(format!("{file}: {line}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports from the right:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_is_on_the_line() {
    for file in files().keys() {
        let module = module(file);
        let known = LINE.contains(&module) || ["lib", "main", "cli"].contains(&module);
        assert!(known, "{file} is on no line: add its module to LINE, in its place");
    }
    let lib = &files()["lib.rs"];
    let declared: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("mod ").or_else(|| line.strip_prefix("pub mod ")))
        .filter_map(|rest| rest.strip_suffix(';'))
        .collect();
    assert_eq!(declared, LINE, "lib.rs declares the modules in the order of the line");
}

#[test]
fn the_command_line_uses_the_public_api() {
    for (file, text) in files() {
        if module(&file) == "cli" {
            for line in code(&text) {
                assert!(!line.contains("#[path"), "{file}: {line}");
            }
        } else {
            for line in code(&text) {
                let is_tool = ["clap::", "anstream::", "anstyle::", "comfy_table::", "indicatif::"];
                assert!(!is_tool.iter().any(|tool| line.contains(tool)), "{file}: {line}");
            }
        }
    }
}

#[test]
fn files_are_short() {
    for (file, text) in files() {
        let lines = text.lines().count();
        assert!(lines <= 600, "{file} has {lines} lines: split it by what it knows");
        assert!(text.starts_with("//!"), "{file} does not open by saying what it is");
        let name = file.rsplit('/').next().unwrap();
        assert!(
            !["util", "utils", "common", "core", "helper", "helpers", "misc", "glue"]
                .contains(&name.trim_end_matches(".rs"))
        );
    }
}

#[test]
fn unsafe_stands_in_one_place() {
    for (file, text) in files() {
        for line in code(&text) {
            let has_unsafe = line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe");
            assert!(!has_unsafe || UNSAFE.contains(&file.as_str()), "{file}: {line}");
        }
    }
    let bytes = &files()["index/bytes.rs"];
    assert!(bytes.contains("// SAFETY:"), "index/bytes.rs does not say who promised what");
}

#[test]
fn the_library_is_silent() {
    for (file, text) in files() {
        if ["cli", "main"].contains(&module(&file)) {
            continue;
        }
        for line in code(&text) {
            for call in ["println!", "eprintln!", "print!", "eprint!", "dbg!", "process::exit", "env::var", "env::args"]
            {
                assert!(!line.contains(call), "{file}: {line}");
            }
            assert!(!line.starts_with("#[cfg(") || line == "#[cfg(test)]" || file == "lib.rs", "{file}: {line}");
        }
    }
}

#[test]
fn public_types_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<allonym::Index>();
    shared::<allonym::Resolver>();
    shared::<allonym::Gazetteer>();
    shared::<allonym::Error>();
    shared::<allonym::Resolution<'static>>();
    shared::<allonym::Mention<'static>>();
    shared::<allonym::Choice<'static>>();
}
