//! Sets of the languages that the rules files speak of, one bit each.

/// The languages of the rules files, in the order of their bits.
const LANGUAGES: &[&str] = &[
    "ar", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "hy", "id", "it", "ja", "ka", "kk", "ko", "lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl",
    "sq", "sr", "sv", "tr", "uk", "vi",
];

/// A set of languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Languages(u64);

impl Languages {
    /// No language.
    pub(crate) const NONE: Languages = Languages(0);
    /// Every language that a rules file speaks of.
    pub(crate) const ALL: Languages = Languages(u64::MAX >> (64 - LANGUAGES.len()));

    /// The set of one language, given as its primary subtag; none if no rules file speaks of it.
    pub(crate) fn of(primary: &str) -> Languages {
        LANGUAGES.binary_search(&primary).map_or(Languages::NONE, |bit| Languages(1 << bit))
    }

    /// The set of a list of subtags between blanks, as a column holds it; none if one of them is unknown.
    pub(super) fn parse(list: &str) -> Option<Languages> {
        list.split(' ').try_fold(Languages::NONE, |set, primary| {
            let one = Languages::of(primary);
            (!one.is_empty()).then(|| set.or(one))
        })
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn or(self, other: Languages) -> Languages {
        Languages(self.0 | other.0)
    }

    pub(crate) fn and(self, other: Languages) -> Languages {
        Languages(self.0 & other.0)
    }

    /// The primary subtags of the set, in alphabetical order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, primary)| *primary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_a_bit() {
        assert!(LANGUAGES.is_sorted(), "a binary search finds them");
        assert!(LANGUAGES.len() <= 64, "a set has 64 bits");
        assert_eq!(Languages::ALL.iter().collect::<Vec<_>>(), LANGUAGES);
        for primary in LANGUAGES {
            assert_eq!(Languages::of(primary).iter().collect::<Vec<_>>(), [*primary]);
        }
        assert!(Languages::of("tlh").is_empty());
        assert_eq!(Languages::parse("cs tlh"), None);
        assert_eq!(Languages::parse("cs sk").map(|set| set.iter().count()), Some(2));
    }
}
