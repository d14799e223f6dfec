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
}

/// Sets of letters by name, for contexts.
pub(super) type Classes = HashMap<String, Vec<String>>;

impl Context {
    /// Reads `!`, then alternatives separated by blanks: `^` or `$` for the edge of the word, `@name` for a class,
    /// else letters, of which `.` is any that a word has.
    pub(super) fn parse(text: &str, classes: &Classes) -> Result<Context, String> {
        let (is_negated, list) = text.strip_prefix('!').map_or((false, text), |list| (true, list));
        let mut items = Vec::new();
        for item in list.split_ascii_whitespace() {
            if let "^" | "$" = item {
                items.push(Neighbour::Edge);
            } else if let Some(name) = item.strip_prefix('@') {
                let members = classes.get(name).ok_or_else(|| format!("there is no class {name}"))?;
                items.extend(members.iter().map(|member| Neighbour::Letters(member.chars().collect())));
            } else {
                items.push(Neighbour::Letters(item.chars().collect()));
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
            Neighbour::Letters(letters) => Some(letters),
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
                && rule.left.holds(|item| match item {
                    Neighbour::Edge => before.last().is_none_or(|letter| !is_in_word(*letter)),
                    Neighbour::Letters(letters) => {
                        before.len() >= letters.len() && all_match(&before[before.len() - letters.len()..], letters)
                    }
                })
                && rule.right.holds(|item| match item {
                    Neighbour::Edge => behind.get(rule.from.len()).is_none_or(|letter| !is_in_word(*letter)),
                    Neighbour::Letters(letters) => all_match(&behind[rule.from.len()..], letters),
                })
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
