//! Rows to the six CSV files of a folder, as they come.
//!
//! What comes in are [`Rows`]; what goes out is a folder that [`Gazetteer::read`](super::Gazetteer::read) reads back
//! to the same rows. Nothing is checked here: that is [`Gazetteer::check`](super::Gazetteer::check).

use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::ErrorKind::AlreadyExists;
use std::path::{Path, PathBuf};

use super::{FILES, Rows, read};
use crate::error::{Error, ErrorKind};
use crate::model::{Claim, Demonym, Name, Party, Place, Rank, Source};

/// Writes the rows of a gazetteer to a folder of CSV files, one at a time.
///
/// ```
/// use allonym::{Gazetteer, GazetteerWriter, Rows};
/// # let dir = tempfile::tempdir().expect("a folder");
/// # let dir = dir.path().join("copy");
/// let gazetteer = Gazetteer::from_files(&[
///     ("places.csv", b"id,feature,lat,lon,population,part_of,same_as,note\nwien,P.PPLC,48.2,16.4,,,,\n"),
/// ])?;
/// let mut writer = GazetteerWriter::create(&dir)?;
/// for place in gazetteer.places() {
///     writer.place(place)?;
/// }
/// writer.finish()?;
/// assert!(Gazetteer::read(&dir)?.places().eq(gazetteer.places()));
/// # Ok::<(), allonym::Error>(())
/// ```
pub struct GazetteerWriter {
    /// In the order of [`FILES`].
    tables: Vec<Table>,
    finished: bool,
}

impl GazetteerWriter {
    /// Creates the folder if need be, and the six files in it, each with its header.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when one of the files is there already: nothing is overwritten, and nothing created.
    /// [`ErrorKind::Io`] when the folder or a file cannot be created.
    pub fn create(dir: impl AsRef<Path>) -> Result<GazetteerWriter, Error> {
        let dir = dir.as_ref();
        std::fs::create_dir_all(dir).map_err(|error| Error::io(dir, "cannot create the folder", error))?;
        if let Some(file) = FILES.into_iter().find(|file| dir.join(file).exists()) {
            return Err(in_the_way(&dir.join(file)));
        }
        let columns = [read::PLACES, read::NAMES, read::CLAIMS, read::PARTIES, read::SOURCES, read::DEMONYMS];
        let mut writer = GazetteerWriter { tables: Vec::new(), finished: false };
        for (file, columns) in FILES.into_iter().zip(columns) {
            writer.tables.push(Table::create(dir, file, columns)?);
        }
        Ok(writer)
    }

    /// Writes what is still in memory. A writer that is dropped before has failed: it removes its files.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when a file cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.tables.iter_mut().try_for_each(Table::flush)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for GazetteerWriter {
    fn drop(&mut self) {
        if !self.finished {
            for table in &self.tables {
                // Half a gazetteer that cannot be removed is no worse than one that stays.
                let _ = std::fs::remove_file(&table.path);
            }
        }
    }
}

fn in_the_way(path: &Path) -> Error {
    Error::new(ErrorKind::Argument, "the file is there already; name a folder without gazetteer files").at(path)
}

impl Rows for GazetteerWriter {
    fn source(&mut self, row: &Source) -> Result<(), Error> {
        self.tables[4].row(|t| {
            t.text(&row.id)?;
            t.text(&row.citation)?;
            t.text(&row.url)?;
            t.option(row.date.as_ref())?;
            t.text(&row.licence)?;
            t.text(&row.note)
        })
    }

    fn party(&mut self, row: &Party) -> Result<(), Error> {
        self.tables[3].row(|t| {
            t.text(&row.id)?;
            t.text(row.kind.as_str())?;
            t.text(&row.label)?;
            t.text(row.place.as_deref().unwrap_or_default())?;
            t.list(&row.languages)?;
            t.list(&row.follows)?;
            t.list(&row.same_as)
        })
    }

    fn place(&mut self, row: &Place) -> Result<(), Error> {
        self.tables[0].row(|t| {
            t.text(&row.id)?;
            t.text(row.feature.as_str())?;
            t.option(row.point.map(|point| point.lat).as_ref())?;
            t.option(row.point.map(|point| point.lon).as_ref())?;
            t.option(row.population.as_ref())?;
            t.text(row.part_of.as_deref().unwrap_or_default())?;
            t.list(&row.same_as)?;
            t.text(&row.note)
        })
    }

    fn name(&mut self, row: &Name) -> Result<(), Error> {
        self.tables[1].row(|t| {
            t.text(&row.place)?;
            t.text(&row.text)?;
            t.text(row.lang.as_str())?;
            t.text(row.kind.as_str())?;
            t.text(row.form_of.as_deref().unwrap_or_default())?;
            // An empty rank is the normal one.
            t.text(if row.rank == Rank::Normal { "" } else { row.rank.as_str() })?;
            t.list(&row.accepted_by)?;
            t.list(&row.disputed_by)?;
            t.list(&row.asserts)?;
            t.option(row.start.as_ref())?;
            t.option(row.end.as_ref())?;
            t.text(&row.footnote)?;
            t.text(row.source.as_deref().unwrap_or_default())
        })
    }

    fn claim(&mut self, row: &Claim) -> Result<(), Error> {
        self.tables[2].row(|t| {
            t.text(&row.id)?;
            t.text(&row.place)?;
            t.text(row.relation.as_str())?;
            t.text(&row.object)?;
            t.list(&row.asserted_by)?;
            t.list(&row.rejected_by)?;
            t.option(row.start.as_ref())?;
            t.option(row.end.as_ref())?;
            t.text(&row.source)
        })
    }

    fn demonym(&mut self, row: &Demonym) -> Result<(), Error> {
        self.tables[5].row(|t| {
            t.text(&row.place)?;
            t.text(&row.text)?;
            t.text(row.lang.as_str())?;
            t.text(row.form.as_str())?;
            t.text(row.source.as_deref().unwrap_or_default())
        })
    }
}

/// Bytes of a file that wait to be written.
const BUFFER: usize = 1 << 18;

/// A file, and a field that is being put together.
struct Table {
    path: PathBuf,
    writer: csv::Writer<File>,
    field: String,
}

impl Table {
    fn create(dir: &Path, file: &str, columns: &[&str]) -> Result<Table, Error> {
        let path = dir.join(file);
        let file = File::create_new(&path).map_err(|error| match error.kind() {
            AlreadyExists => in_the_way(&path),
            _ => Error::io(&path, "cannot create", error),
        })?;
        let mut writer = csv::WriterBuilder::new().buffer_capacity(BUFFER).from_writer(file);
        match writer.write_record(columns) {
            Ok(()) => Ok(Table { path, writer, field: String::new() }),
            Err(error) => Err(Error::io(&path, "cannot write", error.into())),
        }
    }

    fn row(&mut self, fields: impl FnOnce(&mut Table) -> csv::Result<()>) -> Result<(), Error> {
        // No fields left: the end of the record.
        let written = fields(self).and_then(|()| self.writer.write_record(None::<&[u8]>));
        written.map_err(|error| Error::io(&self.path, "cannot write", error.into()))
    }

    fn text(&mut self, text: &str) -> csv::Result<()> {
        self.writer.write_field(text)
    }

    fn option(&mut self, value: Option<&impl Display>) -> csv::Result<()> {
        self.list(value)
    }

    /// The items, with a blank between two.
    fn list<'i, T: Display + 'i>(&mut self, items: impl IntoIterator<Item = &'i T>) -> csv::Result<()> {
        self.field.clear();
        for item in items {
            if !self.field.is_empty() {
                self.field.push(' ');
            }
            // Writing to a String does not fail.
            let _ = write!(self.field, "{item}");
        }
        self.writer.write_field(&self.field)
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.writer.flush().map_err(|error| Error::io(&self.path, "cannot write", error))
    }
}
