//! The curated gazetteer, compiled into the library.
//!
//! `build.rs` builds it from `gazetteer/` with the same modules as `allonym build`; a test proves that both give the
//! same bytes.

use crate::index::Index;

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/embedded.allonym"));

impl Index {
    /// The curated gazetteer that comes with the library. Takes a few microseconds.
    ///
    /// # Panics
    ///
    /// Never: the build script has built and opened the same bytes.
    #[must_use]
    pub fn embedded() -> Index {
        Index::from_static(BYTES, "embedded").expect("the build script opened these bytes")
    }
}
