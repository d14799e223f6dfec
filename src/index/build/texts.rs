//! The distinct names: interned as they come, sorted by key, merged from runs on disk when memory is short.
//!
//! A name that comes again after its run was written out gets a second number; merging brings both together.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::io::BufRead;
use std::path::Path;

use super::spool::{Spool, push_string, read_string};
use super::strings::Interner;
use crate::error::Error;
use crate::normalize::Key;

/// Names on their way into the index. A number stands for a name until the index is written.
pub(super) struct Texts {
    run: Interner,
    /// Numbers given before this run.
    base: u32,
    runs: Vec<Spool>,
    limit: usize,
}

/// A distinct name in the order of keys, then of bytes.
pub(super) struct Sorted<'s> {
    pub(super) key: &'s [u8],
    pub(super) text: &'s [u8],
    /// One of the numbers it has.
    pub(super) number: u32,
    /// Is the key another than that of the name before?
    pub(super) new_key: bool,
    /// Is the name another than the one before?
    pub(super) new_text: bool,
}

impl Texts {
    /// `limit`: bytes of memory for a run.
    pub(super) fn new(limit: usize) -> Texts {
        Texts { run: Interner::new(), base: 0, runs: Vec::new(), limit }
    }

    /// The number of a name.
    pub(super) fn add(&mut self, text: &str, folder: &Path) -> Result<u32, Error> {
        // A run is sorted together with its keys, which are about as long.
        if 3 * self.run.memory() > self.limit {
            self.write_run(folder)?;
        }
        Ok(self.base + self.run.add(text)?)
    }

    /// How many numbers were given.
    pub(super) fn len(&self) -> usize {
        self.base as usize + self.run.len()
    }

    fn write_run(&mut self, folder: &Path) -> Result<(), Error> {
        let run = std::mem::replace(&mut self.run, Interner::new());
        let base = self.base;
        self.base += run.len() as u32;
        let mut sorted = Run::new();
        for_each_sorted(&run, |key, text, number| sorted.push(key, text, base + number, folder))?;
        drop(run);
        self.runs.push(sorted.finish(folder)?);
        // Each run is an open file, of which a process has few.
        if self.runs.len() == MOST_RUNS {
            let mut all = Run::new();
            merge(&mut self.runs, folder, |key, text, number| all.push(key, text, number, folder))?;
            self.runs.clear();
            self.runs.push(all.finish(folder)?);
        }
        Ok(())
    }

    /// Gives the names in the order of keys, then of bytes; one that has several numbers comes once for each.
    pub(super) fn for_each(
        mut self,
        folder: &Path,
        mut take: impl FnMut(Sorted<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut last: Option<(Vec<u8>, Vec<u8>)> = None;
        let mut give = |key: &[u8], text: &[u8], number: u32| {
            let new_key = last.as_ref().is_none_or(|(last, _)| last != key);
            let new_text = new_key || last.as_ref().is_none_or(|(_, last)| last != text);
            if new_text {
                let (last_key, last_text) = last.get_or_insert_default();
                last_key.clear();
                last_key.extend_from_slice(key);
                last_text.clear();
                last_text.extend_from_slice(text);
            }
            take(Sorted { key, text, number, new_key, new_text })
        };
        if self.runs.is_empty() {
            return for_each_sorted(&self.run, &mut give);
        }
        self.write_run(folder)?;
        merge(&mut self.runs, folder, give)
    }
}

/// Runs on disk at a time.
const MOST_RUNS: usize = 64;

/// A run on its way to disk.
struct Run {
    spool: Spool,
    record: Vec<u8>,
}

impl Run {
    fn new() -> Run {
        Run { spool: Spool::new(1 << 20), record: Vec::new() }
    }

    fn push(&mut self, key: &[u8], text: &[u8], number: u32, folder: &Path) -> Result<(), Error> {
        self.record.clear();
        push_string(key, &mut self.record);
        push_string(text, &mut self.record);
        self.record.extend_from_slice(&number.to_le_bytes());
        self.spool.push(&self.record, folder)
    }

    fn finish(mut self, folder: &Path) -> Result<Spool, Error> {
        self.spool.put_aside(folder)?;
        Ok(self.spool)
    }
}

/// Gives the names of all runs in the order of keys, then of bytes, then of numbers.
fn merge(
    runs: &mut [Spool],
    folder: &Path,
    mut give: impl FnMut(&[u8], &[u8], u32) -> Result<(), Error>,
) -> Result<(), Error> {
    let failed = |error| Error::io(folder, "cannot read a temporary file", error);
    let mut heads = BinaryHeap::new();
    for spool in runs {
        let mut head = Head { key: Vec::new(), text: Vec::new(), number: 0, reader: spool.reader(folder)? };
        if head.advance().map_err(failed)? {
            heads.push(head);
        }
    }
    while let Some(mut head) = heads.pop() {
        give(&head.key, &head.text, head.number)?;
        if head.advance().map_err(failed)? {
            heads.push(head);
        }
    }
    Ok(())
}

/// The next name of a run; the least is the greatest, as the heap wants it.
struct Head<'s> {
    key: Vec<u8>,
    text: Vec<u8>,
    number: u32,
    reader: Box<dyn BufRead + 's>,
}

impl Head<'_> {
    fn advance(&mut self) -> std::io::Result<bool> {
        if !read_string(&mut self.reader, &mut self.key)? {
            return Ok(false);
        }
        read_string(&mut self.reader, &mut self.text)?;
        let mut number = [0; 4];
        self.reader.read_exact(&mut number)?;
        self.number = u32::from_le_bytes(number);
        Ok(true)
    }

    fn order(&self) -> (&[u8], &[u8], u32) {
        (&self.key, &self.text, self.number)
    }
}

impl PartialEq for Head<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Head<'_> {}

impl PartialOrd for Head<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.order().cmp(&self.order())
    }
}

/// Gives the names of a run in the order of keys, then of bytes, with their numbers.
fn for_each_sorted(run: &Interner, mut give: impl FnMut(&[u8], &[u8], u32) -> Result<(), Error>) -> Result<(), Error> {
    let keys = Keys::of(run);
    let mut order: Vec<(u64, u32)> = (0..run.len() as u32).map(|number| (prefix(keys.get(number)), number)).collect();
    let whole = |number: u32| (keys.get(number), run.get(number));
    sort_in_parallel(&mut order, |a, b| a.0.cmp(&b.0).then_with(|| whole(a.1).cmp(&whole(b.1))));
    for (_, number) in order {
        give(keys.get(number), run.get(number).as_bytes(), number)?;
    }
    Ok(())
}

/// The first bytes of a key as a number of the same order: most comparisons end here, without a look at memory.
fn prefix(key: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let len = key.len().min(8);
    bytes[..len].copy_from_slice(&key[..len]);
    u64::from_be_bytes(bytes)
}

/// The keys of the names of a run.
struct Keys {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Keys {
    fn of(run: &Interner) -> Keys {
        let parts = in_parallel(run.len(), |range| {
            let mut part = Keys { bytes: Vec::new(), ends: Vec::with_capacity(range.len()) };
            for number in range {
                part.bytes.extend_from_slice(Key::new(run.get(number as u32)).as_str().as_bytes());
                part.ends.push(part.bytes.len() as u32);
            }
            part
        });
        let mut keys = Keys { bytes: Vec::new(), ends: Vec::with_capacity(run.len()) };
        for part in parts {
            let base = keys.bytes.len() as u32;
            keys.bytes.extend_from_slice(&part.bytes);
            keys.ends.extend(part.ends.iter().map(|end| base + end));
        }
        keys
    }

    fn get(&self, number: u32) -> &[u8] {
        let start = (number as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[number as usize] as usize]
    }
}

/// How many threads to work with.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

/// Works on parts of `0..len`, each in a thread of its own, and gives the results in order.
pub(super) fn in_parallel<T: Send>(len: usize, work: impl Fn(std::ops::Range<usize>) -> T + Sync) -> Vec<T> {
    let parts = if len < 4096 { 1 } else { threads() };
    let range = |part: usize| len * part / parts..len * (part + 1) / parts;
    std::thread::scope(|scope| {
        let work = &work;
        let handles: Vec<_> = (1..parts).map(|part| scope.spawn(move || work(range(part)))).collect();
        let first = work(range(0));
        let joined = handles.into_iter().map(|handle| match handle.join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        std::iter::once(first).chain(joined).collect()
    })
}

/// Sorts by a total order: each thread a part, then the parts are merged by the stable sort, which takes sorted
/// stretches as they are.
pub(super) fn sort_in_parallel<T: Copy + Send>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering + Sync) {
    let parts = if items.len() < 4096 { 1 } else { threads() };
    let size = items.len().div_ceil(parts).max(1);
    std::thread::scope(|scope| {
        for part in items.chunks_mut(size) {
            let order = &order;
            scope.spawn(move || part.sort_unstable_by(order));
        }
    });
    items.sort_by(order);
}
