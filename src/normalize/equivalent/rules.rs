//! The rules file made ready: its rows by word, and which of them count where.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::words::{Word, words};
use crate::model::primary;
use crate::normalize::gap::Gap;

pub(super) const RULES: &str = include_str!("../../../gazetteer/rules/equivalents.csv");

/// A name has no more readings than this.
const MOST_READINGS: usize = 4;

/// A class of words that stand for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Class(u16);

impl Class {
    /// The name of the class, such as `island`.
    pub(crate) fn name(self) -> &'static str {
        &rules().classes[usize::from(self.0)].name
    }

    /// May a name be made of a word of the class and others of the rules alone?
    pub(super) fn is_administrative(self) -> bool {
        rules().classes[usize::from(self.0)].kind == Kind::Administrative
    }

    /// Is a word of the class left out of a key?
    pub(super) fn is_dropped(self) -> bool {
        rules().classes[usize::from(self.0)].kind == Kind::Dropped
    }
}

/// How a word hangs together with the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// By itself.
    Word,
    /// Cut short, mostly with a stop.
    Abbreviation,
    /// By itself, or glued to the end of a stem.
    Suffix,
    /// By itself, or glued to the start of a stem.
    Prefix,
    /// Before an apostrophe.
    Elided,
    /// An article, at the start of a name.
    Leading,
    /// A preposition, behind a generic: *Isla de*, not *Santiago de*.
    Joining,
    /// An Arabic article, before the consonant that it ends in: *ash Shariqah*.
    Assimilated,
}

impl Form {
    fn parse(text: &str) -> Option<Form> {
        Some(match text {
            "word" => Form::Word,
            "abbreviation" => Form::Abbreviation,
            "suffix" => Form::Suffix,
            "prefix" => Form::Prefix,
            "elided" => Form::Elided,
            "leading" => Form::Leading,
            "joining" => Form::Joining,
            "assimilated" => Form::Assimilated,
            _ => return None,
        })
    }
}

/// One row of the rules file.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) class: Class,
    /// Tags, joined by blanks.
    pub(super) langs: Box<str>,
    /// The folded words, joined by blanks.
    pub(super) key: Box<str>,
    pub(super) form: Form,
    pub(super) weak: bool,
}

impl Row {
    fn is_of(&self, lang: Option<&str>) -> bool {
        lang.is_some_and(|lang| self.langs.split(' ').any(|own| primary(own) == primary(lang)))
    }

    /// Does the row count for the `len` words at `at`? A word is behind a generic if the last one was in a class.
    fn counts(&self, words: &[Word], at: usize, len: usize, lang: Option<&str>, behind_generic: bool) -> bool {
        let certain = !self.weak || self.is_of(lang);
        let gap = words[at].gap;
        let next = words.get(at + len);
        let gap_behind = next.map(|word| word.gap);
        match self.form {
            Form::Word => certain,
            Form::Abbreviation => certain || words[at + len - 1].stop,
            // At the end of what is written together, which in a script with spaces is the name.
            Form::Suffix if gap == Gap::Hyphen => at > 0 && gap_behind != Some(Gap::None),
            Form::Suffix if gap == Gap::None => certain && gap_behind != Some(Gap::None),
            Form::Suffix => certain && at > 0 && next.is_none(),
            Form::Prefix => gap != Gap::None && (certain || gap_behind == Some(Gap::Hyphen)),
            Form::Elided => gap_behind == Some(Gap::Apostrophe),
            Form::Leading => self.is_of(lang) || (certain && at == 0 && next.is_some()),
            Form::Joining => self.is_of(lang) || (certain && behind_generic),
            Form::Assimilated => {
                let consonant = self.key.trim_start_matches(['a', 'e', 'u']);
                self.is_of(lang) || next.is_some_and(|next| next.folded.starts_with(consonant))
            }
        }
    }
}

/// What a class says about the names that its words stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing: the word is left out.
    Dropped,
    /// That it is a unit, which may have no other name: *Northern Province*.
    Administrative,
    Other,
}

#[derive(Debug)]
struct ClassRow {
    name: String,
    kind: Kind,
}

/// The rules file, made ready.
#[derive(Debug, Default)]
pub(super) struct Rules {
    classes: Vec<ClassRow>,
    pub(super) rows: Vec<Row>,
    pub(super) classes_of: HashMap<String, Vec<Class>>,
    /// By their first folded word, those of most words first.
    by_first: HashMap<String, Vec<usize>>,
    /// Rows whose word may be glued behind a stem, and before one.
    suffixes: Affixes,
    prefixes: Affixes,
    /// Words before an apostrophe that are words by themselves: `l` in L’Aquila.
    pub(super) elided: HashSet<String>,
}

/// Rows by the word that is glued to a stem.
#[derive(Debug, Default)]
struct Affixes {
    rows: HashMap<String, Vec<usize>>,
    /// Letters of the longest.
    longest: usize,
}

impl Affixes {
    fn insert(&mut self, key: &str, row: usize) {
        self.longest = self.longest.max(key.chars().count());
        self.rows.entry(key.to_owned()).or_default().push(row);
    }
}

pub(super) fn rules() -> &'static Rules {
    static READ: OnceLock<Rules> = OnceLock::new();
    READ.get_or_init(Rules::read)
}

impl Rules {
    fn read() -> Rules {
        let mut rules = Rules::default();
        // A test reads every row, so none is passed over.
        for row in csv::Reader::from_reader(RULES.as_bytes()).into_records().flatten() {
            rules.push(&row);
        }
        for rows in rules.by_first.values_mut() {
            rows.sort_by_key(|&row| std::cmp::Reverse(rules.rows[row].key.split(' ').count()));
        }
        rules
    }

    /// Takes a row in; one that has a form or a weakness of no meaning is none.
    fn push(&mut self, record: &csv::StringRecord) -> Option<()> {
        let [class, langs, word, kind, form, weak] = [0, 1, 2, 3, 4, 5].map(|column| record.get(column));
        let (form, weak) = (Form::parse(form?)?, weak? == "yes");
        let kind = match kind? {
            "article" | "conjunction" => Kind::Dropped,
            "administrative" => Kind::Administrative,
            _ => Kind::Other,
        };
        let class = self.class(class?, kind)?;
        let words = words(word?, &HashSet::new());
        let key = words.iter().map(|word| &*word.folded).collect::<Vec<_>>().join(" ");
        let at = self.rows.len();
        let classes = self.classes_of.entry(key.clone()).or_default();
        if !classes.contains(&class) {
            classes.push(class);
        }
        self.by_first.entry(words.first()?.folded.clone()).or_default().push(at);
        match form {
            Form::Suffix if words.len() == 1 => self.suffixes.insert(&key, at),
            Form::Prefix if words.len() == 1 => self.prefixes.insert(&key, at),
            Form::Elided => {
                self.elided.insert(key.clone());
            }
            _ => {}
        }
        self.rows.push(Row { class, langs: langs?.into(), key: key.into(), form, weak });
        Some(())
    }

    fn class(&mut self, name: &str, kind: Kind) -> Option<Class> {
        let at = self.classes.iter().position(|class| class.name == name).unwrap_or_else(|| {
            self.classes.push(ClassRow { name: name.to_owned(), kind });
            self.classes.len() - 1
        });
        u16::try_from(at).ok().map(Class)
    }

    /// The classes of the most words at `at` that count, and how many words: those of rows in the language of the name,
    /// if there are any.
    fn classes_at(
        &self,
        words: &[Word],
        at: usize,
        lang: Option<&str>,
        behind_generic: bool,
    ) -> Option<(Vec<Class>, usize)> {
        let mut found: Vec<&Row> = Vec::new();
        let mut most = 0;
        for &row in self.by_first.get(&words[at].folded)? {
            let row = &self.rows[row];
            let len = row.key.split(' ').count();
            if len < most {
                break;
            }
            let here = words.get(at..at + len).unwrap_or_default().iter().map(|word| &*word.folded);
            if here.eq(row.key.split(' ')) && row.counts(words, at, len, lang, behind_generic) {
                found.push(row);
                most = len;
            }
        }
        let classes = of_the_language(&found, lang);
        (!classes.is_empty()).then_some((classes, most))
    }

    /// The stems of a name and the classes of its other words.
    pub(super) fn parts<'w>(&self, words: &'w [Word], lang: Option<&str>) -> Parts<'w> {
        let mut parts = Parts::default();
        let mut at = 0;
        let mut behind_generic = false;
        while at < words.len() {
            let word = &*words[at].folded;
            if let Some((classes, len)) = self.classes_at(words, at, lang, behind_generic) {
                parts.signs.push(classes);
                behind_generic = true;
                at += len;
                continue;
            }
            behind_generic = false;
            if let Some((stem, classes)) = self.glued(word, lang) {
                parts.stems.push(stem);
                parts.signs.push(classes);
            } else {
                parts.stems.push(word);
            }
            at += 1;
        }
        parts
    }

    /// The stem and the classes of a word whose generic is glued to it. The longest generic counts: `guntō` is more
    /// than `tō`.
    pub(super) fn glued<'w>(&self, word: &'w str, lang: Option<&str>) -> Option<(&'w str, Vec<Class>)> {
        let classes = |rows: Option<&Vec<usize>>| {
            let certain = rows?.iter().map(|&row| &self.rows[row]).filter(|row| !row.weak || row.is_of(lang));
            Some(of_the_language(&certain.collect::<Vec<_>>(), lang)).filter(|classes| !classes.is_empty())
        };
        let ends = word.char_indices().rev().take(self.suffixes.longest).map(|(at, _)| word.split_at(at));
        let suffixed = ends.filter(|(stem, _)| is_stem(stem));
        let suffixed = suffixed.filter_map(|(stem, end)| Some((stem, classes(self.suffixes.rows.get(end))?))).last();
        suffixed.or_else(|| {
            let starts = word.char_indices().skip(1).take(self.prefixes.longest).map(|(at, _)| word.split_at(at));
            let starts = starts.filter(|(_, stem)| is_stem(stem));
            starts.filter_map(|(start, stem)| Some((stem, classes(self.prefixes.rows.get(start))?))).last()
        })
    }

    /// Is the last word one for *of*, as in `Korea, Republic of the`?
    pub(super) fn ends_in_of(&self, words: &[Word]) -> bool {
        match words {
            [.., before, last] => self.is_in("of", last) || (self.is_in("the", last) && self.is_in("of", before)),
            _ => false,
        }
    }

    /// Is it a word of the class, weak or not?
    fn is_in(&self, name: &str, word: &Word) -> bool {
        let classes = self.classes_of.get(&word.folded);
        classes.is_some_and(|classes| classes.iter().any(|class| self.classes[usize::from(class.0)].name == name))
    }

    /// Is there nothing but equivalent words? An article behind a comma is confirmed by standing there.
    pub(super) fn are_all_equivalent(&self, words: &[Word], lang: Option<&str>) -> bool {
        if let [word] = words
            && self.is_in("the", word)
        {
            return true;
        }
        let mut at = 0;
        while at < words.len() {
            let Some((_, len)) = self.classes_at(words, at, lang, at > 0) else { return false };
            at += len;
        }
        true
    }
}

/// Is it long enough to be what a generic is glued to? A syllable or an ideograph says as much as three letters.
fn is_stem(stem: &str) -> bool {
    stem.chars().count() >= if stem.starts_with(|c| ('\u{AC00}'..='\u{D7A3}').contains(&c)) { 1 } else { 3 }
}

/// The classes of the rows that are in the language, or of all where none is.
fn of_the_language(rows: &[&Row], lang: Option<&str>) -> Vec<Class> {
    let any = rows.iter().any(|row| row.is_of(lang));
    let mut classes: Vec<Class> = Vec::new();
    for row in rows.iter().filter(|row| !any || row.is_of(lang)) {
        if !classes.contains(&row.class) {
            classes.push(row.class);
        }
    }
    classes
}

/// What a name is made of.
#[derive(Debug, Default)]
pub(super) struct Parts<'w> {
    pub(super) stems: Vec<&'w str>,
    /// The classes that each word of the rules may be of.
    pub(super) signs: Vec<Vec<Class>>,
}

impl Parts<'_> {
    /// One class for each word of the rules, in each way while there are not too many.
    pub(super) fn readings(&self) -> Vec<Vec<Class>> {
        let mut readings = vec![Vec::with_capacity(self.signs.len())];
        for classes in &self.signs {
            let most = MOST_READINGS / readings.len();
            let mut more = Vec::new();
            for class in classes.iter().take(most.max(1)) {
                more.extend(readings.iter().map(|reading| [reading.as_slice(), &[*class]].concat()));
            }
            readings = more;
        }
        readings
    }
}
