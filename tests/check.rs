//! `Gazetteer::check`, by tables: each rule has a row with the exact problems it must report, and what only looks
//! wrong has a row that must be clean.
//!
//! A row of `cases/check.csv` adds lines to a file of the gazetteer in `cases/base`; a line that starts with
//! `@names.csv ` goes to that file instead. A row of `cases/check_files.csv` replaces a whole file. In both, `\n`,
//! `\t`, `\xNN` and `\u{N}` are escapes. Several problems are joined by ` ⏎ `.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use allonym::{Gazetteer, Problems};
use proptest::prelude::*;
use proptest::sample::Index;

const FILES: [&str; 6] = ["places.csv", "names.csv", "claims.csv", "parties.csv", "sources.csv", "demonyms.csv"];

/// A part of each message of `src/gazetteer` and `src/model` that `check` can give: each must occur in the tables.
/// Only "unreadable CSV" is missing: reading from memory does not fail.
const MESSAGES: &[&str] = &[
    // table.rs
    "the file is empty; expected the header line",
    "a quote is opened in this row and never closed",
    "fields, but the header has",
    "1 field, but the header has",
    "the column stands twice",
    "unknown column \"feture\"; did you mean \"feature\"?",
    "unknown column \"wikipedia\"; expected id,",
    "in the header; expected id,",
    "is not UTF-8 (byte",
    "has blanks around it",
    "holds the control character",
    "holds U+FFFD",
    "is not in Unicode normalization form C",
    "is not a slug",
    "is not a place id",
    "is not a party id",
    "has a blank too many",
    "stands twice; remove one",
    "expected a BCP 47 language tag, such as",
    "is not known here; did you mean",
    "is not known here; expected one of",
    "empty; expected one of",
    "is not decimal degrees; expected a number from -90 to 90",
    "is not decimal degrees; expected a number from -180 to 180",
    "is not a count",
    // read.rs
    "empty, but the other coordinate is there",
    "empty; expected a place id",
    "empty; expected a name",
    "empty; expected a party, a place or a class",
    "empty; expected a source id",
    "empty; expected what to call the party",
    "empty; expected author, title",
    "empty; expected a word for the people",
    // check.rs
    "is no place in places.csv; did you mean",
    "is no place in places.csv; add it there",
    "is no party in parties.csv; did you mean",
    "is no party in parties.csv; add it there",
    "is no source in sources.csv; did you mean",
    "is no source in sources.csv; add it there",
    "is no claim in claims.csv; did you mean",
    "is no claim in claims.csv; add it there",
    "is already the id in line",
    "is already used in line",
    "is not before the end",
    "a circle:",
    "has no row in names.csv",
    "\"*\" stands for everyone",
    "empty; expected the parties that make the claim",
    "is not a class",
    "repeats the statement of line",
    "repeats line",
    "expected the source that says so",
    "expected the parties that adopted the name",
    "also stands in accepted_by",
    "is a form of itself",
    "is no name of \"vienna\"; did you mean",
    "is no name of \"vienna\"; add it",
    "has no letter or digit",
    "letters (",
    "expected one script for",
    "is closer than 1 km to",
    // model
    "is not a date",
    "is not a GeoNames feature",
    "is not an id in another gazetteer; expected scheme:id",
    "expected one of wd gn wof ne osm tgn pl iso before the colon; did you mean",
    "is not an id in another gazetteer; expected one such as",
    "is not a BCP 47 language tag; did you mean",
    "is not a BCP 47 language tag; expected a BCP 47 tag",
    "is not in the language subtag registry; did you mean",
    "is not in the language subtag registry; expected a BCP 47 tag",
    "has a script that is not in the language subtag registry",
    "has a region that is not in the language subtag registry",
    "has a variant that is not in the language subtag registry",
    "has a variant that the registry has only for other languages or scripts",
    "has the same subtag twice",
    "is deprecated in the language subtag registry",
];

/// A row of either table.
struct Case {
    id: String,
    why: String,
    expected: String,
    files: BTreeMap<&'static str, Vec<u8>>,
}

impl Case {
    fn gazetteer(&self) -> Gazetteer {
        gazetteer(&self.files)
    }
}

fn gazetteer(files: &BTreeMap<&'static str, Vec<u8>>) -> Gazetteer {
    let files: Vec<(&str, &[u8])> = FILES.iter().map(|file| (*file, files[file].as_slice())).collect();
    Gazetteer::from_files(&files).expect("the six names are the right ones")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn base() -> BTreeMap<&'static str, Vec<u8>> {
    FILES.iter().map(|file| (*file, std::fs::read(folder().join("base").join(file)).unwrap())).collect()
}

/// Resolves `\n`, `\t`, `\xNN` and `\u{N}`.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (kind, after) = after.split_at(1);
        rest = after;
        match kind {
            "n" => bytes.push(b'\n'),
            "r" => bytes.push(b'\r'),
            "t" => bytes.push(b'\t'),
            "x" => {
                bytes.push(u8::from_str_radix(&rest[..2], 16).unwrap());
                rest = &rest[2..];
            }
            "u" => {
                let (code, after) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).unwrap();
                let character = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
                bytes.extend_from_slice(character.to_string().as_bytes());
                rest = after;
            }
            other => panic!("unknown escape \\{other} in {text}"),
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn file_named(name: &str) -> &'static str {
    FILES.into_iter().find(|file| *file == name).unwrap_or_else(|| panic!("no gazetteer file is called {name:?}"))
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (table, whole) in [("check.csv", false), ("check_files.csv", true)] {
        let mut reader = csv::Reader::from_path(folder().join(table)).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let mut files = base();
            let given = unescape(&row[2]);
            if whole {
                files.insert(file_named(&row[1]), given);
            } else {
                for line in given.split(|byte| *byte == b'\n') {
                    let elsewhere = line
                        .strip_prefix(b"@")
                        .map(|line| line.split_at(line.iter().position(|b| *b == b' ').unwrap()));
                    let (file, line) = match elsewhere {
                        Some((file, line)) => (std::str::from_utf8(file).unwrap(), &line[1..]),
                        None => (&row[1], line),
                    };
                    let bytes = files.get_mut(file_named(file)).unwrap();
                    bytes.extend_from_slice(line);
                    bytes.push(b'\n');
                }
            }
            cases.push(Case { id: row[0].into(), expected: row[3].into(), why: row[4].into(), files });
        }
    }
    cases
}

fn shown(problems: &Problems) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ⏎ ")
}

#[test]
fn the_base_is_clean() {
    assert_eq!(shown(&gazetteer(&base()).check()), "");
    assert_eq!(shown(&Gazetteer::read(folder().join("base")).unwrap().check()), "");
}

#[test]
fn every_case_has_exactly_the_expected_problems() {
    let cases = cases();
    let ids: HashSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "an id stands twice in the tables");
    let mut failures = String::new();
    for case in &cases {
        let found = shown(&case.gazetteer().check());
        if found != case.expected {
            failures += &format!("{} ({})\n  expected: {}\n  found:    {found}\n", case.id, case.why, case.expected);
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn without_its_problems_every_case_is_clean() {
    let mut failures = String::new();
    for case in cases() {
        let gazetteer = case.gazetteer();
        let problems = gazetteer.check();
        let left = gazetteer.without(&problems).check();
        if !left.is_empty() {
            failures += &format!("{} ({}): {}\n", case.id, case.why, shown(&left));
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn every_message_occurs() {
    let cases = cases();
    let missing: Vec<&&str> =
        MESSAGES.iter().filter(|part| !cases.iter().any(|case| case.expected.contains(**part))).collect();
    assert!(missing.is_empty(), "no row of the tables expects {missing:#?}");
}

/// Each problem says where it is, and its message has two parts: what was found; what was expected or what to do.
#[test]
fn every_message_says_what_was_found_and_what_to_do() {
    for case in cases() {
        for problem in case.gazetteer().check().iter() {
            let message = problem.message();
            assert!(message.contains("; "), "{}: {message}", case.id);
            assert!(!message.ends_with('.'), "{}: {message}", case.id);
            assert!(problem.line() > 0, "{}: {message}", case.id);
        }
    }
}

/// What holds for every gazetteer, however damaged: `check` returns, lists its problems in order and once, and
/// what is left without them is clean.
fn survives(files: &BTreeMap<&'static str, Vec<u8>>) -> Result<(), TestCaseError> {
    let gazetteer = gazetteer(files);
    let problems = gazetteer.check();
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let distinct: HashSet<&String> = shown.iter().collect();
    prop_assert_eq!(distinct.len(), shown.len(), "a problem is listed twice");
    let left = gazetteer.without(&problems).check();
    prop_assert!(left.is_empty(), "left: {:?}", left);
    Ok(())
}

/// A change to a file: at one place, take some bytes out and put others in.
#[derive(Clone, Debug)]
struct Edit {
    file: Index,
    at: Index,
    remove: usize,
    insert: Vec<u8>,
}

fn edit() -> impl Strategy<Value = Edit> {
    // What breaks a table most: its own punctuation, words of the base in the wrong column, odd characters.
    let words = prop::sample::select(vec![
        ",", "\"", "\n", "\r\n", "*", " ", "-", "austria", "vienna", "AT", "ap", "unterm", "XXXX", "199X", "-0044~",
        "wd:Q40", "official", "ja-Latn", "Wien", "東京", "e\u{301}", "\u{fffd}", "\u{feff}", "ß", "\0",
    ]);
    let bytes = prop_oneof![
        4 => words.prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    (any::<Index>(), any::<Index>(), 0..12_usize, bytes).prop_map(|(file, at, remove, insert)| Edit {
        file,
        at,
        remove,
        insert,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_in_any_file_are_survived(
        file in prop::sample::select(FILES.to_vec()),
        header in any::<bool>(),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut files = base();
        let whole = files.get_mut(file).unwrap();
        let end = if header { whole.iter().position(|byte| *byte == b'\n').unwrap() + 1 } else { 0 };
        whole.truncate(end);
        whole.extend(bytes);
        survives(&files)?;
    }

    #[test]
    fn edits_of_the_base_are_survived(edits in prop::collection::vec(edit(), 1..8)) {
        let mut files = base();
        for edit in edits {
            let bytes = files.get_mut(FILES[edit.file.index(FILES.len())]).unwrap();
            let at = edit.at.index(bytes.len() + 1);
            let end = (at + edit.remove).min(bytes.len());
            bytes.splice(at..end, edit.insert);
        }
        survives(&files)?;
    }

    #[test]
    fn lines_in_any_order_and_number_are_survived(picks in prop::collection::vec((any::<Index>(), any::<Index>(), any::<Index>()), 1..12)) {
        let mut files = base();
        for (file, from, to) in picks {
            let bytes = files.get_mut(FILES[file.index(FILES.len())]).unwrap();
            let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
            // Below the header, a line is moved or, when it stays in place, doubled.
            let (from, to) = (1 + from.index(lines.len() - 1), 1 + to.index(lines.len() - 1));
            let line = if from == to { lines[from].clone() } else { lines.remove(from) };
            lines.insert(to, line);
            *bytes = lines.concat();
        }
        survives(&files)?;
    }
}
