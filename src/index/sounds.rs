//! Keys by what they sound like: the way from a name in one system of romanization to names in other systems and scripts.
//!
//! Each key is filed under the hash of the sound of each of its names. An entry is four bytes: the rank of the key, and eight
//! bits of the hash, so that a bucket is read without a look at the names. What is found is compared.

use super::deletes::{FormHash, PER_BUCKET};
use super::format::SectionId;
use super::{Entry, Index};
use crate::error::{Error, ErrorKind};
use crate::normalize::{SoundKey, closeness};

/// Bits of a rank in an entry.
const RANK_BITS: u32 = 24;

/// Names of one key that are compared with a sound: they differ in marks and capitals alone.
const MOST_NAMES: usize = 64;

/// A key under the hash of a sound: as a number in the order of buckets, then of ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Filed(u64);

impl Filed {
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] for a rank of more than 24 bits.
    pub(super) fn new(sound: &SoundKey, rank: u32) -> Result<Filed, Error> {
        if rank >> RANK_BITS != 0 {
            return Err(Error::new(ErrorKind::Limit, "more than 2^24 distinct keys"));
        }
        let hash = hash(sound).bits();
        Ok(Filed(hash >> RANK_BITS << RANK_BITS | u64::from(rank)))
    }

    fn bucket(self, buckets: usize) -> usize {
        FormHash::of_bits(self.0).bucket(buckets)
    }

    /// The entry.
    pub(super) fn entry(self) -> u32 {
        (self.0 as u32) << 8 | (self.0 >> RANK_BITS) as u32 & 0xFF
    }
}

/// Where each bucket ends, given what is filed, in order.
pub(super) fn ends(filed: &[Filed]) -> Vec<u32> {
    let buckets = (filed.len() as u64).div_ceil(PER_BUCKET).max(1) as usize;
    let mut ends = vec![0; buckets];
    filed.iter().for_each(|filed| ends[filed.bucket(buckets)] += 1);
    let mut end = 0;
    for bucket in &mut ends {
        end += *bucket;
        *bucket = end;
    }
    ends
}

fn hash(sound: &SoundKey) -> FormHash {
    FormHash::of(sound.as_str().chars())
}

impl Index {
    /// Appends the ranks of the keys that have a name with one of the sounds of this one, and at least so
    /// [close](closeness) to it; each once.
    pub(crate) fn ranks_sounding_like(&self, name: &str, least: f32, found: &mut Vec<u64>) {
        let sounds = SoundKey::all_of(name);
        for sound in &sounds {
            self.ranks_with_sound(sound, |text| closeness(name, text) >= least, found);
        }
    }

    fn ranks_with_sound(&self, sound: &SoundKey, is_close: impl Fn(&str) -> bool, found: &mut Vec<u64>) {
        let hash = hash(sound);
        let fingerprint = (hash.bits() >> RANK_BITS) as u32 & 0xFF;
        let entries = self.bucket((SectionId::Sounds, SectionId::SoundEnds), hash);
        for rank in entries.filter(|entry| entry & 0xFF == fingerprint).map(|entry| u64::from(entry >> 8)) {
            let mut names = self.entries(rank).map(|entry| match entry {
                Entry::Name(name) => name.text(),
                Entry::Demonym(demonym) => demonym.text(),
            });
            // Rows of one text stand together.
            let mut last = "";
            let mut looks = 0;
            let sounds = names.any(|text| {
                let is_new = text != last && looks < MOST_NAMES;
                last = text;
                looks += usize::from(is_new);
                is_new && SoundKey::all_of(text).contains(sound) && is_close(text)
            });
            if sounds && !found.contains(&rank) {
                found.push(rank);
            }
        }
    }
}
