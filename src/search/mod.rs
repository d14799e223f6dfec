//! From segments to names: one lattice, two automata.
//!
//! Every piece of a text offers edges: the lexicon words it may stand for, each with a number of edits. The phrase
//! automaton decides which paths are names. Looking up a name and tagging a text are the same walk with
//! different budgets.

mod edits;
mod lattice;
mod sounding;
mod tagger;
mod variants;
mod vocabulary;
mod walk;
mod windows;

use crate::model::words;

pub use edits::EditRule;

pub use tagger::{Tag, Tagger};

pub(crate) use lattice::{Gates, Lattice};
pub(crate) use sounding::Sounding;
pub(crate) use tagger::ahead;
pub(crate) use variants::By;
pub(crate) use vocabulary::{Vocabulary, WordNumber};
pub(crate) use walk::{Hit, Scratch, walk};
pub(crate) use windows::{Part, Windows};

words! {
    /// Why a name was found, strongest first.
    Evidence {
        /// The text is the name, letter for letter.
        Exact = "exact",
        /// Equal but for case, diacritics, width, apostrophes, hyphens or punctuation.
        Folded = "folded",
        /// Equal but for letters of another script that look the same.
        Homograph = "homograph",
        /// Equal but for the endings, particles or articles of a language.
        Inflected = "inflected",
        /// Equal but for words that stand for one another: `Is.` and `Islands`, `St` and `Saint`.
        Equivalent = "equivalent",
        /// The same sound in another system of romanization, or in another script.
        Romanized = "romanized",
        /// Equal but for a word that was split or joined.
        Joined = "joined",
        /// The name begins so.
        Prefix = "prefix",
        /// Equal but for a few edits.
        Fuzzy = "fuzzy",
        /// Not a name, but a word for the people or things of the place.
        Demonym = "demonym",
    }
}
