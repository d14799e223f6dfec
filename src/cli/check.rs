//! `allonym check`: every problem of a gazetteer, and what it covers.

use std::io::Write;
use std::path::PathBuf;

use allonym::report::{Coverage, cells};
use allonym::{Gazetteer, Index, IndexBuilder};
use clap::{Args, ValueEnum};
use comfy_table::CellAlignment;
use serde::Serialize;

use super::{Failure, Outcome, Output, output};

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The folder with places.csv, names.csv and the other files.
    #[arg(default_value = "gazetteer")]
    dir: PathBuf,
    /// Also count what there is, and what is missing, by region, language, script and party.
    #[arg(long)]
    coverage: bool,
    /// How to write the counts.
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "coverage")]
    format: Format,
    /// At most so many rows of each table; 0 for all of them.
    #[arg(long, value_name = "N", default_value_t = 25, requires = "coverage")]
    rows: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables.
    Text,
    /// Tables for a page in Markdown.
    Markdown,
    /// One object, whole.
    Json,
}

impl Check {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let gazetteer = Gazetteer::read(&self.dir)?;
        let problems = gazetteer.check();
        let mut out = output::open(None)?;
        if !problems.is_empty() {
            for problem in problems.iter() {
                writeln!(out, "{problem}")?;
            }
            writeln!(out, "{} problems", problems.len())?;
            out.flush()?;
            return Ok(Outcome::Nothing);
        }
        if self.format == Format::Text {
            writeln!(
                out,
                "no problems: {} places, {} names, {} claims, {} parties, {} sources, {} demonyms",
                gazetteer.places().len(),
                gazetteer.names().len(),
                gazetteer.claims().len(),
                gazetteer.parties().len(),
                gazetteer.sources().len(),
                gazetteer.demonyms().len(),
            )?;
        }
        if self.coverage {
            let index = Index::from_bytes(IndexBuilder::new().gazetteer(&gazetteer)?.build()?)?;
            self.write_coverage(&mut out, &Coverage::new(&index))?;
        }
        out.flush()?;
        Ok(Outcome::Found)
    }

    fn write_coverage(&self, out: &mut Output, coverage: &Coverage) -> Result<(), Failure> {
        if self.format == Format::Json {
            serde_json::to_writer_pretty(&mut *out, coverage).map_err(std::io::Error::from)?;
            writeln!(out)?;
            return Ok(());
        }
        self.write_table(out, "Rows", &coverage.totals)?;
        self.write_table(
            out,
            "Places with several names, each under the first reason that holds",
            &coverage.several_names,
        )?;
        self.write_table(out, "What the places are", &coverage.features)?;
        self.write_table(out, "Places with an id elsewhere", &coverage.links)?;
        self.write_table(out, "By region: boxes of degrees, which say nothing of belonging", &coverage.regions)?;
        self.write_table(out, "By language", &coverage.languages)?;
        self.write_table(out, "By script", &coverage.scripts)?;
        self.write_table(out, "By party", &coverage.parties)?;
        self.write_table(out, "Each side of each disputed territory, asked for the name it uses", &coverage.sides)?;
        self.write_table(out, "Sides without a name", &coverage.gaps)
    }

    fn write_table<R: Serialize>(&self, out: &mut Output, title: &str, records: &[R]) -> Result<(), Failure> {
        let shown = if self.rows == 0 { records.len() } else { self.rows.min(records.len()) };
        let rows: Vec<Vec<(String, String)>> = records[..shown].iter().map(cells).collect();
        let Some(first) = rows.first() else { return Ok(()) };
        let heading = first.iter().map(|(name, _)| name.as_str());
        let is_number = |text: &str| text.parse::<usize>().is_ok();
        if self.format == Format::Markdown {
            let rule = first.iter().map(|(_, cell)| if is_number(cell) { "---:" } else { "---" });
            writeln!(out, "### {title}\n")?;
            writeln!(out, "| {} |", heading.collect::<Vec<_>>().join(" | "))?;
            writeln!(out, "| {} |", rule.collect::<Vec<_>>().join(" | "))?;
            for row in &rows {
                let cells: Vec<String> = row.iter().map(|(_, cell)| cell.replace('|', "\\|")).collect();
                writeln!(out, "| {} |", cells.join(" | "))?;
            }
            if shown < records.len() {
                writeln!(out, "\nand {} more.", records.len() - shown)?;
            }
            writeln!(out)?;
            return Ok(());
        }
        let mut table = output::table(heading);
        for row in &rows {
            table.add_row(row.iter().map(|(_, cell)| cell));
        }
        for (column, (_, cell)) in table.column_iter_mut().zip(first) {
            if is_number(cell) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(out, "\n{}{title}{:#}", output::HEADING, output::HEADING)?;
        output::write_table(&mut **out, &table, "  ")?;
        if shown < records.len() {
            writeln!(out, "  and {} more; --rows 0 shows them all", records.len() - shown)?;
        }
        Ok(())
    }
}
