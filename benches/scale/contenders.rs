//! What a user would pick instead: an `fst` map or a hash map of keys, a Levenshtein automaton over the former, a table
//! of deletions, an Aho-Corasick automaton. They answer less (no evidence, no parties, no places), so they are a bound.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use allonym::{Index, Key};
use fst::{Automaton, IntoStreamer, Streamer};
use levenshtein_automata::LevenshteinAutomatonBuilder;
use memmap2::Mmap;
use symspell::{SymSpell, SymSpellBuilder, UnicodeStringStrategy, Verbosity};

/// Up to how many names a contender takes part: beyond, it does not fit the memory or the time of a small machine.
pub const MOST_FOR_HASH_MAP: usize = 15_000_000;
pub const MOST_FOR_SYMSPELL: [usize; 2] = [1_000_000, 200_000];
pub const MOST_FOR_DAACHORSE: usize = 15_000_000;
pub const MOST_FOR_AHO_CORASICK: usize = 2_000_000;

/// The distinct keys of an index, sorted, in one piece of memory.
pub struct Keys {
    bytes: String,
    ends: Vec<usize>,
    /// Names of the key that has most.
    pub most_names: usize,
}

impl Keys {
    pub fn of(index: &Index) -> Keys {
        let mut all = Keys { bytes: String::new(), ends: Vec::new(), most_names: 0 };
        for name in index.names() {
            all.push(Key::new(name.text()).as_str());
        }
        let mut order: Vec<u32> = (0..all.len() as u32).collect();
        order.sort_unstable_by_key(|number| all.get(*number as usize));
        let mut sorted = Keys { bytes: String::with_capacity(all.bytes.len()), ends: Vec::new(), most_names: 0 };
        let mut names = 0;
        for number in order {
            let key = all.get(number as usize);
            if !key.is_empty() && sorted.len().checked_sub(1).is_none_or(|last| sorted.get(last) != key) {
                sorted.push(key);
                names = 0;
            }
            names += 1;
            sorted.most_names = sorted.most_names.max(names);
        }
        sorted
    }

    fn push(&mut self, key: &str) {
        self.bytes.push_str(key);
        self.ends.push(self.bytes.len());
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[number]]
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|number| self.get(number))
    }
}

/// A raw `fst` map from each key to its number, mapped from a file.
pub struct FstOfKeys {
    map: fst::Map<Mmap>,
}

impl FstOfKeys {
    pub fn new(keys: &Keys, path: &Path) -> FstOfKeys {
        let file = BufWriter::new(File::create(path).expect("the folder takes files"));
        let mut builder = fst::MapBuilder::new(file).expect("it can be written");
        for (key, number) in keys.iter().zip(0_u64..) {
            builder.insert(key, number).expect("keys are sorted");
        }
        builder.finish().expect("it can be written");
        // SAFETY: the file is the bench's own, in a folder of its own.
        let bytes = unsafe { Mmap::map(&File::open(path).expect("it was written")) }.expect("it can be mapped");
        FstOfKeys { map: fst::Map::new(bytes).expect("it was written by fst") }
    }

    pub fn bytes(&self) -> usize {
        self.map.as_fst().as_bytes().len()
    }

    pub fn get(&self, key: &str) -> Option<u64> {
        self.map.get(key)
    }

    /// Calls `found` with each key in the automaton's language, and the number of them.
    fn search(&self, automaton: impl Automaton, most: usize, mut found: impl FnMut(&[u8])) -> usize {
        let mut stream = self.map.search(automaton).into_stream();
        let mut count = 0;
        while count < most {
            let Some((key, _)) = stream.next() else { break };
            found(key);
            count += 1;
        }
        count
    }

    /// The first so many keys that begin with `prefix`.
    pub fn begin_with(&self, prefix: &str, most: usize, found: impl FnMut(&[u8])) -> usize {
        self.search(fst::automaton::Str::new(prefix).starts_with(), most, found)
    }

    /// The keys within the builder's distance.
    pub fn near(&self, builder: &LevenshteinAutomatonBuilder, key: &str, found: impl FnMut(&[u8])) -> usize {
        self.search(builder.build_dfa(key), usize::MAX, found)
    }
}

/// The names of each key.
pub type HashOfKeys = HashMap<Box<str>, Vec<u32>>;

pub fn hash_of_keys(index: &Index) -> HashOfKeys {
    let mut map = HashOfKeys::new();
    for name in index.names() {
        let key = Key::new(name.text());
        match map.get_mut(key.as_str()) {
            Some(names) => names.push(name.number()),
            None => drop(map.insert(key.as_str().into(), vec![name.number()])),
        }
    }
    map
}

/// A table of deletions over whole keys.
pub struct Deletions {
    table: SymSpell<UnicodeStringStrategy>,
    edits: i64,
}

impl Deletions {
    pub fn new(keys: &Keys, edits: u8) -> Deletions {
        let edits = i64::from(edits);
        let mut table: SymSpell<UnicodeStringStrategy> =
            SymSpellBuilder::default().max_dictionary_edit_distance(edits).build().expect("the options are valid");
        for key in keys.iter() {
            assert!(table.load_dictionary_line(&format!("{key}\t1"), 0, 1, "\t"));
        }
        Deletions { table, edits }
    }

    pub fn near(&self, key: &str) -> usize {
        self.table.lookup(key, Verbosity::All, self.edits).len()
    }

    pub fn finds(&self, text: &str, key: &str) -> bool {
        self.table.lookup(text, Verbosity::All, self.edits).iter().any(|found| found.term == key)
    }
}
