//! From a whole key to its rank without a walk: three looks at memory and a comparison.
//!
//! An open hash table with linear probing. A slot holds the rank in its low bits and as much of the hash as fits above, so
//! that another key is hardly ever looked at. The key itself is not stored: any name that has the rank tells.

use super::Index;
use super::deletes::FormHash;
use super::format::SectionId;
use crate::normalize::Key;

/// Of five slots four are taken.
fn slots_for(keys: usize) -> usize {
    keys + keys / 4 + 1
}

/// Nothing stands here.
const EMPTY: u32 = u32::MAX;

/// Bits of a rank among so many keys; no rank has all of them set.
fn rank_bits(keys: usize) -> u32 {
    usize::BITS - keys.leading_zeros()
}

/// A slot for a rank under a hash.
fn slot(hash: FormHash, rank: u32, bits: u32) -> u32 {
    hash.low().checked_shl(bits).unwrap_or(0) | rank
}

/// A table as it is filled, in the order of ranks.
pub(super) struct Slots {
    slots: Vec<u32>,
    bits: u32,
}

impl Slots {
    pub(super) fn new(keys: usize) -> Slots {
        Slots { slots: vec![EMPTY; slots_for(keys)], bits: rank_bits(keys) }
    }

    pub(super) fn insert(&mut self, key: &str, rank: u32) {
        let hash = FormHash::of(key.chars());
        let mut at = hash.bucket(self.slots.len());
        while self.slots[at] != EMPTY {
            at = (at + 1) % self.slots.len();
        }
        self.slots[at] = slot(hash, rank, self.bits);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.slots.iter().flat_map(|slot| slot.to_le_bytes()).collect()
    }
}

impl Index {
    /// The rank of the key of a name. O(length), whatever the size.
    pub(crate) fn rank(&self, name: &str, key: &Key) -> Option<u64> {
        let keys = self.section(SectionId::Keys).len() / 4;
        let (slots, bits) = (self.section(SectionId::Slots).as_chunks::<4>().0, rank_bits(keys));
        if key.is_empty() || slots.is_empty() {
            return None;
        }
        let hash = FormHash::of(key.as_str().chars());
        let start = hash.bucket(slots.len());
        let from_there = slots[start..].iter().chain(&slots[..start]).map(|slot| u32::from_le_bytes(*slot));
        for found in from_there.take_while(|slot| *slot != EMPTY) {
            let rank = found & !(u32::MAX.checked_shl(bits).unwrap_or(0));
            if slot(hash, rank, bits) == found && self.has_key(rank, name, key) {
                return Some(u64::from(rank));
            }
        }
        None
    }

    /// Is a key that of a rank?
    fn has_key(&self, rank: u32, name: &str, key: &Key) -> bool {
        let text = self.entries(u64::from(rank)).next().map(|entry| entry.text());
        text.is_some_and(|text| text == name || Key::new(text) == *key)
    }
}
