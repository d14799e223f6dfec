//! Edit distance in which an edit that often happens costs less.

use std::sync::OnceLock;

use super::strings::MOST;
use crate::normalize::{ConfusionKind, Confusions};

/// Letters and digits of the Latin alphabet, and one number for all others.
const LETTERS: usize = 37;

/// What edits cost under some kinds of confusion, in both directions.
pub(super) struct Costs {
    /// Of adding or dropping a letter.
    alone: [f32; LETTERS],
    /// Of a letter for a letter.
    single: [[f32; LETTERS]; LETTERS],
    /// Several letters for several, by the last of each.
    several: Vec<Vec<Several>>,
}

struct Several {
    from: Box<[char]>,
    to: Box<[char]>,
    cost: f32,
}

fn number(letter: char) -> usize {
    match letter {
        'a'..='z' => letter as usize - 'a' as usize,
        '0'..='9' => 26 + letter as usize - '0' as usize,
        _ => LETTERS - 1,
    }
}

impl Costs {
    /// Of what the ear takes for the same.
    pub(super) fn of_sounds() -> &'static Costs {
        static COSTS: OnceLock<Costs> = OnceLock::new();
        COSTS.get_or_init(|| Costs::new(&[ConfusionKind::Sound]))
    }

    /// Of what a reader of damaged paper takes for the same.
    pub(super) fn of_damage() -> &'static Costs {
        static COSTS: OnceLock<Costs> = OnceLock::new();
        COSTS.get_or_init(|| Costs::new(&[ConfusionKind::Ocr]))
    }

    fn new(kinds: &[ConfusionKind]) -> Costs {
        let mut costs = Costs {
            alone: [1.0; LETTERS],
            single: [[1.0; LETTERS]; LETTERS],
            several: (0..LETTERS * LETTERS).map(|_| Vec::new()).collect(),
        };
        for row in Confusions::shipped().iter().filter(|row| kinds.contains(&row.kind())) {
            let (from, to): (Vec<char>, Vec<char>) = (row.from().chars().collect(), row.to().chars().collect());
            for (from, to) in [(&from, &to), (&to, &from)] {
                costs.add(from, to, row.cost());
            }
        }
        costs
    }

    fn add(&mut self, from: &[char], to: &[char], cost: f32) {
        match (from, to) {
            ([], [letter]) | ([letter], []) => {
                let alone = &mut self.alone[number(*letter)];
                *alone = alone.min(cost);
            }
            ([from], [to]) => {
                let single = &mut self.single[number(*from)][number(*to)];
                *single = single.min(cost);
            }
            ([.., last], [.., other]) => {
                let several = &mut self.several[number(*last) * LETTERS + number(*other)];
                several.push(Several { from: from.into(), to: to.into(), cost });
            }
            _ => {}
        }
    }

    /// The cheapest way from one string to the other. Blanks cost less than letters: they are lost and added easily.
    pub(super) fn distance(&self, a: &[char], b: &[char]) -> f32 {
        const BLANK: f32 = 0.5;
        let alone = |letter: char| if letter == ' ' { BLANK } else { self.alone[number(letter)] };
        let width = b.len() + 1;
        let mut cells = [0.0_f32; (MOST + 1) * (MOST + 1)];
        for (j, to) in b.iter().enumerate() {
            cells[j + 1] = cells[j] + alone(*to);
        }
        for (i, from) in a.iter().enumerate() {
            let row = (i + 1) * width;
            let (dropped, known) = (alone(*from), number(*from));
            cells[row] = cells[row - width] + dropped;
            for (j, to) in b.iter().enumerate() {
                let other = number(*to);
                let at = row + j + 1;
                let replaced = if from == to { 0.0 } else { self.single[known][other] };
                let mut best =
                    (cells[at - width - 1] + replaced).min(cells[at - width] + dropped).min(cells[at - 1] + alone(*to));
                if i > 0 && j > 0 && a[i - 1] == *to && b[j - 1] == *from {
                    best = best.min(cells[at - 2 * width - 2] + 1.0);
                }
                for rule in &self.several[known * LETTERS + other] {
                    if a[..=i].ends_with(&rule.from) && b[..=j].ends_with(&rule.to) {
                        best = best.min(cells[at - rule.from.len() * width - rule.to.len()] + rule.cost);
                    }
                }
                cells[at] = best;
            }
        }
        cells[a.len() * width + b.len()]
    }

    /// The distance as a share of the longer string, from 1 for equal strings to 0.
    pub(super) fn ratio(&self, a: &[char], b: &[char]) -> f32 {
        let longer = a.len().max(b.len());
        if longer == 0 { 1.0 } else { (1.0 - self.distance(a, b) / longer as f32).max(0.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_often_happens_costs_less() {
        let of = |costs: &Costs, a: &str, b: &str| {
            costs.distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
        };
        let (sounds, damage) = (Costs::of_sounds(), Costs::of_damage());
        assert_eq!(of(sounds, "kiev", "kiev"), 0.0);
        assert!(of(sounds, "kiiv", "kyiv") < 0.5);
        assert!(of(sounds, "tschad", "chad") < 0.5);
        assert!(of(damage, "birrningham", "birmingham") < 0.5);
        assert!(of(damage, "birmingham", "birrningham") < 0.5, "both ways");
        assert_eq!(of(sounds, "kiev", "kixev"), 1.0);
        assert_eq!(of(sounds, "", "xx"), 2.0);
    }
}
