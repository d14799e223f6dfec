//! From rows to the bytes of an index. The same rows give the same bytes.
//!
//! Rows come one at a time, in any number. Names are interned as they come, and every row is a few numbers in a
//! spool; once all are there, places are settled and sorted, names sorted by key, and the sections written one after
//! the other, each from one pass or a few over a spool. Beyond the memory allowed, runs of names go to disk and
//! are merged, and passes are done a band at a time.

mod facts;
mod keys;
mod names;
mod places;
mod spool;
mod strings;
mod texts;

use std::fs::File;
use std::io::{BufWriter, Cursor, Seek, Write};
use std::path::{Path, PathBuf};

use self::facts::{AllFacts, Others};
use self::keys::Keys;
use self::places::Places;
use self::spool::Spool;
use self::strings::{Lists, Strings};
use self::texts::Texts;
use super::format::{Assembly, DEMONYM, MetaRecord, NONE, Record, SameAsRecord, SectionId};
use crate::error::{Error, ErrorKind};
use crate::gazetteer::{Gazetteer, Rows};
use crate::model::{Claim, Demonym, Name, Party, Place, Source};

/// Builds an index from rows: those of a checked gazetteer, and imported ones.
///
/// ```no_run
/// use allonym::{Gazetteer, IndexBuilder};
/// let gazetteer = Gazetteer::read("gazetteer")?;
/// IndexBuilder::new().gazetteer(&gazetteer)?.write("places.allonym")?;
/// # Ok::<(), allonym::Error>(())
/// ```
///
/// Rows that come through [`Rows`] are imported: they merge with curated places by the rule of the data model, and no name
/// of theirs counts as anybody's usage.
pub struct IndexBuilder {
    limits: Limits,
    origin: Origin,
    strings: Strings,
    texts: Texts,
    places: Places,
    facts: AllFacts,
    others: Others,
    rows: Spool,
    report: BuildReport,
}

/// Where a row is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Curated,
    Imported,
}

/// How much memory the parts of a build may take, and where the rest goes.
struct Limits {
    /// Bytes of names before a run is written.
    run: usize,
    /// Bytes of a spool before it goes to disk.
    spool: usize,
    /// Bytes of rows put in order at a time.
    band: usize,
    folder: PathBuf,
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BuildReport {
    /// Length of the index in bytes.
    pub bytes: u64,
    /// Places in it.
    pub places: u64,
    /// Names in it.
    pub names: u64,
    /// Records merged into others.
    pub merged: u64,
    /// Imported names left out because the place has them in the same language and kind, or in a language.
    pub repeated: u64,
    /// Names left out because their place was not given.
    pub homeless: u64,
    /// What was not merged, and why; by reason.
    pub refused: Vec<Refused>,
}

/// Records that share an id and were not merged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// Why not.
    pub reason: &'static str,
    /// How many times.
    pub count: u64,
    /// The ids of the first.
    pub example: String,
}

impl BuildReport {
    fn refused(&mut self, reason: &'static str, example: String) {
        match self.refused.iter_mut().find(|refused| refused.reason == reason) {
            Some(refused) => refused.count += 1,
            None => self.refused.push(Refused { reason, count: 1, example }),
        }
    }
}

impl Default for IndexBuilder {
    fn default() -> Self {
        IndexBuilder::new()
    }
}

impl IndexBuilder {
    /// A builder that works in memory.
    #[must_use]
    pub fn new() -> IndexBuilder {
        let all = usize::MAX / 8;
        IndexBuilder::with(Limits { run: all, spool: all, band: all, folder: PathBuf::new() })
    }

    /// A builder that takes about so many bytes of memory and some 200 more a place, and puts the rest into temporary files
    /// in `folder`. They have no names there and are gone with the process, however it ends.
    #[must_use]
    pub fn bounded(memory: usize, folder: impl AsRef<Path>) -> IndexBuilder {
        let folder = folder.as_ref().to_owned();
        // However little is allowed, a band holds a row.
        let memory = memory.max(1 << 16);
        IndexBuilder::with(Limits { run: memory / 2, spool: memory / 8, band: memory / 4, folder })
    }

    fn with(limits: Limits) -> IndexBuilder {
        IndexBuilder {
            origin: Origin::Imported,
            strings: Strings::new(),
            texts: Texts::new(limits.run),
            places: Places::default(),
            facts: AllFacts::default(),
            others: Others::default(),
            rows: Spool::new(limits.spool),
            report: BuildReport::default(),
            limits,
        }
    }

    /// Takes the rows of a gazetteer without problems, as curated ones.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when [`Gazetteer::check`] finds any, with the first.
    pub fn gazetteer(mut self, gazetteer: &Gazetteer) -> Result<IndexBuilder, Error> {
        let problems = gazetteer.check();
        if let Some(first) = problems.iter().next() {
            let others = match problems.len() - 1 {
                0 => String::new(),
                others => format!(" (and {others} more; `allonym check` lists them)"),
            };
            let error = Error::new(ErrorKind::Invalid, format!("{}{others}", first.message()));
            return Err(error.at(first.path()).line(first.line()));
        }
        self.origin = Origin::Curated;
        gazetteer.sources().try_for_each(|row| self.source(row))?;
        gazetteer.parties().try_for_each(|row| self.party(row))?;
        gazetteer.places().try_for_each(|row| self.place(row))?;
        gazetteer.claims().try_for_each(|row| self.claim(row))?;
        gazetteer.names().try_for_each(|row| self.name(row))?;
        gazetteer.demonyms().try_for_each(|row| self.demonym(row))?;
        self.origin = Origin::Imported;
        Ok(self)
    }

    /// The bytes of the index. O(rows log rows).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] beyond 2²⁴ distinct words, 2³⁰ names or 4 GiB of strings, and [`ErrorKind::Io`] when a
    /// temporary file cannot be written.
    pub fn build(self) -> Result<Vec<u8>, Error> {
        let (out, _) = self.assemble(Cursor::new(Vec::new()))?;
        Ok(out.into_inner())
    }

    /// Builds the index and writes it to `path`: to a temporary file in the same folder, synced, then renamed, so that
    /// there is, at any moment, the old file or the new one, whole.
    ///
    /// # Errors
    ///
    /// As [`build`](IndexBuilder::build), and [`ErrorKind::Io`] when the file cannot be written.
    pub fn write(self, path: impl AsRef<Path>) -> Result<BuildReport, Error> {
        let path = path.as_ref();
        let failed = |error| Error::io(path, "cannot write", error);
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // The rename would put a file in the place of a device or a socket.
        if std::fs::metadata(path).is_ok_and(|old| !old.is_file()) {
            return Err(Error::new(ErrorKind::Io, "not a regular file; nothing was written").at(path));
        }
        // Created with the permissions of any new file, not the private ones of a temporary file.
        let file = tempfile::Builder::new().prefix(".allonym-").make_in(folder, |path| File::create_new(path));
        let mut file = file.map_err(failed)?;
        let (_, report) =
            self.assemble(BufWriter::with_capacity(1 << 18, file.as_file_mut())).map_err(|e| e.or_at(path))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        // The rename itself reaches the disk with the folder; not every file system can sync one.
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(report)
    }

    /// Where a row about the place with this id is from: a record that keeps its id in another gazetteer is imported,
    /// whoever gives it.
    fn origin(&self, place: &str) -> Origin {
        if place.contains(':') { Origin::Imported } else { self.origin }
    }

    fn assemble<W: Write + Seek>(self, out: W) -> Result<(W, BuildReport), Error> {
        let IndexBuilder {
            limits, mut strings, mut texts, mut places, facts, mut others, mut rows, mut report, ..
        } = self;
        let mut assembly = Assembly::new(out)?;
        let settled = places.settle(&strings, &mut report);
        let demonyms: Vec<u32> =
            others.demonyms.iter().map(|demonym| texts.add(&demonym.text, &limits.folder)).collect::<Result<_, _>>()?;

        let mut keys = Keys::new(texts, &mut assembly, &limits)?;
        let words = keys.lexicon(&mut assembly, &limits)?;
        let known = names::Known { settled: &settled, keys: &keys, facts: &facts, strings: &strings };
        let mut names = names::write(&mut rows, &known, &mut assembly, &limits, &mut report)?;
        drop(rows);
        for (number, text) in (0..).zip(demonyms) {
            let rank = keys.rank_of[text as usize];
            if rank != NONE {
                names.entries.push_row([rank, number | DEMONYM], &limits.folder)?;
            }
        }
        let weights = settled.weights(&places, &strings);
        let prominence = |name: u32| weights[names.places[name as usize] as usize];
        keys.phrases(&words, &mut names.entries, prominence, &mut assembly, &limits)?;
        let longest_key = keys.longest;
        drop((keys, words, weights));
        report.names = names.places.len() as u64;
        let starts = std::mem::take(&mut names.starts);
        drop(names);

        let place = |id: &str| {
            let came = places.given(id, &strings);
            came.map_or(NONE, |came| settled.number_of[came as usize])
        };
        others.sort(place);
        let ids = others.claims.iter().map(|claim| claim.place.as_str());
        let ids = ids.chain(others.demonyms.iter().map(|demonym| demonym.place.as_str()));
        let ids = ids.chain(others.parties.values().filter_map(|party| party.place.as_deref()));
        let place_numbers: std::collections::HashMap<String, u32> = ids.map(|id| (id.to_owned(), place(id))).collect();
        let place = |id: &str| place_numbers.get(id).copied().unwrap_or(NONE);
        let numbers = others.numbers();
        let mut lists = Lists::new();
        let section = facts.section(&numbers, &strings, &mut lists);
        assembly.bytes(SectionId::Facts, &section)?;
        let [demonyms, claims, parties, sources] = others.sections(&numbers, place, &mut strings, &mut lists)?;
        assembly.bytes(demonyms.0, &demonyms.1)?;

        let mut same_as: Vec<(u32, u32)> = Vec::new();
        report.places = settled.len() as u64;
        assembly.section(SectionId::Places, |out| {
            let mut number = 0_u32;
            let mut bytes = Vec::new();
            settled.records(&mut places, &mut lists, |mut record, links| {
                record.names_start |= starts[number as usize];
                bytes.clear();
                record.write(&mut bytes);
                out.write_all(&bytes)?;
                same_as.extend(links.iter().map(|link| (*link, number)));
                number += 1;
                Ok(())
            })
        })?;
        texts::sort_in_parallel(&mut same_as, |a, b| {
            strings.get_bytes(a.0).cmp(strings.get_bytes(b.0)).then(a.1.cmp(&b.1))
        });
        assembly.section(SectionId::SameAs, |out| {
            let mut bytes = Vec::new();
            same_as.iter().try_for_each(|(curie, place)| {
                bytes.clear();
                SameAsRecord { curie: *curie, place: *place }.write(&mut bytes);
                out.write_all(&bytes)
            })
        })?;
        for (id, section) in [claims, parties, sources] {
            assembly.bytes(id, &section)?;
        }
        assembly.section(SectionId::Lists, |out| {
            lists.items().iter().try_for_each(|item| out.write_all(&item.to_le_bytes()))
        })?;
        assembly.bytes(SectionId::Strings, strings.bytes())?;
        let mut meta = Vec::new();
        MetaRecord { longest_key, reserved: 0 }.write(&mut meta);
        assembly.bytes(SectionId::Meta, &meta)?;
        let (out, bytes) = assembly.finish()?;
        report.bytes = bytes;
        Ok((out, report))
    }
}

impl Rows for IndexBuilder {
    fn source(&mut self, row: &Source) -> Result<(), Error> {
        self.others.sources.entry(row.id.clone()).or_insert_with(|| row.clone());
        Ok(())
    }

    fn party(&mut self, row: &Party) -> Result<(), Error> {
        self.others.parties.entry(row.id.clone()).or_insert_with(|| row.clone());
        Ok(())
    }

    fn place(&mut self, row: &Place) -> Result<(), Error> {
        self.places.add(row, self.origin(&row.id), &mut self.strings)
    }

    fn name(&mut self, row: &Name) -> Result<(), Error> {
        let Some(place) = self.places.given(&row.place, &self.strings) else {
            self.report.homeless += 1;
            return Ok(());
        };
        let text = self.texts.add(&row.text, &self.limits.folder)?;
        let form = row.form_of.as_deref().map_or(Ok(NONE), |form| self.texts.add(form, &self.limits.folder))?;
        let facts = self.facts.add(row, self.origin(&row.place), &mut self.strings)?;
        self.rows.push_row([place, text, facts, form], &self.limits.folder)
    }

    fn claim(&mut self, row: &Claim) -> Result<(), Error> {
        if self.others.claim_ids.insert(row.id.clone()) {
            self.others.claims.push(row.clone());
        }
        Ok(())
    }

    fn demonym(&mut self, row: &Demonym) -> Result<(), Error> {
        self.others.demonyms.push(row.clone());
        Ok(())
    }
}
