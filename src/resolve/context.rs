//! What stands around a hit: is it used as the name of a place, or as part of a person's name?
//!
//! The words that tell are rows of `gazetteer/rules/context.csv`: titles, given names, particles, and the
//! prepositions that stand before places.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::normalize::{Gap, folded};
use crate::search::{Lattice, Piece};

const RULES: &str = include_str!("../../gazetteer/rules/context.csv");

/// What a word says about the one next to it. A word may say several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Role(u8);

impl Role {
    /// Stands before a person's name: "President".
    const TITLE: Role = Role(1);
    /// Is a person's given name.
    const GIVEN: Role = Role(2);
    /// Stands inside a person's name: "van".
    const PARTICLE: Role = Role(4);
    /// Stands before the name of a place: "near".
    const LOCATIVE: Role = Role(8);
    /// Stands before or behind the name of a place without making it a person: "northern", "city".
    const GENERIC: Role = Role(16);

    fn parse(word: &str) -> Option<Role> {
        match word {
            "title" => Some(Role::TITLE),
            "given" => Some(Role::GIVEN),
            "particle" => Some(Role::PARTICLE),
            "locative" => Some(Role::LOCATIVE),
            "generic" => Some(Role::GENERIC),
            _ => None,
        }
    }

    fn is(self, role: Role) -> bool {
        self.0 & role.0 != 0
    }
}

fn roles() -> &'static HashMap<String, Role> {
    static ROLES: OnceLock<HashMap<String, Role>> = OnceLock::new();
    ROLES.get_or_init(|| {
        let mut roles: HashMap<String, Role> = HashMap::new();
        // A test reads every row, so none is passed over.
        for row in csv::Reader::from_reader(RULES.as_bytes()).records().flatten() {
            if let (Some(word), Some(role)) = (row.get(0), row.get(1).and_then(Role::parse)) {
                roles.entry(folded(word)).or_default().0 |= role.0;
            }
        }
        roles
    })
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Of a script without case, or no letters.
    None,
    Lower,
    /// First letter a capital, others not all.
    Title,
    /// All letters capitals, at least two.
    Upper,
}

impl Case {
    pub(super) fn of(text: &str) -> Case {
        let mut cased = 0_usize;
        let mut upper = 0_usize;
        let mut first = None;
        for character in text.chars() {
            let (is_upper, is_lower) = (character.is_uppercase(), character.is_lowercase());
            if is_upper || is_lower {
                cased += 1;
                upper += usize::from(is_upper);
                first.get_or_insert(is_upper);
            }
        }
        match first {
            None => Case::None,
            Some(false) => Case::Lower,
            Some(true) if upper == cased && cased > 1 => Case::Upper,
            Some(true) => Case::Title,
        }
    }

    pub(super) fn is_capital(self) -> bool {
        matches!(self, Case::Title | Case::Upper)
    }
}

/// What stands around a hit, as far as the score is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Context {
    /// A title or a given name stands before it, or it is a given name and a surname follows.
    pub(super) is_person: bool,
    /// A preposition of place stands before it.
    pub(super) is_locative: bool,
    /// An unknown capitalized word stands before it, or behind it.
    pub(super) stranger_before: bool,
    pub(super) stranger_behind: bool,
    /// The words around it are all capitals.
    pub(super) in_capitals: bool,
}

/// The words that are somebody's surname somewhere in the text.
pub(super) type Surnames = HashSet<Box<str>>;

impl Context {
    /// The context of the pieces `first..behind`.
    pub(super) fn of(lattice: &mut Lattice<'_, '_>, (first, behind): (usize, usize)) -> Context {
        let mut context = Context::default();
        let Some(piece) = lattice.piece(first) else { return context };
        let before = first.checked_sub(1).and_then(|number| lattice.piece(number));
        let before = before.filter(|_| is_loose(lattice, first)).map(|piece| Neighbour::of(lattice, &piece));
        let follows = lattice.piece(behind).is_some() && is_loose(lattice, behind);
        let next = if follows { lattice.piece(behind) } else { None };
        let next = next.map(|piece| Neighbour::of(lattice, &piece));
        let single = behind == first + 1;
        let own = Neighbour::of(lattice, &piece);
        if let Some(before) = &before {
            let is_name_part = before.role.is(Role::GIVEN) || before.role.is(Role::PARTICLE);
            context.is_locative = before.role.is(Role::LOCATIVE);
            if single && before.case.is_capital() && is_name_part && !before.role.is(Role::LOCATIVE) {
                context.is_person = true;
            }
            if single && before.role.is(Role::TITLE) && !before.role.is(Role::GENERIC) {
                context.is_person = true;
            }
            let prior = first - 1;
            let sentence = lattice.piece(prior).is_some_and(|piece| begins_sentence(piece.segment.gap, lattice, prior));
            context.stranger_before = single && before.is_stranger() && !sentence;
        }
        if let Some(next) = &next {
            let stranger = next.is_stranger();
            if single && own.role.is(Role::GIVEN) && stranger {
                context.is_person = true;
            }
            context.stranger_behind = single && stranger;
        }
        let capitals =
            |neighbour: &Option<Neighbour>| neighbour.as_ref().is_none_or(|n| n.case == Case::Upper || n.letters < 2);
        context.in_capitals = capitals(&before) && capitals(&next) && (before.is_some() || next.is_some());
        context
    }

    /// What the context adds to the score.
    pub(super) fn weight(self) -> f32 {
        let mut weight = 0.0;
        if self.is_person {
            weight -= 6.0;
        }
        if self.is_locative {
            weight += 0.8;
        }
        if self.stranger_before && !self.is_locative {
            weight -= 1.6;
        }
        if self.stranger_behind {
            weight -= 1.0;
        }
        weight
    }
}

/// A word next to a hit.
struct Neighbour {
    role: Role,
    case: Case,
    letters: usize,
    is_known: bool,
}

impl Neighbour {
    fn of(lattice: &Lattice<'_, '_>, piece: &Piece) -> Neighbour {
        let word = lattice.word(piece);
        Neighbour {
            role: roles().get(&*word.folded).copied().unwrap_or_default(),
            case: Case::of(piece.segment.text(lattice.text)),
            letters: word.letters,
            is_known: word.id.is_some(),
        }
    }

    /// A capitalized word that neither belongs to places nor is known to stand next to them.
    fn is_stranger(&self) -> bool {
        self.case == Case::Title
            && self.letters > 1
            && !self.is_known
            && !self.role.is(Role::GENERIC)
            && !self.role.is(Role::LOCATIVE)
            && (self.role.is(Role::GIVEN) || !self.role.is(Role::TITLE))
    }
}

/// Do the pieces hang together as the words of a name do: a blank, or an initial's full stop, or brackets?
fn is_loose(lattice: &mut Lattice<'_, '_>, number: usize) -> bool {
    let (Some(piece), Some(before)) = (lattice.piece(number), number.checked_sub(1).and_then(|n| lattice.piece(n)))
    else {
        return false;
    };
    match piece.segment.gap {
        Gap::Blank => true,
        Gap::Stop => lattice.word(&before).letters <= 4,
        Gap::Hard => {
            let between = &lattice.text[before.segment.end..piece.segment.start];
            between.chars().all(|c| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '“' | '”' | '«' | '»'))
        }
        _ => false,
    }
}

/// Is the piece the first of a sentence, as far as the gap before it tells?
fn begins_sentence(gap: Gap, lattice: &mut Lattice<'_, '_>, number: usize) -> bool {
    match gap {
        Gap::Break => true,
        Gap::Stop => {
            let before = number.checked_sub(1).and_then(|n| lattice.piece(n));
            before.is_none_or(|before| lattice.word(&before).letters > 2)
        }
        Gap::Hard => {
            let before = number.checked_sub(1).and_then(|n| lattice.piece(n));
            let Some((before, piece)) = before.zip(lattice.piece(number)) else { return true };
            let between = &lattice.text[before.segment.end..piece.segment.start];
            between.contains(['.', '!', '?', ':', '"', '“', '«', '•', '*', '\n', '。', '！', '？'])
        }
        _ => false,
    }
}

/// Notes the surname that follows a title or a given name at this piece, if one does.
pub(super) fn note_surname(lattice: &mut Lattice<'_, '_>, number: usize, surnames: &mut Surnames) {
    let Some(piece) = lattice.piece(number) else { return };
    let own = Neighbour::of(lattice, &piece);
    let is_given = own.role.is(Role::GIVEN) && own.case.is_capital();
    if !is_given && !own.role.is(Role::TITLE) {
        return;
    }
    let mut next = number + 1;
    for _ in 0..3 {
        if lattice.piece(next).is_none() || !is_loose(lattice, next) {
            return;
        }
        let Some(piece) = lattice.piece(next) else { return };
        let neighbour = Neighbour::of(lattice, &piece);
        let passes = neighbour.role.is(Role::PARTICLE) || neighbour.role.is(Role::GIVEN) || neighbour.letters == 1;
        if passes && lattice.piece(next + 1).is_some() && is_loose(lattice, next + 1) {
            next += 1;
            continue;
        }
        let is_name = neighbour.case.is_capital()
            && !neighbour.role.is(Role::TITLE)
            && !neighbour.role.is(Role::GENERIC)
            && !neighbour.role.is(Role::LOCATIVE);
        if is_name && (is_given || !own.role.is(Role::GENERIC)) {
            surnames.insert(lattice.word(&piece).folded.clone());
        }
        return;
    }
}

/// Is the word of a piece one that speaks against a place by itself: a given name or a title?
pub(super) fn is_person_word(word: &str) -> bool {
    roles().get(word).is_some_and(|role| role.is(Role::GIVEN) || role.is(Role::TITLE) || role.is(Role::GENERIC))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_rules_is_read() {
        let mut reader = csv::Reader::from_reader(RULES.as_bytes());
        assert_eq!(reader.headers().unwrap(), &csv::StringRecord::from(vec!["word", "kind", "lang"]));
        let mut seen = HashSet::new();
        for row in reader.records().map(Result::unwrap) {
            assert!(Role::parse(&row[1]).is_some(), "{} has the unknown kind {}", &row[0], &row[1]);
            assert!(roles()[&folded(&row[0])].is(Role::parse(&row[1]).unwrap()), "{}", &row[0]);
            assert!(seen.insert((row[0].to_owned(), row[1].to_owned())), "{} stands twice", &row[0]);
        }
    }
}
