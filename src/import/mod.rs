//! Importers: tables of other gazetteers, row by row, to rows of this data model.
//!
//! What comes in are files as their publishers ship them, plain, zipped or compressed; what goes out are [`Rows`]
//! and a [`Report`] of what was dropped and why. One file a format. Memory does not grow with the input, but for a
//! few bytes a place where a format keeps places and their names apart.

mod cldr;
mod columns;
mod csv;
mod geonames;
mod input;
mod iso;
mod natural_earth;
mod noise;
mod pleiades;
mod point;
mod record;
mod report;
mod row;
mod table;
mod tags;
mod whosonfirst;

#[cfg(test)]
mod taken;

use std::path::PathBuf;

use crate::error::Error;
use crate::gazetteer::Rows;
use crate::model::words;

pub use report::{Dropped, Progress, Report};
pub use table::TableMap;

use report::Tally;

words! {
    /// A format that can be imported by its name alone; for others there is [`Importer::table`].
    Format {
        /// The tab-separated tables of Who's On First: places and names.
        WhosOnFirst = "whosonfirst",
        /// GeoNames dumps.
        GeoNames = "geonames",
        /// Attribute tables of Natural Earth.
        NaturalEarth = "natural_earth",
        /// Territory and subdivision names of Unicode CLDR.
        Cldr = "cldr",
        /// Places and names of Pleiades.
        Pleiades = "pleiades",
        /// The CSV tables of this data model, as an import writes them.
        Csv = "csv",
    }
}

/// Reads files of one format.
pub struct Importer<'w> {
    kind: Kind,
    faults: Faults,
    watch: Option<Watch<'w>>,
}

/// Is told how far an import has come.
type Watch<'w> = Box<dyn FnMut(&Progress) + 'w>;

enum Kind {
    Format(Format),
    Table(TableMap),
}

/// What to do about a line that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Faults {
    /// Report it and go on.
    Reported,
    /// Stop.
    Fatal,
}

impl<'w> Importer<'w> {
    /// An importer of a known format.
    #[must_use]
    pub fn new(format: Format) -> Importer<'w> {
        Importer { kind: Kind::Format(format), faults: Faults::Reported, watch: None }
    }

    /// An importer of tables whose columns a map describes.
    #[must_use]
    pub fn table(map: TableMap) -> Importer<'w> {
        Importer { kind: Kind::Table(map), faults: Faults::Reported, watch: None }
    }

    /// Stops at the first line that cannot be read, instead of reporting it.
    #[must_use]
    pub fn strict(self) -> Importer<'w> {
        Importer { faults: Faults::Fatal, ..self }
    }

    /// Calls `watch` now and then with how far the import has come.
    #[must_use]
    pub fn watch(self, watch: impl FnMut(&Progress) + 'w) -> Importer<'w> {
        Importer { watch: Some(Box::new(watch)), ..self }
    }

    /// Reads the files, or those of the format's files that the folders hold, and gives their rows to `rows`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when a file cannot be opened, and what `rows` returns; with
    /// [`strict`](Importer::strict), [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with the first bad line.
    pub fn run(&mut self, paths: &[PathBuf], rows: &mut dyn Rows) -> Result<Report, Error> {
        let watch = self.watch.as_mut().map(|watch| &mut **watch as &mut dyn FnMut(&Progress));
        let mut tally = Tally::new(rows, self.faults == Faults::Fatal, watch);
        match &self.kind {
            Kind::Format(Format::WhosOnFirst) => whosonfirst::import(paths, &mut tally)?,
            Kind::Format(Format::GeoNames) => geonames::import(paths, &mut tally)?,
            Kind::Format(Format::NaturalEarth) => natural_earth::import(paths, &mut tally)?,
            Kind::Format(Format::Cldr) => cldr::import(paths, &mut tally)?,
            Kind::Format(Format::Pleiades) => pleiades::import(paths, &mut tally)?,
            Kind::Format(Format::Csv) => csv::import(paths, &mut tally)?,
            Kind::Table(map) => table::import(map, paths, &mut tally)?,
        }
        Ok(tally.finish())
    }
}
