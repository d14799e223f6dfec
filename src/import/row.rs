//! Rows of the data model put together from text fields: names cleaned and given once, points and ids that are right
//! or reported. Nothing here knows a format.

use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::point::on_earth;
use super::report::{At, Tally};
use crate::error::Error;
use crate::model::{Curie, Date, Language, Name, NameKind, Point, Rank};

/// What a name row says besides its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Saying<'l> {
    pub(super) lang: &'l Language,
    pub(super) kind: NameKind,
    pub(super) rank: Rank,
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
}

impl<'l> Saying<'l> {
    /// A row of normal rank that says nothing of dates.
    pub(super) fn new(lang: &'l Language, kind: NameKind) -> Self {
        Saying { lang, kind, rank: Rank::Normal, start: None, end: None }
    }
}

/// Gives names, place after place. One row is used again and again: a large gazetteer has millions of names.
pub(super) struct Names {
    row: Name,
    /// Hashes of the names given for the place; a place has few.
    given: Vec<u64>,
}

impl Names {
    pub(super) fn new(source: &str, lang: &Language) -> Names {
        let row = Name { source: Some(source.to_owned()), ..Name::new("", "", lang.clone(), NameKind::Common) };
        Names { row, given: Vec::new() }
    }

    /// The place that the next names are of.
    pub(super) fn of(&mut self, scheme: &str, id: u64) {
        self.given.clear();
        self.row.place.clear();
        // Writing to a String does not fail.
        let _ = std::fmt::Write::write_fmt(&mut self.row.place, format_args!("{scheme}:{id}"));
    }

    /// Gives a name of the place, unless it is empty, damaged, or was given before in the same language and kind.
    pub(super) fn give(
        &mut self,
        tally: &mut Tally<'_>,
        at: At<'_>,
        text: &str,
        saying: Saying<'_>,
    ) -> Result<(), Error> {
        match clean(text, &mut self.row.text) {
            Cleaned::AsItStands => {}
            Cleaned::Controls => tally.dropped("control character in a name; a blank instead", at, text),
            Cleaned::Empty => {
                tally.dropped("empty name", at, &self.row.place);
                return Ok(());
            }
            Cleaned::Damaged => return tally.fault("name with U+FFFD, a damaged character", at, text),
        }
        let mut hasher = DefaultHasher::new();
        (&self.row.text, saying.lang.as_str(), saying.kind).hash(&mut hasher);
        let hash = hasher.finish();
        if self.given.contains(&hash) {
            tally.dropped("name given before for the place, in the same language and kind", at, text);
            return Ok(());
        }
        self.given.push(hash);
        if self.row.lang != *saying.lang {
            self.row.lang.clone_from(saying.lang);
        }
        self.row.kind = saying.kind;
        self.row.rank = saying.rank;
        self.row.start = saying.start;
        self.row.end = saying.end;
        tally.name(&self.row)
    }
}

enum Cleaned {
    AsItStands,
    /// Control characters became blanks.
    Controls,
    Empty,
    Damaged,
}

/// The text as a name is written, and what was wrong with it.
fn clean(text: &str, out: &mut String) -> Cleaned {
    if text.contains('\u{FFFD}') {
        out.clear();
        return Cleaned::Damaged;
    }
    as_written(text, out);
    if out.is_empty() {
        Cleaned::Empty
    } else if text.trim().contains(char::is_control) {
        Cleaned::Controls
    } else {
        Cleaned::AsItStands
    }
}

/// `text` in normalization form C, with single blanks between words, none outside, and no control characters.
pub(super) fn as_written(text: &str, out: &mut String) {
    out.clear();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        match is_nfc_quick(word.chars()) {
            IsNormalized::Yes => out.push_str(word),
            _ => out.extend(word.nfc()),
        }
    }
}

/// A short hash of a name as it is given, to know it again in another file.
pub(super) fn short_hash(text: &str) -> u32 {
    let mut name = String::new();
    clean(text, &mut name);
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    // Half of a hash is a hash.
    hasher.finish() as u32
}

/// The point of two fields. None where both are empty or zero, which is how "not known" is written, and where one is
/// no number in range: that is reported.
pub(super) fn point(tally: &mut Tally<'_>, at: At<'_>, lat: &str, lon: &str) -> Result<Option<Point>, Error> {
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    let degrees: Option<(f64, f64)> = lat.parse().ok().zip(lon.parse().ok());
    if let Some((0.0, 0.0)) = degrees {
        tally.dropped("coordinates 0,0; no point", at, "0,0");
        return Ok(None);
    }
    // Adding a zero turns a negative one into a positive one.
    let point = degrees.and_then(|(lat, lon)| on_earth(lat + 0.0, lon + 0.0));
    if point.is_none() {
        tally.fault("coordinates that are no degrees; no point", at, &format!("{lat} {lon}"))?;
    }
    Ok(point)
}

/// A number of inhabitants. 0 is how GeoNames and those that use it write "not known".
pub(super) fn population(tally: &mut Tally<'_>, at: At<'_>, text: &str) -> Result<Option<u64>, Error> {
    if text.is_empty() || text == "0" {
        return Ok(None);
    }
    let value = text.parse().ok();
    if value.is_none() {
        tally.fault("population that is no number; none given", at, text)?;
    }
    Ok(value)
}

/// Adds an id in another gazetteer, or reports that it is none.
pub(super) fn same_as(
    tally: &mut Tally<'_>,
    at: At<'_>,
    (scheme, id): (&str, &str),
    out: &mut Vec<Curie>,
) -> Result<(), Error> {
    match Curie::parse(&format!("{scheme}:{id}")) {
        Ok(curie) => out.push(curie),
        Err(_) => tally.fault("malformed id in another gazetteer; no same_as", at, &format!("{scheme}:{id}"))?,
    }
    Ok(())
}

/// The fields of a line, as many as there is room for, and how many there are.
pub(super) fn fields<const N: usize>(line: &str) -> ([&str; N], usize) {
    let mut fields = [""; N];
    let mut count = 0;
    for field in line.split('\t') {
        if count < N {
            fields[count] = field;
        }
        count += 1;
    }
    (fields, count)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn names_are_cleaned() {
        let mut out = String::new();
        for (text, expected) in [
            ("  Wien ", "Wien"),
            ("\u{a0}Zu\u{308}rich\u{3000}", "Zürich"),
            ("New\u{85}\u{7}York", "New York"),
            ("\u{1}", ""),
            (" ", ""),
            ("A\u{FFFD}", ""),
        ] {
            clean(text, &mut out);
            assert_eq!(out, expected, "{text:?}");
        }
    }
}
