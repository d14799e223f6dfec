//! From a checked gazetteer to the bytes of an index. The same rows give the same bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::path::Path;

use super::format::{
    ALONE, BEGINS, ClaimRecord, DEMONYM, DemonymRecord, NONE, NameRecord, PartyRecord, PlaceRecord, Record,
    SameAsRecord, SectionId, SourceRecord, StatementRecord, WORD_ID_BYTES, assemble, word_id_bytes, write_varint,
};
use super::handles::{DEGREE, HAS_POPULATION, NO_POINT};
use crate::error::{Error, ErrorKind};
use crate::gazetteer::Gazetteer;
use crate::model::{Claim, Date, Name, Place, primary};
use crate::normalize::Key;

/// Builds an index from a gazetteer.
///
/// ```no_run
/// use allonym::{Gazetteer, IndexBuilder};
/// let gazetteer = Gazetteer::read("gazetteer")?;
/// IndexBuilder::new(&gazetteer)?.write("places.allonym")?;
/// # Ok::<(), allonym::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct IndexBuilder<'g> {
    gazetteer: &'g Gazetteer,
}

impl<'g> IndexBuilder<'g> {
    /// Takes a gazetteer without problems.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when [`Gazetteer::check`] finds any, with the first.
    pub fn new(gazetteer: &'g Gazetteer) -> Result<IndexBuilder<'g>, Error> {
        let problems = gazetteer.check();
        match problems.iter().next() {
            None => Ok(IndexBuilder { gazetteer }),
            Some(first) => {
                let others = match problems.len() - 1 {
                    0 => String::new(),
                    others => format!(" (and {others} more; `allonym check` lists them)"),
                };
                let error = Error::new(ErrorKind::Invalid, format!("{}{others}", first.message()));
                Err(error.at(first.path()).line(first.line()))
            }
        }
    }

    /// The bytes of the index. O(rows log rows), in memory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] beyond 2²⁴ distinct words or 4 GiB of strings.
    pub fn build(&self) -> Result<Vec<u8>, Error> {
        let mut sections = Sections::default();
        let rows = Rows::new(self.gazetteer);
        sections.parties(&rows)?;
        sections.sources(&rows)?;
        sections.claims(&rows)?;
        sections.names(&rows)?;
        sections.demonyms(&rows)?;
        sections.places(&rows)?;
        sections.automata(&rows)?;
        Ok(sections.finish())
    }

    /// Builds the index and writes it to `path`: to a temporary file in the same folder, synced, then renamed, so that
    /// an old file stays whole until the new one is there. Returns the number of bytes.
    ///
    /// # Errors
    ///
    /// As [`build`](IndexBuilder::build), and [`ErrorKind::Io`].
    pub fn write(&self, path: impl AsRef<Path>) -> Result<usize, Error> {
        let bytes = self.build()?;
        write_atomically(path.as_ref(), &bytes)?;
        Ok(bytes.len())
    }
}

/// Writes `bytes` to `path` so that there is, at any moment, the old file or the new one, whole.
///
///
fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |error| Error::io(path, "cannot write", error);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".allonym-")
        .make_in(folder, |path| {
            // Created with the permissions of any new file, not the private ones of a temporary file.
            std::fs::File::create_new(path)
        })
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    // The rename itself reaches the disk with the folder; not every file system can sync one.
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The rows in index order, and their numbers by id.
struct Rows<'g> {
    gazetteer: &'g Gazetteer,
    places: Vec<&'g Place>,
    place_numbers: HashMap<&'g str, u32>,
    /// In the order of places, then of the file.
    names: Vec<&'g Name>,
    claims: Vec<&'g Claim>,
    claim_numbers: HashMap<&'g str, u32>,
    party_numbers: HashMap<&'g str, u32>,
    source_numbers: HashMap<&'g str, u32>,
}

impl<'g> Rows<'g> {
    fn new(gazetteer: &'g Gazetteer) -> Self {
        let mut places: Vec<&Place> = gazetteer.places().collect();
        places.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let place_numbers = numbers(places.iter().map(|place| place.id.as_str()));
        let by_place = |id: &str| place_numbers.get(id).copied().unwrap_or(NONE);
        let mut names: Vec<&Name> = gazetteer.names().collect();
        names.sort_by_key(|name| by_place(&name.place));
        let mut claims: Vec<&Claim> = gazetteer.claims().collect();
        claims.sort_by_key(|claim| by_place(&claim.place));
        let claim_numbers = numbers(claims.iter().map(|claim| claim.id.as_str()));
        let sorted = |mut ids: Vec<&'g str>| {
            ids.sort_unstable();
            numbers(ids.into_iter())
        };
        let party_numbers = sorted(gazetteer.parties().map(|party| party.id.as_str()).collect());
        let source_numbers = sorted(gazetteer.sources().map(|source| source.id.as_str()).collect());
        Rows { gazetteer, places, place_numbers, names, claims, claim_numbers, party_numbers, source_numbers }
    }

    fn place(&self, id: &str) -> u32 {
        self.place_numbers.get(id).copied().unwrap_or(NONE)
    }

    fn source(&self, id: Option<&str>) -> u32 {
        id.and_then(|id| self.source_numbers.get(id).copied()).unwrap_or(NONE)
    }

    /// The row at the end of the chain of forms that starts at `number`, among the rows of the same place.
    fn root(&self, number: usize, siblings: std::ops::Range<usize>) -> u32 {
        let mut at = number;
        // A chain has no more links than the place has names; `check` refuses circles.
        for _ in siblings.clone() {
            let name = self.names[at];
            let Some(wanted) = &name.form_of else { break };
            let same = |other: &usize| self.names[*other].text == *wanted && *other != at;
            let spoken = |other: &usize| primary(self.names[*other].lang.as_str()) == name.lang.primary();
            let next = siblings.clone().find(|other| same(other) && spoken(other));
            match next.or_else(|| siblings.clone().find(same)) {
                Some(next) => at = next,
                None => break,
            }
        }
        if at == number { NONE } else { at as u32 }
    }
}

fn numbers<'g>(ids: impl Iterator<Item = &'g str>) -> HashMap<&'g str, u32> {
    ids.zip(0..).collect()
}

/// The sections as they are filled.
#[derive(Default)]
struct Sections {
    contents: BTreeMap<usize, Vec<u8>>,
    strings: Strings,
    lists: Lists,
    /// Rows of `names` and `claims` of each place.
    name_ranges: Vec<std::ops::Range<usize>>,
    claim_ranges: Vec<std::ops::Range<usize>>,
}

impl Sections {
    fn section(&mut self, id: SectionId) -> &mut Vec<u8> {
        self.contents.entry(id as usize).or_default()
    }

    fn push(&mut self, id: SectionId, record: &impl Record) {
        record.write(self.section(id));
    }

    fn string_list(&mut self, items: impl Iterator<Item = impl AsRef<str>>) -> Result<u32, Error> {
        let items = items.map(|item| self.strings.add(item.as_ref())).collect::<Result<Vec<u32>, Error>>()?;
        Ok(self.lists.add(items))
    }

    fn parties(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        let mut parties: Vec<_> = rows.gazetteer.parties().collect();
        parties.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        for party in parties {
            let record = PartyRecord {
                id: self.strings.add(&party.id)?,
                kind: party.kind as u32,
                label: self.strings.add(&party.label)?,
                place: party.place.as_deref().map_or(NONE, |id| rows.place(id)),
                languages: self.string_list(party.languages.iter().map(|tag| tag.as_str()))?,
                follows: self.lists.add(known(&rows.party_numbers, &party.follows)),
                same_as: self.string_list(party.same_as.iter().map(|id| id.as_str()))?,
            };
            self.push(SectionId::Parties, &record);
        }
        Ok(())
    }

    fn sources(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        let mut sources: Vec<_> = rows.gazetteer.sources().collect();
        sources.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        for source in sources {
            let record = SourceRecord {
                id: self.strings.add(&source.id)?,
                citation: self.strings.add(&source.citation)?,
                url: self.strings.add(&source.url)?,
                date: date_bytes(source.date),
                licence: self.strings.add(&source.licence)?,
                note: self.strings.add(&source.note)?,
            };
            self.push(SectionId::Sources, &record);
        }
        Ok(())
    }

    fn claims(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        self.claim_ranges = ranges(rows.places.len(), rows.claims.iter().map(|claim| rows.place(&claim.place)));
        for claim in &rows.claims {
            let record = ClaimRecord {
                id: self.strings.add(&claim.id)?,
                place: rows.place(&claim.place),
                relation: claim.relation as u32,
                object: self.strings.add(&claim.object)?,
                asserted_by: self.string_list(claim.asserted_by.iter())?,
                rejected_by: self.string_list(claim.rejected_by.iter())?,
                start: date_bytes(claim.start),
                end: date_bytes(claim.end),
                source: rows.source(Some(&claim.source)),
            };
            self.push(SectionId::Claims, &record);
        }
        Ok(())
    }

    fn names(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        self.name_ranges = ranges(rows.places.len(), rows.names.iter().map(|name| rows.place(&name.place)));
        let mut statements: HashMap<Vec<u8>, u32> = HashMap::new();
        for (number, name) in rows.names.iter().enumerate() {
            let place = rows.place(&name.place);
            let siblings = self.name_ranges.get(place as usize).cloned().unwrap_or(0..0);
            let statement = self.statement(rows, name, &mut statements)?;
            let record = NameRecord {
                place,
                text: self.strings.add(&name.text)?,
                lang: self.strings.add(name.lang.as_str())?,
                form_of: rows.root(number, siblings),
                statement,
                kind: name.kind as u8,
                rank: name.rank as u8,
                reserved: 0,
            };
            self.push(SectionId::Names, &record);
        }
        Ok(())
    }

    fn statement(
        &mut self,
        rows: &Rows<'_>,
        name: &Name,
        statements: &mut HashMap<Vec<u8>, u32>,
    ) -> Result<u32, Error> {
        let record = StatementRecord {
            accepted_by: self.lists.add(known(&rows.party_numbers, &name.accepted_by)),
            disputed_by: self.lists.add(known(&rows.party_numbers, &name.disputed_by)),
            asserts: self.lists.add(known(&rows.claim_numbers, &name.asserts)),
            start: date_bytes(name.start),
            end: date_bytes(name.end),
            footnote: self.strings.add(&name.footnote)?,
            source: rows.source(name.source.as_deref()),
        };
        let mut bytes = Vec::with_capacity(StatementRecord::SIZE);
        record.write(&mut bytes);
        let silent = record.accepted_by == 0
            && record.disputed_by == 0
            && record.asserts == 0
            && record.start == [0; 8]
            && record.end == [0; 8]
            && record.footnote == 0
            && record.source == NONE;
        if silent {
            return Ok(NONE);
        }
        let next = statements.len() as u32;
        let number = *statements.entry(bytes).or_insert(next);
        if number == next {
            self.push(SectionId::Statements, &record);
        }
        Ok(number)
    }

    fn demonyms(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        for demonym in rows.gazetteer.demonyms() {
            let record = DemonymRecord {
                place: rows.place(&demonym.place),
                text: self.strings.add(&demonym.text)?,
                lang: self.strings.add(demonym.lang.as_str())?,
                source: rows.source(demonym.source.as_deref()),
                form: demonym.form as u32,
            };
            self.push(SectionId::Demonyms, &record);
        }
        Ok(())
    }

    fn places(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        let mut same_as: BTreeMap<&str, u32> = BTreeMap::new();
        for (number, place) in (0..).zip(&rows.places) {
            let (names, claims) = (&self.name_ranges[number as usize], &self.claim_ranges[number as usize]);
            let degrees = |value: f64| (value * DEGREE).round() as i32;
            let mut record = PlaceRecord {
                id: 0,
                feature: 0,
                lat: place.point.map_or(NO_POINT, |point| degrees(point.lat)),
                lon: place.point.map_or(NO_POINT, |point| degrees(point.lon)),
                population: place.population.unwrap_or(0),
                part_of: place.part_of.as_deref().map_or(NONE, |id| rows.place(id)),
                flags: if place.population.is_some() { HAS_POPULATION } else { 0 },
                same_as: 0,
                note: 0,
                names_start: names.start as u32,
                names_count: names.len() as u32,
                claims_start: claims.start as u32,
                claims_count: claims.len() as u32,
            };
            record.id = self.strings.add(&place.id)?;
            record.feature = self.strings.add(place.feature.as_str())?;
            record.same_as = self.string_list(place.same_as.iter().map(|id| id.as_str()))?;
            record.note = self.strings.add(&place.note)?;
            for curie in &place.same_as {
                same_as.insert(curie.as_str(), number);
            }
            self.push(SectionId::Places, &record);
        }
        for (curie, place) in same_as {
            let curie = self.strings.add(curie)?;
            self.push(SectionId::SameAs, &SameAsRecord { curie, place });
        }
        Ok(())
    }

    fn automata(&mut self, rows: &Rows<'_>) -> Result<(), Error> {
        let names = rows.names.iter().map(|name| name.text.as_str()).zip(0..);
        let demonyms = rows.gazetteer.demonyms().map(|demonym| demonym.text.as_str()).zip(DEMONYM..);
        let keys: Vec<(Key, u32)> = names.chain(demonyms).map(|(text, entry)| (Key::new(text), entry)).collect();
        let words: BTreeSet<&str> = keys.iter().flat_map(|(key, _)| key.words()).collect();
        if words.len() >= 1 << (8 * WORD_ID_BYTES) {
            return Err(Error::new(ErrorKind::Limit, format!("{} distinct words, at most 2^24 fit", words.len())));
        }
        let word_ids: HashMap<&str, u32> = words.iter().copied().zip(0..).collect();
        let lexicon = fst::Map::from_iter(words.iter().zip(0_u64..)).map_err(unsorted)?;
        *self.section(SectionId::Lexicon) = lexicon.into_fst().into_inner();

        let mut flags = vec![0_u8; words.len()];
        let mut phrases: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
        for (key, entry) in &keys {
            let ids: Vec<u32> = key.words().map(|word| word_ids[word]).collect();
            let Some(first) = ids.first() else { continue };
            flags[*first as usize] |= BEGINS | if ids.len() == 1 { ALONE } else { 0 };
            let phrase = ids.iter().flat_map(|id| word_id_bytes(*id)).collect();
            phrases.entry(phrase).or_default().push(*entry);
        }
        *self.section(SectionId::Words) = flags;

        let mut postings = Vec::new();
        let mut values = Vec::with_capacity(phrases.len());
        for (phrase, mut entries) in phrases {
            entries.sort_unstable();
            let value = if let [entry] = entries[..] {
                u64::from(entry) << 1 | 1
            } else {
                let offset = postings.len() as u64;
                write_varint(entries.len() as u64, &mut postings);
                let mut last = 0;
                for entry in entries {
                    write_varint(u64::from(entry - last), &mut postings);
                    last = entry;
                }
                offset << 1
            };
            values.push((phrase, value));
        }
        *self.section(SectionId::Postings) = postings;
        *self.section(SectionId::Phrases) = fst::Map::from_iter(values).map_err(unsorted)?.into_fst().into_inner();
        Ok(())
    }

    fn finish(mut self) -> Vec<u8> {
        *self.section(SectionId::Strings) = std::mem::take(&mut self.strings.bytes);
        *self.section(SectionId::Lists) = self.lists.items.iter().flat_map(|item| item.to_le_bytes()).collect();
        let sections: Vec<Vec<u8>> =
            SectionId::ALL.iter().map(|id| self.contents.remove(&(*id as usize)).unwrap_or_default()).collect();
        assemble(&sections)
    }
}

/// The numbers of the ids that have one. After `check`, all have.
fn known(numbers: &HashMap<&str, u32>, ids: &[String]) -> Vec<u32> {
    ids.iter().filter_map(|id| numbers.get(id.as_str()).copied()).collect()
}

/// The stretch of rows of each place, given the place of each row, ascending.
fn ranges(places: usize, rows: impl Iterator<Item = u32>) -> Vec<std::ops::Range<usize>> {
    let mut ranges = vec![0..0; places];
    for (row, place) in rows.enumerate() {
        let range = &mut ranges[place as usize];
        *range = if range.start == range.end { row..row + 1 } else { range.start..row + 1 };
    }
    ranges
}

fn date_bytes(date: Option<Date>) -> [u8; 8] {
    date.map(Date::to_bytes).unwrap_or_default()
}

/// Keys come from a sorted set, so the automaton builder has nothing to object to; if it does, say so.
fn unsorted(error: fst::Error) -> Error {
    Error::new(ErrorKind::Limit, format!("cannot build the automaton: {error}")).caused_by(error)
}

/// Strings, each stored once: a varint length, then the bytes. Offset 0 is the empty string.
struct Strings {
    bytes: Vec<u8>,
    offsets: HashMap<String, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { bytes: vec![0], offsets: HashMap::from([(String::new(), 0)]) }
    }
}

impl Strings {
    fn add(&mut self, text: &str) -> Result<u32, Error> {
        if let Some(offset) = self.offsets.get(text) {
            return Ok(*offset);
        }
        let offset =
            u32::try_from(self.bytes.len()).map_err(|_| Error::new(ErrorKind::Limit, "more than 4 GiB of strings"))?;
        write_varint(text.len() as u64, &mut self.bytes);
        self.bytes.extend_from_slice(text.as_bytes());
        self.offsets.insert(text.to_owned(), offset);
        Ok(offset)
    }
}

/// Lists of numbers, each stored once: a count, then the items. Offset 0 is the empty list.
struct Lists {
    items: Vec<u32>,
    offsets: HashMap<Vec<u32>, u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Lists { items: vec![0], offsets: HashMap::from([(Vec::new(), 0)]) }
    }
}

impl Lists {
    fn add(&mut self, list: Vec<u32>) -> u32 {
        if let Some(offset) = self.offsets.get(&list) {
            return *offset;
        }
        let offset = self.items.len() as u32;
        self.items.push(list.len() as u32);
        self.items.extend_from_slice(&list);
        self.offsets.insert(list, offset);
        offset
    }
}
