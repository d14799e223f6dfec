//! The command line, with exact output: each row of `tests/cases/cli.csv` has its output in `tests/golden/cli/`.
//!
//! `INDEX` in an argument is the path of an index built from `tests/cases/tiers`; `lookup`, `resolve` and `show`
//! search it alone. To accept new output, delete the golden file and run the test: it is written anew, and fails once.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use allonym::{Gazetteer, IndexBuilder};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The index of the fixture, in a folder that lives as long as the value.
struct Fixture {
    dir: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Fixture {
        let dir = tempfile::tempdir().unwrap();
        let gazetteer = Gazetteer::read(root().join("tests/cases/tiers")).unwrap();
        IndexBuilder::new().gazetteer(&gazetteer).unwrap().write(dir.path().join("tiers.allonym")).unwrap();
        Fixture { dir }
    }

    fn index(&self) -> PathBuf {
        self.dir.path().join("tiers.allonym")
    }
}

fn allonym() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allonym"));
    command.current_dir(root()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn run(command: &mut Command, stdin: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // The program may stop before it has read everything; that is its right.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What one command prints, as the golden file has it.
fn transcript(output: &Output, fixture: &Fixture) -> String {
    let index = fixture.index().to_string_lossy().into_owned();
    let code = output.status.code().expect("it is not killed");
    let mut transcript = format!("status {code}\n{}", text(&output.stdout));
    if !output.stderr.is_empty() {
        transcript.push_str(&format!("--- standard error\n{}", text(&output.stderr)));
    }
    transcript.replace(&index, "INDEX")
}

#[test]
fn every_case_prints_exactly_this() {
    let fixture = Fixture::new();
    let mut reader = csv::Reader::from_path(root().join("tests/cases/cli.csv")).unwrap();
    let mut wrong = Vec::new();
    for row in reader.records().map(Result::unwrap) {
        let [id, args, stdin, status, why] = std::array::from_fn(|column| row[column].to_owned());
        let index = fixture.index();
        let mut command = allonym();
        for arg in args.split(' ') {
            if arg == "INDEX" {
                command.arg(&index)
            } else {
                command.arg(arg)
            };
        }
        if ["lookup", "resolve", "show", "suggest"].iter().any(|verb| args.starts_with(verb)) {
            command.arg("--no-embedded").arg("--index").arg(&index);
        }
        let output = run(&mut command, stdin.as_bytes());
        let found = transcript(&output, &fixture);
        if !found.starts_with(&format!("status {status}\n")) {
            wrong.push(format!("{id} ({why}): expected status {status}\n{found}"));
            continue;
        }
        let golden = root().join("tests/golden/cli").join(format!("{id}.txt"));
        match std::fs::read_to_string(&golden) {
            Ok(expected) if expected == found => {}
            Ok(expected) => wrong.push(format!("{id} ({why}):\n--- expected\n{expected}\n--- found\n{found}")),
            Err(_) => {
                std::fs::write(&golden, &found).unwrap();
                wrong.push(format!("{id} ({why}): there was no golden file; it is written, read it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// One place under the names of both sides, on the embedded gazetteer.
#[test]
fn one_place_two_claims() {
    let ids = |name: &str| -> Vec<String> {
        let output = run(allonym().args(["lookup", name, "--format", "jsonl"]), b"");
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let candidates = record["candidates"].as_array().unwrap().clone();
        candidates.iter().map(|candidate| candidate["id"].as_str().unwrap().to_owned()).collect()
    };
    for name in ["北方領土", "Южные Курилы", "Soutehrn Kurils", "hoppo ryodo", "Hoppō Ryōdo", "NORTHERN TERRITORIES"]
    {
        assert_eq!(ids(name), ["kurils-four"], "{name}");
    }
    assert!(!ids("Northern Territory").contains(&"kurils-four".to_owned()));
    for (party, name) in [("JP", "Northern Territories"), ("RU", "Southern Kurils")] {
        let output = run(allonym().args(["show", "kurils-four", "--perspective", party]), b"");
        assert!(text(&output.stdout).contains(&format!("\n  {name} (tier 0)\n")), "{party}");
    }
    let output = run(allonym().args(["show", "kurils-four", "--perspective", "UN"]), b"");
    assert!(text(&output.stdout).contains("\n  Contested: Northern Territories | Southern Kurils\n"));
}

#[test]
fn the_sample_of_the_readme_is_resolved() {
    let output = run(allonym().args(["resolve", "examples/talks.txt", "--format", "jsonl"]), b"");
    assert_eq!(output.status.code(), Some(0));
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let sample = std::fs::read_to_string(root().join("examples/talks.txt")).unwrap();
    let letters: Vec<char> = sample.chars().collect();
    let mut found = Vec::new();
    for mention in record["mentions"].as_array().unwrap() {
        let offset = |key: &str| mention[key].as_u64().unwrap() as usize;
        let slice: String = letters[offset("start")..offset("end")].iter().collect();
        assert_eq!(mention["text"], slice.as_str(), "offsets count code points");
        found.push((slice, mention["id"].as_str().unwrap_or("null").to_owned()));
    }
    for (name, id) in [
        ("TOKYO", "tokyo"),
        ("Southern Kurils", "kurils-four"),
        ("Northern Territories", "kurils-four"),
        ("択捉島", "iturup"),
        ("Dokdo", "liancourt-rocks"),
        ("Takeshima", "liancourt-rocks"),
        ("Soutehrn Kurils", "kurils-four"),
    ] {
        assert!(found.contains(&(name.to_owned(), id.to_owned())), "{name}");
    }
    // "President Vladimir Putin was not in Vladimir that day": one of the two is a city.
    assert_eq!(found.iter().filter(|(name, _)| name == "Vladimir").count(), 1);
    assert!(!found.iter().any(|(name, _)| name == "Putin"));
}

/// The article that the project began with; it is not part of the repository.
#[test]
fn the_first_article_is_resolved() {
    let article = root().join("../shared/data/articles/kuril-talks-2019.txt");
    if !article.exists() {
        eprintln!("skipped: {} is not here", article.display());
        return;
    }
    let output = run(allonym().arg("resolve").arg(&article).args(["--format", "jsonl"]), b"");
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mentions = record["mentions"].as_array().unwrap();
    let of = |text: &str| mentions.iter().filter(|mention| mention["text"] == text).collect::<Vec<_>>();
    for name in ["Russia", "Japan", "Nagoya", "NAGOYA", "Moscow", "Tokyo", "Kuril Islands"] {
        assert!(!of(name).is_empty(), "{name}");
    }
    for (name, party) in [("Southern Kurils", "RU"), ("Northern Territories", "JP")] {
        assert_eq!(of(name)[0]["id"], "kurils-four");
        assert_eq!(of(name)[0]["accepted_by"], serde_json::json!([party]));
    }
    for word in ["Motegi", "Vladimir", "Sputnik", "Russian"] {
        assert!(of(word).is_empty(), "{word}");
    }
}

#[test]
fn colour_is_given_when_asked_for_and_only_then() {
    let arguments = ["resolve", "examples/talks.txt"];
    let plain = run(allonym().args(arguments), b"");
    assert!(!text(&plain.stdout).contains('\u{1b}'), "not a terminal");
    let colour = run(allonym().args(arguments).args(["--color", "always"]), b"");
    assert!(text(&colour.stdout).contains("\u{1b}[1m"));
    let never = run(allonym().args(arguments).args(["--color", "never"]), b"");
    assert_eq!(plain.stdout, never.stdout);
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let hostile = "Tokyo \u{1b}[2J\u{7} \u{0} Seoul";
    let output = run(allonym().args(["resolve", "--color", "never"]), hostile.as_bytes());
    assert!(!text(&output.stdout).contains(['\u{1b}', '\u{7}', '\u{0}']));
    let output = run(allonym().args(["lookup", "--color", "never", "To\u{1b}[2Jkyo"]), b"");
    assert!(!text(&output.stdout).contains('\u{1b}'));
}

#[test]
fn output_goes_to_a_file_or_fails_in_words() {
    let fixture = Fixture::new();
    let path = fixture.dir.path().join("out.jsonl");
    let output = run(allonym().args(["lookup", "Tokyo", "--format", "jsonl", "-o"]).arg(&path), b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    assert!(
        std::fs::read_to_string(&path).unwrap().starts_with("{\"query\":\"Tokyo\",\"candidates\":[{\"id\":\"tokyo\"")
    );
    let output = run(allonym().args(["lookup", "Tokyo", "-o", "/no such folder/out"]), b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error: /no such folder/out: cannot write"));
    if Path::new("/dev/full").exists() {
        let output = run(allonym().args(["lookup", "Tokyo", "-o", "/dev/full"]), b"");
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let text = "Tokyo and Seoul. ".repeat(20_000);
    let mut child = allonym()
        .args(["resolve", "--format", "csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn long_lines_are_survived() {
    let dir = tempfile::tempdir().unwrap();
    let line = "x".repeat(20 << 20);
    let output = run(allonym().args(["resolve", "--format", "jsonl"]), line.as_bytes());
    assert_eq!(text(&output.stdout), "{\"doc\":\"-\",\"mentions\":[]}\n");
    let output = run(allonym().args(["lookup", "-"]), line.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.len() < 1000, "a table is for reading");
    for file in ["places.csv", "names.csv", "claims.csv", "parties.csv", "sources.csv", "demonyms.csv"] {
        let rows = std::fs::read_to_string(root().join("tests/cases/tiers").join(file)).unwrap();
        let more =
            if file == "names.csv" { format!("alpha,{line},en,common,,,,,,,,,\n{line}\n") } else { String::new() };
        std::fs::write(dir.path().join(file), rows + &more).unwrap();
    }
    let output = run(allonym().arg("check").arg(dir.path()), b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("1 field, but the header has 13"), "{}", text(&output.stdout));
}

#[test]
fn every_verb_explains_itself() {
    for verb in ["lookup", "resolve", "show", "suggest", "compare", "check", "import", "build", "inspect"] {
        let output = run(allonym().args([verb, "--help"]), b"");
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("Usage: allonym"), "{verb}");
    }
}

/// An import writes a folder that `check` and `build` take, reports on standard error, and overwrites nothing.
#[test]
fn import_writes_a_folder_and_says_what_it_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let places = "wof_id\tname\tplacetype\tlat\tlon\n5\tWien\tlocality\t48.2\t16.4\n6\tX\tlocality\t0\t0\n7\tY\n";
    std::fs::write(dir.path().join("wof_places.tsv"), places).unwrap();
    let out = dir.path().join("out");
    let import = |extra: &[&str]| {
        let mut command = allonym();
        command.arg("import").arg("whosonfirst").arg(dir.path()).arg("-o").arg(&out).args(extra);
        run(&mut command, b"")
    };
    let said = |output: &Output| text(&output.stderr).replace(&*dir.path().to_string_lossy(), "DIR");

    let strict = import(&["--strict"]);
    assert_eq!(strict.status.code(), Some(2));
    let expected =
        "error: DIR/wof_places.tsv:4: wrong number of fields: \"7\\tY\"; leave out --strict to drop it and go on\n";
    assert_eq!(said(&strict), expected);

    let output = import(&[]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), String::new()), "{}", said(&output));
    assert_eq!(
        said(&output).lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>(),
        [
            "DIR/out: 2 places, 2 names, 0 claims",
            "count dropped or taken otherwise first there",
            "1 coordinates 0,0; no point DIR/wof_places.tsv:3 0,0",
            "1 wrong number of fields DIR/wof_places.tsv:4 7\\tY",
        ]
    );
    let check = run(allonym().arg("check").arg(&out), b"");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));

    let again = import(&[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("DIR/out/places.csv: the file is there already"), "{}", said(&again));
}
