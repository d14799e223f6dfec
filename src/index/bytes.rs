//! The bytes of an index, wherever they are: in the program, on the heap, or mapped from a file.
//!
//! The one file with `unsafe`: the call that maps a file, which the safe wrapper cannot make sound by itself.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Index;
use super::format::Verify;
use crate::error::Error;

/// Immutable bytes, shared.
#[derive(Clone)]
pub(crate) struct Bytes {
    storage: Arc<Storage>,
    range: Range<usize>,
}

impl Index {
    /// Maps an index file. Only the header and the bounds are verified: opening takes the same time whatever the
    /// size, and processes share the pages.
    ///
    /// # Errors
    ///
    /// As [`open`](Index::open), for what is verified.
    ///
    /// # Safety
    ///
    /// While the index or a clone of it exists, nobody may change or truncate the file. Its contents are trusted to
    /// be what [`IndexBuilder`](crate::IndexBuilder) wrote: other contents give wrong answers or a panic, never
    /// undefined behaviour.
    #[allow(unsafe_code)]
    pub unsafe fn map(path: impl AsRef<Path>) -> Result<Index, Error> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|error| Error::io(path, "cannot open", error))?;
        // SAFETY: the caller promises that nobody changes or truncates the file while it is mapped.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(|error| Error::io(path, "cannot map", error))?;
        let bytes = Bytes { range: 0..map.len(), storage: Arc::new(Storage::Mapped(map)) };
        Index::new(bytes, &path.to_string_lossy(), Verify::Header).map_err(|error| error.at(path))
    }
}

enum Storage {
    Static(&'static [u8]),
    Owned(Vec<u8>),
    Mapped(memmap2::Mmap),
}

impl Bytes {
    pub(crate) fn from_static(bytes: &'static [u8]) -> Bytes {
        Bytes { storage: Arc::new(Storage::Static(bytes)), range: 0..bytes.len() }
    }

    pub(crate) fn from_vec(bytes: Vec<u8>) -> Bytes {
        let range = 0..bytes.len();
        Bytes { storage: Arc::new(Storage::Owned(bytes)), range }
    }

    /// A part of the bytes; `None` when the range is not inside.
    pub(crate) fn part(&self, start: usize, len: usize) -> Option<Bytes> {
        let end = start.checked_add(len)?;
        (end <= self.range.len())
            .then(|| Bytes { storage: self.storage.clone(), range: self.range.start + start..self.range.start + end })
    }
}

impl AsRef<[u8]> for Bytes {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        let all: &[u8] = match &*self.storage {
            Storage::Static(bytes) => bytes,
            Storage::Owned(bytes) => bytes,
            Storage::Mapped(map) => map,
        };
        &all[self.range.clone()]
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_ref()
    }
}
