//! The key of a name: its folded words.

use super::fold::fold_into;
use super::segment::Segments;

/// The version of normalization. An index stores it: keys of two versions do not meet.
pub(crate) const KEY_VERSION: u32 = 3;

/// The normalized form of a name: folded words joined by single spaces.
///
/// Case, diacritics, width, apostrophes, hyphens and punctuation do not count; in scripts without spaces each
/// character is a word. `Key::new(k.as_str()) == k` for every key `k`.
///
/// ```
/// use allonym::Key;
/// assert_eq!(Key::new("Côte d’Ivoire").as_str(), "cote divoire");
/// assert_eq!(Key::new("U.S."), Key::new("US"));
/// assert_eq!(Key::new("北方領土").as_str(), "北 方 領 土");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Box<str>);

impl Key {
    /// The key of a string. O(length).
    #[must_use]
    pub fn new(text: &str) -> Key {
        let mut key = String::with_capacity(text.len());
        for segment in Segments::new(text) {
            // A name is one word across an apostrophe or a soft or line-end hyphen: "Xi'an" is "xian".
            let start = key.len();
            if !key.is_empty() && !segment.gap.joins_words() {
                key.push(' ');
            }
            let before = key.len();
            fold_into(segment.text(text), &mut key);
            if key.len() == before {
                key.truncate(start);
            }
        }
        if !key.is_ascii() {
            // Folding may have made several characters of a ligature, or an apostrophe joined two scripts: what is a
            // word is decided on the folded letters.
            let words: Vec<&str> = Segments::new(&key).map(|segment| segment.text(&key)).collect();
            key = words.join(" ");
        }
        Key(key.into_boxed_str())
    }

    /// The key as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words of the key.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// Does the string hold nothing that a name is made of?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
