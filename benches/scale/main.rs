//! Allonym beside what a user would pick instead, at a size of one's choice: `cargo bench --bench scale -- --names 1000000`.
//!
//! Each question is answered by all contenders in turn, in one run, and every answer is asserted. What is timed is warm:
//! each query was asked once before. `--smoke` is the same in seconds.

mod api;
mod chart;
mod child;
mod contenders;
mod generator;
mod lookup;
mod measure;
mod queries;
mod svg;
mod text;

use std::path::{Path, PathBuf};
use std::time::Duration;

use allonym::Index;

use contenders::Keys;
use lookup::Others;
use measure::{Row, Run};

const USAGE: &str = "\
cargo bench --bench scale -- [OPTIONS]

  --names N            index of N generated names [1000000]
  --index FILE         an index that is there instead, with its real names
  --keep FILE          keep the generated index
  --text FILE          text to tag and resolve [examples/talks.txt, repeated to 2 MB]
  --contenders WHICH   all, or own: only Allonym [all]
  --queries N          names to look up [10000]
  --memory MB          what a build may take, besides 200 bytes a place [256]
  --dir FOLDER         where temporary files go [the target folder]
  --out FILE.jsonl     append the figures, one JSON object each
  --smoke, --test      20,000 names, few queries, two builds compared
  --chart FILE OUT.svg draw the figures of a file instead";

/// What to measure.
struct Options {
    names: usize,
    index: Option<PathBuf>,
    keep: Option<PathBuf>,
    text: Option<PathBuf>,
    others: bool,
    queries: usize,
    memory: usize,
    folder: PathBuf,
    out: Option<PathBuf>,
    smoke: bool,
}

enum Task {
    Measure(Options),
    Chart(PathBuf, PathBuf),
    Build(usize, usize, PathBuf),
    Open(PathBuf),
    Help,
}

fn parse(arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    let mut options = Options {
        names: 1_000_000,
        index: None,
        keep: None,
        text: None,
        others: true,
        queries: 10_000,
        memory: 256 << 20,
        folder: PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
        out: None,
        smoke: false,
    };
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        let number = |value: String| value.replace('_', "").parse::<usize>().map_err(|_| format!("{value}: no number"));
        match argument.as_str() {
            "--bench" => {}
            "--names" => options.names = number(value()?)?,
            "--index" => options.index = Some(value()?.into()),
            "--keep" => options.keep = Some(value()?.into()),
            "--text" => options.text = Some(value()?.into()),
            "--queries" => options.queries = number(value()?)?,
            "--memory" => options.memory = number(value()?)? << 20,
            "--dir" => options.folder = value()?.into(),
            "--out" => options.out = Some(value()?.into()),
            "--contenders" => match value()?.as_str() {
                "all" => options.others = true,
                "own" => options.others = false,
                other => return Err(format!("--contenders {other}: expected all or own")),
            },
            "--smoke" | "--test" => {
                options.smoke = true;
                (options.names, options.queries) = (20_000, 300);
            }
            "--chart" => return Ok(Task::Chart(value()?.into(), value()?.into())),
            child::BUILD => return Ok(Task::Build(number(value()?)?, number(value()?)?, value()?.into())),
            child::OPEN => return Ok(Task::Open(value()?.into())),
            "--help" | "-h" => return Ok(Task::Help),
            other => return Err(format!("unknown argument {other}\n\n{USAGE}")),
        }
    }
    Ok(Task::Measure(options))
}

fn main() {
    let said = match parse(std::env::args().skip(1)) {
        Ok(Task::Measure(options)) => return measure(&options),
        Ok(Task::Chart(figures, out)) => {
            if let Err(message) = chart::draw(&figures, &out) {
                eprintln!("{message}");
                std::process::exit(1);
            }
            return;
        }
        Ok(Task::Build(names, memory, path)) => child::build(names, memory, &path),
        Ok(Task::Open(path)) => child::open(&path),
        Ok(Task::Help) => return println!("{USAGE}"),
        Err(message) => {
            eprintln!("{message}");
            std::process::exit(2);
        }
    };
    println!("{}", said.expect("the child does its work"));
}

fn measure(options: &Options) {
    let folder = tempfile::Builder::new().prefix("scale-").tempdir_in(&options.folder).expect("a folder to work in");
    let mut run = Run { date: measure::today(), ..Run::default() };
    let path = match &options.index {
        Some(path) => {
            run.data = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
            path.clone()
        }
        None => {
            run.data = "generated".to_owned();
            build(&mut run, options, folder.path())
        }
    };
    // SAFETY: the index is the bench's own, or one that its user does not change meanwhile.
    let index = unsafe { Index::map(&path) }.unwrap_or_else(|error| panic!("{error}"));
    run.names = index.names().len();
    let budget = Duration::from_millis(if options.smoke { 250 } else { 10_000 });

    size(&mut run, &index);
    child::measure_open(&mut run, &path);
    let keys = options.others.then(|| Keys::of(&index));
    if let Some(keys) = &keys {
        text::check_keys(keys);
        assert!(run.keys.abs_diff(keys.len()) <= index.demonyms().len(), "{} keys in the index", run.keys);
    }
    let others = keys.as_ref().map(|keys| Others::new(keys, folder.path(), &mut run));
    let others = others.as_ref();

    let names = queries::sample(&index, options.queries);
    lookup::exact(&mut run, &index, &names, others, budget);
    // Not every name can be damaged: more are drawn.
    let more = queries::sample(&index, options.queries * 8);
    for edits in [1, 2] {
        let damaged = queries::damaged(&more, edits, options.queries);
        lookup::fuzzy(&mut run, &index, edits, &damaged, others, budget);
    }
    drop(more);
    lookup::suggest(&mut run, &index, &queries::prefixes(&names), others, budget);
    let text = text::read(options.text.as_deref(), if options.smoke { 200_000 } else { 2_000_000 });
    text::tag(&mut run, &index, &text, others, budget / 2);
    text::resolve(&mut run, &index, &text, budget / 2);
    child::measure_shell(&mut run);

    println!("{}", run.table());
    if let Some(out) = &options.out {
        run.append(out).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
    }
}

/// Builds an index of generated names, and says where it is.
fn build(run: &mut Run, options: &Options, folder: &Path) -> PathBuf {
    let path = options.keep.clone().unwrap_or_else(|| folder.join("names.allonym"));
    child::measure_build(run, options.names, options.memory, &path);
    if options.smoke {
        let again = folder.join("again.allonym");
        // Less memory takes other ways; the bytes are the same.
        child::measure_build(&mut run.clone(), options.names, 1 << 20, &again);
        let read = |path: &Path| std::fs::read(path).expect("it was written");
        assert!(read(&path) == read(&again), "the same rows give the same bytes");
    }
    path
}

/// What the index takes, everything included.
fn size(run: &mut Run, index: &Index) {
    let rows = |name| index.sections().find(|section| section.name == name).and_then(|section| section.rows);
    run.keys = rows("keys").expect("the index counts its keys");
    let bytes = index.as_bytes().len();
    let words = rows("lexicon").unwrap_or_default();
    run.push(Row {
        bytes: Some(bytes as u64),
        per_name: Some(bytes as f64 / run.names as f64),
        per_key: Some(bytes as f64 / run.keys as f64),
        ..Row::new("index size", "allonym").note(format!("{words} words, {} places", index.places().len()))
    });
}
