//! The bytes of an index, wherever they are: in the program, on the heap, or mapped from a file.
//!
//! The one file with `unsafe`: the call that maps a file, which the safe wrapper cannot make sound by itself.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::error::Error;

/// Immutable bytes, shared.
#[derive(Clone)]
pub(crate) struct Bytes {
    storage: Arc<Storage>,
    range: Range<usize>,
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

    /// Maps a file.
    ///
    /// # Safety
    ///
    /// For as long as the bytes or a part of them exist, nobody may change or truncate the file.
    #[allow(unsafe_code)]
    pub(crate) unsafe fn map(path: &Path) -> Result<Bytes, Error> {
        let file = File::open(path).map_err(|error| Error::io(path, "cannot open", error))?;
        // SAFETY: the caller promises that nobody changes or truncates the file while it is mapped.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(|error| Error::io(path, "cannot map", error))?;
        let range = 0..map.len();
        Ok(Bytes { storage: Arc::new(Storage::Mapped(map)), range })
    }

    /// A part of the bytes; `None` when the range is not inside.
    pub(crate) fn part(&self, start: usize, len: usize) -> Option<Bytes> {
        let end = start.checked_add(len)?;
        (end <= self.range.len())
            .then(|| Bytes { storage: self.storage.clone(), range: self.range.start + start..self.range.start + end })
    }
}

impl AsRef<[u8]> for Bytes {
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
