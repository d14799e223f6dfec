//! Words of the lexicon within a few edits of a word.
//!
//! The distance is optimal string alignment (Levenshtein's with transpositions of neighbours, no part edited
//! twice) in code points of folded words, where an edit of the first letter counts two, and digits are never
//! edited: `Route 66` is not `Route 67`. Under the edit rule the index offers every word that has a form in common with
//! the one looked for, and each is compared letter by letter. Beyond it (offers for a slip of the keyboard, damaged
//! letters) the search walks the lexicon with one row of the distance matrix a letter, and leaves a branch when
//! no entry of the row is within the budget (Ukkonen 1985).

use crate::index::{Index, LONGEST, is_digit};

/// How many edits a word of a given length may have.
///
/// The measured rule of the design: below four letters no edit is safe, from nine letters two are.
///
/// ```
/// use allonym::EditRule;
/// let rule = EditRule::default();
/// assert_eq!([3, 4, 8, 9].map(|letters| rule.budget(letters)), [0, 1, 1, 2]);
/// assert_eq!(rule.at_most(1).budget(9), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditRule {
    /// Letters from which one, two and three edits are allowed.
    from: [usize; 3],
    max: u8,
}

impl Default for EditRule {
    fn default() -> Self {
        EditRule { from: [4, 9, usize::MAX], max: 2 }
    }
}

impl EditRule {
    /// The rule for suggestions when nothing was found: one edit from three letters, two from five, three from nine.
    pub(crate) const SUGGEST: EditRule = EditRule { from: [3, 5, 9], max: 3 };

    /// The same rule with at most `max` edits in a name.
    #[must_use]
    pub fn at_most(self, max: u8) -> EditRule {
        EditRule { max: self.max.min(max), ..self }
    }

    /// The most edits that a name may have in all its words.
    #[must_use]
    pub fn max(self) -> u8 {
        self.max
    }

    /// The most edits of a word of so many letters (code points of its folded form).
    #[must_use]
    pub fn budget(self, letters: usize) -> u8 {
        let allowed = self.from.iter().filter(|from| letters >= **from).count() as u8;
        allowed.min(self.max)
    }
}

/// A damaged character: stands for any one letter and costs one, without counting against the budget.
pub(crate) const DAMAGED: char = '\u{FFFD}';

type Row = [u8; LONGEST + 1];

/// A word of the lexicon, by id, and its distance from the word that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Similar {
    pub(crate) distance: u8,
    pub(crate) word: u32,
}

/// The words within `budget` edits of `word`, nearest first, then by id. The word itself is among them, if it is in
/// the lexicon.
pub(crate) fn similar(index: &Index, word: &str, budget: u8) -> Vec<Similar> {
    let mut found = Vec::new();
    let letters: Vec<char> = word.chars().collect();
    if letters.is_empty() || letters.len() > LONGEST {
        return found;
    }
    let pattern = Pattern::new(&letters);
    if budget <= EditRule::default().budget(letters.len()) && !letters.contains(&DAMAGED) {
        let mut like = Vec::new();
        index.words_like(&letters, budget, &mut like);
        like.sort_unstable();
        like.dedup();
        for word in like {
            if let Some(distance) = pattern.distance(index.spelling(word), budget) {
                found.push(Similar { distance, word });
            }
        }
    } else {
        let damaged = letters.iter().filter(|letter| **letter == DAMAGED).count() as u8;
        let mut search = Search { lexicon: index.lexicon(), pattern: &pattern, budget, damaged, found: &mut found };
        let root = index.lexicon().root();
        let letters = Letters { rows: &mut vec![pattern.first_row()], letters: &mut Vec::new() };
        search.descend(root, 0, letters, Partial::default());
    }
    found.sort_unstable();
    found
}

/// The cost of inserting, deleting or replacing a letter.
fn edit(letter: char, first: bool) -> u8 {
    if is_digit(letter) {
        u8::MAX
    } else if first {
        2
    } else {
        1
    }
}

/// The word that is looked for.
struct Pattern<'s> {
    letters: &'s [char],
    /// What an edit of each letter costs.
    costs: [u8; LONGEST],
}

impl<'s> Pattern<'s> {
    fn new(letters: &'s [char]) -> Self {
        // Costs are worked out once: the inner loop is the product of both words.
        let mut costs = [0; LONGEST];
        for (at, letter) in letters.iter().enumerate() {
            costs[at] = edit(*letter, at == 0);
        }
        Pattern { letters, costs }
    }

    /// The row of the distance matrix before the first letter of the other word.
    fn first_row(&self) -> Row {
        let mut row: Row = [u8::MAX; LONGEST + 1];
        row[0] = 0;
        for at in 0..self.letters.len() {
            row[at + 1] = row[at].saturating_add(self.costs[at]);
        }
        row
    }

    /// The distance from a word, if it is within the budget.
    fn distance(&self, word: &str, budget: u8) -> Option<u8> {
        let mut letters = ['\0'; LONGEST];
        let mut rows = [[u8::MAX; LONGEST + 1]; 3];
        rows[0] = self.first_row();
        let mut depth = 0;
        for letter in word.chars() {
            if depth >= LONGEST || depth > self.letters.len() + usize::from(budget) {
                return None;
            }
            let before = rows[(depth + 2) % 3];
            let row = self.next_row(budget, &letters[..depth], (&rows[depth % 3], &before), letter);
            if row[..=self.letters.len()].iter().all(|cost| *cost > budget) {
                return None;
            }
            rows[(depth + 1) % 3] = row;
            letters[depth] = letter;
            depth += 1;
        }
        Some(rows[depth % 3][self.letters.len()]).filter(|distance| *distance <= budget)
    }

    /// The row after one more letter of the other word, from the last row and the one before it.
    fn next_row(&self, budget: u8, letters: &[char], (above, before): (&Row, &Row), letter: char) -> Row {
        let depth = letters.len();
        // A letter that is inserted, replaced or swapped; as the first of its word it counts two.
        let cost = edit(letter, depth == 0);
        let is_digit = cost == u8::MAX;
        let mut row: Row = [u8::MAX; LONGEST + 1];
        row[0] = above[0].saturating_add(cost);
        // Off the diagonal by more than the budget, no entry is within it.
        let band = depth.saturating_sub(usize::from(budget))..self.letters.len().min(depth + 1 + usize::from(budget));
        for at in band {
            let (wanted, wanted_cost) = (&self.letters[at], &self.costs[at]);
            let replace =
                if *wanted == letter || (*wanted == DAMAGED && !is_digit) { 0 } else { cost.max(*wanted_cost) };
            let replaced = above[at].saturating_add(replace);
            let inserted = above[at + 1].saturating_add(cost);
            let deleted = row[at].saturating_add(*wanted_cost);
            row[at + 1] = replaced.min(inserted).min(deleted);
            if at > 0 && depth > 0 && *wanted == letters[depth - 1] && self.letters[at - 1] == letter {
                let touches_first = at == 1 || depth == 1;
                let swap = cost.max(*wanted_cost).max(1 + u8::from(touches_first));
                row[at + 1] = row[at + 1].min(before[at - 1].saturating_add(swap));
            }
        }
        row
    }
}

struct Search<'s, D> {
    lexicon: &'s fst::raw::Fst<D>,
    pattern: &'s Pattern<'s>,
    budget: u8,
    damaged: u8,
    found: &'s mut Vec<Similar>,
}

/// The letters on the way from the root, and the row after each.
struct Letters<'s> {
    rows: &'s mut Vec<Row>,
    letters: &'s mut Vec<char>,
}

/// The bytes of a letter that is not complete yet.
#[derive(Clone, Copy, Default)]
struct Partial {
    bytes: [u8; 4],
    len: usize,
}

impl Partial {
    fn push(mut self, byte: u8) -> Partial {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
        self
    }

    /// The letter, once it is complete.
    fn letter(&self) -> Option<char> {
        std::str::from_utf8(&self.bytes[..self.len]).ok()?.chars().next()
    }
}

impl<D: AsRef<[u8]>> Search<'_, D> {
    fn descend(&mut self, node: fst::raw::Node<'_>, output: u64, path: Letters<'_>, partial: Partial) {
        let row = path.rows[path.letters.len()];
        if partial.len == 0 && node.is_final() {
            let distance = row[self.pattern.letters.len()];
            let word = output.saturating_add(node.final_output().value());
            if let (true, Ok(word)) = (distance <= self.budget, u32::try_from(word)) {
                self.found.push(Similar { distance: distance.saturating_add(self.damaged), word });
            }
        }
        if partial.len == 4 {
            return;
        }
        // Within one edit the first letter is that of the pattern: of all scripts, one branch is left.
        let mut first = [0; 4];
        let first = match self.pattern.letters[0] {
            letter if path.letters.is_empty() && self.budget < 2 && letter != DAMAGED => letter.encode_utf8(&mut first),
            _ => "",
        };
        for transition in node.transitions() {
            if first.as_bytes().get(partial.len).is_some_and(|byte| *byte != transition.inp) {
                continue;
            }
            let partial = partial.push(transition.inp);
            let next = self.lexicon.node(transition.addr);
            let output = output.saturating_add(transition.out.value());
            let Letters { rows, letters } = &mut Letters { rows: path.rows, letters: path.letters };
            match partial.letter() {
                None => self.descend(next, output, Letters { rows, letters }, partial),
                Some(letter) => {
                    if letters.len() >= LONGEST + usize::from(self.budget) {
                        continue;
                    }
                    let before = letters.len().checked_sub(1).map_or(&rows[0], |before| &rows[before]);
                    let row = self.pattern.next_row(self.budget, letters, (&rows[letters.len()], before), letter);
                    if row[..=self.pattern.letters.len()].iter().any(|cost| *cost <= self.budget) {
                        letters.push(letter);
                        rows.push(row);
                        self.descend(next, output, Letters { rows, letters }, Partial::default());
                        rows.pop();
                        letters.pop();
                    }
                }
            }
        }
    }
}
