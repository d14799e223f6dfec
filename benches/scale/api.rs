//! The calls of Allonym that are measured, one small function each: a change of the interface is a change here.

use std::ops::Range;

use allonym::{Index, Resolver};

/// How rows of a call that has no function of its own yet are labelled.
pub const OWN_TAGGER: &str = "allonym (resolver without edits)";
pub const OWN_SUGGEST: Option<&str> = None;

/// Finds names in a text as they stand, folded and by rule: no edits, no ranking.
pub struct Tagger {
    resolver: Resolver,
}

impl Tagger {
    pub fn new(index: &Index) -> Tagger {
        let rule = allonym::EditRule::default().at_most(0);
        Tagger { resolver: Resolver::new(index.clone()).edit_rule(rule) }
    }

    /// Calls `found` with the span of each name.
    pub fn tag(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        self.resolver.mentions(text).iter().for_each(|mention| found(mention.span()));
    }
}

/// Resolves one text after another.
pub struct Session<'r> {
    resolver: &'r Resolver,
}

pub fn session(resolver: &Resolver) -> Session<'_> {
    Session { resolver }
}

impl Session<'_> {
    /// The number of mentions in a text.
    pub fn mentions(&mut self, text: &str) -> usize {
        self.resolver.mentions(text).len()
    }
}

/// The number of places suggested for the beginning of a name.
pub fn suggest(_resolver: &Resolver, _prefix: &str, _limit: usize) -> usize {
    0
}
