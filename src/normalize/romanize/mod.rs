//! Romanization: names written in Latin letters, by the official and the customary systems of each language.
//!
//! A system is a row of `gazetteer/rules/romanization/systems.csv`, its letters are rows of the tables beside it. A system may
//! be based on another one, whose rows count where it has none of its own, or work on what another one gives (Wade-Giles
//! on pinyin). The same rules write names the other way, as Russian does with Japanese and Chinese ones.
//!
//! A romanized name is generated, not attested: it serves to find and to compare, and ranks below any name that
//! somebody uses.

mod abugida;
mod rules;
mod tables;
mod thai;

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, ErrorKind, quote};
use abugida::{Inherent, as_devanagari};
use rules::{Rules, is_in_word};

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
    /// Is the text taken apart to conjoining letters (Hangul) before the rules see it?
    takes_apart: bool,
    /// Are syllables spelled out (Thai, Lao) before the rules see them?
    has_syllables: bool,
    /// Is each Han character read in Mandarin before the rules see it?
    reads_han: bool,
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
            None if self.reads_han => {
                read = tables::mandarin(text);
                &read
            }
            None => text,
        };
        let written = self.written(text);
        // One lower-case letter for each letter, so that both have the same places.
        let letters: Vec<char> = written.iter().map(|letter| self.letter(*letter)).collect();
        let spoken = self.inherent.as_ref().map(|inherent| (inherent, inherent.spoken(&letters)));
        let mut out = String::with_capacity(2 * text.len());
        let mut at = 0;
        // Has nothing been written yet of the word?
        let mut begins = true;
        while at < letters.len() {
            let capitals = self.capitals(&written, at, begins);
            let before = out.len();
            match self.rules.at(&letters, at) {
                Some(rule) => {
                    out.push_str(&rule.to);
                    at += rule.from.len();
                }
                None => {
                    out.push(lower(written[at]));
                    at += 1;
                }
            }
            // Each rule takes at least one letter, so that there is one before `at`.
            if let Some((inherent, spoken)) = &spoken
                && spoken[at - 1]
            {
                out.push_str(&inherent.vowel);
            }
            capitals.apply(&mut out, before);
            begins = !is_in_word(written[at - 1]) || (begins && out.len() == before);
        }
        out.nfc().collect()
    }

    /// The characters of a text as the rules see them, but for case and script.
    fn written(&self, text: &str) -> Vec<char> {
        match (self.takes_apart, self.has_syllables) {
            (true, _) => text.nfd().collect(),
            (false, true) => thai::spelled_out(text.nfc()),
            (false, false) => text.nfc().collect(),
        }
    }

    /// The letter that the rules see.
    fn letter(&self, written: char) -> char {
        if self.is_indic { as_devanagari(written) } else { lower(written) }
    }

    /// How the letters for what stands at `at` are written.
    fn capitals(&self, written: &[char], at: usize, begins: bool) -> Capitals {
        let letter = written[at];
        if letter.is_uppercase() {
            let is_capital = |at: usize| written.get(at).is_some_and(|letter| letter.is_uppercase());
            let neighbours_are = is_capital(at + 1)
                || (at > 0 && is_capital(at - 1) && !written.get(at + 1).is_some_and(|l| l.is_lowercase()));
            if neighbours_are { Capitals::All } else { Capitals::First }
        } else if !letter.is_lowercase() && begins && self.through.is_none() {
            Capitals::First
        } else {
            Capitals::None
        }
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
                let first = written.find(char::is_alphabetic).unwrap_or(written.len());
                out.push_str(&written[..first]);
                let mut rest = written[first..].chars();
                out.extend(rest.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(rest.as_str());
            }
        }
    }
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
            let letters = system.written(&row.example);
            if system.through.is_none()
                && !system.reads_han
                && !letters.into_iter().map(lower).collect::<String>().contains(&row.from)
            {
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
