//! The words of a name, with what their place says about them.

use std::collections::HashSet;

use crate::normalize::fold::folded;
use crate::normalize::gap::Gap;
use crate::normalize::segment::Segments;

/// A word of a name, folded.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) folded: String,
    /// What stands before it.
    pub(super) gap: Gap,
    /// Does a full stop stand behind it?
    pub(super) stop: bool,
}

/// The words of a name: those of its key, but for words before an apostrophe that are words by themselves.
pub(super) fn words(text: &str, elided: &HashSet<String>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut joined = false;
    for segment in Segments::new(text) {
        let folded = folded(segment.text(text));
        let stop = segment.text(text).ends_with('.') || text[segment.end..].starts_with('.');
        if segment.gap.joins_words()
            && let Some(last) = words.last_mut()
            && (joined || segment.gap != Gap::Apostrophe || !elided.contains(&last.folded))
        {
            last.folded.push_str(&folded);
            last.stop = stop;
            joined = true;
            continue;
        }
        joined = false;
        // Folding may have made several characters of a ligature.
        for (at, piece) in Segments::new(&folded).enumerate() {
            let gap = if at == 0 { segment.gap } else { Gap::None };
            words.push(Word { folded: piece.text(&folded).to_owned(), gap, stop });
        }
    }
    words
}
