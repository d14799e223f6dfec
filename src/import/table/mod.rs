//! Tables of any make, by a map of their columns: which table is which, and the rows of each.
//!
//! What the map may say is in [`map`]; how a row becomes a place is in [`row`]. Tables are read in the order of the
//! map, so that a place comes before what is part of it.

mod map;
mod row;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::columns::{Shape, Table, unpacked_name};
use super::record::Record;
use super::report::{At, Tally};
use crate::error::{Error, ErrorKind};
use crate::model::Source;
use map::{FileSpec, Map, TableSpec};
use row::Row;

/// A map of columns: what the tables of a folder mean. See `maps/` for one that is complete.
pub struct TableMap {
    map: Map,
}

impl TableMap {
    /// Reads a map from a file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file cannot be read, and as [`parse`](TableMap::parse).
    pub fn read(path: &Path) -> Result<TableMap, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, "cannot read", error))?;
        TableMap::parse(&text, path)
    }

    /// Reads a map from text in TOML; `path` is for messages.
    ///
    /// ```
    /// use allonym::import::TableMap;
    /// let map = r#"
    ///     [[source]]
    ///     id = "census"
    ///     citation = "National census"
    ///
    ///     [[table]]
    ///     files = [{ path = "towns.csv", lang = "pt" }]
    ///     source = "census"
    ///     id = { prefix = "town", columns = ["code"] }
    ///     feature = "P.PPL"
    ///     lat = "latitude"
    ///     lon = "longitude"
    ///     names = [{ column = "name" }]
    /// "#;
    /// assert!(TableMap::parse(map, "towns.toml".as_ref()).is_ok());
    /// let error = TableMap::parse(&map.replace("feature =", "featrue ="), "towns.toml".as_ref()).err().unwrap();
    /// assert!(error.to_string().starts_with("towns.toml:10: unknown field `featrue`"), "{error}");
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] with the line, what was found there and what was expected.
    pub fn parse(text: &str, path: &Path) -> Result<TableMap, Error> {
        Ok(TableMap { map: Map::parse(text, path)? })
    }
}

/// A file to read, and what it is.
struct Job<'m> {
    path: PathBuf,
    file: &'m FileSpec,
    table: &'m TableSpec,
}

/// What holds for all tables of a run.
#[derive(Default)]
struct Seen {
    /// Eight bytes for each place given: an id that comes again is a repeated row.
    ids: HashSet<u64>,
    /// The same for ids in other gazetteers, each of which is of one place.
    same_as: HashSet<u64>,
}

pub(super) fn import(map: &TableMap, paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<(), Error> {
    let jobs = jobs(&map.map, paths, tally)?;
    tally.expect(jobs.iter().map(|job| job.path.as_path()));
    for source in &map.map.source {
        if jobs.iter().any(|job| job.table.source == source.id) {
            tally.source(&Source {
                id: source.id.clone(),
                citation: source.citation.clone(),
                url: source.url.clone(),
                date: None,
                licence: source.licence.clone(),
                note: source.note.clone(),
            })?;
        }
    }
    let mut seen = Seen::default();
    for job in &jobs {
        let mut table = Table::open(&job.path, &shape(job.table), tally)?;
        let mut record = Record::new(&job.table.source);
        let mut row = Row::new(&table, job.table, job.file)?;
        while table.advance(tally)? {
            row.import(&table, &mut record, &mut seen, tally)?;
        }
    }
    Ok(())
}

/// The files to read, in the order of the map.
fn jobs<'m>(map: &'m Map, paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<Vec<Job<'m>>, Error> {
    let mut jobs = Vec::new();
    for table in &map.table {
        for file in &table.files {
            let before = jobs.len();
            for path in paths {
                let found = if path.is_dir() { packed(&path.join(&file.path)) } else { is_file(path, &file.path) };
                jobs.extend(found.map(|path| Job { path, file, table }));
            }
            if let (true, Some(folder)) = (jobs.len() == before, paths.iter().find(|path| path.is_dir())) {
                let at = At { path: folder, line: 1 };
                tally.dropped("a table of the map that the folder does not have", at, &file.path);
            }
        }
    }
    for path in paths {
        if !jobs.iter().any(|job| job.path.starts_with(path)) {
            let message = "no table of the map is for this; name a folder that has one of them, or add a [[table]]";
            return Err(Error::new(ErrorKind::Argument, message).at(path));
        }
    }
    Ok(jobs)
}

/// The file itself, or packed.
fn packed(path: &Path) -> Option<PathBuf> {
    ["", ".zst", ".gz", ".zip"].iter().find_map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        Some(PathBuf::from(name)).filter(|path| path.is_file())
    })
}

/// The path of a file when, unpacked, it ends with what the map calls it.
fn is_file(path: &Path, wanted: &str) -> Option<PathBuf> {
    let unpacked = path.with_file_name(unpacked_name(path));
    unpacked.ends_with(wanted).then(|| path.to_owned())
}

fn shape(table: &TableSpec) -> Shape {
    let shape = match table.format.as_deref() {
        None | Some("csv") => Shape::csv(),
        Some("tsv") => Shape::tsv(),
        Some(separator) => Shape { separator: separator.as_bytes()[0], ..Shape::tsv() },
    };
    Shape { quoted: table.quoted.unwrap_or(shape.quoted), header: table.header.clone(), ..shape }
}

#[cfg(test)]
mod tests;
