//! `allonym import`: files of another gazetteer to CSV files.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use allonym::GazetteerWriter;
use allonym::import::{Format, Importer, Progress, Report, TableMap};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::{Failure, Outcome, output};

#[derive(Args, Debug)]
pub(crate) struct Import {
    /// What the files are of.
    #[arg(value_parser = sources())]
    source: String,
    /// The files, plain or packed (gzip, zstd, zip), or folders that hold them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder to write the CSV files to; there may be none of them yet.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// What the columns of a table mean; for the source `table`, which needs it.
    #[arg(long, value_name = "MAP.toml", required_if_eq("source", TABLE))]
    columns: Option<PathBuf>,
    /// Stop at the first line that cannot be read, instead of dropping it.
    #[arg(long)]
    strict: bool,
}

/// The source whose columns a map describes.
const TABLE: &str = "table";

fn sources() -> PossibleValuesParser {
    let words = Format::ALL.iter().map(|format| format.as_str()).chain([TABLE]);
    PossibleValuesParser::new(words.map(PossibleValue::new))
}

impl Import {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let importer = match (Format::parse(&self.source), &self.columns) {
            (Some(format), None) => Importer::new(format),
            (None, Some(map)) => Importer::table(TableMap::read(map)?),
            (Some(format), Some(_)) => {
                let message = format!("--columns is for the source \"{TABLE}\": the columns of {format} are known");
                return Err(Failure::Input(message));
            }
            // Clap asks for the map.
            (None, None) => return Err(Failure::Input(format!("the source \"{TABLE}\" needs --columns"))),
        };
        let importer = if self.strict { importer.strict() } else { importer };
        let bar = progress(&self.source);
        let mut writer = GazetteerWriter::create(&self.output)?;
        let result = importer.watch(|progress| show(&bar, progress)).run(&self.paths, &mut writer);
        bar.finish_and_clear();
        let report = result?;
        writer.finish()?;
        print(&report, &self.output.display().to_string())?;
        Ok(Outcome::Found)
    }
}

/// A bar on standard error, if that is a terminal.
pub(super) fn progress(source: &str) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(0);
    let template = "{prefix} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} {msg}";
    if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_prefix(source.to_owned());
    bar
}

/// A sign of life on standard error, if that is a terminal, for work whose end cannot be told.
pub(super) fn spinner(what: &'static str) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

pub(super) fn show(bar: &indicatif::ProgressBar, progress: &Progress) {
    // A file that had to be looked into twice was counted twice.
    bar.set_length(progress.total.max(progress.read));
    bar.set_position(progress.read);
    if !bar.is_hidden() {
        bar.set_message(format!("{} rows", progress.rows));
    }
}

/// What was given and what was dropped, on standard error: the output is the folder.
pub(super) fn print(report: &Report, what: &str) -> Result<(), Failure> {
    let mut out = anstream::stderr().lock();
    let Report { places, names, claims, dropped, .. } = report;
    writeln!(out, "{what}: {places} places, {names} names, {claims} claims")?;
    if dropped.is_empty() {
        return Ok(());
    }
    let mut table = output::table(["count", "dropped or taken otherwise", "first", "there"]);
    for dropped in dropped {
        table.add_row([
            dropped.count.to_string(),
            dropped.reason.to_owned(),
            match dropped.line {
                0 => dropped.path.display().to_string(),
                line => format!("{}:{line}", dropped.path.display()),
            },
            output::one_line(&dropped.example),
        ]);
    }
    output::write_table(&mut out, &table, "")?;
    Ok(())
}
