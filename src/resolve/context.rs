//! What stands around a hit: is it used as the name of a place, or as part of a person's name?
//!
//! The words that tell are rows of `gazetteer/rules/context.csv`: titles, given names, particles, and the
//! prepositions that stand before places.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::normalize::{Case, Gap, Segment, folded};
use crate::search::{Lattice, WordNumber};

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

/// What stands around a hit, as far as the score is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Context {
    /// A title or a given name stands before it, or it is a given name and a surname follows.
    pub(super) is_person: bool,
    /// A title stands before it, but it is inflected, as the name of a country is behind one: `президент России`.
    pub(super) is_titled: bool,
    /// A preposition of place stands before it.
    pub(super) is_locative: bool,
    /// An unknown capitalized word stands before it, or behind it.
    pub(super) stranger_before: bool,
    pub(super) stranger_behind: bool,
    /// The words around it are all capitals.
    pub(super) in_capitals: bool,
}

/// The role of a folded word, as a byte for the vocabulary.
pub(super) fn role(folded: &str) -> u8 {
    roles().get(folded).map_or(0, |role| role.0)
}

impl Context {
    /// The context of the segments `first..behind`.
    pub(super) fn of(lattice: &Lattice<'_, '_>, (first, behind): (usize, usize)) -> Context {
        let mut context = Context::default();
        if lattice.segment(first).is_none() {
            return context;
        }
        let before =
            first.checked_sub(1).filter(|_| is_loose(lattice, first)).map(|number| Neighbour::of(lattice, number));
        let follows = lattice.segment(behind).is_some() && is_loose(lattice, behind);
        let next = follows.then(|| Neighbour::of(lattice, behind));
        let single = behind == first + 1;
        let own = Neighbour::of(lattice, first);
        if let Some(before) = &before {
            let is_name_part = before.role.is(Role::GIVEN) || before.role.is(Role::PARTICLE);
            context.is_locative = before.role.is(Role::LOCATIVE);
            if single && before.case.is_capital() && is_name_part && !before.role.is(Role::LOCATIVE) {
                context.is_person = true;
            }
            if single && before.role.is(Role::TITLE) && !before.role.is(Role::GENERIC) && !own.is_abbreviation() {
                context.is_titled = lattice.word(first).id().is_none() && lattice.is_form_of_name(first);
                context.is_person |= !context.is_titled;
            }
            context.stranger_before = single && before.is_stranger() && !begins_sentence(lattice, first - 1);
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
        if self.is_titled {
            weight -= 1.5;
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
    letters: u16,
    is_known: bool,
}

impl Neighbour {
    fn of(lattice: &Lattice<'_, '_>, number: usize) -> Neighbour {
        let word = lattice.word(number);
        Neighbour { role: Role(word.role), case: word.case, letters: word.letters, is_known: word.id().is_some() }
    }

    /// Is it a short word of capitals? No person is called so.
    fn is_abbreviation(&self) -> bool {
        self.case == Case::Upper && (2..=5).contains(&self.letters)
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

/// Do a segment and the one before it hang together as the words of a name do: a blank, or an initial's full stop, or
/// brackets?
fn is_loose(lattice: &Lattice<'_, '_>, number: usize) -> bool {
    let Some((segment, before)) = neighbours(lattice, number) else { return false };
    match segment.gap {
        Gap::Blank => true,
        Gap::Stop => lattice.word(number - 1).letters <= 4,
        Gap::Hard => {
            let between = &lattice.text[before.end..segment.start];
            between.chars().all(|c| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '“' | '”' | '«' | '»'))
        }
        _ => false,
    }
}

/// A segment and the one before it.
fn neighbours(lattice: &Lattice<'_, '_>, number: usize) -> Option<(Segment, Segment)> {
    Some((*lattice.segment(number)?, *lattice.segment(number.checked_sub(1)?)?))
}

/// Is the segment the first of a sentence, as far as the gap before it tells?
fn begins_sentence(lattice: &Lattice<'_, '_>, number: usize) -> bool {
    let Some((segment, before)) = neighbours(lattice, number) else { return true };
    match segment.gap {
        Gap::Break => true,
        Gap::Stop => lattice.word(number - 1).letters > 2,
        Gap::Hard => {
            let between = &lattice.text[before.end..segment.start];
            between.contains(['.', '!', '?', ':', '"', '“', '«', '•', '*', '\n', '。', '！', '？'])
        }
        _ => false,
    }
}

/// The number of the surname that follows a title or a given name at this segment, if one does.
pub(super) fn surname(lattice: &Lattice<'_, '_>, number: usize) -> Option<WordNumber> {
    let word = lattice.word(number);
    // Most words are neither.
    let (role, case) = (Role(word.role), word.case);
    let is_given = role.is(Role::GIVEN) && case.is_capital();
    if !is_given && !role.is(Role::TITLE) {
        return None;
    }
    let mut next = number + 1;
    for _ in 0..3 {
        if lattice.segment(next).is_none() || !is_loose(lattice, next) {
            return None;
        }
        let neighbour = Neighbour::of(lattice, next);
        let passes = neighbour.role.is(Role::PARTICLE) || neighbour.role.is(Role::GIVEN) || neighbour.letters == 1;
        if passes && lattice.segment(next + 1).is_some() && is_loose(lattice, next + 1) {
            next += 1;
            continue;
        }
        let is_name = neighbour.case.is_capital()
            && !neighbour.role.is(Role::TITLE)
            && !neighbour.role.is(Role::GENERIC)
            && !neighbour.role.is(Role::LOCATIVE)
            && (is_given || !(neighbour.is_abbreviation() || lattice.is_form_of_name(next)));
        return (is_name && (is_given || !role.is(Role::GENERIC))).then_some(lattice.words[next]);
    }
    None
}

/// Does a word speak against a place by itself: is it a given name or a title?
pub(super) fn is_person_word(role: u8) -> bool {
    let role = Role(role);
    role.is(Role::GIVEN) || role.is(Role::TITLE) || role.is(Role::GENERIC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

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
