//! From a string to the key under which names are stored and found.
//!
//! What comes in is any string; what goes out is its segments (where the words are and what stands between
//! them) and, for each word, its folded form. A [`Key`] is the folded words of a name joined by single spaces.
//! Normalization is lossy and for search only: a key is never shown.

mod case;
#[allow(dead_code, reason = "the search does not ask for equivalent words yet")]
mod equivalent;
mod fold;
mod inflect;
mod key;
mod languages;
mod romanize;
mod segment;
mod sound;

pub use key::Key;
pub use romanize::Romanization;
pub use sound::SoundKey;

pub(crate) use case::Case;
#[allow(unused_imports, reason = "as above")]
pub(crate) use equivalent::{Class, class_of, equivalence_key, equivalence_keys, glued, reordered, words_of};
pub(crate) use fold::{fold_into, folded};
pub(crate) use inflect::{Affixes, Bases};
pub(crate) use key::KEY_VERSION;
pub(crate) use languages::Languages;
pub(crate) use segment::{Gap, Segment, Segments};
