//! Words of the lexicon within a few edits of a word.
//!
//! The distance is optimal string alignment (Levenshtein's with transpositions of neighbours, no part edited
//! twice) in code points of folded words, where an edit of the first letter counts two, and digits are never
//! edited: `Route 66` is not `Route 67`. The search walks the lexicon with one row of the distance
//! matrix a letter and leaves a branch when no entry of the row is within the budget (Ukkonen 1985).

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

/// Longer words are matched exactly only: no name has a word of so many letters.
const LONGEST: usize = 48;

type Row = [u8; LONGEST + 1];

/// A word of the lexicon, by id, and its distance from the word that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Similar {
    pub(crate) distance: u8,
    pub(crate) word: u32,
}

/// The words within `budget` edits of `word`, nearest first, then by id. The word itself is among them, if it is in
/// the lexicon.
pub(crate) fn similar<D: AsRef<[u8]>>(lexicon: &fst::raw::Fst<D>, word: &str, budget: u8) -> Vec<Similar> {
    let pattern: Vec<char> = word.chars().collect();
    let mut found = Vec::new();
    if pattern.is_empty() || pattern.len() > LONGEST {
        return found;
    }
    // Costs are worked out once: the inner loop is the product of both words.
    let costs: Vec<u8> = pattern.iter().enumerate().map(|(at, letter)| edit(*letter, at == 0)).collect();
    let mut first: Row = [u8::MAX; LONGEST + 1];
    first[0] = 0;
    for (at, cost) in costs.iter().enumerate() {
        first[at + 1] = first[at].saturating_add(*cost);
    }
    let damaged = pattern.iter().filter(|letter| **letter == DAMAGED).count() as u8;
    let mut search = Search { lexicon, pattern: &pattern, costs: &costs, budget, damaged, found: &mut found };
    let root = lexicon.root();
    search.descend(root, 0, Letters { rows: &mut vec![first], letters: &mut Vec::new() }, Partial::default());
    found.sort_unstable();
    found
}

/// The cost of inserting, deleting or replacing a letter.
fn edit(letter: char, first: bool) -> u8 {
    let is_digit = letter.is_ascii_digit() || (!letter.is_ascii() && letter.is_numeric());
    if is_digit {
        u8::MAX
    } else if first {
        2
    } else {
        1
    }
}

struct Search<'s, D> {
    lexicon: &'s fst::raw::Fst<D>,
    pattern: &'s [char],
    /// What an edit of each letter of the pattern costs.
    costs: &'s [u8],
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
            let distance = row[self.pattern.len()];
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
        let first = match self.pattern[0] {
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
                    let row = self.next_row(rows, letters, letter);
                    if row[..=self.pattern.len()].iter().any(|cost| *cost <= self.budget) {
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

    /// The row of the distance matrix after one more letter of the lexicon word.
    fn next_row(&self, rows: &[Row], letters: &[char], letter: char) -> Row {
        let depth = letters.len();
        let above = &rows[depth];
        // A letter that is inserted, replaced or swapped; as the first of its word it counts two.
        let cost = edit(letter, depth == 0);
        let is_digit = cost == u8::MAX;
        let mut row: Row = [u8::MAX; LONGEST + 1];
        row[0] = above[0].saturating_add(cost);
        // Off the diagonal by more than the budget, no entry is within it.
        let band = depth.saturating_sub(usize::from(self.budget))
            ..self.pattern.len().min(depth + 1 + usize::from(self.budget));
        for at in band {
            let (wanted, wanted_cost) = (&self.pattern[at], &self.costs[at]);
            let replace =
                if *wanted == letter || (*wanted == DAMAGED && !is_digit) { 0 } else { cost.max(*wanted_cost) };
            let replaced = above[at].saturating_add(replace);
            let inserted = above[at + 1].saturating_add(cost);
            let deleted = row[at].saturating_add(*wanted_cost);
            row[at + 1] = replaced.min(inserted).min(deleted);
            if at > 0 && depth > 0 && *wanted == letters[depth - 1] && self.pattern[at - 1] == letter {
                let touches_first = at == 1 || depth == 1;
                let swap = cost.max(*wanted_cost).max(1 + u8::from(touches_first));
                row[at + 1] = row[at + 1].min(rows[depth - 1][at - 1].saturating_add(swap));
            }
        }
        row
    }
}
