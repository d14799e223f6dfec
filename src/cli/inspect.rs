//! `allonym inspect`: what an index file is made of.

use std::io::Write;
use std::path::PathBuf;

use allonym::Index;
use clap::Args;
use comfy_table::CellAlignment;

use super::{Failure, Outcome, output};

#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// The index file; without one, the embedded index.
    file: Option<PathBuf>,
}

impl Inspect {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        // Opened, not mapped: whoever inspects a file wants to know whether it is whole.
        let index = match &self.file {
            Some(path) => Index::open(path)?,
            None => Index::embedded(),
        };
        let mut out = output::open(None)?;
        let total: usize = index.sections().map(|section| section.bytes).sum();
        writeln!(
            out,
            "{}: format {}, keys {}, {} places, {} names, {total} bytes in sections, checksums hold",
            index.label(),
            index.format_version(),
            index.key_version(),
            index.places().len(),
            index.names().len(),
        )?;
        let mut table = output::table(["section", "bytes", "share", "rows", "crc32"]);
        for section in index.sections() {
            let share = 100.0 * section.bytes as f64 / total.max(1) as f64;
            table.add_row([
                section.name.to_owned(),
                section.bytes.to_string(),
                format!("{share:.1} %"),
                section.rows.map(|rows| rows.to_string()).unwrap_or_default(),
                format!("{:08x}", section.crc32),
            ]);
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        output::write_table(&mut *out, &table, "")?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}
