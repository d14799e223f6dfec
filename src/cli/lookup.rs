//! `allonym lookup`: a name to the places it may mean.

use std::io::Write;
use std::path::{Path, PathBuf};

use allonym::report::{CandidateRecord, LookupRecord, Options};
use allonym::{Resolver, Wanted};
use clap::{Args, ValueEnum};

use super::{Failure, Outcome, Output, Search, input, output};

#[derive(Args, Debug)]
pub(crate) struct Lookup {
    /// Names in any language, script or spelling; `-` reads one a line from standard input.
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    search: Search,
    /// How to print the answers.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Table,
    /// One array.
    Json,
    /// One line for each name.
    Jsonl,
    /// One line for each candidate.
    Csv,
}

impl Lookup {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let resolver = self.search.resolver()?;
        let wanted = self.search.wanted()?;
        let mut printer = Printer {
            resolver: &resolver,
            wanted: wanted.as_ref(),
            limit: self.search.limit(),
            format: self.format,
            many: self.names.len() > 1 || self.names == ["-"],
            out: output::open(self.output.as_deref())?,
            csv: output::Csv::default(),
            records: Vec::new(),
            found: false,
        };
        for name in &self.names {
            if name == "-" {
                input::for_each_line(Path::new("-"), |_, line| printer.answer(line))?;
            } else {
                printer.answer(name)?;
            }
        }
        printer.finish()
    }
}

struct Printer<'r> {
    resolver: &'r Resolver,
    wanted: Option<&'r Wanted>,
    limit: usize,
    format: Format,
    /// Are several names asked for, so that each answer says for which?
    many: bool,
    out: Output,
    csv: output::Csv,
    records: Vec<LookupRecord>,
    found: bool,
}

impl Printer<'_> {
    fn answer(&mut self, name: &str) -> Result<(), Failure> {
        let resolution = self.resolver.resolve(name);
        let offers = match resolution.candidates() {
            [] => self.resolver.did_you_mean(name),
            _ => Vec::new(),
        };
        self.found |= !resolution.candidates().is_empty();
        let options = Options { limit: self.limit, wanted: self.wanted, ..Options::default() };
        let record = LookupRecord::new(name, &resolution, offers, &options)?;
        match self.format {
            Format::Table => self.table(&record)?,
            Format::Json => self.records.push(record),
            Format::Jsonl => {
                serde_json::to_writer(&mut self.out, &record)?;
                writeln!(self.out)?;
                self.out.flush()?;
            }
            Format::Csv => self.csv(&record)?,
        }
        Ok(())
    }

    fn table(&mut self, record: &LookupRecord) -> Result<(), Failure> {
        if self.many {
            let heading = output::HEADING;
            writeln!(self.out, "{heading}{}{heading:#}", output::one_line(&record.query))?;
        }
        if record.candidates.is_empty() {
            output::nothing_found(&mut self.out, &record.query, &record.did_you_mean)?;
            return Ok(());
        }
        write_candidates(&mut *self.out, &record.candidates, self.wanted.is_some())?;
        Ok(())
    }

    fn csv(&mut self, record: &LookupRecord) -> Result<(), Failure> {
        #[derive(serde::Serialize)]
        struct Row<'r> {
            query: &'r str,
            #[serde(flatten)]
            candidate: &'r CandidateRecord,
        }
        let nothing = CandidateRecord::default();
        let candidates = if record.candidates.is_empty() { std::slice::from_ref(&nothing) } else { &record.candidates };
        for candidate in candidates {
            self.csv.write(&mut self.out, &Row { query: &record.query, candidate })?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Outcome, Failure> {
        if self.format == Format::Json {
            serde_json::to_writer_pretty(&mut self.out, &self.records)?;
            writeln!(self.out)?;
        }
        self.out.flush()?;
        Ok(if self.found { Outcome::Found } else { Outcome::Nothing })
    }
}

/// A table of candidates; with the name that is wanted, if one is.
pub(super) fn write_candidates(
    out: &mut dyn Write,
    candidates: &[CandidateRecord],
    is_wanted: bool,
) -> std::io::Result<()> {
    let heading = ["id", "matched", "lang", "used by", "objected to by", "evidence", "score", "feature", "lat", "lon"];
    let mut table = output::table(heading.into_iter().chain(is_wanted.then_some("chosen")));
    for candidate in candidates {
        table.add_row(row(candidate));
    }
    output::write_table(out, &table, "")
}

/// The cells of a candidate for reading.
fn row(candidate: &CandidateRecord) -> Vec<String> {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let style = if candidate.disputed_by.is_empty() { output::CALM } else { output::DISPUTED };
    let degrees = |value: Option<f64>| value.map(|degrees| format!("{degrees:.4}")).unwrap_or_default();
    let mut matched = text(&candidate.matched);
    if candidate.name != candidate.matched && candidate.name.is_some() {
        matched = format!("{matched} (form of {})", text(&candidate.name));
    }
    let edits = candidate.distance.filter(|distance| *distance > 0).map(|n| format!(" {n}")).unwrap_or_default();
    let mut cells = vec![
        format!("{style}{}{style:#}", text(&candidate.id)),
        matched,
        text(&candidate.lang),
        candidate.accepted_by.join(" "),
        candidate.disputed_by.join(" "),
        format!("{}{edits}", candidate.evidence.unwrap_or_default()),
        candidate.score.map(|score| format!("{score:.3}")).unwrap_or_default(),
        text(&candidate.feature),
        degrees(candidate.lat),
        degrees(candidate.lon),
    ];
    if let Some(chosen) = &candidate.chosen {
        cells.push(super::show::chosen_in_words(chosen));
    }
    cells
}
