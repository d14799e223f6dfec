//! What a word of a text may stand for beside itself: the words of the lexicon that it may be a form of.
//!
//! Worked out once for each distinct word. Only what the lexicon has is kept, so that most words of most texts have no variant.

use super::vocabulary::Begun;
use crate::index::{ALONE, BEGINS, Index};
use crate::normalize::{Affixes, Bases, Languages, folded, homograph};

/// How a name was found, the most certain first. Of several words of a name the least certain counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum By {
    /// As the text has it, but for what folding takes away.
    #[default]
    Itself,
    /// With letters of one script for those of another that look the same.
    Homograph,
    /// Without an ending, a particle or an article.
    Inflected,
    /// By a key that names share which differ in equivalent words or in the system of romanization.
    Sound,
    /// With a word split or joined.
    Joined,
}

/// A word of the lexicon that a word of a text may be a form of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variant {
    pub(super) word: u32,
    pub(super) by: By,
    /// The languages in which it may be.
    pub(super) languages: Languages,
    /// The key of the name that it is by itself.
    pub(super) alone: Option<u32>,
    /// Where the automaton of phrases is behind it, if a longer name begins with it.
    pub(super) begun: Option<Begun>,
}

/// Kept of a word: a word of a name has few forms that are words of other names.
const MOST_VARIANTS: usize = 8;

/// Appends the variants of a folded word that the index knows, the nearest first.
/// `raw`: the word as it is written; `functions`: the languages in which it is a function word, and so no form of a name.
pub(super) fn variants(
    index: &Index,
    (raw, word): (&str, &str),
    functions: Languages,
    bases: &mut Bases,
    found: &mut Vec<Variant>,
) {
    let start = found.len();
    if let Some(id) = homograph(raw).and_then(|one_script| index.word_id(&folded(&one_script))) {
        found.push(Variant::new(index, id, By::Homograph, Languages::ALL));
    }
    Affixes::get().bases(word, Languages::ALL.without(functions), bases);
    for base in bases.iter() {
        let Some(id) = index.word_id(base.text) else { continue };
        found.push(Variant::new(index, id, By::Inflected, base.languages));
        if found.len() - start == MOST_VARIANTS {
            break;
        }
    }
}

impl Variant {
    fn new(index: &Index, word: u32, by: By, languages: Languages) -> Variant {
        let flags = index.word_flags(word);
        let begun = if flags & (ALONE | BEGINS) != 0 { super::vocabulary::begin(index, word) } else { None };
        let alone = begun.and_then(|begun| {
            let node = index.phrases().node(begun.address);
            let rank = node.is_final().then(|| begun.output.saturating_add(node.final_output().value()))?;
            u32::try_from(rank).ok()
        });
        Variant { word, by, languages, alone, begun: begun.filter(|_| flags & BEGINS != 0) }
    }
}
