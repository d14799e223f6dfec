//! The rules of romanization: rows of a table, and how one is chosen for a place in a word.
//!
//! A row says what letters become, and between which neighbours. Of the rows that hold at a place the one with the most
//! letters counts, then the one with more context, then that of the system itself before that of the system it
//! is based on.

use std::collections::HashMap;

/// What must stand on one side of the letters. Of several it is enough that one does. A `.` is any letter of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Context {
    is_negated: bool,
    items: Vec<Neighbour>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Neighbour {
    /// The start or the end of the word.
    Edge,
    Letters(Vec<char>),
    /// Letters with the edge of the word beyond them.
    Whole(Vec<char>),
    /// On the left: the word begins with these letters, wherever in it the rule stands.
    Begins(Vec<char>),
}

impl Neighbour {
    fn parse(item: &str) -> Neighbour {
        let letters = |text: &str| text.replace('_', " ").chars().collect();
        let from_edge = item.strip_prefix('^');
        if let Some(begin) = from_edge.and_then(|text| text.strip_suffix('*')) {
            Neighbour::Begins(letters(begin))
        } else if let Some(text) = from_edge.or(item.strip_suffix('$')) {
            if text.is_empty() { Neighbour::Edge } else { Neighbour::Whole(letters(text)) }
        } else {
            Neighbour::Letters(letters(item))
        }
    }

    fn is_before(&self, before: &[char]) -> bool {
        let is_edge = |before: &[char]| before.last().is_none_or(|letter| !is_in_word(*letter));
        match self {
            Neighbour::Edge => is_edge(before),
            Neighbour::Letters(letters) => {
                before.len() >= letters.len() && all_match(&before[before.len() - letters.len()..], letters)
            }
            Neighbour::Whole(letters) => before.strip_suffix(letters.as_slice()).is_some_and(is_edge),
            Neighbour::Begins(letters) => {
                let start = before.iter().rposition(|letter| !is_in_word(*letter)).map_or(0, |at| at + 1);
                before[start..].starts_with(letters)
            }
        }
    }

    fn is_behind(&self, behind: &[char]) -> bool {
        let is_edge = |behind: &[char]| behind.first().is_none_or(|letter| !is_in_word(*letter));
        match self {
            Neighbour::Edge => is_edge(behind),
            Neighbour::Letters(letters) => all_match(behind, letters),
            Neighbour::Whole(letters) => behind.strip_prefix(letters.as_slice()).is_some_and(is_edge),
            Neighbour::Begins(_) => false,
        }
    }
}

/// Sets of letters by name, for contexts.
pub(super) type Classes = HashMap<String, Vec<String>>;

impl Context {
    /// Reads `!`, then alternatives separated by blanks: letters, `^` or `$` for the edge of the word, `^letters` or
    /// `letters$` for letters at it, `^letters*` (on the left) for a word that begins with the letters, `@name` for
    /// a class of any of these. In letters, `_` is a blank, and `.` any letter that a word
    /// has.
    pub(super) fn parse(text: &str, classes: &Classes) -> Result<Context, String> {
        let (is_negated, list) = text.strip_prefix('!').map_or((false, text), |list| (true, list));
        let mut items = Vec::new();
        for item in list.split_ascii_whitespace() {
            if let Some(name) = item.strip_prefix('@') {
                let members = classes.get(name).ok_or_else(|| format!("there is no class {name}"))?;
                items.extend(members.iter().map(|member| Neighbour::parse(member)));
            } else {
                items.push(Neighbour::parse(item));
            }
        }
        Ok(Context { is_negated, items })
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn holds(&self, side: impl Fn(&Neighbour) -> bool) -> bool {
        self.is_empty() || self.items.iter().any(side) != self.is_negated
    }
}

/// What letters become.
#[derive(Clone, Debug)]
pub(in crate::normalize) struct Rule {
    pub(in crate::normalize) from: Vec<char>,
    pub(in crate::normalize) to: String,
    pub(super) left: Context,
    pub(super) right: Context,
}

impl Rule {
    /// Reads what a table has in its columns; contexts have no classes.
    pub(in crate::normalize) fn parse(from: &str, to: &str, left: &str, right: &str) -> Result<Rule, String> {
        let none = Classes::new();
        let (left, right) = (Context::parse(left, &none)?, Context::parse(right, &none)?);
        Ok(Rule { from: from.chars().collect(), to: to.to_owned(), left, right })
    }

    /// The rule with each letter that it looks for as another one.
    pub(super) fn map_letters(mut self, map: impl Fn(char) -> char) -> Rule {
        let neighbours = self.left.items.iter_mut().chain(&mut self.right.items);
        let sides = neighbours.filter_map(|item| match item {
            Neighbour::Edge => None,
            Neighbour::Letters(letters) | Neighbour::Whole(letters) | Neighbour::Begins(letters) => Some(letters),
        });
        sides.chain([&mut self.from]).flatten().for_each(|letter| *letter = map(*letter));
        self
    }
}

/// The rules of a system by their first letter, the one that counts first.
#[derive(Clone, Debug, Default)]
pub(in crate::normalize) struct Rules {
    by_first: HashMap<char, Vec<Rule>>,
}

impl Rules {
    /// Rules of the system itself come before those of the system it is based on.
    pub(in crate::normalize) fn new(rules: impl IntoIterator<Item = Rule>) -> Rules {
        let mut by_first: HashMap<char, Vec<Rule>> = HashMap::new();
        for rule in rules {
            if let Some(first) = rule.from.first() {
                by_first.entry(*first).or_default().push(rule);
            }
        }
        for rules in by_first.values_mut() {
            let contexts = |rule: &Rule| usize::from(!rule.left.is_empty()) + usize::from(!rule.right.is_empty());
            // The sort is stable: of equals the first stays first.
            rules.sort_by_key(|rule| std::cmp::Reverse((rule.from.len(), contexts(rule))));
        }
        Rules { by_first }
    }

    /// The rule for the letters that begin at `at`.
    pub(in crate::normalize) fn at(&self, letters: &[char], at: usize) -> Option<&Rule> {
        let rules = self.by_first.get(letters.get(at)?)?;
        rules.iter().find(|rule| {
            let (before, behind) = (&letters[..at], &letters[at..]);
            behind.starts_with(&rule.from)
                && rule.left.holds(|item| item.is_before(before))
                && rule.right.holds(|item| item.is_behind(&behind[rule.from.len()..]))
        })
    }
}

/// Do the first letters match those of a context?
fn all_match(letters: &[char], context: &[char]) -> bool {
    let matches = |(letter, wanted): (&char, &char)| letter == wanted || *wanted == '.' && is_in_word(*letter);
    letters.len() >= context.len() && letters.iter().zip(context).all(matches)
}

/// Does a word go on across this character?
pub(super) fn is_in_word(letter: char) -> bool {
    letter.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(letter)
        || matches!(letter, '\'' | '’' | 'ʼ' | '\u{200C}' | '\u{200D}')
}
