//! How names are written: does the text at a hit look like the name, and is a word of it worth a search for similar
//! ones?

use unicode_script::UnicodeScript;

use super::context::is_person_word;
use super::{Demonyms, Variation};
use crate::model::usual_scripts;
use crate::normalize::{Case, Gap, Segments};
use crate::search::{Gates, Hit, Lattice};

/// How a text is written as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// Names have capitals.
    Cased,
    /// There is no capital letter in it: case tells nothing.
    Caseless,
}

impl Style {
    pub(super) fn of(text: &str) -> Style {
        if text.chars().any(char::is_uppercase) { Style::Cased } else { Style::Caseless }
    }
}

impl Style {
    /// Could the writer have meant this name: does the case of the text agree with that of the name?
    pub(super) fn agrees(self, slice: &str, name: &str) -> bool {
        if !crosses_only_what_the_name_has(slice, name) {
            return false;
        }
        if self == Style::Caseless {
            return !is_abbreviation(name) || slice == name;
        }
        match (Case::of(slice), Case::of(name)) {
            // An abbreviation has its capitals and its marks: "US" is not "us" or "Us", "CR" is not "ČR".
            (case, Case::Upper) if is_abbreviation(name) => case == Case::Upper && same_letters(slice, name),
            (Case::Lower, case) => !case.is_capital() && has_its_capitals(slice, name),
            _ => has_its_capitals(slice, name),
        }
    }
}

/// Has each word of the text the capital that the word of the name has? Short words are articles and prepositions:
/// "the Hague". Where words were split or joined there is nothing to compare.
fn has_its_capitals(slice: &str, name: &str) -> bool {
    let (mut ours, mut theirs) = (Segments::new(slice), Segments::new(name));
    let mut agree = true;
    loop {
        match (ours.next(), theirs.next()) {
            (Some(ours), Some(theirs)) => {
                let (ours, theirs) = (ours.text(slice), theirs.text(name));
                agree &= theirs.chars().count() <= 3 || Case::of(ours) != Case::Lower || !Case::of(theirs).is_capital();
            }
            (None, None) => return agree,
            _ => return true,
        }
    }
}

/// Are the letters the same, whatever stands between them?
fn same_letters(slice: &str, name: &str) -> bool {
    slice.chars().filter(|c| c.is_alphanumeric()).eq(name.chars().filter(|c| c.is_alphanumeric()))
}

/// Is a name a short word of capitals?
pub(super) fn is_abbreviation(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() <= 5 && Case::of(name) == Case::Upper
}

/// A comma, a bracket or the end of a sentence inside the text must stand in the name, too.
fn crosses_only_what_the_name_has(slice: &str, name: &str) -> bool {
    let hard = |text: &str| {
        let mut short = true;
        let mut hard = 0;
        for (number, segment) in Segments::new(text).enumerate() {
            let crosses = match segment.gap {
                Gap::Hard => true,
                Gap::Stop => !short,
                _ => false,
            };
            hard += usize::from(number > 0 && crosses);
            short = segment.text(text).chars().count() <= 4;
        }
        hard
    };
    let ours = hard(slice);
    ours == 0 || hard(name) >= ours
}

/// What the form of a short name adds to the score: it may be an ordinary word.
pub(super) fn form_weight(slice: &str, name: &str) -> f32 {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_latin = name.chars().next().is_some_and(|c| c.len_utf8() <= 2);
    // Two words that agree are worth more than one.
    let words = Segments::new(name).take(3).filter(|segment| !segment.unspaced).count();
    let mut weight = if words > 1 { 1.2 } else { 0.0 };
    if is_latin && letters <= 4 && slice != name && Case::of(slice) != Case::Upper {
        // "Male" for "Malé": without its mark a short name is too like a word.
        weight -= 3.0;
    }
    weight
}

/// Is the text in a script of the language, so that it may be a word of it?
pub(super) fn could_be_word(slice: &str, lang: &str) -> bool {
    let scripts = usual_scripts(lang);
    let script = slice.chars().find(|c| c.is_alphabetic()).map(|c| c.script());
    scripts.is_empty() || script.is_some_and(|script| scripts.contains(&script))
}

/// A name does not begin behind the apostrophe of a longer word, unless what stands before it is an article or a
/// preposition that lost its vowel: "l'Ukraine" but not "O'Neill".
pub(super) fn may_begin(lattice: &Lattice<'_, '_>, number: usize) -> bool {
    if lattice.segment(number).is_none_or(|segment| segment.gap != Gap::Apostrophe) {
        return true;
    }
    number.checked_sub(1).is_some_and(|before| {
        matches!(
            lattice.folded(before),
            "l" | "d" | "qu" | "dell" | "all" | "nell" | "sull" | "dall" | "un" | "s" | "n" | "jusqu"
        )
    })
}

/// A name does not end before the rest of a damaged word; before an apostrophe it does: "Crimea's", "Kıbrıs'ta".
pub(super) fn may_end(lattice: &Lattice<'_, '_>, behind: usize) -> bool {
    lattice.segment(behind).is_none_or(|segment| !matches!(segment.gap, Gap::Damaged | Gap::LineHyphen))
}

/// Is a similar name worth reporting? A single word must be long, and one edit is enough.
pub(super) fn is_worth(lattice: &Lattice<'_, '_>, hit: &Hit) -> bool {
    let segments = hit.segments.1 - hit.segments.0;
    let letters = lattice.text[hit.start..hit.end].chars().filter(|c| c.is_alphanumeric()).count();
    if segments == 1 { letters >= 7 && hit.distance == 1 } else { letters >= 8 }
}

/// The gates of running text: which of its words deserve a search for similar ones.
pub(super) struct Written {
    pub(super) style: Style,
    pub(super) variation: Variation,
    pub(super) demonyms: Demonyms,
}

impl Gates for Written {
    /// One edit, since a single word with two is too often another word; a long name may have its second in a later one.
    fn begins(&mut self, lattice: &Lattice<'_, '_>, number: usize) -> u8 {
        let word = lattice.word(number);
        let Some(segment) = lattice.segment(number) else { return 0 };
        if segment.unspaced || word.id().is_some() || word.letters < 5 || is_person_word(word.role) {
            return 0;
        }
        // The first word of a sentence has its capital anyway.
        let inside = !matches!(segment.gap, Gap::Break | Gap::Stop | Gap::Hard);
        u8::from(inside && self.is_capital(word.case))
    }

    /// The first word of a name has its capital; a later one may lack it: `Курильских островах`.
    fn varies(&mut self, lattice: &Lattice<'_, '_>, number: usize, is_first: bool) -> bool {
        if self.variation == Variation::Left {
            return false;
        }
        let word = lattice.word(number);
        // Words for people and things have no capital in many languages: `российского`.
        let is_written = self.is_capital(word.case) || self.demonyms == Demonyms::Found;
        !is_first || (is_written && !is_person_word(word.role))
    }

    /// As for a search for similar words, but no word that is a form of another one; and where a word stands for others.
    fn sounds(&mut self, lattice: &Lattice<'_, '_>, number: usize) -> bool {
        if self.variation == Variation::Left {
            return false;
        }
        let word = lattice.word(number);
        let has_class = word.has_class || (lattice.segment(number + 1).is_some() && lattice.word(number + 1).has_class);
        (has_class && word.case.is_capital()) || (!word.varies() && self.begins(lattice, number) > 0)
    }

    fn sounds_on(&mut self, lattice: &Lattice<'_, '_>, number: usize) -> bool {
        self.is_capital(lattice.word(number).case)
    }

    fn continues(&mut self, lattice: &Lattice<'_, '_>, number: usize) -> u8 {
        let Some(segment) = lattice.segment(number) else { return 0 };
        let word = lattice.word(number);
        let is_worth = !segment.unspaced && word.id().is_none() && word.letters >= 4;
        if is_worth && self.is_capital(word.case) { 2 } else { 0 }
    }
}

impl Written {
    /// Is a word written as a name is in a text of this style?
    fn is_capital(&self, case: Case) -> bool {
        self.style == Style::Caseless || case.is_capital() || case == Case::None
    }
}
