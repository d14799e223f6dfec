//! One CSV file as a table: its header matched against the columns of the data model, and a cursor over the
//! fields of a row that notes each problem with its column.

use std::collections::HashMap;
use std::path::Path;

use unicode_normalization::is_nfc;

use super::Problem;
use crate::error::{Error, did_you_mean, quote};
use crate::model::{Curie, Date, FeatureCode, Language, is_party_id, is_slug};

/// Calls `row` with the fields of each record of `bytes` whose header has the given columns. A file whose header
/// is unusable has no rows. Says whether each row could be told apart: if not, the file may hold ids that nobody saw.
pub(super) fn for_each_row(
    path: &Path,
    bytes: &[u8],
    columns: &'static [&'static str],
    problems: &mut Vec<Problem>,
    mut row: impl FnMut(&mut Fields<'_>),
) -> bool {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut positions: Option<HashMap<&'static str, usize>> = None;
    let mut width = 0;
    let mut whole = true;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            // Reading from memory with flexible records has no other failure; keep what was read.
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                problems.push(Problem::new(path, line, None, format!("unreadable CSV: {error}")));
                return false;
            }
        }
        let (line, raw) = place_of(&record, &reader, bytes);
        // Only the end of the file ends a row inside quotes.
        let unclosed = raw.as_ptr_range().end == bytes.as_ptr_range().end && ends_in_quotes(raw);
        if unclosed {
            let message = "a quote is opened in this row and never closed; close it, or double a quote of the text";
            problems.push(Problem::new(path, line, None, message.to_owned()));
            whole = false;
        }
        if unclosed && positions.is_none() {
            return false;
        }
        let Some(positions) = &positions else {
            width = record.len();
            match header(path, line, &record, columns, problems) {
                Some(found) => positions = Some(found),
                None => return false,
            }
            continue;
        };
        if unclosed {
            continue;
        }
        if record.len() != width {
            let fields = if record.len() == 1 { "field" } else { "fields" };
            let message = format!(
                "{} {fields}, but the header has {width}; quote a field that holds a comma, and check for a missing quote",
                record.len()
            );
            problems.push(Problem::new(path, line, None, message));
            whole = false;
            continue;
        }
        let mut fields = Fields { path, line, record: &record, positions, problems, refused: false };
        row(&mut fields);
    }
    if positions.is_none() {
        let message = format!("the file is empty; expected the header line {}", columns.join(","));
        problems.push(Problem::new(path, 1, None, message));
        return false;
    }
    whole
}

/// The same for a file that is too large to be held: memory holds one record at a time. `row` may stop the reading.
///
/// # Errors
///
/// What `row` returns, and [`ErrorKind::Io`](crate::ErrorKind::Io).
pub(super) fn for_each_row_of(
    path: &Path,
    input: impl std::io::Read,
    columns: &'static [&'static str],
    mut row: impl FnMut(&mut Fields<'_>) -> Result<(), Error>,
) -> Result<Vec<Problem>, Error> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input);
    let mut record = csv::ByteRecord::new();
    let mut problems = Vec::new();
    let mut positions: Option<HashMap<&'static str, usize>> = None;
    let mut width = 0;
    while reader.read_byte_record(&mut record).map_err(|error| Error::io(path, "cannot read", error.into()))? {
        let line = record.position().map_or(0, csv::Position::line);
        let Some(positions) = &positions else {
            width = record.len();
            positions = header(path, line, &record, columns, &mut problems);
            if positions.is_none() {
                return Ok(problems);
            }
            continue;
        };
        if record.len() != width {
            let message = format!("{} fields, but the header has {width}; check for a missing quote", record.len());
            problems.push(Problem::new(path, line, None, message));
        }
        let mut fields = Fields { path, line, record: &record, positions, problems: &mut problems, refused: false };
        row(&mut fields)?;
    }
    if positions.is_none() {
        let message = format!("the file is empty; expected the header line {}", columns.join(","));
        problems.push(Problem::new(path, 1, None, message));
    }
    Ok(problems)
}

/// The line a record starts on and its bytes. The reader counts from the end of the record before, so blank lines,
/// and the second half of CR LF, come first.
fn place_of<'b>(record: &csv::ByteRecord, reader: &csv::Reader<&[u8]>, bytes: &'b [u8]) -> (u64, &'b [u8]) {
    let Some(start) = record.position() else { return (0, &[]) };
    let offset = |position: &csv::Position| usize::try_from(position.byte()).unwrap_or(usize::MAX).min(bytes.len());
    let raw = bytes.get(offset(start)..offset(reader.position())).unwrap_or_default();
    let blank = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let (before, raw) = raw.split_at(blank);
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    (start.line() + lines as u64, raw)
}

/// Is a quote still open at the end? As the reader does, takes a quote inside an unquoted field for text.
fn ends_in_quotes(raw: &[u8]) -> bool {
    let mut quoted = false;
    // A quote opens where a field starts, and opens again right after one that seemed to close: it was doubled.
    let mut opens = true;
    for &byte in raw {
        match byte {
            b'"' if quoted => (quoted, opens) = (false, true),
            b'"' if opens => quoted = true,
            b',' | b'\r' | b'\n' if !quoted => opens = true,
            _ if !quoted => opens = false,
            _ => {}
        }
    }
    quoted
}

/// The position of each column, or `None` when one is missing. Unknown and repeated columns are problems.
fn header(
    path: &Path,
    line: u64,
    record: &csv::ByteRecord,
    columns: &'static [&'static str],
    problems: &mut Vec<Problem>,
) -> Option<HashMap<&'static str, usize>> {
    let mut positions = HashMap::new();
    for (position, field) in record.iter().enumerate() {
        let found = String::from_utf8_lossy(field);
        match columns.iter().find(|column| **column == found) {
            Some(column) => {
                if positions.insert(*column, position).is_some() {
                    problems.push(Problem::new(path, line, *column, "the column stands twice; remove one".to_owned()));
                }
            }
            None => {
                let message = match did_you_mean(&found, columns.iter().copied()) {
                    Some(column) => format!("unknown column {}; did you mean \"{column}\"?", quote(&found)),
                    None => format!("unknown column {}; expected {}", quote(&found), columns.join(",")),
                };
                problems.push(Problem::new(path, line, None, message));
            }
        }
    }
    let missing: Vec<&str> = columns.iter().copied().filter(|column| !positions.contains_key(column)).collect();
    if missing.is_empty() {
        return Some(positions);
    }
    let message = format!("no column {} in the header; expected {}", missing.join(", "), columns.join(","));
    problems.push(Problem::new(path, line, None, message));
    None
}

/// The fields of one row. Every method that reads a field notes a problem and returns a stand-in when the field is
/// wrong; [`Fields::refused`] then says that the row as a whole cannot be used.
pub(super) struct Fields<'t> {
    path: &'t Path,
    line: u64,
    record: &'t csv::ByteRecord,
    positions: &'t HashMap<&'static str, usize>,
    problems: &'t mut Vec<Problem>,
    refused: bool,
}

impl<'t> Fields<'t> {
    /// The problems noted so far that nobody has taken.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(self.problems)
    }

    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Was a field wrong?
    pub(super) fn refused(&self) -> bool {
        self.refused
    }

    pub(super) fn problem(&mut self, column: &'static str, message: String) {
        self.refused = true;
        self.problems.push(Problem::new(self.path, self.line, column, message));
    }

    fn bytes(&self, column: &'static str) -> &'t [u8] {
        self.positions.get(column).and_then(|position| self.record.get(*position)).unwrap_or_default()
    }

    pub(super) fn is_empty(&self, column: &'static str) -> bool {
        self.bytes(column).is_empty()
    }

    /// What stands in the column `id`, if there is one, whatever is wrong with the row.
    pub(super) fn id(&self) -> Option<&'t str> {
        std::str::from_utf8(self.bytes("id")).ok().filter(|id| !id.is_empty())
    }

    /// The text of a field as it stands, or `None` when it is not UTF-8: then nothing else is said of the field.
    fn text(&mut self, column: &'static str) -> Option<&'t str> {
        let bytes = self.bytes(column);
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let message = format!(
                    "{} is not UTF-8 (byte {} of the field); save the file as UTF-8",
                    quote(&String::from_utf8_lossy(bytes)),
                    error.valid_up_to() + 1
                );
                self.problem(column, message);
                None
            }
        }
    }

    /// Free text: NFC, no control characters.
    pub(super) fn prose(&mut self, column: &'static str) -> String {
        let text = self.text(column).unwrap_or_default();
        self.check_characters(column, text);
        text.to_owned()
    }

    /// Text that must be there, NFC, with no blanks around it.
    pub(super) fn required(&mut self, column: &'static str, example: &str) -> String {
        let Some(text) = self.text(column) else { return String::new() };
        if text.trim().is_empty() {
            self.problem(column, format!("empty; expected {example}"));
        } else if text.trim() != text {
            self.problem(column, format!("{} has blanks around it; remove them", quote(text)));
        } else {
            self.check_characters(column, text);
        }
        text.to_owned()
    }

    fn check_characters(&mut self, column: &'static str, text: &str) {
        if let Some(control) = text.chars().find(|character| character.is_control()) {
            self.problem(column, format!("{} holds the control character {control:?}; remove it", quote(text)));
        } else if text.contains('\u{FFFD}') {
            self.problem(column, format!("{} holds U+FFFD, a damaged character; restore it", quote(text)));
        } else if !is_nfc(text) {
            self.problem(column, format!("{} is not in Unicode normalization form C; normalize it", quote(text)));
        }
    }

    /// A slug that must be there.
    pub(super) fn slug(&mut self, column: &'static str) -> String {
        let Some(text) = self.text(column) else { return String::new() };
        if !is_slug(text) {
            self.problem(
                column,
                format!("{} is not a slug; expected lower-case letters and digits joined by hyphens", quote(text)),
            );
        }
        text.to_owned()
    }

    /// A place id: a slug or, for an imported record, a CURIE.
    pub(super) fn place_id(&mut self, column: &'static str) -> String {
        let Some(text) = self.text(column) else { return String::new() };
        if !is_slug(text) && Curie::parse(text).is_err() {
            self.problem(
                column,
                format!(
                    "{} is not a place id; expected lower-case letters and digits joined by hyphens, \
                     or the id of an imported record such as gn:2127426",
                    quote(text)
                ),
            );
        }
        text.to_owned()
    }

    pub(super) fn party_id(&mut self, column: &'static str) -> String {
        let Some(text) = self.text(column) else { return String::new() };
        if !is_party_id(text) {
            self.problem(
                column,
                format!("{} is not a party id; expected two capitals (JP) or a lower-case slug (us-bgn)", quote(text)),
            );
        }
        text.to_owned()
    }

    /// A reference that may be empty.
    pub(super) fn reference(&mut self, column: &'static str) -> Option<String> {
        self.text(column).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Ids separated by single spaces, none twice.
    pub(super) fn list(&mut self, column: &'static str) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        let Some(text) = self.text(column).filter(|text| !text.is_empty()) else { return items };
        for item in text.split(' ') {
            if item.is_empty() {
                self.problem(column, format!("{} has a blank too many; separate ids by single spaces", quote(text)));
            } else if items.iter().any(|known| known == item) {
                self.problem(column, format!("{} stands twice; remove one", quote(item)));
            } else {
                items.push(item.to_owned());
            }
        }
        items
    }

    pub(super) fn curies(&mut self, column: &'static str) -> Vec<Curie> {
        let items = self.list(column);
        items.iter().filter_map(|item| self.accept(column, Curie::parse(item))).collect()
    }

    pub(super) fn languages(&mut self, column: &'static str) -> Vec<Language> {
        let items = self.list(column);
        items.iter().filter_map(|item| self.accept(column, Language::parse(item))).collect()
    }

    pub(super) fn language(&mut self, column: &'static str) -> Option<Language> {
        let text = self.text(column)?;
        if text.is_empty() {
            self.problem(column, "empty; expected a BCP 47 language tag, such as ja, ru-Latn or und".to_owned());
            return None;
        }
        self.accept(column, Language::parse(text))
    }

    pub(super) fn date(&mut self, column: &'static str) -> Option<Date> {
        let text = self.text(column).filter(|text| !text.is_empty())?;
        self.accept(column, text.parse())
    }

    pub(super) fn feature(&mut self, column: &'static str) -> Option<FeatureCode> {
        let text = self.text(column)?;
        self.accept(column, FeatureCode::parse(text))
    }

    /// A word of a fixed list; `words` are all of them, for the message.
    pub(super) fn word<T: Copy>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        words: impl Iterator<Item = &'static str> + Clone,
    ) -> Option<T> {
        let text = self.text(column)?;
        let value = parse(text);
        if value.is_none() {
            let found = if text.is_empty() { "empty".to_owned() } else { format!("{} is not known here", quote(text)) };
            let message = match did_you_mean(text, words.clone()) {
                Some(word) => format!("{found}; did you mean \"{word}\"?"),
                None => format!("{found}; expected one of {}", words.collect::<Vec<_>>().join(" ")),
            };
            self.problem(column, message);
        }
        value
    }

    pub(super) fn degrees(&mut self, column: &'static str, limit: f64) -> Option<f64> {
        let text = self.text(column).filter(|text| !text.is_empty())?;
        // Rust also reads "1e1", "+1" and "inf", which no other reader of the file needs to know.
        let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
        match text.parse::<f64>() {
            Ok(value) if plain && value.abs() <= limit => Some(value),
            _ => {
                let message =
                    format!("{} is not decimal degrees; expected a number from -{limit} to {limit}", quote(text));
                self.problem(column, message);
                None
            }
        }
    }

    pub(super) fn count(&mut self, column: &'static str) -> Option<u64> {
        let text = self.text(column).filter(|text| !text.is_empty())?;
        let value = text.parse::<u64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        if value.is_none() {
            self.problem(column, format!("{} is not a count; expected digits only, or nothing", quote(text)));
        }
        value
    }

    fn accept<T>(&mut self, column: &'static str, parsed: Result<T, Error>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(column, error.to_string());
                None
            }
        }
    }
}
