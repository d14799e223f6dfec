//! The calls of Allonym that are measured, one small function each: a change of the interface is a change here.

use std::ops::Range;

use allonym::{Resolver, Session, Tagger};

/// Calls `found` with the span of each name that stands in a text.
pub fn tag(tagger: &mut Tagger<'_>, text: &str, mut found: impl FnMut(Range<usize>)) {
    tagger.tag(text, |tag| found(tag.span()));
}

/// The number of mentions in a text.
pub fn mentions(session: &mut Session<'_>, text: &str) -> usize {
    session.mentions(text).len()
}

/// The number of places suggested for the beginning of a name.
pub fn suggest(resolver: &Resolver, prefix: &str, limit: usize) -> Option<usize> {
    Some(resolver.suggest(prefix, limit).len())
}
