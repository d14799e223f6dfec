//! Inflection: the base forms that a word of a text may be an ending, a particle or an article away from.
//!
//! `gazetteer/rules/affixes.csv` has the affixes of each language: what a word ends (or begins) with, what its base form has
//! instead. The rules say too much on purpose: the lexicon decides which bases exist. No affix is taken from what is left of
//! another one; affixes that pile up are rows of their own. Only a stem changes once more, as Finnish and Turkish ones do.

use std::sync::OnceLock;

use hashbrown::HashMap;
use unicode_normalization::char::is_combining_mark;

use super::fold::folded;
use super::gap::Gap;
use super::languages::Languages;
use crate::model::words;

const RULES: &str = include_str!("../../gazetteer/rules/affixes.csv");

/// A word has at most so many bases; those that change fewest letters stay.
const MOST_BASES: usize = 24;

/// No inflected name has more letters. Longer words have no bases.
const MOST_BYTES: usize = 120;

words! {
    /// What an affix makes of a word.
    AffixClass {
        /// A case or number of a noun.
        Noun = "noun",
        /// A case, number or gender of an adjective.
        Adjective = "adjective",
        /// More than one of the kind.
        Plural = "plural",
        /// Belonging to.
        Possessive = "possessive",
        /// An article that is one word with the name.
        Article = "article",
        /// A preposition, postposition, particle or conjunction that is one word with the name.
        Clitic = "clitic",
    }
}

words! {
    /// Where in a word an affix is.
    AffixKind {
        Suffix = "suffix",
        Prefix = "prefix",
        /// The end of what is left when a suffix is off: a consonant that is another one without the suffix.
        Stem = "stem",
    }
}

/// A form that a word may be inflected from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base<'b> {
    /// The form, folded.
    pub(crate) text: &'b str,
    /// The languages whose rules say so.
    pub(crate) languages: Languages,
    /// What the affix is, by the rule that changes least.
    pub(crate) class: AffixClass,
    /// Letters dropped and added.
    pub(crate) changed: u8,
}

/// The bases of a word. Its memory is used again for the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bases {
    texts: String,
    found: Vec<Found>,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    start: usize,
    end: usize,
    says: Says,
}

/// What a rule says of a base that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Says {
    languages: Languages,
    class: AffixClass,
    /// Letters dropped and added.
    changed: u8,
}

impl Bases {
    /// The bases, least changed first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Base<'_>> {
        self.found.iter().map(|&Found { start, end, says }| {
            let Says { languages, class, changed } = says;
            Base { text: &self.texts[start..end], languages, class, changed }
        })
    }

    fn clear(&mut self) {
        self.texts.clear();
        self.found.clear();
    }

    /// Adds the base that two pieces make, unless it is the word itself or there already.
    fn add(&mut self, word: &str, pieces: [&str; 2], says: Says) {
        let start = self.texts.len();
        self.texts.extend(pieces);
        let text = &self.texts[start..];
        let same = self.found.iter_mut().find(|found| self.texts[found.start..found.end] == *text);
        match same {
            Some(Found { says: known, .. }) => {
                let languages = known.languages.or(says.languages);
                *known = Says { languages, ..if says.changed < known.changed { says } else { *known } };
            }
            None if text != word => {
                self.found.push(Found { start, end: self.texts.len(), says });
                return;
            }
            None => {}
        }
        self.texts.truncate(start);
    }
}

/// The rules of all languages.
#[derive(Debug, Default)]
pub(crate) struct Affixes {
    suffixes: Edge,
    prefixes: Edge,
    stems: Edge,
    /// What may stand apart, behind an apostrophe or a hyphen, or before an apostrophe.
    apart: HashMap<Box<str>, Vec<(AffixKind, Gap, Languages)>>,
}

/// The rules for one side of a word, by the letters there.
#[derive(Debug, Default)]
struct Edge {
    rules: HashMap<Box<str>, Vec<Rule>>,
    /// Bytes of the longest letters.
    longest: usize,
}

/// A row, for one of the letters that may stand before its ending.
#[derive(Debug)]
struct Rule {
    /// Bytes to cut.
    cut: u8,
    /// Letters to put there.
    to: Box<str>,
    /// Which kind of letter must be next to the cut.
    next_to: NextTo,
    /// Fewest letters of what is left.
    least: u8,
    says: Says,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NextTo {
    Anything,
    Vowel,
    Consonant,
}

impl NextTo {
    fn holds(self, letter: Option<char>) -> bool {
        match self {
            NextTo::Anything => true,
            NextTo::Vowel => letter.is_some_and(is_vowel),
            NextTo::Consonant => letter.is_some_and(|letter| letter.is_alphabetic() && !is_vowel(letter)),
        }
    }
}

/// Is a folded letter a vowel, or a Korean syllable that ends with one?
fn is_vowel(letter: char) -> bool {
    // й folds to и and ў to у; in these rules they count as vowels.
    const VOWELS: &str = "aeiouyаеиоуыэюяієәөұүαεηιουωაეიოუաեէըիոօ";
    const FINALS: u32 = 28;
    match letter {
        '가'..='힣' => (letter as u32 - '가' as u32).is_multiple_of(FINALS),
        _ => VOWELS.contains(letter),
    }
}

impl Affixes {
    /// The rules of `gazetteer/rules/affixes.csv`.
    pub(crate) fn get() -> &'static Affixes {
        static AFFIXES: OnceLock<Affixes> = OnceLock::new();
        AFFIXES.get_or_init(|| {
            // A test reads every row, so none is passed over.
            let rows = csv::Reader::from_reader(RULES.as_bytes()).into_deserialize().flatten();
            Affixes::new(rows)
        })
    }

    fn new(rows: impl Iterator<Item = Row>) -> Affixes {
        let mut affixes = Affixes::default();
        for row in rows {
            affixes.add(&row);
        }
        affixes
    }

    /// Adds a row; nothing if it is not a rule.
    fn add(&mut self, row: &Row) -> Option<()> {
        let languages = Languages::parse(&row.lang)?;
        let kind = AffixKind::parse(&row.kind)?;
        let class = AffixClass::parse(&row.class)?;
        let (from, gaps) = row.affix_and_gaps();
        let (from, to) = (part_folded(from), part_folded(&row.to));
        for gap in gaps {
            self.apart.entry(from.as_str().into()).or_default().push((kind, gap, languages));
        }
        let edge = match kind {
            AffixKind::Suffix => &mut self.suffixes,
            AffixKind::Prefix => &mut self.prefixes,
            AffixKind::Stem => &mut self.stems,
        };
        let changed = from.chars().count() + to.chars().count();
        for after in row.after.split(' ') {
            let (letters, next_to) = match after {
                "V" => (String::new(), NextTo::Vowel),
                "C" => (String::new(), NextTo::Consonant),
                letters => (part_folded(letters), NextTo::Anything),
            };
            let key = match kind {
                AffixKind::Suffix | AffixKind::Stem => letters + &from,
                AffixKind::Prefix => from.clone() + &letters,
            };
            // Behind an empty key every word of every script would be looked at.
            if key.is_empty() {
                return None;
            }
            let (cut, changed) = (u8::try_from(from.len()).ok()?, u8::try_from(changed).ok()?);
            let says = Says { languages, class, changed };
            let rule = Rule { cut, to: to.as_str().into(), next_to, least: row.least, says };
            edge.longest = edge.longest.max(key.len());
            edge.add(key, rule);
        }
        Some(())
    }

    /// The forms from which a folded word may be inflected in some of the languages.
    pub(crate) fn bases(&self, word: &str, languages: Languages, bases: &mut Bases) {
        bases.clear();
        if word.len() > MOST_BYTES {
            return;
        }
        for ending in self.suffixes.endings(word) {
            for rule in self.suffixes.of(ending, languages) {
                let stem = &word[..word.len() - usize::from(rule.cut)];
                if rule.fits(stem, stem.chars().next_back()) {
                    let says = rule.says_in(languages);
                    bases.add(word, [stem, &rule.to], says);
                    if rule.to.is_empty() {
                        self.stems_of(word, stem, says, bases);
                    }
                }
            }
        }
        for at in (1..word.len()).take_while(|at| *at <= self.prefixes.longest) {
            let Some(beginning) = word.get(..at) else { continue };
            for rule in self.prefixes.of(beginning, languages) {
                let rest = &word[usize::from(rule.cut)..];
                if rule.fits(rest, rest.chars().next()) {
                    bases.add(word, [&rule.to, rest], rule.says_in(languages));
                }
            }
        }
        bases.found.sort_by_key(|found| found.says.changed);
        bases.found.truncate(MOST_BASES);
    }

    /// Adds what the stem, with its suffix off, is at the end of a word.
    fn stems_of(&self, word: &str, stem: &str, suffix: Says, bases: &mut Bases) {
        for ending in self.stems.endings(stem) {
            for rule in self.stems.of(ending, suffix.languages) {
                let kept = &stem[..stem.len() - usize::from(rule.cut)];
                if rule.fits(kept, kept.chars().next_back()) {
                    let Says { languages, changed, .. } = rule.says_in(suffix.languages);
                    let changed = changed.saturating_add(suffix.changed);
                    bases.add(word, [kept, &rule.to], Says { languages, changed, ..suffix });
                }
            }
        }
    }

    /// The languages in which a folded piece may hang on a name across a gap: `ta` of `Kıbrıs'ta` as a suffix, `l` of
    /// `l'Ossétie` as a prefix, `ban` of `New York-ban`.
    pub(crate) fn apart(&self, kind: AffixKind, gap: Gap, piece: &str) -> Languages {
        let uses = self.apart.get(piece).map_or(&[][..], Vec::as_slice);
        let fitting = uses.iter().filter(|(of, across, _)| (*of, *across) == (kind, gap));
        fitting.fold(Languages::NONE, |all, (_, _, languages)| all.or(*languages))
    }
}

impl Edge {
    fn add(&mut self, key: String, rule: Rule) {
        let rules = self.rules.entry(key.into()).or_default();
        match rules.iter_mut().find(|known| known.does_as(&rule)) {
            Some(known) => known.says.languages = known.says.languages.or(rule.says.languages),
            None => rules.push(rule),
        }
    }

    /// The endings of a word that may be a key, shortest first, none of them the whole word.
    fn endings<'w>(&self, word: &'w str) -> impl Iterator<Item = &'w str> {
        let longest = self.longest;
        let starts = (1..word.len()).rev().take_while(move |at| word.len() - at <= longest);
        starts.filter_map(move |at| word.get(at..))
    }

    fn of(&self, letters: &str, languages: Languages) -> impl Iterator<Item = &Rule> {
        let rules = self.rules.get(letters).map_or(&[][..], Vec::as_slice);
        rules.iter().filter(move |rule| !rule.says.languages.and(languages).is_empty())
    }
}

impl Rule {
    /// Does it say the same, perhaps of other languages?
    fn does_as(&self, other: &Rule) -> bool {
        let all = |rule: &Rule| (rule.cut, rule.next_to, rule.least, rule.says.class);
        all(self) == all(other) && self.to == other.to
    }

    fn says_in(&self, languages: Languages) -> Says {
        Says { languages: self.says.languages.and(languages), ..self.says }
    }

    fn fits(&self, stem: &str, next_to: Option<char>) -> bool {
        self.next_to.holds(next_to) && stem.chars().count() >= usize::from(self.least)
    }
}

/// A row of the rules file; its example is for the test and the reader.
#[derive(Debug, serde::Deserialize)]
struct Row {
    lang: String,
    kind: String,
    from: String,
    to: String,
    after: String,
    least: u8,
    class: String,
}

impl Row {
    /// The letters that the affix is, and the gaps by which it may stand apart from the name: an affix is written
    /// `'ta` if an apostrophe may stand before it, `-ban` a hyphen, `l'` an apostrophe behind it.
    fn affix_and_gaps(&self) -> (&str, impl Iterator<Item = Gap>) {
        let is_sign = |letter: char| matches!(letter, '\'' | '-');
        let gaps = self.from.chars().filter_map(|letter| match letter {
            '\'' => Some(Gap::Apostrophe),
            '-' => Some(Gap::Hyphen),
            _ => None,
        });
        (self.from.trim_matches(is_sign), gaps)
    }
}

/// The folded form of a part of a word, which may begin with a mark that is part of a letter.
fn part_folded(part: &str) -> String {
    // Any letter of a script whose marks stay.
    const CARRIER: char = 'क';
    if part.starts_with(is_combining_mark) {
        let carried = folded(&format!("{CARRIER}{part}"));
        return carried.trim_start_matches(CARRIER).to_owned();
    }
    folded(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The row of the example, with what it is an example of.
    #[derive(Debug, serde::Deserialize)]
    struct Example {
        lang: String,
        kind: String,
        from: String,
        to: String,
        after: String,
        least: u8,
        class: String,
        example: String,
        base: String,
        why: String,
    }

    fn examples() -> Vec<Example> {
        csv::Reader::from_reader(RULES.as_bytes()).into_deserialize().map(Result::unwrap).collect()
    }

    #[test]
    fn every_rule_holds_on_its_example() {
        let mut wrong = Vec::new();
        for Example { lang, kind, from, to, after, least, class, example, base, why } in examples() {
            let rule = format!("{lang} {kind} {from:?} to {to:?} after {after:?}");
            if why.is_empty() {
                wrong.push(format!("{rule} has no reason"));
            }
            // The rule alone, so that no other one answers for it; a stem shows when any suffix of its language is off.
            let is_stem = kind == "stem";
            let row = Row { lang: lang.clone(), kind, from, to, after, least, class };
            let mut alone = Affixes::default();
            if is_stem {
                let rows = csv::Reader::from_reader(RULES.as_bytes()).into_deserialize().map(Result::unwrap);
                alone = Affixes::new(rows.filter(|row: &Row| row.kind == "suffix" && row.lang == lang));
            }
            if alone.add(&row).is_none() {
                wrong.push(format!("{rule} is not a rule"));
                continue;
            }
            let mut bases = Bases::default();
            let (example, base) = (folded(&example), folded(&base));
            alone.bases(&example, Languages::ALL, &mut bases);
            if !bases.iter().any(|found| found.text == base) {
                wrong.push(format!(
                    "{rule}: {example} does not give {base}, but {:?}",
                    bases.iter().collect::<Vec<_>>()
                ));
            }
            Affixes::get().bases(&example, Languages::parse(&lang).unwrap(), &mut bases);
            if !bases.iter().any(|found| found.text == base) {
                wrong.push(format!("{rule}: among all rules {example} does not give {base}"));
            }
        }
        assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn no_rule_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for Example { lang, kind, from, to, after, .. } in examples() {
            let rule = format!("{lang} {kind} {from:?} to {to:?} after {after:?}");
            assert!(seen.insert(rule.clone()), "{rule} stands twice");
        }
    }

    #[test]
    fn endings_stand_apart_in_their_languages_only() {
        let apart = |kind, gap, piece| Affixes::get().apart(kind, gap, piece).iter().collect::<Vec<_>>();
        assert!(apart(AffixKind::Suffix, Gap::Apostrophe, "ta").contains(&"tr"));
        assert!(apart(AffixKind::Suffix, Gap::Hyphen, "ta").is_empty());
    }

    proptest! {
        #[test]
        fn bases_are_bounded_and_never_the_word(
            word in prop_oneof!["[a-zа-яа-яієა-ჰ가-힣ا-يא-ת]{0,16}", "\\PC{0,80}"],
        ) {
            let word = folded(&word);
            let mut bases = Bases::default();
            Affixes::get().bases(&word, Languages::ALL, &mut bases);
            prop_assert!(bases.iter().count() <= MOST_BASES);
            let mut seen = std::collections::HashSet::new();
            let mut least = 0;
            for base in bases.iter() {
                prop_assert!(base.text != word && !base.text.is_empty());
                prop_assert!(seen.insert(base.text.to_owned()), "{} twice", base.text);
                prop_assert!(!base.languages.is_empty());
                prop_assert!(least <= base.changed);
                least = base.changed;
            }
        }
    }
}
