//! Words by what is left of them when letters are dropped: the way to similar words without a walk.
//!
//! Two words within d edits of each other (insertions, deletions, replacements, exchanges of neighbours) have a common
//! form that each reaches by dropping at most d letters (Mor and Fraenkel 1982; Garbe's symmetric deletes). So each
//! word is filed under the hashes of its forms, a query asks for the hashes of its own, and what is found is
//! compared letter by letter. The probes do not depend on each other, so their cache misses overlap; a walk of
//! an automaton is a chain of misses.
//!
//! How many letters are dropped follows the edit rule: none below four letters, one up to eight, two from nine. The
//! first letter counts two edits, so it is only dropped alone, and digits are never edited.

/// The most letters that may be dropped from a stored word of so many letters.
pub(crate) fn stored_deletions(letters: usize) -> u8 {
    match letters {
        0..=3 => 0,
        4..=8 => 1,
        9..=LONGEST => 2,
        _ => 0,
    }
}

/// Longer words are found as they stand only: no name has a word of so many letters.
pub(crate) const LONGEST: usize = 48;

/// Entries of a bucket, on average: a cache line.
pub(crate) const PER_BUCKET: u64 = 14;

/// In an entry: the word is filed under its full form.
pub(crate) const FULL: u32 = 1 << 7;

/// The low bits of an entry are a part of the hash.
const FINGERPRINT: u32 = FULL - 1;

/// An odd number without pattern (the golden ratio's fraction).
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a form of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FormHash(u64);

impl FormHash {
    /// The hash of a word as it stands.
    pub(crate) fn of(letters: impl Iterator<Item = char>) -> FormHash {
        FormHash::finish(letters.fold(0, step))
    }

    fn finish(value: u64) -> FormHash {
        // Murmur's finalizer: every bit of the sum reaches every bit of the hash.
        let value = (value ^ (value >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        let value = (value ^ (value >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        FormHash(value ^ (value >> 33))
    }

    /// All of its bits.
    pub(super) fn bits(self) -> u64 {
        self.0
    }

    /// What has these bits.
    pub(super) fn of_bits(bits: u64) -> FormHash {
        FormHash(bits)
    }

    /// Its bucket among so many.
    pub(crate) fn bucket(self, buckets: usize) -> usize {
        (((self.0 >> 32) * buckets as u64) >> 32) as usize
    }

    /// Bits of it that its bucket does not tell.
    pub(crate) fn low(self) -> u32 {
        self.0 as u32
    }

    /// Could the entry be of a word with a form of this hash?
    pub(crate) fn agrees(self, entry: u32) -> bool {
        entry & FINGERPRINT == self.0 as u32 & FINGERPRINT
    }

    /// The entry of a word under this hash.
    pub(crate) fn entry(self, word: u32, full: bool) -> u32 {
        word << 8 | if full { FULL } else { 0 } | self.0 as u32 & FINGERPRINT
    }
}

fn step(value: u64, letter: char) -> u64 {
    value.wrapping_mul(BASE).wrapping_add(letter as u64 + 1)
}

/// Calls `form` with the hash of the word, and of each form that drops at most so many letters. Forms that are equal may
/// come twice. O(letters ^ deletions): each hash is put together from sums over stretches.
pub(crate) fn for_each_form(letters: &[char], deletions: u8, mut form: impl FnMut(FormHash)) {
    if letters.len() > LONGEST || deletions == 0 {
        form(FormHash::of(letters.iter().copied()));
        return;
    }
    let count = letters.len();
    let (mut sums, mut powers) = ([0_u64; LONGEST + 1], [1_u64; LONGEST + 1]);
    for (at, letter) in letters.iter().enumerate() {
        sums[at + 1] = step(sums[at], *letter);
        powers[at + 1] = powers[at].wrapping_mul(BASE);
    }
    // The sum over letters[from..to] by itself.
    let stretch = |from: usize, to: usize| sums[to].wrapping_sub(sums[from].wrapping_mul(powers[to - from]));
    let joined = |left: u64, right: u64, len: usize| left.wrapping_mul(powers[len]).wrapping_add(right);
    form(FormHash::finish(sums[count]));
    let droppable = |at: usize| !is_digit(letters[at]);
    for at in (1..count).filter(|at| droppable(*at)) {
        let tail = count - at - 1;
        form(FormHash::finish(joined(sums[at], stretch(at + 1, count), tail)));
        if deletions < 2 {
            continue;
        }
        for other in (at + 1..count).filter(|other| droppable(*other)) {
            let head = joined(sums[at], stretch(at + 1, other), other - at - 1);
            let rest = count - other - 1;
            form(FormHash::finish(joined(head, stretch(other + 1, count), rest)));
        }
    }
    if deletions >= 2 && count > 0 && droppable(0) {
        form(FormHash::finish(stretch(1, count)));
    }
}

/// Digits are never edited: `Route 66` is not `Route 67`.
pub(crate) fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit() || (!letter.is_ascii() && letter.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn letters(word: &str) -> Vec<char> {
        word.chars().collect()
    }

    fn forms(word: &str, deletions: u8) -> BTreeSet<FormHash> {
        let mut found = BTreeSet::new();
        for_each_form(&letters(word), deletions, |form| {
            found.insert(form);
        });
        found
    }

    #[test]
    fn a_form_has_the_hash_of_what_is_left() {
        let hash = |word: &str| FormHash::of(word.chars());
        let expected: BTreeSet<FormHash> = ["kyoto", "koto", "kyto", "kyoo", "kyot"].map(hash).into();
        assert_eq!(forms("kyoto", 1), expected, "the first letter stays");
        let two = ["yoto", "kto", "koo", "kot", "kyo", "kyt", "kyoto", "koto", "kyto", "kyoo", "kyot"];
        assert_eq!(forms("kyoto", 2), two.map(hash).into());
        assert_eq!(forms("a66", 2), ["a66", "66"].map(hash).into(), "digits stay");
        assert_eq!(forms("", 2), [hash("")].into());
    }
}
