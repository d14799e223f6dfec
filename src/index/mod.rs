//! The index: one immutable file, and handles to what is in it.
//!
//! What comes in is bytes; what goes out are [`PlaceRef`], [`NameRef`] and the other handles, each a number and a
//! borrow. Every read is checked: damaged contents of a mapped file give empty answers, never a panic.

mod automaton;
mod build;
mod bytes;
mod deletes;
mod format;
mod handles;
mod merge;
mod pairs;
mod prefix;
mod slots;
mod sounds;
mod words;

use std::path::Path;

use crate::error::{Error, ErrorKind, did_you_mean, quote};
use bytes::Bytes;
use format::{
    ClaimRecord, DEMONYM, DemonymRecord, FactsRecord, FormRecord, MOST_ROWS, MetaRecord, NONE, NameRecord, PartyRecord,
    PlaceRecord, Record, SINGLE, SameAsRecord, Section, SectionId, SourceRecord, Verify,
};

pub use build::{BuildReport, IndexBuilder, Refused};
use merge::{Twin, merges_imports, twin};

pub(crate) use deletes::{LONGEST, is_digit};
pub(crate) use format::{ALONE, BEGINS, word_id_bytes};
pub use handles::{ClaimRef, DemonymRef, NameRef, PartyRef, PlaceRef, SourceRef};
pub(crate) use pairs::Pairs;

/// A compiled gazetteer. Cheap to clone: the bytes are shared.
///
/// ```
/// use allonym::Index;
/// let index = Index::embedded();
/// let place = index.place("liancourt-rocks").expect("the curated gazetteer has it");
/// assert!(place.names().any(|name| name.text() == "독도"));
/// ```
#[derive(Clone)]
pub struct Index {
    label: String,
    file: Bytes,
    sections: Vec<Section>,
    lexicon: fst::raw::Fst<Bytes>,
    phrases: fst::raw::Fst<Bytes>,
}

impl Index {
    /// The index in `bytes`, all of it verified: checksums, structure, and that every walk through the automata
    /// ends. Any bytes give an index or an error. O(length).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAnIndex`], [`ErrorKind::Version`] or [`ErrorKind::Corrupt`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Index, Error> {
        Index::new(Bytes::from_vec(bytes), "memory", Verify::Everything)
    }

    /// Reads an index file into memory and verifies it as [`from_bytes`](Index::from_bytes) does.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Index::from_bytes), and [`ErrorKind::Io`]; each with the path.
    pub fn open(path: impl AsRef<Path>) -> Result<Index, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, "cannot read", error))?;
        Index::new(Bytes::from_vec(bytes), &path.to_string_lossy(), Verify::Everything).map_err(|error| error.at(path))
    }

    /// An index inside the program, which the compiler has already vouched for.
    pub(crate) fn from_static(bytes: &'static [u8], label: &str) -> Result<Index, Error> {
        Index::new(Bytes::from_static(bytes), label, Verify::Header)
    }

    fn new(bytes: Bytes, label: &str, verify: Verify) -> Result<Index, Error> {
        let sections = format::split(&bytes, verify)?;
        let damaged = |id: SectionId| {
            let message = format!("damaged index: section \"{}\" is not sound; build it again", id.name());
            Error::new(ErrorKind::Corrupt, message)
        };
        let automaton =
            |id: SectionId| fst::raw::Fst::new(sections[id as usize].bytes.clone()).map_err(|_| damaged(id));
        let index = Index {
            label: label.to_owned(),
            lexicon: automaton(SectionId::Lexicon)?,
            phrases: automaton(SectionId::Phrases)?,
            sections,
            file: bytes,
        };
        for (id, size) in [
            (SectionId::SpellStarts, 4),
            (SectionId::Deletes, 4),
            (SectionId::BucketEnds, 4),
            (SectionId::Sounds, 4),
            (SectionId::SoundEnds, 4),
            (SectionId::Names, NameRecord::SIZE),
            (SectionId::Forms, FormRecord::SIZE),
            (SectionId::Keys, 4),
            (SectionId::Slots, 4),
            (SectionId::Pairs, 8),
            (SectionId::Facts, FactsRecord::SIZE),
            (SectionId::Demonyms, DemonymRecord::SIZE),
            (SectionId::Places, PlaceRecord::SIZE),
            (SectionId::SameAs, SameAsRecord::SIZE),
            (SectionId::Claims, ClaimRecord::SIZE),
            (SectionId::Parties, PartyRecord::SIZE),
            (SectionId::Sources, SourceRecord::SIZE),
            (SectionId::Lists, 4),
            (SectionId::Meta, MetaRecord::SIZE),
        ] {
            let len = index.section(id).len();
            if !len.is_multiple_of(size) || len / size >= u32::MAX as usize {
                return Err(damaged(id));
            }
        }
        for (id, rows) in
            [(SectionId::Names, index.len::<NameRecord>()), (SectionId::Demonyms, index.len::<DemonymRecord>())]
        {
            if rows as u64 >= MOST_ROWS {
                return Err(damaged(id));
            }
        }
        if verify == Verify::Everything {
            let words = index.word_count() as u64;
            if !automaton::is_sound(index.section(SectionId::Lexicon), words) {
                return Err(damaged(SectionId::Lexicon));
            }
            let keys = index.section(SectionId::Keys).len() as u64 / 4;
            if !automaton::is_sound(index.section(SectionId::Phrases), keys) {
                return Err(damaged(SectionId::Phrases));
            }
        }
        Ok(index)
    }

    /// What to call the index in answers: `embedded`, or the path it was opened from.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The bytes of the index file.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.file
    }

    /// The place with this id. O(log places).
    #[must_use]
    pub fn place(&self, id: &str) -> Option<PlaceRef<'_>> {
        self.position::<PlaceRecord>(id, |record| record.id).map(|number| PlaceRef { index: self, number })
    }

    /// The place that states this id in another gazetteer as its own, or has it as id; of several imported ones the first.
    /// O(log places).
    #[must_use]
    pub fn place_same_as(&self, curie: &str) -> Option<PlaceRef<'_>> {
        let row = self.stating(curie).next();
        match row.and_then(|row| self.record::<SameAsRecord>(row)) {
            Some(record) => self.place_at(record.place),
            None => self.place(curie),
        }
    }

    /// The rows of `same_as` with this id.
    fn stating(&self, curie: &str) -> std::ops::Range<u32> {
        let id = |row: u32| self.record::<SameAsRecord>(row).map_or("", |record| self.string(record.curie));
        let rows = self.len::<SameAsRecord>() as u32;
        let start = partition(rows, |row| id(row) < curie);
        let behind = (start..rows).find(|row| id(*row) != curie).unwrap_or(rows);
        start..behind
    }

    /// The place of this index that a record of another index is, if any: [the one rule of merging](merge).
    pub(crate) fn twin(&self, record: PlaceRef<'_>) -> Option<PlaceRef<'_>> {
        let ids = std::iter::once(record.id()).chain(record.same_as());
        let stated = |id: &str| {
            let mut places = self.stating(id).filter_map(|row| self.place_at(self.record::<SameAsRecord>(row)?.place));
            let place = places.find(|place| !place.is_imported() && place.own_same_as().any(|own| own == id))?;
            Some((place, place.point()))
        };
        if let Twin::Same(place) = twin(ids.clone(), record.point(), stated) {
            return Some(place);
        }
        // Two imports: only on an id that stands on one place of each.
        ids.filter(|id| merges_imports(id)).find_map(|id| {
            let here = self.only(id).filter(|place| place.is_imported())?;
            record.index().only(id).filter(|there| *there == record).map(|_| here)
        })
    }

    /// The ids that places of this index have or state as theirs, as far as a record of another index may merge on them.
    pub(crate) fn stated_ids(&self) -> impl Iterator<Item = &str> {
        let rows = 0..self.len::<SameAsRecord>() as u32;
        let stated = rows.filter_map(|row| Some(self.string(self.record::<SameAsRecord>(row)?.curie)));
        let own = self.places().map(PlaceRef::id).filter(|id| merges_imports(id));
        stated.chain(own)
    }

    /// The one place that has this id, or states it as its own; `None` where there are several.
    fn only(&self, id: &str) -> Option<PlaceRef<'_>> {
        let mut places = self.stating(id).filter_map(|row| self.place_at(self.record::<SameAsRecord>(row)?.place));
        let mut places = self.place(id).into_iter().chain(&mut places);
        places.next().filter(|_| places.next().is_none())
    }

    /// All places, in the byte order of ids.
    pub fn places(&self) -> impl ExactSizeIterator<Item = PlaceRef<'_>> {
        (0..self.len::<PlaceRecord>() as u32).map(|number| PlaceRef { index: self, number })
    }

    /// All names, place by place.
    pub fn names(&self) -> impl ExactSizeIterator<Item = NameRef<'_>> {
        (0..self.len::<NameRecord>() as u32).map(|number| NameRef { index: self, number })
    }

    /// All demonyms.
    pub fn demonyms(&self) -> impl ExactSizeIterator<Item = DemonymRef<'_>> {
        (0..self.len::<DemonymRecord>() as u32).map(|number| DemonymRef { index: self, number })
    }

    /// All claims, place by place.
    pub fn claims(&self) -> impl ExactSizeIterator<Item = ClaimRef<'_>> {
        (0..self.len::<ClaimRecord>() as u32).map(|number| ClaimRef { index: self, number })
    }

    /// All parties, in the byte order of ids.
    pub fn parties(&self) -> impl ExactSizeIterator<Item = PartyRef<'_>> {
        (0..self.len::<PartyRecord>() as u32).map(|number| PartyRef { index: self, number })
    }

    /// All sources, in the byte order of ids.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = SourceRef<'_>> {
        (0..self.len::<SourceRecord>() as u32).map(|number| SourceRef { index: self, number })
    }

    /// The party with this id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when there is none, with the nearest id, if one is near.
    pub fn party(&self, id: &str) -> Result<PartyRef<'_>, Error> {
        if let Some(number) = self.position::<PartyRecord>(id, |record| record.id) {
            return Ok(PartyRef { index: self, number });
        }
        let ids = || self.parties().map(|party| party.id());
        let upper = id.to_ascii_uppercase();
        let near = ids().find(|known| *known == upper).or_else(|| {
            let label = self.parties().find(|party| party.label().eq_ignore_ascii_case(id));
            label.map(|party| party.id()).or_else(|| did_you_mean(id, ids()))
        });
        let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        Err(Error::new(ErrorKind::Argument, format!("unknown party {}{hint}", quote(id))))
    }

    /// The sections of the file: name, length in bytes, and number of rows where it has rows of one width.
    pub fn sections(&self) -> impl ExactSizeIterator<Item = SectionInfo> {
        SectionId::ALL.iter().map(|&id| {
            let rows = match id {
                SectionId::Lexicon => Some(self.lexicon.len()),
                SectionId::Phrases => Some(self.phrases.len()),
                SectionId::Words | SectionId::Weights => Some(self.section(id).len()),
                SectionId::SpellStarts
                | SectionId::Deletes
                | SectionId::BucketEnds
                | SectionId::Sounds
                | SectionId::SoundEnds
                | SectionId::Keys
                | SectionId::Slots => Some(self.section(id).len() / 4),
                SectionId::Pairs => Some(self.section(id).len() / 8),
                SectionId::Names => Some(self.len::<NameRecord>()),
                SectionId::Forms => Some(self.len::<FormRecord>()),
                SectionId::Facts => Some(self.len::<FactsRecord>()),
                SectionId::Meta => Some(self.len::<MetaRecord>()),
                SectionId::Demonyms => Some(self.len::<DemonymRecord>()),
                SectionId::Places => Some(self.len::<PlaceRecord>()),
                SectionId::SameAs => Some(self.len::<SameAsRecord>()),
                SectionId::Claims => Some(self.len::<ClaimRecord>()),
                SectionId::Parties => Some(self.len::<PartyRecord>()),
                SectionId::Sources => Some(self.len::<SourceRecord>()),
                SectionId::Texts | SectionId::Spells | SectionId::Postings | SectionId::Lists | SectionId::Strings => {
                    None
                }
            };
            SectionInfo { name: id.name(), bytes: self.section(id).len(), rows, crc32: self.sections[id as usize].crc }
        })
    }

    /// The version of the file format.
    #[must_use]
    pub fn format_version(&self) -> u32 {
        format::FORMAT_VERSION
    }

    /// The version of the keys.
    #[must_use]
    pub fn key_version(&self) -> u32 {
        crate::normalize::KEY_VERSION
    }

    /// The automaton from folded words to word ids.
    pub(crate) fn lexicon(&self) -> &fst::raw::Fst<Bytes> {
        &self.lexicon
    }

    /// The automaton from word ids to postings.
    pub(crate) fn phrases(&self) -> &fst::raw::Fst<Bytes> {
        &self.phrases
    }

    /// The names and demonyms behind a key, by its rank: the value of the phrase automaton.
    pub(crate) fn entries(&self, rank: u64) -> impl Iterator<Item = Entry<'_>> {
        // An entry that points nowhere can only come from damage; the others still count.
        self.entry_numbers(rank).filter_map(|number| self.entry(number))
    }

    /// The numbers of the entries of a key, ascending: names first. [`entry`](Index::entry) takes them.
    pub(crate) fn entry_numbers(&self, rank: u64) -> impl Iterator<Item = u32> {
        let key = u32::try_from(rank).ok().and_then(|rank| self.key(rank));
        let single = key.filter(|key| key & SINGLE != 0).map(|key| key & !SINGLE);
        let list = key.filter(|key| key & SINGLE == 0).and_then(|offset| {
            let mut rest = self.section(SectionId::Postings).get(offset as usize..)?;
            Some((format::read_varint(&mut rest)?, rest))
        });
        let (left, rest) = list.unwrap_or_default();
        EntryNumbers { single, rest, left, last: 0 }
    }

    /// A name or a demonym by its number among the entries.
    pub(crate) fn entry(&self, number: u32) -> Option<Entry<'_>> {
        if number & DEMONYM == 0 {
            return self.name_at(number).map(Entry::Name);
        }
        let number = number & !DEMONYM;
        ((number as usize) < self.len::<DemonymRecord>()).then_some(Entry::Demonym(DemonymRef { index: self, number }))
    }

    /// What is asked of many names at once: the rows are read one after the other without a look at what they hold, so that
    /// the waits for memory overlap.
    pub(crate) fn name_rows(&self, entries: &[u32], rows: &mut Vec<NameRow>) {
        rows.extend(entries.iter().map(|entry| match self.record::<NameRecord>(entry & !DEMONYM) {
            Some(record) if entry & DEMONYM == 0 => {
                NameRow { number: *entry, place: record.place, text: record.text, facts: record.facts }
            }
            _ => NameRow { number: *entry, place: NONE, text: NONE, facts: NONE },
        }));
    }

    /// Words of the longest key.
    pub(crate) fn longest_key(&self) -> usize {
        self.record::<MetaRecord>(0).map_or(0, |meta| meta.longest_key as usize)
    }

    #[inline]
    fn section(&self, id: SectionId) -> &[u8] {
        &self.sections[id as usize].bytes
    }

    /// How many rows of a kind there are.
    #[inline]
    fn len<R: Stored>(&self) -> usize {
        self.section(R::SECTION).len() / R::SIZE
    }

    #[inline]
    fn record<R: Stored>(&self, number: u32) -> Option<R> {
        let start = (number as usize).checked_mul(R::SIZE)?;
        R::read(self.section(R::SECTION).get(start..)?)
    }

    /// The row whose string, found by `string`, is `wanted`; the rows are in the byte order of these strings.
    fn position<R: Stored>(&self, wanted: &str, string: impl Fn(&R) -> u32) -> Option<u32> {
        let text = |row: u32| self.record::<R>(row).map_or("", |record| self.string(string(&record)));
        let row = partition(self.len::<R>() as u32, |row| text(row) < wanted);
        ((row as usize) < self.len::<R>() && text(row) == wanted).then_some(row)
    }

    /// The rows whose number, found by `number`, is `wanted`; the rows are in the order of these numbers.
    fn run<R: Stored>(&self, wanted: u32, number: impl Fn(&R) -> u32) -> std::ops::Range<u32> {
        let rows = self.len::<R>() as u32;
        let number = |row: u32| self.record::<R>(row).map_or(NONE, |record| number(&record));
        let start = partition(rows, |row| number(row) < wanted);
        start..(start..rows).find(|row| number(*row) != wanted).unwrap_or(rows)
    }

    /// A name in `texts`.
    fn text(&self, offset: u32) -> &str {
        self.string_in(SectionId::Texts, offset)
    }

    fn string(&self, offset: u32) -> &str {
        self.string_in(SectionId::Strings, offset)
    }

    fn string_in(&self, id: SectionId, offset: u32) -> &str {
        let read = || {
            let mut rest = self.section(id).get(offset as usize..)?;
            let len = usize::try_from(format::read_varint(&mut rest)?).ok()?;
            std::str::from_utf8(rest.get(..len)?).ok()
        };
        read().unwrap_or_default()
    }

    fn list(&self, offset: u32) -> impl ExactSizeIterator<Item = u32> + Clone + '_ {
        let items: &[u8] = self.section(SectionId::Lists);
        let read = || {
            let (count, items) = items.get(offset as usize * 4..)?.split_first_chunk::<4>()?;
            items.get(..(u32::from_le_bytes(*count) as usize).checked_mul(4)?)
        };
        read().unwrap_or_default().chunks_exact(4).map(|item| u32::from_le_bytes([item[0], item[1], item[2], item[3]]))
    }

    pub(crate) fn place_at(&self, number: u32) -> Option<PlaceRef<'_>> {
        ((number as usize) < self.len::<PlaceRecord>()).then_some(PlaceRef { index: self, number })
    }

    fn name_at(&self, number: u32) -> Option<NameRef<'_>> {
        ((number as usize) < self.len::<NameRecord>()).then_some(NameRef { index: self, number })
    }

    fn source_at(&self, number: u32) -> Option<SourceRef<'_>> {
        ((number as usize) < self.len::<SourceRecord>()).then_some(SourceRef { index: self, number })
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("label", &self.label)
            .field("places", &self.len::<PlaceRecord>())
            .field("names", &self.len::<NameRecord>())
            .finish_non_exhaustive()
    }
}

/// The first row for which `before` does not hold; it holds for none behind that.
fn partition(rows: u32, before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, rows);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A section of an index file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SectionInfo {
    /// Its name.
    pub name: &'static str,
    /// Its length in bytes, without padding.
    pub bytes: usize,
    /// How many rows, words or keys it holds, where that can be said.
    pub rows: Option<usize>,
    /// Its CRC-32 (ISO-HDLC).
    pub crc32: u32,
}

/// A record with a section of its own.
trait Stored: Record {
    const SECTION: SectionId;
}

macro_rules! stored {
    ($($record:ident in $section:ident,)+) => { $(
        impl Stored for $record { const SECTION: SectionId = SectionId::$section; }
    )+ };
}
stored! {
    PlaceRecord in Places, NameRecord in Names, FormRecord in Forms, FactsRecord in Facts, DemonymRecord in Demonyms,
    ClaimRecord in Claims, PartyRecord in Parties, SourceRecord in Sources, SameAsRecord in SameAs, MetaRecord in Meta,
}

/// What a key stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entry<'i> {
    Name(NameRef<'i>),
    Demonym(DemonymRef<'i>),
}

/// A name row in numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameRow {
    /// Among the entries; that of a demonym where the rest is `NONE`.
    pub(crate) number: u32,
    pub(crate) place: u32,
    /// Rows with the same name have the same.
    pub(crate) text: u32,
    /// Rows that state the same have the same.
    pub(crate) facts: u32,
}

impl<'i> Entry<'i> {
    /// The name or the word.
    fn text(self) -> &'i str {
        match self {
            Entry::Name(name) => name.text(),
            Entry::Demonym(demonym) => demonym.text(),
        }
    }
}

/// The entries of one key as numbers, ascending: names first.
#[derive(Clone)]
struct EntryNumbers<'i> {
    single: Option<u32>,
    rest: &'i [u8],
    left: u64,
    last: u32,
}

impl Iterator for EntryNumbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if let Some(entry) = self.single.take() {
            return Some(entry);
        }
        self.left = self.left.checked_sub(1)?;
        let step = u32::try_from(format::read_varint(&mut self.rest)?).ok()?;
        self.last = self.last.checked_add(step)?;
        Some(self.last)
    }
}

/// The number in a record field, unless it is [`NONE`].
fn some(number: u32) -> Option<u32> {
    (number != NONE).then_some(number)
}
