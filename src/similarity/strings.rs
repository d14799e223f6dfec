//! Distances and overlaps of two strings of letters.
//!
//! All take slices of at most [`MOST`] letters, so that each takes bounded time and no memory but the stack.

/// The most letters of a name that are compared. No name has more; hostile input may.
pub(super) const MOST: usize = 80;

/// How much of the longer string is no edit away: 1 for equal strings, 0 for strings with nothing in common.
pub(super) fn ratio(distance: usize, a: &[char], b: &[char]) -> f32 {
    let longer = a.len().max(b.len());
    if longer == 0 { 1.0 } else { 1.0 - distance as f32 / longer as f32 }
}

/// Optimal string alignment: insertions, deletions, replacements, swaps of neighbours.
pub(super) fn osa(a: &[char], b: &[char]) -> usize {
    let mut rows = [[0_u8; MOST + 1]; 3];
    for (at, cell) in rows[0].iter_mut().enumerate() {
        *cell = at as u8;
    }
    for (i, from) in a.iter().enumerate() {
        let [before, above, row] = turned(&mut rows, i);
        row[0] = i as u8 + 1;
        for (j, to) in b.iter().enumerate() {
            let mut best = (above[j] + u8::from(from != to)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *to && b[j - 1] == *from {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
        }
    }
    usize::from(rows[a.len() % 3][b.len()])
}

/// The rows before the last, the last, and the one to write, when `done` rows stand.
fn turned<T>(rows: &mut [T; 3], done: usize) -> [&mut T; 3] {
    let [a, b, c] = rows;
    match done % 3 {
        0 => [c, a, b],
        1 => [a, b, c],
        _ => [b, c, a],
    }
}

/// Edits that turn the shorter string into the most similar part of the longer one (Sellers).
pub(super) fn within(a: &[char], b: &[char]) -> usize {
    // Of two strings of one length, each may fit into the other differently.
    let (short, long) = if (a.len(), a) <= (b.len(), b) { (a, b) } else { (b, a) };
    let mut above = [0_u8; MOST + 1];
    let mut row = above;
    for (i, from) in short.iter().enumerate() {
        row[0] = i as u8 + 1;
        for (j, to) in long.iter().enumerate() {
            row[j + 1] = (above[j] + u8::from(from != to)).min(above[j + 1] + 1).min(row[j] + 1);
        }
        std::mem::swap(&mut above, &mut row);
    }
    usize::from(above[..=long.len()].iter().copied().min().unwrap_or(0))
}

/// Letters of the longest common subsequence, and of the longest common substring.
pub(super) fn common(a: &[char], b: &[char]) -> (usize, usize) {
    let mut sequence = [[0_u8; MOST + 1]; 2];
    let mut string = [0_u8; MOST + 1];
    let mut longest = 0;
    for (i, from) in a.iter().enumerate() {
        let (first, second) = sequence.split_at_mut(1);
        let (above, row) = if i % 2 == 0 { (&first[0], &mut second[0]) } else { (&second[0], &mut first[0]) };
        let mut diagonal = 0;
        for (j, to) in b.iter().enumerate() {
            let run = if from == to { diagonal + 1 } else { 0 };
            diagonal = string[j + 1];
            string[j + 1] = run;
            longest = longest.max(run);
            row[j + 1] = if from == to { above[j] + 1 } else { above[j + 1].max(row[j]) };
        }
    }
    (usize::from(sequence[a.len() % 2][b.len()]), usize::from(longest))
}

/// Jaro's similarity, raised by a common start of up to four letters (Winkler).
pub(super) fn jaro_winkler(a: &[char], b: &[char]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = [false; MOST];
    let mut matched = ['\0'; MOST];
    let mut matches = 0;
    for (i, letter) in a.iter().enumerate() {
        let window = i.saturating_sub(reach)..(i + reach + 1).min(b.len());
        for j in window {
            if !taken[j] && b[j] == *letter {
                taken[j] = true;
                matched[matches] = *letter;
                matches += 1;
                break;
            }
        }
    }
    if matches == 0 {
        return 0.0;
    }
    let in_b = b.iter().zip(taken).filter(|(_, taken)| *taken).map(|(letter, _)| letter);
    let swapped = matched[..matches].iter().zip(in_b).filter(|(a, b)| a != b).count() / 2;
    let matches = matches as f32;
    let jaro = (matches / a.len() as f32 + matches / b.len() as f32 + (matches - swapped as f32) / matches) / 3.0;
    jaro + prefix(a, b).min(4) as f32 * 0.1 * (1.0 - jaro)
}

/// Letters at the start that agree.
pub(super) fn prefix(a: &[char], b: &[char]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Letters at the end that agree.
pub(super) fn suffix(a: &[char], b: &[char]) -> usize {
    a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// The share of the members of two sorted sets that both have.
pub(super) fn jaccard<T: Ord>(a: &[T], b: &[T]) -> f32 {
    let both = shared(a, b).count();
    let all = a.len() + b.len() - both;
    if all == 0 { 1.0 } else { both as f32 / all as f32 }
}

/// The members of both of two sorted sets.
pub(super) fn shared<'s, T: Ord>(mut a: &'s [T], mut b: &'s [T]) -> impl Iterator<Item = &'s T> {
    std::iter::from_fn(move || {
        loop {
            let ([first, rest @ ..], [other, others @ ..]) = (a, b) else { return None };
            match first.cmp(other) {
                std::cmp::Ordering::Less => a = rest,
                std::cmp::Ordering::Greater => b = others,
                std::cmp::Ordering::Equal => {
                    (a, b) = (rest, others);
                    return Some(first);
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn known_values() {
        for (a, b, edits, inside, (sequence, string)) in [
            ("", "", 0, 0, (0, 0)),
            ("", "abc", 3, 0, (0, 0)),
            ("abc", "abc", 0, 0, (3, 3)),
            ("kuril", "kurli", 1, 1, (4, 3)),
            ("bern", "kanton bern", 7, 0, (4, 4)),
            ("abxcd", "abycd", 1, 1, (4, 2)),
        ] {
            let (a, b) = (&letters(a)[..], &letters(b)[..]);
            assert_eq!((osa(a, b), within(a, b), common(a, b)), (edits, inside, (sequence, string)), "{a:?} {b:?}");
        }
    }

    proptest! {
        /// Where another crate has the same measure, the two agree; and every one is symmetric.
        #[test]
        fn measures_agree_with_another_implementation(a in "[a-e ]{0,20}", b in "[a-e ]{0,20}") {
            let (x, y) = (&letters(&a)[..], &letters(&b)[..]);
            prop_assert_eq!(osa(x, y), strsim::osa_distance(&a, &b));
            if !a.is_empty() && !b.is_empty() {
                let expected = strsim::jaro(&a, &b);
                let bonus = prefix(x, y).min(4) as f64 * 0.1 * (1.0 - expected);
                prop_assert!((f64::from(jaro_winkler(x, y)) - expected - bonus).abs() < 1e-5);
            }
            prop_assert_eq!(osa(x, y), osa(y, x));
            prop_assert_eq!(common(x, y), common(y, x));
            prop_assert_eq!(within(x, y), within(y, x));
        }
    }
}
