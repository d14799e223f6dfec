//! Romanization: names written in Latin letters, by the official and the customary systems of each language.
//!
//! A system is a row of `gazetteer/rules/romanization/systems.csv`, its letters are rows of the tables beside it. A system may
//! be based on another one, whose rows count where it has none of its own, or work on what another one gives (Wade-Giles
//! on pinyin). The same rules write names the other way, as Russian does with Japanese and Chinese ones.
//!
//! Arabic and Hebrew are mostly written without the signs of their vowels. Where they stand they are read; where they do
//! not, a system gives what is written: consonants, long vowels and the few short ones that are certain. القدس is then
//! al-Qds, which serves to find a name by its consonants, not to show it.
//!
//! A romanized name is generated, not attested: it serves to find and to compare, and ranks below any name that
//! somebody uses.

mod abugida;
mod ethiopic;
mod han;
mod rules;
mod tables;
mod thai;

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, ErrorKind, quote};
use abugida::{Inherent, as_devanagari};
use han::Han;
use rules::is_in_word;
pub(super) use rules::{Rule, Rules};

/// A system of romanization.
///
/// ```
/// use allonym::Romanization;
/// let national = Romanization::get("uk-ua-2010")?;
/// assert_eq!(national.romanize("Запоріжжя"), "Zaporizhzhia");
/// # Ok::<(), allonym::Error>(())
/// ```
#[derive(Debug)]
pub struct Romanization {
    id: String,
    lang: String,
    script: String,
    citation: String,
    /// The system whose output this one takes.
    through: Option<&'static Romanization>,
    rules: Rules,
    /// The vowel that a consonant has when none is written, and where it is not spoken.
    inherent: Option<Inherent>,
    /// Do the rules see the letters of all scripts of India as those of Devanagari?
    is_indic: bool,
    marks: Option<Marks>,
    /// Letters that the rules see as other ones, which look the same or mean the same.
    same: Vec<(char, char)>,
    /// Is the text taken apart to conjoining letters (Hangul) or to consonants and vowels (Ethiopic) before the rules see it?
    takes_apart: bool,
    /// Are syllables spelled out (Thai, Lao) before the rules see them?
    has_syllables: bool,
    /// Is katakana read as the hiragana of the same sound?
    reads_kana: bool,
    /// Does a word after a hyphen keep its small letter?
    joins_hyphens: bool,
    /// How Han characters that no rule reads are read in Mandarin, if they are.
    han: Option<Han>,
}

/// How far katakana stands behind hiragana.
const KATAKANA: u32 = 'ア' as u32 - 'あ' as u32;

/// Marks that the rules see before the vowel of their consonant (shadda, dagesh, the dots of shin).
#[derive(Clone, Debug)]
struct Marks {
    first: Vec<char>,
    /// Signs that normal form C sets before the marks.
    vowels: Vec<char>,
    /// The mark that doubles a consonant (shadda).
    doubler: Option<char>,
}

impl Romanization {
    /// The system with this id, such as `uk-ua-2010`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when there is none, with the nearest id.
    pub fn get(id: &str) -> Result<&'static Romanization, Error> {
        if let Some(system) = tables::system(id) {
            return Ok(system);
        }
        let nearest = tables::ids().max_by(|a, b| strsim::jaro(a, id).total_cmp(&strsim::jaro(b, id)));
        let hint = nearest.map(|id| format!("; did you mean {}?", quote(id))).unwrap_or_default();
        Err(Error::new(ErrorKind::Argument, format!("unknown system of romanization {}{hint}", quote(id))))
    }

    /// The system by which names in a script are romanized where nothing is known of their language.
    pub(super) fn for_script(script: &str) -> Option<&'static Romanization> {
        tables::default_of(script)
    }

    /// The ids of all systems, in the order of the table.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        tables::ids()
    }

    /// Its id: language, authority and year.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The language it is for, as a BCP 47 tag.
    #[must_use]
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// The script it reads, as an ISO 15924 code.
    #[must_use]
    pub fn script(&self) -> &str {
        &self.script
    }

    /// Where it is published.
    #[must_use]
    pub fn citation(&self) -> &str {
        &self.citation
    }

    /// The text in the letters of the system; what it has no rule for stays. A word that is all capitals stays so, a word of
    /// a script without capitals gets one. O(length).
    #[must_use]
    pub fn romanize(&self, text: &str) -> String {
        let read;
        let text = match self.through {
            Some(system) => {
                read = system.romanize(text);
                &read
            }
            None => text,
        };
        let written = self.written(text);
        let letters = self.letters(&written);
        let spoken = self.inherent.as_ref().map(|inherent| (inherent, inherent.spoken(&letters)));
        let mut out = String::with_capacity(2 * text.len());
        let mut at = 0;
        // A letter that is written as nothing, such as the silent one of Hangul, leaves its capital to the next.
        let mut owed = Capitals::None;
        while at < letters.len() {
            let begins = begins_word(&out) && !(self.joins_hyphens && out.ends_with(['-', '‐']));
            let capitals = match self.capitals(&written, at, begins) {
                Capitals::None if is_in_word(written[at]) => owed,
                capitals => capitals,
            };
            let (before, start) = (out.len(), at);
            match self.rules.at(&letters, at) {
                Some(rule) => {
                    self.append(&rule.to, &letters[..start], &mut out);
                    at += rule.from.len();
                }
                None => {
                    match self.han.and_then(|han| han.reading(letters[at])) {
                        Some(reading) => self.append(reading, &letters[..start], &mut out),
                        None => out.push(self.same_as(lower(written[at]))),
                    }
                    at += 1;
                }
            }
            // Each rule takes at least one letter, so that there is one before `at`.
            let is_doubled = |marks: &Marks| marks.double(&letters[start..], &out[..before]);
            if at == start + 1 && self.marks.as_ref().is_some_and(is_doubled) {
                let once = out[before..].to_owned();
                out.push_str(&once);
            }
            if let Some((inherent, spoken)) = &spoken
                && spoken[at - 1]
            {
                out.push_str(&inherent.vowel);
            }
            owed = if out.len() == before { capitals } else { Capitals::None };
            capitals.apply(&mut out, before);
        }
        out.nfc().collect()
    }

    /// Appends what a rule or a reading gives for what stands behind `before`.
    fn append(&self, to: &str, before: &[char], out: &mut String) {
        match self.han {
            Some(han) => {
                let continues = before.last().is_some_and(|letter| is_in_word(*letter)) && out.ends_with(is_in_word);
                out.push_str(&han.written(to, continues));
            }
            None => out.push_str(to),
        }
    }

    /// The letter that the rules see.
    fn letter(&self, written: char) -> char {
        match written {
            'ァ'..='ヶ' if self.reads_kana => char::from_u32(u32::from(written) - KATAKANA).unwrap_or(written),
            _ if self.is_indic => as_devanagari(written),
            _ => lower(written),
        }
    }

    /// The letter that counts in the place of this one, which looks the same or means the same.
    fn same_as(&self, letter: char) -> char {
        self.same.iter().find(|(from, _)| *from == letter).map_or(letter, |(_, to)| *to)
    }

    /// The text letter by letter.
    fn written(&self, text: &str) -> Vec<char> {
        match (self.takes_apart, self.has_syllables) {
            (true, _) => text.nfd().flat_map(ethiopic::apart).collect(),
            (false, true) => thai::spelled_out(text.nfc()),
            (false, false) => text.nfc().collect(),
        }
    }

    /// The text as the rules see it: one lower-case letter for each letter, so that both have the same places.
    fn letters(&self, written: &[char]) -> Vec<char> {
        let mut letters: Vec<char> = written.iter().map(|letter| self.same_as(self.letter(*letter))).collect();
        if let Some(marks) = &self.marks {
            // Before the mark, the vowel stands with what makes it long.
            for at in 1..letters.len() {
                if marks.first.contains(&letters[at]) && marks.vowels.contains(&letters[at - 1]) {
                    letters.swap(at - 1, at);
                }
            }
        }
        letters
    }

    /// How the letters for what stands at `at` are written. A word begins as well behind an article that a rule sets apart.
    fn capitals(&self, written: &[char], at: usize, begins: bool) -> Capitals {
        let letter = written[at];
        // A suffix that Mongolian writes apart, behind a narrow blank or a vowel separator, begins no word.
        let begins = begins && !matches!(at.checked_sub(1).map(|at| written[at]), Some('\u{202F}' | '\u{180E}'));
        if is_capital(letter) {
            let is_capital = |at: usize| written.get(at).is_some_and(|letter| is_capital(*letter));
            let neighbours_are = is_capital(at + 1)
                || (at > 0 && is_capital(at - 1) && !written.get(at + 1).is_some_and(|l| l.is_lowercase()));
            if neighbours_are { Capitals::All } else { Capitals::First }
        } else if begins && has_no_capitals(letter) {
            Capitals::First
        } else {
            Capitals::None
        }
    }
}

impl Marks {
    /// Is the first of the letters doubled? No word begins with a doubled letter: there, the mark only says that the
    /// article before it is assimilated.
    fn double(&self, letters: &[char], out: &str) -> bool {
        self.doubler.is_some() && letters.get(1) == self.doubler.as_ref() && !begins_word(out)
    }
}

/// Which of the letters written are capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Capitals {
    None,
    First,
    All,
}

impl Capitals {
    fn apply(self, out: &mut String, from: usize) {
        let written = out.split_off(from);
        match self {
            Capitals::None => out.push_str(&written),
            Capitals::All => out.push_str(&written.to_uppercase()),
            Capitals::First => {
                // Signs such as the one for ayn come before the letter that gets the capital.
                let first = written.find(char::is_lowercase).unwrap_or(written.len());
                out.push_str(&written[..first]);
                let mut rest = written[first..].chars();
                out.extend(rest.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(rest.as_str());
            }
        }
    }
}

/// Georgian has capital letters in Unicode, but no name is written with one.
fn has_no_capitals(letter: char) -> bool {
    letter.to_uppercase().eq([letter]) || matches!(letter, '\u{10D0}'..='\u{10FF}')
}

/// Does a word begin behind this text? Signs for ayn and hamza, of which a few may stand at the start, are not yet the word.
fn begins_word(out: &str) -> bool {
    let is_sign = |letter: &char| matches!(letter, '\'' | '‘' | '’' | 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ');
    out.chars().rev().take(4).find(|letter| !is_sign(letter)).is_none_or(|letter| !is_in_word(letter))
}

/// The palochka of the Caucasus does not count: most people write its capital in small words too.
fn is_capital(letter: char) -> bool {
    letter.is_uppercase() && letter != '\u{4C0}'
}

fn lower(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_holds_on_its_example() {
        let mut wrong = Vec::new();
        for row in tables::rows() {
            let system = Romanization::get(&row.system).unwrap();
            let found = system.romanize(&row.example);
            if found != row.romanized {
                wrong.push(format!(
                    "{}: {} ({}) gives {found}, not {}",
                    row.place, row.example, row.system, row.romanized
                ));
            }
            // Each example shows its row at work: without the letters of the row it would show nothing.
            let letters = system.letters(&system.written(&row.example));
            let from: Vec<char> = if system.takes_apart { row.from.nfd().collect() } else { row.from.nfc().collect() };
            let from = system.letters(&from);
            let is_there = letters.windows(from.len().max(1)).any(|letters| *letters == from);
            if system.through.is_none() && !is_there {
                wrong.push(format!("{}: the example {} does not hold {}", row.place, row.example, row.from));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn every_system_has_rules_and_a_citation() {
        for id in Romanization::ids() {
            let system = Romanization::get(id).unwrap();
            assert!(!system.citation.is_empty() && !system.lang.is_empty() && !system.script.is_empty(), "{id}");
        }
    }
}
