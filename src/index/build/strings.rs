//! Things that are stored once: strings, words, lists.

use std::collections::HashMap;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::super::format::{read_varint, write_varint};
use crate::error::{Error, ErrorKind};

/// Strings, each stored once: a varint length, then the bytes. Offset 0 is the empty string.
pub(super) struct Strings {
    bytes: Vec<u8>,
    offsets: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Strings {
    pub(super) fn new() -> Self {
        Strings { bytes: vec![0], offsets: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }

    /// The offset of a string, stored now if it was not.
    pub(super) fn add(&mut self, text: &str) -> Result<u32, Error> {
        if text.is_empty() {
            return Ok(0);
        }
        let hash = self.hasher.hash_one(text.as_bytes());
        if let Some(offset) = self.offsets.find(hash, |offset| at(&self.bytes, *offset) == text.as_bytes()) {
            return Ok(*offset);
        }
        let offset =
            u32::try_from(self.bytes.len()).map_err(|_| Error::new(ErrorKind::Limit, "more than 4 GiB of strings"))?;
        write_varint(text.len() as u64, &mut self.bytes);
        self.bytes.extend_from_slice(text.as_bytes());
        let Strings { bytes, offsets, hasher } = self;
        offsets.insert_unique(hash, offset, |offset| hasher.hash_one(at(bytes, *offset)));
        Ok(offset)
    }

    /// The string at an offset that [`add`](Strings::add) gave.
    pub(super) fn get(&self, offset: u32) -> &str {
        std::str::from_utf8(self.get_bytes(offset)).unwrap_or_default()
    }

    /// The same as bytes: what only compares need not ask whether they are text.
    pub(super) fn get_bytes(&self, offset: u32) -> &[u8] {
        at(&self.bytes, offset)
    }

    /// The offset of a string, if it is stored.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        if text.is_empty() {
            return Some(0);
        }
        let hash = self.hasher.hash_one(text.as_bytes());
        self.offsets.find(hash, |offset| at(&self.bytes, *offset) == text.as_bytes()).copied()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn at(bytes: &[u8], offset: u32) -> &[u8] {
    let mut rest = &bytes[offset as usize..];
    let len = read_varint(&mut rest).unwrap_or(0) as usize;
    &rest[..len]
}

/// Strings, each stored once and numbered in the order of their coming.
pub(super) struct Interner {
    texts: String,
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    pub(super) fn new() -> Self {
        let hasher = DefaultHashBuilder::default();
        Interner { texts: String::new(), ends: Vec::new(), numbers: HashTable::new(), hasher }
    }

    /// The number of a string, stored now if it was not.
    pub(super) fn add(&mut self, text: &str) -> Result<u32, Error> {
        let hash = self.hasher.hash_one(text);
        let Interner { texts, ends, numbers, hasher } = self;
        if let Some(number) = numbers.find(hash, |number| slice(texts, ends, *number) == text) {
            return Ok(*number);
        }
        let number = ends.len() as u32;
        texts.push_str(text);
        let end = u32::try_from(texts.len());
        ends.push(end.map_err(|_| Error::new(ErrorKind::Limit, "more than 4 GiB of distinct words or names"))?);
        numbers.insert_unique(hash, number, |number| hasher.hash_one(slice(texts, ends, *number)));
        Ok(number)
    }

    /// The number of a string, if it is stored.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.numbers.find(hash, |number| self.get(*number) == text).copied()
    }

    pub(super) fn get(&self, number: u32) -> &str {
        slice(&self.texts, &self.ends, number)
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of memory it takes, about.
    pub(super) fn memory(&self) -> usize {
        self.texts.capacity() + 4 * self.ends.capacity() + 5 * self.numbers.capacity()
    }
}

fn slice<'t>(texts: &'t str, ends: &[u32], number: u32) -> &'t str {
    let start = (number as usize).checked_sub(1).map_or(0, |before| ends[before]);
    &texts[start as usize..ends[number as usize] as usize]
}

/// Lists of numbers, each stored once: a count, then the items. Offset 0 is the empty list.
pub(super) struct Lists {
    items: Vec<u32>,
    offsets: HashMap<Vec<u32>, u32>,
}

impl Lists {
    pub(super) fn new() -> Self {
        Lists { items: vec![0], offsets: HashMap::new() }
    }

    /// The offset of a list, stored now if it was not.
    pub(super) fn add(&mut self, list: &[u32]) -> u32 {
        if list.is_empty() {
            return 0;
        }
        if let Some(offset) = self.offsets.get(list) {
            return *offset;
        }
        let offset = self.items.len() as u32;
        self.items.push(list.len() as u32);
        self.items.extend_from_slice(list);
        self.offsets.insert(list.to_vec(), offset);
        offset
    }

    pub(super) fn get(&self, offset: u32) -> &[u32] {
        let offset = offset as usize;
        &self.items[offset + 1..][..self.items[offset] as usize]
    }

    pub(super) fn items(&self) -> &[u32] {
        &self.items
    }
}
