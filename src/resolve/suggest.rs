//! The start of a name to the names it may become, for a field that is typed into.

use super::senses::{Senses, Way};
use super::{Candidate, Resolver, lookup};
use crate::normalize::Key;

impl Resolver {
    /// The most prominent places with a name that begins so, at most `limit`; a name that is whole comes first. Case,
    /// diacritics and punctuation do not count; a blank at the end says that the word is complete.
    ///
    /// O(length) to find the names, whatever the size of the index; then a look at the weights of those that begin so.
    ///
    /// ```
    /// use allonym::{Index, Resolver};
    /// let resolver = Resolver::new(Index::embedded());
    /// let found: Vec<&str> = resolver.suggest("kuril isl", 3).iter().map(|c| c.place().id()).collect();
    /// assert_eq!(found[0], "kuril-islands");
    /// ```
    #[must_use]
    pub fn suggest(&self, prefix: &str, limit: usize) -> Vec<Candidate<'_>> {
        let key = Key::new(prefix);
        if key.is_empty() || limit == 0 {
            return Vec::new();
        }
        let is_complete = prefix.ends_with(char::is_whitespace);
        let mut words: Vec<&str> = key.words().collect();
        let begun = if is_complete { "" } else { words.pop().unwrap_or_default() };
        let mut senses = Senses::new(self, prefix.trim(), None);
        for index in &self.indexes {
            let whole = index.rank(prefix, &key);
            let ranks = index.keys_with_prefix(words.iter().copied(), begun);
            let before = senses.len();
            let (mut offered, mut count) = (0, (2 * limit).max(16));
            // Several keys may be names of one place: go on until there are enough places.
            loop {
                let prominent = index.most_prominent(ranks.clone(), count);
                for rank in prominent[offered..].iter().map(|rank| *rank as u64).filter(|rank| Some(*rank) != whole) {
                    senses.offer_key(Way::Prefix, index, rank);
                }
                offered = prominent.len();
                if offered < count || senses.len() - before >= limit {
                    break;
                }
                count *= 4;
            }
            if let Some(rank) = whole {
                senses.offer_key(Way::AS_IT_STANDS, index, rank);
            }
        }
        let mut candidates: Vec<Candidate<'_>> = senses.finish().into_iter().map(|sense| sense.candidate).collect();
        lookup::sort(&mut candidates);
        candidates.truncate(limit);
        candidates
    }
}
