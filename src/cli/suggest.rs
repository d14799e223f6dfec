//! `allonym suggest`: the start of a name to the names it may become.

use std::io::Write;
use std::path::PathBuf;

use allonym::report::{CandidateRecord, LookupRecord};
use clap::{Args, ValueEnum};

use super::{Failure, Outcome, Search, lookup, output};

#[derive(Args, Debug)]
pub(crate) struct Suggest {
    /// The start of a name; a blank at the end says that the word is complete.
    prefix: String,
    #[command(flatten)]
    search: Search,
    /// How to print the answers.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Places offered when `--limit` does not say how many.
const USUAL: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Table,
    /// One object.
    Json,
}

impl Suggest {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let resolver = self.search.resolver()?;
        let wanted = self.search.wanted()?;
        let limit = if self.search.limit() == usize::MAX { USUAL } else { self.search.limit() };
        let found = resolver.suggest(&self.prefix, limit);
        let candidates: Vec<CandidateRecord> =
            found.iter().map(|candidate| CandidateRecord::new(candidate, wanted.as_ref())).collect::<Result<_, _>>()?;
        let mut out = output::open(self.output.as_deref())?;
        match self.format {
            Format::Json => {
                let record = LookupRecord { query: self.prefix.clone(), candidates, did_you_mean: Vec::new() };
                serde_json::to_writer(&mut out, &record)?;
                writeln!(out)?;
            }
            Format::Table if candidates.is_empty() => output::nothing_found(&mut out, &self.prefix, &[])?,
            Format::Table => lookup::write_candidates(&mut *out, &candidates, wanted.is_some())?,
        }
        out.flush()?;
        Ok(if found.is_empty() { Outcome::Nothing } else { Outcome::Found })
    }
}
