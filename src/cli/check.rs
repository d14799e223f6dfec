//! `allonym check`: every problem of a gazetteer.

use std::io::Write;
use std::path::PathBuf;

use allonym::Gazetteer;
use clap::Args;

use super::{Failure, Outcome, output};

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The folder with places.csv, names.csv and the other files.
    #[arg(default_value = "gazetteer")]
    dir: PathBuf,
}

impl Check {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let gazetteer = Gazetteer::read(&self.dir)?;
        let problems = gazetteer.check();
        let mut out = output::open(None)?;
        for problem in problems.iter() {
            writeln!(out, "{problem}")?;
        }
        if !problems.is_empty() {
            writeln!(out, "{} problems", problems.len())?;
            out.flush()?;
            return Ok(Outcome::Nothing);
        }
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
        out.flush()?;
        Ok(Outcome::Found)
    }
}
