//! How close two names are that sound alike.
//!
//! A [sound key](super::SoundKey) drops the vowels of a long name, so that names of one sound may be far apart: this tells. In
//! running text, where nobody vouches that a word is a name at all, only what is close counts.

use super::equivalent::equivalence_keys;
use super::fold::fold_into;
use super::segment::Segments;
use super::sound::romanized;

/// Longer names are compared by their first letters.
const MOST_LETTERS: usize = 64;

/// How close two names are in Latin letters, blanks aside, without the words that stand for others, which say little of
/// which republic is meant: 1 for equal ones, 0 where no letter agrees. Edits are those of optimal string alignment, as a share of the
/// longer name. O(product of the lengths), which are cut at 64 letters.
pub(crate) fn closeness(one: &str, other: &str) -> f32 {
    // Blanks may be all that differs, as where a word that stands for others was joined to the next.
    if form(one) == form(other) {
        return 1.0;
    }
    let (ones, others) = (forms(one), forms(other));
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let closest = pairs.map(|(one, other)| {
        let longer = one.chars().count().max(other.chars().count()).max(1);
        1.0 - strsim::osa_distance(one, other) as f32 / longer as f32
    });
    closest.fold(0.0, f32::max)
}

/// A name in Latin letters, folded, without blanks.
fn form(name: &str) -> String {
    let latin = romanized(name);
    let mut folded = String::with_capacity(latin.len());
    for segment in Segments::new(&latin) {
        fold_into(segment.text(&latin), &mut folded);
    }
    folded.chars().take(MOST_LETTERS).collect()
}

fn forms(name: &str) -> Vec<String> {
    let mut forms = Vec::new();
    let keys = equivalence_keys(name, None);
    for key in &keys {
        let stems: Vec<&str> = key.split(' ').filter(|word| !word.starts_with('=')).collect();
        let form = if stems.is_empty() { form(name) } else { form(&stems.join(" ")) };
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_place_are_closer_than_names_of_one_sound() {
        for (one, other, near) in [
            ("Habarovsk", "Khabarovsk", true),
            ("Москва", "Moskva", true),
            ("Victoria Island", "Isla Victoria", true),
            ("Khar kov", "Харьков", true),
            ("Burning Man", "Birmingham", false),
            ("Scott West", "Southwest", false),
            ("Republika Kina", "Republic of Kenya", false),
            ("Republic", "Republika", true),
            ("", "Kyoto", false),
        ] {
            let found = closeness(one, other);
            assert_eq!(found >= 0.75, near, "{one} and {other}: {found}");
            assert!((found - closeness(other, one)).abs() < 1e-6 && (0.0..=1.0).contains(&found));
        }
    }
}
