//! How a character takes part in segmentation.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// How a character takes part in segmentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter or digit of a script with spaces.
    Letter,
    /// Katakana: written without spaces, but a run of it is mostly one word.
    Katakana,
    /// A letter of a script without spaces.
    Unspaced,
    /// A mark or an invisible character inside a word.
    Extender,
    Other,
}

impl Class {
    #[inline]
    pub(super) fn of(character: char) -> Class {
        if character.is_ascii() {
            return if character.is_ascii_alphanumeric() { Class::Letter } else { Class::Other };
        }
        match character {
            // What most texts are made of; all others take the long way, which says the same of these.
            'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ƿ' | 'Ѐ'..='ҁ' | 'Ҋ'..='ӿ' | 'ء'..='ؿ' | 'ف'..='ي' | '가'..='힣' => {
                Class::Letter
            }
            '一'..='鿿' | 'ぁ'..='ゖ' => Class::Unspaced,
            'ァ'..='ヺ' | 'ー' => Class::Katakana,
            _ => Class::of_any(character),
        }
    }

    fn of_any(character: char) -> Class {
        if is_combining_mark(character) || is_invisible(character) {
            return Class::Extender;
        }
        if is_apostrophe(character) || !character.is_alphanumeric() {
            return Class::Other;
        }
        match character.script() {
            Script::Katakana => Class::Katakana,
            // U+30FC, the prolonged sound mark, has the script Common, and so has its half-width form.
            Script::Common if matches!(character, 'ー' | 'ｰ') => Class::Katakana,
            // A number is one word in every script; the sign 〇 is a letter of one.
            script if is_unspaced(script) && (!character.is_numeric() || script == Script::Han) => Class::Unspaced,
            _ => Class::Letter,
        }
    }

    /// Does a segment begin with such a character?
    pub(super) fn begins(self) -> bool {
        matches!(self, Class::Letter | Class::Katakana | Class::Unspaced)
    }
}

/// Is the script written without spaces between words? In Tibetan the tsheg divides syllables, which are words enough.
fn is_unspaced(script: Script) -> bool {
    use Script::{
        Ahom, Balinese, Bopomofo, Han, Hiragana, Javanese, Khmer, Lao, Myanmar, New_Tai_Lue, Nushu, Tai_Le, Tai_Tham,
        Tai_Viet, Tangut, Thai, Yi,
    };
    match script {
        Han | Hiragana | Bopomofo | Nushu | Tangut | Yi => true,
        Thai | Lao | Khmer | Myanmar | Tai_Le | New_Tai_Lue | Tai_Tham | Tai_Viet | Ahom => true,
        Javanese | Balinese => true,
        _ => false,
    }
}

/// Shown as nothing, or as a sign over the word: soft hyphen, zero-width characters, bidirectional controls, tatweel,
/// variation selectors, fillers of Hangul, and the Armenian signs of emphasis, which stand inside the word they ask or
/// exclaim.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{55B}' | '\u{55C}' | '\u{55E}' | '\u{61C}' | '\u{640}' | '\u{7FA}' | '\u{115F}' | '\u{1160}'
            | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Apostrophes and the modifier letters that are used as apostrophes, soft signs, ayn and hamza; the geresh and
/// gershayim of Hebrew.
pub(super) fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`' | '\u{B4}' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{2033}' | '\u{2035}' | '\u{2B9}'
            ..='\u{2BF}'
                | '\u{2C0}'
                | '\u{2C1}'
                | '\u{2C8}'
                | '\u{2CA}'
                | '\u{2CB}'
                | '\u{2EE}'
                | '\u{374}'
                | '\u{384}'
                | '\u{55A}'
                | '\u{5F3}'
                | '\u{5F4}'
                | '\u{1FBD}'
                | '\u{1FBF}'
                | '\u{1FEF}'
                | '\u{1FFD}'
                | '\u{1FFE}'
                | '\u{A78B}'
                | '\u{A78C}'
                | '\u{FF07}'
                | '\u{FF40}'
    )
}

/// Hyphens, dashes and middle dots of all scripts.
pub(super) fn is_hyphen(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{B7}' | '\u{387}' | '\u{58A}' | '\u{5BE}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2027}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2E17}'
                | '\u{2E1A}'
                | '\u{2E40}'
                | '\u{301C}'
                | '\u{30A0}'
                | '\u{30FB}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{FF5E}'
                | '\u{FF65}'
    )
}

/// What ends a line in which a word was broken: hyphens, and the signs that print and its readers use for them.
pub(super) fn breaks_words(character: char) -> bool {
    matches!(character, '-' | '=' | '\u{AC}' | '\u{AD}' | '\u{58A}' | '\u{5BE}' | '\u{2010}' | '\u{2E17}' | '\u{2E40}')
}

/// Signs between words that are no punctuation: the tsheg of Tibetan, the word space of Ethiopic, an underscore.
pub(super) fn divides_words(character: char) -> bool {
    matches!(character, '_' | '\u{F0B}' | '\u{F0C}' | '\u{1361}') || character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_is_the_long_way() {
        for character in ('\u{80}'..=char::MAX).filter(|c| c.len_utf8() < 4) {
            assert_eq!(Class::of(character), Class::of_any(character), "{character} U+{:X}", character as u32);
        }
    }
}
