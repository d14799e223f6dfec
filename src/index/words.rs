//! The words of an index: from letters to ids and back, which words are like another, which begin names.

use super::Index;
use super::deletes::{FULL, FormHash, for_each_form};
use super::format::{SPELLS_PER_START, SectionId};
use super::pairs::Pairs;

impl Index {
    /// The id of a folded word. O(letters), and four looks at memory whatever the size.
    pub(crate) fn word_id(&self, word: &str) -> Option<u32> {
        let form = FormHash::of(word.chars());
        let found =
            self.filed(form).find(|entry| *entry & FULL != 0 && form.agrees(*entry) && self.spells(entry >> 8, word));
        found.map(|entry| entry >> 8)
    }

    fn spells(&self, id: u32, word: &str) -> bool {
        self.spelling_bytes(id) == word.as_bytes()
    }

    /// The letters of a word.
    pub(crate) fn spelling(&self, id: u32) -> &str {
        std::str::from_utf8(self.spelling_bytes(id)).unwrap_or_default()
    }

    fn spelling_bytes(&self, id: u32) -> &[u8] {
        let start = self.number(SectionId::SpellStarts, id as usize / SPELLS_PER_START).unwrap_or(u32::MAX);
        let spells = self.section(SectionId::Spells).get(start as usize..).unwrap_or_default();
        spells.split(|byte| *byte == b'\n').nth(id as usize % SPELLS_PER_START).unwrap_or_default()
    }

    /// How many words there are.
    pub(crate) fn word_count(&self) -> usize {
        self.lexicon.len()
    }

    /// Appends the ids of words that have a form in common with a word when each may drop letters: the word itself so many.
    /// All words within as many edits are among them, each perhaps several times.
    pub(crate) fn words_like(&self, letters: &[char], deletions: u8, found: &mut Vec<u32>) {
        for_each_form(letters, deletions, |form| {
            found.extend(self.filed(form).filter(|entry| form.agrees(*entry)).map(|entry| entry >> 8));
        });
    }

    /// The entries of the bucket of a form.
    fn filed(&self, form: FormHash) -> impl Iterator<Item = u32> + '_ {
        self.bucket((SectionId::Deletes, SectionId::BucketEnds), form)
    }

    /// The entries of the bucket of a hash: a section of entries, and one of where its buckets end.
    pub(super) fn bucket(
        &self,
        (entries, ends): (SectionId, SectionId),
        hash: FormHash,
    ) -> impl Iterator<Item = u32> + '_ {
        let buckets = self.section(ends).len() / 4;
        let bucket = if buckets == 0 { 0 } else { hash.bucket(buckets) };
        let end = |bucket: usize| self.number(ends, bucket);
        let start = bucket.checked_sub(1).map_or(Some(0), end).unwrap_or(0) as usize;
        let end = end(bucket).unwrap_or(0) as usize;
        let range = start.checked_mul(4).zip(end.checked_mul(4));
        let found = range.and_then(|(start, end)| self.section(entries).get(start..end));
        found
            .unwrap_or_default()
            .chunks_exact(4)
            .map(|entry| u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]))
    }

    /// The flags of a word.
    pub(crate) fn word_flags(&self, word: u32) -> u8 {
        self.section(SectionId::Words).get(word as usize).copied().unwrap_or(0)
    }

    /// The filter of the first two words of names.
    pub(crate) fn pairs(&self) -> Pairs<'_> {
        Pairs::new(self.section(SectionId::Pairs))
    }

    /// The number at a position of a section of numbers.
    fn number(&self, id: SectionId, at: usize) -> Option<u32> {
        let bytes = self.section(id).get(at.checked_mul(4)?..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    }

    /// What `keys` has for a key, by rank.
    pub(super) fn key(&self, rank: u32) -> Option<u32> {
        self.number(SectionId::Keys, rank as usize)
    }

    /// How prominent the most prominent place of a key is, by rank.
    pub(crate) fn weights(&self) -> &[u8] {
        self.section(SectionId::Weights)
    }
}
