//! `allonym resolve`: the places that texts mention.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use allonym::report::{MentionRecord, MentionRecords, Offsets, Options};
use allonym::{Error, Passage, Session, Wanted};
use clap::{Args, ValueEnum};

use super::{Failure, Outcome, Output, Search, input, output};

#[derive(Args, Debug)]
pub(crate) struct Resolve {
    /// Text files; `-`, or none, reads standard input.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The input is JSON Lines, each {"doc": …, "text": …}.
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    search: Search,
    /// How to print the mentions.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What start and end count.
    #[arg(long, value_enum, default_value_t = Unit::Char)]
    offsets: Unit,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The text itself, its mentions marked, and a table of the places.
    Text,
    /// One line for each document.
    Jsonl,
    /// One line for each mention.
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Unit {
    /// Bytes of UTF-8.
    Byte,
    /// Unicode code points.
    Char,
    /// UTF-16 code units.
    Utf16,
}

/// A line of `--jsonl` input.
#[derive(serde::Deserialize)]
struct Line {
    doc: String,
    text: String,
}

impl Resolve {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let resolver = self.search.resolver()?;
        let wanted = self.search.wanted()?;
        let mut printer = Printer {
            session: resolver.session(),
            wanted: wanted.as_ref(),
            limit: self.search.limit(),
            offsets: match self.offsets {
                Unit::Byte => Offsets::Byte,
                Unit::Char => Offsets::Char,
                Unit::Utf16 => Offsets::Utf16,
            },
            format: self.format,
            out: output::open(self.output.as_deref())?,
            csv: output::Csv::default(),
        };
        let standard_input = [PathBuf::from("-")];
        let files = if self.files.is_empty() { &standard_input[..] } else { &self.files };
        let bar = progress(files);
        for path in files {
            if self.jsonl {
                printer.json_lines(path)?;
            } else {
                let text = input::open_text(path)?;
                printer.document(&path.to_string_lossy(), bar.wrap_read(text))?;
            }
        }
        bar.finish_and_clear();
        if printer.format == Format::Csv {
            // Without a mention there is still a header.
            let none =
                MentionRecord { start: 0, end: 0, text: String::new(), best: <_>::default(), candidates: vec![] };
            printer.csv.head(&mut printer.out, &Row { doc: "", mention: &none })?;
        }
        printer.out.flush()?;
        Ok(Outcome::Found)
    }
}

/// A bar over the bytes of the files: on a terminal only, and only where the output does not go there, too.
fn progress(files: &[PathBuf]) -> indicatif::ProgressBar {
    let total: u64 = files.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|data| data.len()).sum();
    if total < 1 << 20 || std::io::stdout().is_terminal() || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(total);
    let template = "resolving {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// A mention as a row of CSV.
#[derive(serde::Serialize)]
struct Row<'r> {
    doc: &'r str,
    #[serde(flatten)]
    mention: &'r MentionRecord,
}

struct Printer<'r> {
    session: Session<'r>,
    wanted: Option<&'r Wanted>,
    limit: usize,
    offsets: Offsets,
    format: Format,
    out: Output,
    csv: output::Csv,
}

impl Printer<'_> {
    fn json_lines(&mut self, path: &Path) -> Result<(), Failure> {
        input::for_each_line(path, |number, line| {
            if line.trim().is_empty() {
                return Ok(());
            }
            let failed = |error: serde_json::Error| {
                let path = path.display();
                Failure::Input(format!("{path}:{number}: not a document: {error}; expected {{\"doc\":…,\"text\":…}}"))
            };
            let Line { doc, text } = serde_json::from_str(line).or_else(|error| {
                let paired = input::paired(line).ok_or_else(|| failed(error))?;
                let document = serde_json::from_str(&paired).map_err(failed)?;
                let path = path.display();
                output::warn(&format!("{path}:{number}: half a surrogate pair; damaged characters are read as U+FFFD"));
                Ok::<Line, Failure>(document)
            })?;
            self.document(&doc, text.as_bytes())
        })
    }

    /// Prints a document part by part as it is read: memory does not grow with it.
    fn document(&mut self, doc: &str, text: impl Read) -> Result<(), Failure> {
        let Printer { session, wanted, limit, offsets, format, out, csv } = self;
        let options = Options { offsets: *offsets, limit: *limit, wanted: *wanted };
        let mut records = MentionRecords::new(options.clone());
        let mut legend = Legend::default();
        // What could not be written; reading stops there.
        let mut failure = None;
        let mut is_first = true;
        if *format == Format::Jsonl {
            write!(out, "{{\"doc\":")?;
            serde_json::to_writer(&mut *out, doc)?;
            write!(out, ",\"mentions\":[")?;
        }
        let mut print = |passage: &Passage<'_, '_>| -> Result<(), Failure> {
            match format {
                Format::Text => {
                    // The text is cut at the mentions.
                    let options = Options { offsets: Offsets::Byte, ..options.clone() };
                    let found = MentionRecords::new(options).next(passage.text, &passage.mentions)?;
                    legend.last = write_marked(out, passage.text, &found)?.or(legend.last);
                    legend.add(found);
                }
                Format::Jsonl => {
                    for mention in records.next(passage.text, &passage.mentions)? {
                        if !std::mem::take(&mut is_first) {
                            write!(out, ",")?;
                        }
                        serde_json::to_writer(&mut *out, &mention)?;
                    }
                }
                Format::Csv => {
                    for mention in records.next(passage.text, &passage.mentions)? {
                        csv.write(out, &Row { doc, mention: &mention })?;
                    }
                }
            }
            Ok(())
        };
        let read = session.read(text, |passage| {
            print(&passage).map_err(|error| {
                failure = Some(error);
                Error::from(std::io::Error::from(std::io::ErrorKind::Interrupted))
            })
        });
        match (failure, read) {
            (Some(failure), _) => return Err(failure),
            (None, Err(error)) => return Err(Failure::Input(format!("{doc}: {error}"))),
            (None, Ok(())) => {}
        }
        match format {
            Format::Jsonl => {
                writeln!(out, "]}}")?;
                out.flush()?;
            }
            Format::Text => {
                if legend.last.is_some_and(|last| last != '\n') {
                    writeln!(out)?;
                }
                legend.write(out, wanted.is_some())?;
            }
            Format::Csv => {}
        }
        Ok(())
    }
}

/// Writes a text with its mentions marked; gives its last character.
fn write_marked(out: &mut Output, text: &str, mentions: &[MentionRecord]) -> std::io::Result<Option<char>> {
    let dim = output::DIM;
    let mut at = 0;
    for mention in mentions {
        let style = style(mention);
        write!(out, "{}{style}[{}]{style:#}", visible(&text[at..mention.start]), visible(&mention.text))?;
        write!(out, "{dim}{{{}}}{dim:#}", label(mention))?;
        at = mention.end;
    }
    let rest = visible(&text[at..]);
    write!(out, "{rest}")?;
    Ok(if at < text.len() { rest.chars().next_back() } else { text.chars().next_back().map(|_| '}') })
}

/// The places of a document: how often, by which names, and whose names these are.
#[derive(Default)]
struct Legend {
    places: BTreeMap<(String, String), (usize, MentionRecord)>,
    /// The last character of the text so far.
    last: Option<char>,
}

impl Legend {
    fn add(&mut self, mentions: Vec<MentionRecord>) {
        for mention in mentions {
            let id = mention.best.id.as_deref().unwrap_or("(undecided)").to_owned();
            let name = mention.best.name.as_deref().or(mention.best.matched.as_deref()).unwrap_or(&mention.text);
            self.places.entry((id, name.to_owned())).or_insert((0, mention)).0 += 1;
        }
    }

    fn write(&self, out: &mut Output, is_wanted: bool) -> Result<(), Failure> {
        if self.places.is_empty() {
            return Ok(());
        }
        let heading = ["place", "name", "mentions", "used by", "objected to by", "evidence"];
        let mut table = output::table(heading.into_iter().chain(is_wanted.then_some("chosen")));
        for ((id, name), (count, mention)) in &self.places {
            let best = &mention.best;
            let mut cells = vec![
                id.clone(),
                name.clone(),
                count.to_string(),
                best.accepted_by.join(" "),
                best.disputed_by.join(" "),
                best.evidence.unwrap_or_default().to_owned(),
            ];
            cells.extend(best.chosen.as_ref().map(super::show::chosen_in_words));
            table.add_row(cells);
        }
        writeln!(out)?;
        output::write_table(&mut **out, &table, "")?;
        Ok(())
    }
}

fn style(mention: &MentionRecord) -> anstyle::Style {
    match &mention.best.id {
        None => output::UNDECIDED,
        Some(_) if !mention.best.disputed_by.is_empty() => output::DISPUTED,
        Some(_) => output::CALM,
    }
}

/// The place that a mention means and the parties that use the name, or the places that it may mean.
fn label(mention: &MentionRecord) -> String {
    match &mention.best.id {
        Some(id) => [std::slice::from_ref(id), &mention.best.accepted_by].concat().join(" "),
        None => {
            let ids: Vec<&str> = mention.candidates.iter().filter_map(|candidate| candidate.id.as_deref()).collect();
            format!("{}?", ids.join(" "))
        }
    }
}

/// Text for a terminal: control characters that could drive it are shown, not sent.
fn visible(text: &str) -> String {
    let is_safe = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n").chars().map(|c| if is_safe(c) { c } else { '\u{FFFD}' }).collect()
}
