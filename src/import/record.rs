//! One place and its names on their way out, in memory that is used again for the next.
//!
//! Names are normalized here (form C, single blanks) and given once; a place without a name is not given at all.

use super::report::{At, Tally};
use super::row::as_written;
use crate::error::Error;
use crate::model::{Date, FeatureCode, Language, Name, NameKind, Place};

/// A place, and the names of it that differ.
pub(super) struct Record {
    pub(super) place: Place,
    names: Vec<Name>,
    /// How many of `names` are of this place; the others are memory.
    count: usize,
    source: String,
}

/// When a name was in use.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
}

impl Record {
    /// A record of places that `source` describes.
    pub(super) fn new(source: &str) -> Record {
        let place = Place::new("", FeatureCode::parse("L.RGN").expect("a feature"));
        Record { place, names: Vec::new(), count: 0, source: source.to_owned() }
    }

    /// Starts the next place.
    pub(super) fn begin(&mut self, id: &str) {
        let place = &mut self.place;
        place.id.clear();
        place.id.push_str(id);
        (place.point, place.population, place.part_of) = (None, None, None);
        place.same_as.clear();
        place.note.clear();
        self.count = 0;
    }

    /// Adds a name; `false` when it has no letter or digit, or is there already.
    pub(super) fn name(&mut self, text: &str, lang: &Language, kind: NameKind, form_of: Option<&str>) -> bool {
        self.dated_name(text, lang, kind, form_of, Period::default())
    }

    /// Adds a name that was in use in a period.
    pub(super) fn dated_name(
        &mut self,
        text: &str,
        lang: &Language,
        kind: NameKind,
        form_of: Option<&str>,
        period: Period,
    ) -> bool {
        if !text.chars().any(char::is_alphanumeric) {
            return false;
        }
        if self.count == self.names.len() {
            self.names.push(Name::new("", "", lang.clone(), kind));
        }
        let (given, free) = self.names.split_at_mut(self.count);
        let row = &mut free[0];
        as_written(text, &mut row.text);
        // The same word in a language that is known says more than one in a language that is not.
        let undetermined = lang.as_str() == "und";
        let repeats = |known: &Name| {
            known.text == row.text
                && (undetermined || known.lang == *lang)
                && (known.start, known.end) == (period.start, period.end)
        };
        if given.iter().any(repeats) {
            return false;
        }
        // A form is a form of a name that the place has; one of itself differs only in blanks.
        row.form_of = form_of.and_then(|of| {
            let mut text = String::new();
            as_written(of, &mut text);
            (text != row.text && given.iter().any(|known| known.text == text)).then_some(text)
        });
        row.place.clone_from(&self.place.id);
        if row.lang != *lang {
            row.lang.clone_from(lang);
        }
        (row.kind, row.start, row.end) = (kind, period.start, period.end);
        if row.source.as_deref() != Some(self.source.as_str()) {
            row.source = Some(self.source.clone());
        }
        self.count += 1;
        true
    }

    /// The text of the first name.
    pub(super) fn first_name(&self) -> Option<&str> {
        self.names[..self.count].first().map(|name| name.text.as_str())
    }

    /// Gives the place, then its names; `false` when it has none.
    pub(super) fn give(&mut self, tally: &mut Tally<'_>, at: At<'_>) -> Result<bool, Error> {
        if self.count == 0 {
            tally.dropped("a place without a name", at, &self.place.id);
            return Ok(false);
        }
        tally.place(&self.place)?;
        self.give_names(tally)?;
        Ok(true)
    }

    /// Gives the names alone, for a place that has been given before.
    pub(super) fn give_names(&mut self, tally: &mut Tally<'_>) -> Result<(), Error> {
        self.names[..self.count].iter().try_for_each(|name| tally.name(name))
    }

    /// Keeps the names that `keep` says yes to.
    pub(super) fn retain_names(&mut self, mut keep: impl FnMut(&Name) -> bool) {
        let mut kept = 0;
        for at in 0..self.count {
            if keep(&self.names[at]) {
                self.names.swap(kept, at);
                kept += 1;
            }
        }
        self.count = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalized_and_given_once() {
        let [und, de] = ["und", "de"].map(|tag| Language::parse(tag).unwrap());
        let mut record = Record::new("s");
        record.begin("wien");
        assert!(record.name(" Amu  Darya ", &de, NameKind::Common, None));
        assert!(!record.name("Amu Darya", &und, NameKind::Alternate, None), "known in a language");
        assert!(record.name("Zu\u{308}rich", &und, NameKind::Variant, Some("Amu  Darya")));
        assert!(!record.name("–", &und, NameKind::Common, None), "no letter");
        let texts: Vec<_> =
            record.names[..record.count].iter().map(|n| (n.text.as_str(), n.form_of.as_deref())).collect();
        assert_eq!(texts, [("Amu Darya", None), ("Zürich", Some("Amu Darya"))]);
        record.begin("graz");
        assert_eq!(record.first_name(), None);
    }
}
