//! From a string to the key under which names are stored and found.
//!
//! What comes in is any string; what goes out is its segments (where the words are and what stands between
//! them) and, for each word, its folded form. A [`Key`] is the folded words of a name joined by single spaces.
//! Normalization is lossy and for search only: a key is never shown.

mod case;
mod class;
mod damage;
mod fold;
mod gap;
mod han;
#[allow(dead_code)]
mod homograph;
mod key;
#[cfg(test)]
mod laws;
mod segment;

pub use key::Key;

pub(crate) use case::Case;
pub(crate) use damage::REACH;
pub(crate) use fold::{fold_into, folded};
pub(crate) use gap::Gap;
#[allow(unused_imports)]
pub(crate) use homograph::homograph;
pub(crate) use key::KEY_VERSION;
pub(crate) use segment::{Segment, Segments};
