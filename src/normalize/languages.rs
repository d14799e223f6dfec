//! Sets of the languages that the rules files speak of, one bit each.

use std::sync::OnceLock;

use unicode_script::Script;

use crate::model::usual_scripts;

/// The languages of the rules files, in the order of their bits.
const LANGUAGES: &[&str] = &[
    "ar", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "he", "hi",
    "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "ko", "ky", "lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru",
    "sk", "sl", "sq", "sr", "sv", "tr", "uk", "uz", "vi",
];

/// The languages of each script; one that is written in two is in both.
fn by_script() -> &'static [Languages] {
    static BY_SCRIPT: OnceLock<Vec<Languages>> = OnceLock::new();
    BY_SCRIPT.get_or_init(|| {
        let mut scripts: Vec<(Script, Languages)> = Vec::new();
        for (bit, primary) in LANGUAGES.iter().enumerate() {
            let language = Languages(1 << bit);
            let usual = usual_scripts(primary);
            // What is not listed may be in any of the two that most are in.
            let usual = if usual.is_empty() { &[Script::Latin, Script::Cyrillic] } else { usual };
            for script in usual {
                match scripts.iter_mut().find(|(known, _)| known == script) {
                    Some((_, languages)) => *languages = languages.or(language),
                    None => scripts.push((*script, language)),
                }
            }
        }
        scripts.into_iter().map(|(_, languages)| languages).collect()
    })
}

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

    pub(crate) fn without(self, other: Languages) -> Languages {
        Languages(self.0 & !other.0)
    }

    pub(crate) fn and(self, other: Languages) -> Languages {
        Languages(self.0 & other.0)
    }

    /// The primary subtags of the set, in alphabetical order.
    #[cfg(test)]
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, primary)| *primary)
    }
}

/// How often each language was voted for.
#[derive(Clone, Debug)]
pub(crate) struct Tally([u32; LANGUAGES.len()]);

impl Default for Tally {
    fn default() -> Self {
        Tally([0; LANGUAGES.len()])
    }
}

impl Tally {
    /// One vote for each language of a set.
    pub(crate) fn add(&mut self, languages: Languages) {
        let mut left = languages.0;
        while left != 0 {
            let votes = &mut self.0[left.trailing_zeros() as usize];
            *votes = votes.saturating_add(1);
            left &= left - 1;
        }
    }

    /// The languages with at least so many votes.
    #[cfg(test)]
    pub(crate) fn with_at_least(&self, votes: u32) -> Languages {
        let bits = self.0.iter().enumerate().filter(|(_, known)| **known >= votes);
        bits.fold(Languages::NONE, |set, (bit, _)| set.or(Languages(1 << bit)))
    }

    /// The languages that a text with these votes may be in: of each script those with at least two thirds of the votes of
    /// the first; of a script without votes, all.
    pub(crate) fn plausible(&self) -> Languages {
        let likely = |script: &Languages| {
            let votes = |language: usize| if script.0 >> language & 1 == 1 { self.0[language] } else { 0 };
            let most = (0..LANGUAGES.len()).map(votes).max().unwrap_or(0);
            let is_likely = |language: &usize| 3 * u64::from(votes(*language)) >= 2 * u64::from(most);
            let likely = (0..LANGUAGES.len()).filter(is_likely).fold(0, |set, language| set | 1 << language);
            Languages(likely).and(*script)
        };
        by_script().iter().map(likely).fold(Languages::NONE, Languages::or)
    }

    /// The languages with most votes; none if there was no vote.
    #[cfg(test)]
    pub(crate) fn most(&self) -> Languages {
        self.with_at_least(self.0.into_iter().max().unwrap_or(0).max(1))
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
        assert_eq!(Tally::default().most(), Languages::NONE);
        assert!(Languages::of("tlh").is_empty());
        assert_eq!(Languages::parse("cs tlh"), None);
        assert_eq!(Languages::parse("cs sk").map(|set| set.iter().count()), Some(2));
    }
}
