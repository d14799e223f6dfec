//! From a string to the key under which names are stored and found.
//!
//! What comes in is any string; what goes out is its segments (where the words are and what stands between
//! them) and, for each word, its folded form. A [`Key`] is the folded words of a name joined by single spaces.
//! Normalization is lossy and for search only: a key is never shown.

mod case;
mod class;
mod closeness;
mod confusion;
mod damage;
mod equivalent;
mod fold;
mod function_words;
mod gap;
mod han;
mod homograph;
mod inflect;
mod key;
mod languages;
#[cfg(test)]
mod laws;
mod romanize;
mod segment;
mod sound;

pub use confusion::{Confusion, ConfusionKind, Confusions};
pub use key::Key;
pub use romanize::Romanization;
pub use sound::SoundKey;

pub(crate) use case::Case;
pub(crate) use closeness::closeness;
pub(crate) use damage::REACH;
pub(crate) use equivalent::{class_of, equivalence_keys};
pub(crate) use fold::{fold_into, folded};
pub(crate) use function_words::FunctionWords;
pub(crate) use gap::Gap;
pub(crate) use homograph::homograph;
pub(crate) use inflect::{AffixKind, Affixes, Bases};
pub(crate) use key::KEY_VERSION;
pub(crate) use languages::{Languages, Tally};
pub(crate) use segment::{Segment, Segments};
pub(crate) use sound::romanized;
