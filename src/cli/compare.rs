//! `allonym compare`: two names to the probability that both are of one place.

use std::io::Write;
use std::path::{Path, PathBuf};

use allonym::report::ComparisonRecord;
use clap::{Args, ValueEnum};
use comfy_table::CellAlignment;

use super::{Failure, Outcome, Output, input, output};

#[derive(Args, Debug)]
pub(crate) struct Compare {
    /// A name in any language, script or spelling; `-` reads two names a line, separated by a tab, from standard input.
    #[arg(value_name = "A")]
    first: String,
    /// Another name.
    #[arg(value_name = "B")]
    second: Option<String>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show so many of the terms that the score is the sum of, the greatest first; without it ten, for standard input
    /// none.
    #[arg(long, value_name = "N")]
    terms: Option<usize>,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Terms that are shown when `--terms` does not say how many.
const USUAL: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading: the score and a table of terms; of standard input one line for each pair, score and names.
    Text,
    /// One line of JSON for each pair.
    Json,
}

impl Compare {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let mut out = output::open(self.output.as_deref())?;
        let mut found = false;
        match &self.second {
            Some(second) => {
                let record = self.record(&self.first, second, USUAL);
                found = record.same;
                match self.format {
                    Format::Text => text(&mut out, &record)?,
                    Format::Json => json(&mut out, &record)?,
                }
            }
            None if self.first != "-" => {
                return Err(Failure::Input("a second name to compare with is missing; `-` reads pairs".to_owned()));
            }
            None => input::for_each_line(Path::new("-"), |number, line| {
                let Some((first, second)) = line.split_once('\t') else {
                    return Err(Failure::Input(format!("-:{number}: two names with a tab between them are expected")));
                };
                let record = self.record(first, second, 0);
                found |= record.same;
                match self.format {
                    Format::Text => writeln!(out, "{:.4}\t{first}\t{second}", record.score)?,
                    Format::Json => json(&mut out, &record)?,
                }
                Ok(())
            })?,
        }
        out.flush()?;
        Ok(if found { Outcome::Found } else { Outcome::Nothing })
    }

    fn record(&self, first: &str, second: &str, usual: usize) -> ComparisonRecord {
        ComparisonRecord::new(first, second, &allonym::similarity(first, second), self.terms.unwrap_or(usual))
    }
}

fn json(out: &mut Output, record: &ComparisonRecord) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, record)?;
    writeln!(out)?;
    Ok(())
}

fn text(out: &mut Output, record: &ComparisonRecord) -> Result<(), Failure> {
    let (style, answer) = if record.same { (output::CALM, "one place") } else { (output::UNDECIDED, "two places") };
    writeln!(out, "{style}{answer}{style:#}: the chance of one is {:.4}", record.score)?;
    if record.terms.is_empty() {
        return Ok(());
    }
    let mut table = output::table(["measure", "value", "adds"]);
    table.add_row(["start".to_owned(), String::new(), format!("{:+.3}", record.start)]);
    for term in &record.terms {
        table.add_row([term.measure.to_owned(), format!("{:.3}", term.value), format!("{:+.3}", term.contribution)]);
    }
    let shown = record.start + record.terms.iter().map(|term| term.contribution).sum::<f64>();
    let rest = record.sum - shown;
    if rest.abs() >= 0.0005 {
        table.add_row(["others".to_owned(), String::new(), format!("{rest:+.3}")]);
    }
    table.add_row(["sum".to_owned(), String::new(), format!("{:+.3}", record.sum)]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    output::write_table(&mut **out, &table, "  ")?;
    Ok(())
}
