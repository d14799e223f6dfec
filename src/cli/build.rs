//! `allonym build`: CSV files to an index file.

use std::io::Write;
use std::path::PathBuf;

use allonym::{Gazetteer, IndexBuilder};
use clap::Args;

use super::{Failure, Outcome, output};

#[derive(Args, Debug)]
pub(crate) struct Build {
    /// The folder with places.csv, names.csv and the other files.
    dir: PathBuf,
    /// The index file to write; an old one stays whole until the new one is.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Build {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let gazetteer = Gazetteer::read(&self.dir)?;
        let problems = gazetteer.check();
        if !problems.is_empty() {
            for problem in problems.iter() {
                anstream::eprintln!("{problem}");
            }
            let (dir, count) = (self.dir.display(), problems.len());
            return Err(Failure::Input(format!("{dir}: {count} problems; nothing was written")));
        }
        let report = IndexBuilder::new().gazetteer(&gazetteer)?.write(&self.output)?;
        let mut out = output::open(None)?;
        writeln!(
            out,
            "{}: {} places, {} names, {} bytes ({:.1} a name)",
            self.output.display(),
            report.places,
            report.names,
            report.bytes,
            report.bytes as f64 / report.names.max(1) as f64,
        )?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}
