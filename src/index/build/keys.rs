//! From names in the order of their keys to the lexicon, the words' forms and the phrases.

use std::io::{Seek, Write};

use super::super::deletes::{PER_BUCKET, for_each_form, stored_deletions};
use super::super::format::{
    ALONE, Assembly, BEGINS, DEMONYM, NONE, SINGLE, SPELLS_PER_START, SectionId, WORD_ID_BYTES, word_id_bytes,
    write_varint,
};
use super::super::pairs;
use super::super::slots::Slots;
use super::super::sounds::{self, Filed};
use super::spool::{Spool, push_string, read_string};
use super::strings::Interner;
use super::texts::{Texts, in_parallel, sort_in_parallel};
use crate::error::{Error, ErrorKind};
use crate::normalize::SoundKey;

/// The names and keys of an index, once they are in order.
pub(super) struct Keys {
    /// By number of a name: where it stands in `texts`.
    pub(super) offset_of: Vec<u32>,
    /// By number of a name: the rank of its key, or `NONE` where nothing is left of the name.
    pub(super) rank_of: Vec<u32>,
    /// How many keys there are.
    pub(super) count: usize,
    /// The keys in order.
    keys: Spool,
    words: Interner,
    sounds: Sounds,
    /// Words of the longest key.
    pub(super) longest: u32,
}

impl Keys {
    /// Writes `texts`.
    pub(super) fn new<W: Write + Seek>(
        texts: Texts,
        assembly: &mut Assembly<W>,
        limits: &super::Limits,
    ) -> Result<Keys, Error> {
        let mut keys = Keys {
            offset_of: vec![NONE; texts.len()],
            rank_of: vec![NONE; texts.len()],
            count: 0,
            keys: Spool::new(limits.spool),
            words: Interner::new(),
            sounds: Sounds::default(),
            longest: 0,
        };
        assembly.section(SectionId::Texts, |out| {
            let (mut end, mut offset) = (0_u64, 0);
            let mut record = Vec::new();
            texts.for_each(&limits.folder, |name| {
                if name.new_text {
                    offset =
                        u32::try_from(end).map_err(|_| Error::new(ErrorKind::Limit, "more than 4 GiB of names"))?;
                    record.clear();
                    write_varint(name.text.len() as u64, &mut record);
                    record.extend_from_slice(name.text);
                    out.write_all(&record)?;
                    end += record.len() as u64;
                }
                if name.new_key && !name.key.is_empty() {
                    record.clear();
                    push_string(name.key, &mut record);
                    keys.keys.push(&record, &limits.folder)?;
                    let mut words = 0;
                    for word in words_of(name.key) {
                        keys.words.add(word)?;
                        words += 1;
                    }
                    keys.longest = keys.longest.max(words);
                    keys.count += 1;
                }
                if name.new_text && !name.key.is_empty() {
                    keys.sounds.push(name.text, keys.count as u32 - 1)?;
                }
                keys.offset_of[name.number as usize] = offset;
                if !name.key.is_empty() {
                    keys.rank_of[name.number as usize] = keys.count as u32 - 1;
                }
                Ok::<(), Error>(())
            })
        })?;
        keys.sounds.file()?;
        if keys.words.len() >= 1 << (8 * WORD_ID_BYTES) {
            let message = format!("{} distinct words, at most 2^24 fit", keys.words.len());
            return Err(Error::new(ErrorKind::Limit, message));
        }
        Ok(keys)
    }

    /// Writes the sections of words, and gives the id of each word by its number.
    pub(super) fn lexicon<W: Write + Seek>(
        &self,
        assembly: &mut Assembly<W>,
        limits: &super::Limits,
    ) -> Result<Vec<u32>, Error> {
        let mut order: Vec<u32> = (0..self.words.len() as u32).collect();
        sort_in_parallel(&mut order, |a, b| self.words.get(*a).cmp(self.words.get(*b)));
        assembly.section(SectionId::Lexicon, |out| {
            let mut builder = fst::MapBuilder::new(out).map_err(automaton)?;
            for (id, number) in (0..).zip(&order) {
                builder.insert(self.words.get(*number), id).map_err(automaton)?;
            }
            builder.finish().map_err(automaton)
        })?;
        assembly.section(SectionId::SpellStarts, |out| {
            let mut start = 0_u32;
            for part in order.chunks(SPELLS_PER_START) {
                out.write_all(&start.to_le_bytes())?;
                start += part.iter().map(|number| self.words.get(*number).len() as u32 + 1).sum::<u32>();
            }
            Ok::<(), Error>(())
        })?;
        assembly.section(SectionId::Spells, |out| {
            order.iter().try_for_each(|number| {
                out.write_all(self.words.get(*number).as_bytes())?;
                out.write_all(b"\n")
            })
        })?;
        self.deletes(&order, assembly, limits)?;
        let mut ids = vec![0; order.len()];
        for (id, number) in (0..).zip(order) {
            ids[number as usize] = id;
        }
        Ok(ids)
    }

    /// Writes the words under the hashes of their forms, bucket by bucket; a band of buckets at a time, as many as
    /// memory holds, and within a band each thread a part.
    fn deletes<W: Write + Seek>(
        &self,
        order: &[u32],
        assembly: &mut Assembly<W>,
        limits: &super::Limits,
    ) -> Result<(), Error> {
        let forms: u64 = order.iter().map(|number| most_forms(self.words.get(*number).chars().count())).sum();
        let buckets = usize::try_from(forms.div_ceil(PER_BUCKET)).unwrap_or(usize::MAX).max(1);
        let bands = (forms as usize * 4).div_ceil(limits.band).max(1);
        let mut ends: Vec<u32> = Vec::with_capacity(buckets);
        assembly.section(SectionId::Deletes, |out| {
            for band in 0..bands {
                let band = buckets * band / bands..buckets * (band + 1) / bands;
                let parts = in_parallel(band.len(), |part| {
                    self.filed(order, buckets, band.start + part.start..band.start + part.end)
                });
                for (counts, entries) in parts {
                    for count in counts {
                        let end = ends.last().copied().unwrap_or(0).checked_add(count);
                        let full = || Error::new(ErrorKind::Limit, "more than 2^32 forms of words");
                        ends.push(end.ok_or_else(full)?);
                    }
                    for entry in entries {
                        out.write_all(&entry.to_le_bytes())?;
                    }
                }
            }
            Ok::<(), Error>(())
        })?;
        assembly
            .section(SectionId::BucketEnds, |out| ends.iter().try_for_each(|end| out.write_all(&end.to_le_bytes())))?;
        Ok(())
    }

    /// The entries of some buckets, and how many each has; in the order of word ids.
    fn filed(&self, order: &[u32], buckets: usize, part: std::ops::Range<usize>) -> (Vec<u32>, Vec<u32>) {
        let mut letters = Vec::new();
        let mut forms = Vec::new();
        let mut each = |take: &mut dyn FnMut(usize, u32)| {
            for (id, number) in (0_u32..).zip(order) {
                letters.clear();
                letters.extend(self.words.get(*number).chars());
                forms.clear();
                let mut full = true;
                for_each_form(&letters, stored_deletions(letters.len()), |form| {
                    let bucket = form.bucket(buckets);
                    if part.contains(&bucket) {
                        forms.push((bucket, form, !full));
                    }
                    full = false;
                });
                // Equal forms once; the full one first.
                forms.sort_unstable_by_key(|(bucket, form, dropped)| (*bucket, *form, *dropped));
                forms.dedup_by_key(|(_, form, _)| *form);
                for (bucket, form, dropped) in &forms {
                    take(bucket - part.start, form.entry(id, !dropped));
                }
            }
        };
        let mut counts = vec![0_u32; part.len()];
        each(&mut |bucket, _| counts[bucket] += 1);
        let mut next = Vec::with_capacity(counts.len());
        let mut total = 0_usize;
        for count in &counts {
            next.push(total);
            total += *count as usize;
        }
        let mut entries = vec![0; total];
        each(&mut |bucket, entry| {
            entries[next[bucket]] = entry;
            next[bucket] += 1;
        });
        (counts, entries)
    }

    /// Writes the sections of phrases, given the entries of each key as rows of rank and entry, ascending within a key.
    pub(super) fn phrases<W: Write + Seek>(
        &mut self,
        ids: &[u32],
        entries: &mut Spool,
        prominence: impl Fn(u32) -> u8,
        assembly: &mut Assembly<W>,
        limits: &super::Limits,
    ) -> Result<(), Error> {
        let failed = |error| Error::io(&limits.folder, "cannot read a temporary file", error);
        let mut flags = vec![0_u8; ids.len()];
        let mut firsts: Vec<(u32, u32)> = Vec::new();
        let mut slots = Slots::new(self.count);
        let words = &self.words;
        let id = |word: &str| words.find(word).map_or(NONE, |number| ids[number as usize]);
        assembly.section(SectionId::Phrases, |out| {
            let mut builder = fst::MapBuilder::new(out).map_err(automaton)?;
            let mut reader = self.keys.reader(&limits.folder)?;
            let (mut key, mut phrase) = (Vec::new(), Vec::new());
            for rank in 0.. {
                if !read_string(&mut reader, &mut key).map_err(failed)? {
                    break;
                }
                slots.insert(std::str::from_utf8(&key).unwrap_or_default(), rank as u32);
                phrase.clear();
                phrase.extend(words_of(&key).flat_map(|word| word_id_bytes(id(word))));
                builder.insert(&phrase, rank).map_err(automaton)?;
                let mut first = words_of(&key).take(2).map(id);
                if let Some(word) = first.next() {
                    flags[word as usize] |= match first.next() {
                        None => ALONE,
                        Some(second) => {
                            if firsts.last() != Some(&(word, second)) {
                                firsts.push((word, second));
                            }
                            BEGINS
                        }
                    };
                }
            }
            builder.finish().map_err(automaton)
        })?;
        let Postings { keys, lists, weights } = postings(self.count, entries, prominence, limits)?;
        assembly.bytes(SectionId::Keys, &keys)?;
        assembly.bytes(SectionId::Slots, &slots.into_bytes())?;
        assembly.bytes(SectionId::Postings, &lists)?;
        assembly.bytes(SectionId::Weights, &weights)?;
        assembly.bytes(SectionId::Words, &flags)?;
        let mut blocks = vec![0_u64; pairs::blocks(firsts.len() as u64)];
        let count = blocks.len();
        for (first, second) in firsts {
            let (block, bits) = pairs::place(first, second, count);
            blocks[block] |= bits;
        }
        let blocks: Vec<u8> = blocks.iter().flat_map(|block| block.to_le_bytes()).collect();
        assembly.bytes(SectionId::Pairs, &blocks)?;
        self.sounds.write(assembly)
    }
}

/// Keys under the sounds of their names.
#[derive(Default)]
struct Sounds {
    filed: Vec<Filed>,
    /// Names on their way, one behind the other, with their ends and the ranks of their keys.
    waiting: String,
    ends: Vec<(usize, u32)>,
}

/// Bytes of names that are taken at a time: each thread works on a part.
const MOST_WAITING: usize = 1 << 22;

impl Sounds {
    fn push(&mut self, name: &[u8], rank: u32) -> Result<(), Error> {
        self.waiting.push_str(std::str::from_utf8(name).unwrap_or_default());
        self.ends.push((self.waiting.len(), rank));
        if self.waiting.len() >= MOST_WAITING { self.file() } else { Ok(()) }
    }

    /// Files the names that wait.
    fn file(&mut self) -> Result<(), Error> {
        let (names, ends) = (&self.waiting, &self.ends);
        let parts = in_parallel(ends.len(), |part| {
            let filed = part.map(|number| {
                let start = number.checked_sub(1).map_or(0, |before| ends[before].0);
                let (end, rank) = ends[number];
                let sounds = SoundKey::all_of(&names[start..end]);
                sounds.iter().map(|sound| Filed::new(sound, rank)).collect::<Result<Vec<Filed>, Error>>()
            });
            filed.collect::<Result<Vec<Vec<Filed>>, Error>>()
        });
        for part in parts {
            self.filed.extend(part?.into_iter().flatten());
        }
        // Names of one key stand together and mostly sound alike.
        self.filed.dedup();
        self.waiting.clear();
        self.ends.clear();
        Ok(())
    }

    fn write<W: Write + Seek>(&mut self, assembly: &mut Assembly<W>) -> Result<(), Error> {
        let mut filed = std::mem::take(&mut self.filed);
        sort_in_parallel(&mut filed, Filed::cmp);
        filed.dedup();
        assembly.section(SectionId::Sounds, |out| {
            filed.iter().try_for_each(|filed| out.write_all(&filed.entry().to_le_bytes()))
        })?;
        let ends = sounds::ends(&filed);
        assembly
            .section(SectionId::SoundEnds, |out| ends.iter().try_for_each(|end| out.write_all(&end.to_le_bytes())))?;
        Ok(())
    }
}

/// The contents of `keys`, `postings` and `weights`.
struct Postings {
    keys: Vec<u8>,
    lists: Vec<u8>,
    weights: Vec<u8>,
}

/// The contents of `keys`, `postings` and `weights`: a band of keys at a time, as many as memory holds.
fn postings(
    count: usize,
    entries: &mut Spool,
    prominence: impl Fn(u32) -> u8,
    limits: &super::Limits,
) -> Result<Postings, Error> {
    let mut starts = vec![0_u32; count + 1];
    entries.for_each_row(&limits.folder, |[rank, _]: [u32; 2]| {
        starts[rank as usize + 1] += 1;
        Ok(())
    })?;
    for rank in 0..count {
        starts[rank + 1] += starts[rank];
    }
    let (mut keys, mut postings, mut weights) = (Vec::with_capacity(4 * count), Vec::new(), Vec::with_capacity(count));
    let mut first = 0;
    while first < count {
        let base = starts[first];
        let fits = |end: &u32| (end - base) as usize * 4 <= limits.band;
        let behind = first + starts[first + 1..].partition_point(fits).max(1);
        let mut band = vec![0_u32; (starts[behind] - base) as usize];
        let mut next: Vec<u32> = starts[first..behind].iter().map(|start| start - base).collect();
        entries.for_each_row(&limits.folder, |[rank, entry]: [u32; 2]| {
            if (first..behind).contains(&(rank as usize)) {
                let slot = &mut next[rank as usize - first];
                band[*slot as usize] = entry;
                *slot += 1;
            }
            Ok(())
        })?;
        for rank in first..behind {
            let list = &band[(starts[rank] - base) as usize..(starts[rank + 1] - base) as usize];
            weights.push(
                list.iter().filter(|entry| *entry & DEMONYM == 0).map(|entry| prominence(*entry)).max().unwrap_or(0),
            );
            let value = match list {
                [entry] => entry | SINGLE,
                list => {
                    let offset = u32::try_from(postings.len()).ok().filter(|offset| offset & SINGLE == 0);
                    let offset = offset.ok_or_else(|| Error::new(ErrorKind::Limit, "more than 2 GiB of postings"))?;
                    write_varint(list.len() as u64, &mut postings);
                    let mut last = 0;
                    for entry in list {
                        write_varint(u64::from(entry - last), &mut postings);
                        last = *entry;
                    }
                    offset
                }
            };
            keys.extend_from_slice(&value.to_le_bytes());
        }
        first = behind;
    }
    Ok(Postings { keys, lists: postings, weights })
}

/// The words of a key.
fn words_of(key: &[u8]) -> impl Iterator<Item = &str> {
    // A key is made of strings.
    std::str::from_utf8(key).unwrap_or_default().split(' ')
}

/// The most forms of a word of so many letters.
fn most_forms(letters: usize) -> u64 {
    let letters = letters as u64;
    match stored_deletions(letters as usize) {
        0 => 1,
        1 => letters,
        _ => letters + 1 + (letters - 1) * (letters - 2) / 2,
    }
}

/// Keys come in order, so the automaton builder has nothing to object to but a full disk; if it does, say so.
fn automaton(error: fst::Error) -> Error {
    match error {
        fst::Error::Io(error) => Error::from(error),
        error => Error::new(ErrorKind::Limit, format!("cannot build the automaton: {error}")).caused_by(error),
    }
}
