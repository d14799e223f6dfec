//! Ethiopic letters taken apart.
//!
//! Each letter is a consonant with a vowel, seven or eight to a consonant, in rows of eight. With the two set apart, a
//! system needs a rule for each consonant and one for each vowel, and one for a letter only where it reads the two in a
//! way of its own.

/// The vowels in the order of the columns. The last column has w before the third of them.
const VOWELS: [char; 7] = ['ᵄ', 'ᵘ', 'ⁱ', 'ᵃ', 'ᵉ', 'ᵊ', 'ᵒ'];

/// The consonant, as the letter with the weakest vowel, and the vowel as a small letter. What is no letter of the script stays.
pub(super) fn apart(letter: char) -> impl Iterator<Item = char> {
    let code = u32::from(letter);
    let column = (code % 8) as usize;
    let (consonant, rest) = match letter {
        // The glottal stop has no w; its last column is the vowel of the first one.
        'ኧ' => ('እ', ['ᵄ'].as_slice()),
        '\u{1200}'..='\u{1357}' => {
            let consonant = char::from_u32(code - code % 8 + 5).unwrap_or(letter);
            (consonant, VOWELS.get(column..=column).unwrap_or(&['ʷ', 'ᵃ']))
        }
        _ => (letter, [].as_slice()),
    };
    std::iter::once(consonant).chain(rest.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_apart() {
        for (letter, expected) in
            [('ለ', "ልᵄ"), ('ል', "ልᵊ"), ('ቋ', "ቍᵃ"), ('ሏ', "ልʷᵃ"), ('ኧ', "እᵄ"), ('፣', "፣"), ('a', "a")]
        {
            assert_eq!(apart(letter).collect::<String>(), expected);
        }
    }
}
