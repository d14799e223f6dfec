//! Tables whose first line names the columns: the files of a folder, and their records one at a time, as text.
//!
//! Built on [`super::input`]; what the columns mean is known to the importers alone.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::input;
use super::report::{At, Tally};
use crate::error::{Error, ErrorKind, quote};

/// How the lines of a table are divided.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) separator: u8,
    /// Fields may stand in double quotes.
    pub(super) quoted: bool,
    /// The names of the columns, where the first line does not give them.
    pub(super) header: Option<Vec<String>>,
}

impl Shape {
    /// Commas, quotes, a header.
    pub(super) fn csv() -> Shape {
        Shape { separator: b',', quoted: true, header: None }
    }

    /// Tabs, no quotes, a header.
    pub(super) fn tsv() -> Shape {
        Shape { separator: b'\t', quoted: false, header: None }
    }
}

/// A table being read.
pub(super) struct Table {
    reader: csv::Reader<Box<dyn BufRead + Send>>,
    path: PathBuf,
    header: Vec<String>,
    /// Always UTF-8: what is not has been replaced.
    record: ByteRecord,
    ended: bool,
}

impl Table {
    /// Opens a table, whatever it is packed in, and reads its header.
    pub(super) fn open(path: &Path, shape: &Shape, tally: &mut Tally<'_>) -> Result<Table, Error> {
        Table::read(Box::new(input::open(path, tally)?), path, shape, tally)
    }

    /// The same for a table that is already open.
    pub(super) fn read(
        reader: Box<dyn BufRead + Send>,
        path: &Path,
        shape: &Shape,
        tally: &mut Tally<'_>,
    ) -> Result<Table, Error> {
        let reader = csv::ReaderBuilder::new()
            .delimiter(shape.separator)
            .quoting(shape.quoted)
            .flexible(true)
            .has_headers(false)
            .from_reader(reader);
        let (path, header) = (path.to_owned(), Vec::new());
        let mut table = Table { reader, path, header, record: ByteRecord::new(), ended: false };
        match &shape.header {
            Some(header) => table.header.clone_from(header),
            // A table without a line has no columns either; that is told where they are asked for.
            None if table.next(tally)? => table.header = table.record.iter().map(text).map(str::to_owned).collect(),
            None => {}
        }
        Ok(table)
    }

    /// The number of the column of this name, in whatever case it is written.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known.eq_ignore_ascii_case(name))
    }

    /// The same for a column that the format has.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when the table lacks it.
    pub(super) fn required(&self, name: &str) -> Result<usize, Error> {
        self.column(name).ok_or_else(|| {
            let message = format!("no column {}; found {}; expected another table", quote(name), self.header.join(" "));
            Error::new(ErrorKind::Invalid, message).at(&self.path).line(1)
        })
    }

    /// The names of the columns, as they stand in the table.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// Reads the next record that has as many fields as the header; others are reported. `false` at the end.
    pub(super) fn advance(&mut self, tally: &mut Tally<'_>) -> Result<bool, Error> {
        while self.next(tally)? {
            if self.record.len() == self.header.len() {
                return Ok(true);
            }
            // A blank line is no row at all.
            if self.record.iter().any(|field| !field.is_empty()) {
                let example = self.field(0).to_owned();
                tally.fault("more or fewer fields than the table has columns", self.at(), &example)?;
            }
        }
        Ok(false)
    }

    fn next(&mut self, tally: &mut Tally<'_>) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return Ok(false);
            }
            Err(error) => {
                // What came before a damaged end counts.
                self.ended = true;
                let at = At { path: &self.path, line: self.reader.position().line() };
                tally.fault("the file cannot be read further", at, &error.to_string())?;
                return Ok(false);
            }
        }
        if self.record.iter().any(|field| std::str::from_utf8(field).is_err()) {
            let fields: Vec<String> = self.record.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
            let bad = fields.iter().find(|field| field.contains('\u{FFFD}')).map_or("", String::as_str).to_owned();
            let position = self.record.position().cloned();
            self.record = ByteRecord::from(fields);
            self.record.set_position(position);
            tally.fault("not UTF-8; the bytes became U+FFFD", self.at(), &bad)?;
        }
        Ok(true)
    }

    /// The place of the record last read.
    pub(super) fn at(&self) -> At<'_> {
        At { path: &self.path, line: self.record.position().map_or(1, csv::Position::line) }
    }

    /// A field of the record last read, without outer blanks; empty when there is none.
    pub(super) fn field(&self, column: usize) -> &str {
        self.record.get(column).map_or("", text).trim()
    }

    /// The field of a column that the table may not have.
    pub(super) fn optional(&self, column: Option<usize>) -> &str {
        column.map_or("", |column| self.field(column))
    }
}

fn text(field: &[u8]) -> &str {
    std::str::from_utf8(field).unwrap_or_default()
}

/// The name of a file without `.zst`, `.gz` or `.zip`: what it is called when unpacked.
pub(super) fn unpacked_name(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    [".zst", ".gz", ".zip"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// The files among `paths`, and, in byte order, those in the folders among them whose unpacked name is `wanted`.
///
/// # Errors
///
/// [`ErrorKind::Io`] when a path cannot be read, [`ErrorKind::Argument`] when a folder holds no such file.
pub(super) fn files(paths: &[PathBuf], wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        let entries = std::fs::read_dir(path).map_err(|error| Error::io(path, "cannot read", error))?;
        for entry in entries {
            let file = entry.map_err(|error| Error::io(path, "cannot read", error))?.path();
            if file.is_file() && wanted(unpacked_name(&file)) {
                files.push(file);
            }
        }
        files[before..].sort();
        if files.len() == before {
            let message = "no file of this format in the folder; name the files, or the folder that holds them";
            return Err(Error::new(ErrorKind::Argument, message).at(path));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::taken::Taken;

    fn table(text: &[u8], shape: &Shape) -> (Vec<Vec<String>>, Vec<&'static str>) {
        let mut taken = Taken::default();
        let mut tally = Tally::new(&mut taken, false, None);
        let reader = Box::new(std::io::Cursor::new(text.to_vec()));
        let mut table = Table::read(reader, Path::new("t.csv"), shape, &mut tally).unwrap();
        let mut rows = vec![table.header().to_vec()];
        while table.advance(&mut tally).unwrap() {
            rows.push((0..table.header().len()).map(|column| table.field(column).to_owned()).collect());
        }
        (rows, tally.finish().dropped.iter().map(|dropped| dropped.reason).collect())
    }

    #[test]
    fn byte_order_marks_blank_lines_and_bad_bytes() {
        let (rows, dropped) = table(b"\xEF\xBB\xBFid,name\n1,a\n\n2,\"b\nc\"\n3,x\x92y\n4\n", &Shape::csv());
        assert_eq!(rows, [["id", "name"], ["1", "a"], ["2", "b\nc"], ["3", "x\u{FFFD}y"]]);
        let reasons = ["more or fewer fields than the table has columns", "not UTF-8; the bytes became U+FFFD"];
        assert_eq!(dropped, reasons);
    }

    #[test]
    fn quotes_are_letters_in_a_table_of_tabs() {
        let (rows, dropped) = table(b"id\tname\n1\t\"a\n", &Shape::tsv());
        assert_eq!(rows, [["id", "name"], ["1", "\"a"]]);
        assert!(dropped.is_empty());
    }

    #[test]
    fn packed_files_are_known_by_the_name_inside() {
        assert_eq!(unpacked_name(Path::new("/x/ne_10m.csv.zst")), "ne_10m.csv");
        assert_eq!(unpacked_name(Path::new("names.tsv")), "names.tsv");
    }
}
