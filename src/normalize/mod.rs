//! From a string to the key under which names are stored and found.
//!
//! What comes in is any string; what goes out is its segments (where the words are and what stands between
//! them) and, for each word, its folded form. A [`Key`] is the folded words of a name joined by single spaces.
//! Normalization is lossy and for search only: a key is never shown.

mod case;
mod fold;
// The lattice takes these up.
#[allow(dead_code)]
mod function_words;
#[allow(dead_code)]
mod inflect;
mod key;
#[allow(dead_code)]
mod languages;
mod segment;

pub use key::Key;

pub(crate) use case::Case;
pub(crate) use fold::{fold_into, folded};
#[allow(unused_imports)]
pub(crate) use function_words::FunctionWords;
#[allow(unused_imports)]
pub(crate) use inflect::{AffixClass, AffixKind, Affixes, Base, Bases};
pub(crate) use key::KEY_VERSION;
#[allow(unused_imports)]
pub(crate) use languages::{Languages, Tally};
pub(crate) use segment::{Gap, Segment, Segments};
