//! Letters that are read, typed or heard for one another, and what that costs.
//!
//! A row of `gazetteer/rules/confusions.csv` says that one or more letters of a folded word stand where others were meant:
//! `rn` on a printed page for `m`, `g` under a finger for `h`, `kh` in one romanization for `h` in another. The cost is
//! a share of an edit: what happens often costs little.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::model::words;

const RULES: &str = include_str!("../../gazetteer/rules/confusions.csv");

/// Words of more letters are not searched for confusions: no name has one.
const LONGEST: usize = 40;

words! {
    /// What takes one letter for another.
    ConfusionKind {
        /// Optical character recognition, early print and damaged paper.
        Ocr = "ocr",
        /// A finger on the next key.
        Keyboard = "keyboard",
        /// The ear, and the ways to write down what it hears.
        Sound = "sound",
    }
}

/// One way to take letters for others.
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion {
    from: Box<str>,
    to: Box<str>,
    kind: ConfusionKind,
    cost: f32,
}

impl Confusion {
    /// The folded letters that stand there; empty where letters were lost.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The folded letters that were meant; empty where letters were added.
    #[must_use]
    pub fn to(&self) -> &str {
        &self.to
    }

    /// What takes the one for the other.
    #[must_use]
    pub fn kind(&self) -> ConfusionKind {
        self.kind
    }

    /// What it costs, as a share of an edit: between 0 and 1.
    #[must_use]
    pub fn cost(&self) -> f32 {
        self.cost
    }
}

/// The confusions of the rules file, cheapest first.
///
/// ```
/// use allonym::{ConfusionKind, Confusions};
///
/// let confusions = Confusions::shipped();
/// let cost = confusions.cost(ConfusionKind::Ocr, "rn", "m").expect("the rules have it");
/// assert!(0.0 < cost && cost < 1.0);
/// assert!(confusions.substitutions("birrningham", &[ConfusionKind::Ocr]).any(|(word, _)| word == "birmingham"));
/// ```
#[derive(Debug)]
pub struct Confusions {
    rows: Vec<Confusion>,
    costs: HashMap<(ConfusionKind, Box<str>), Vec<usize>>,
}

impl Confusions {
    /// The most substitutions that [`substitutions`](Self::substitutions) gives for one word.
    pub const MOST: usize = 256;

    /// The confusions that ship with the crate.
    #[must_use]
    pub fn shipped() -> &'static Confusions {
        static SHIPPED: OnceLock<Confusions> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            // A test reads every row, so none is passed over.
            let records = csv::Reader::from_reader(RULES.as_bytes()).into_records().flatten();
            let mut rows: Vec<Confusion> = records.filter_map(|record| confusion(&record)).collect();
            rows.sort_by(|a, b| a.cost.total_cmp(&b.cost));
            let mut costs: HashMap<_, Vec<usize>> = HashMap::new();
            for (at, row) in rows.iter().enumerate() {
                costs.entry((row.kind, row.from.clone())).or_default().push(at);
            }
            Confusions { rows, costs }
        })
    }

    /// The confusions, cheapest first.
    pub fn iter(&self) -> impl Iterator<Item = &Confusion> {
        self.rows.iter()
    }

    /// What it costs that `from` stands where `to` was meant, if that is known to happen.
    #[must_use]
    pub fn cost(&self, kind: ConfusionKind, from: &str, to: &str) -> Option<f32> {
        let rows = self.costs.get(&(kind, Box::from(from)))?;
        rows.iter().map(|row| &self.rows[*row]).find(|row| &*row.to == to).map(|row| row.cost)
    }

    /// What a folded word may have been before one confusion of the given kinds, cheapest first, each with its cost. The first
    /// [`MOST`](Self::MOST); none for a word that is longer than names have.
    pub fn substitutions<'w>(
        &'w self,
        word: &'w str,
        kinds: &'w [ConfusionKind],
    ) -> impl Iterator<Item = (String, f32)> + 'w {
        let rows = if word.chars().nth(LONGEST).is_none() { &self.rows[..] } else { &[] };
        let applied = rows.iter().filter(|row| kinds.contains(&row.kind)).flat_map(|row| {
            word.match_indices(&*row.from).map(|(at, found)| {
                let meant = [&word[..at], &row.to, &word[at + found.len()..]].concat();
                (meant, row.cost)
            })
        });
        applied.take(Self::MOST)
    }
}

/// The confusion of one row.
fn confusion(record: &csv::StringRecord) -> Option<Confusion> {
    Some(Confusion {
        from: record.get(0)?.into(),
        to: record.get(1)?.into(),
        kind: ConfusionKind::parse(record.get(2)?)?,
        cost: record.get(3)?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::Key;
    use super::*;

    #[test]
    fn every_rule_holds_on_its_example() {
        let confusions = Confusions::shipped();
        let mut seen = HashSet::new();
        for row in csv::Reader::from_reader(RULES.as_bytes()).records().map(Result::unwrap) {
            let [from, to, kind, cost, example, expected, why] = std::array::from_fn(|column| row[column].to_owned());
            let kind = ConfusionKind::parse(&kind).unwrap();
            let cost: f32 = cost.parse().unwrap();
            assert!(cost > 0.0 && cost < 1.0, "{from} for {to} costs {cost}");
            assert_eq!(confusions.cost(kind, &from, &to), Some(cost), "{from} for {to}");
            let (example, expected) = (Key::new(&example), Key::new(&expected));
            let mut meant = confusions.substitutions(example.as_str(), std::slice::from_ref(&kind));
            assert!(
                meant.any(|(word, of)| word == expected.as_str() && of <= cost),
                "{from} for {to} ({why}): {} does not give {}",
                example.as_str(),
                expected.as_str()
            );
            assert!(!why.is_empty(), "{from} for {to} has no reason");
            assert!(seen.insert((from.clone(), to.clone(), kind)), "{from} for {to} stands twice");
        }
        assert_eq!(seen.len(), confusions.iter().count());
    }

    #[test]
    fn a_hostile_word_takes_bounded_time() {
        let confusions = Confusions::shipped();
        for word in ["a".repeat(LONGEST), "a".repeat(1_000_000), String::new(), "ſ\u{301}".repeat(20)] {
            let count = confusions.substitutions(&word, ConfusionKind::ALL).count();
            assert!(count <= Confusions::MOST);
        }
    }
}
