//! Thai and Lao: syllables spelled out in the order in which they are spoken.
//!
//! A vowel may be written before its consonants, and a short one need not be written at all: นคร is na-khon. What the rules see
//! is each syllable with its consonants, its vowel (ะ for an unwritten a, โะ for an unwritten o), the consonant that ends it and
//! a mark where it ends; tone marks and letters that are marked as silent are gone. The blocks of the two scripts are laid out
//! alike, so that one reading serves both. Where syllables end is a guess, right for most names but not for those from Pali with a
//! consonant that is spoken twice.

/// Ends a syllable: a character that words may hold, and that says nothing in these scripts.
pub(super) const END: char = '\u{200C}';

/// The letters of a text, its syllables spelled out. O(length).
pub(super) fn spelled_out(text: impl Iterator<Item = char>) -> Vec<char> {
    let letters = spoken(text);
    let mut reader = Reader { letters: &letters, at: 0, out: Vec::with_capacity(2 * letters.len()) };
    while reader.at < letters.len() {
        reader.syllable();
    }
    reader.out
}

/// Without tone marks and silent letters.
fn spoken(text: impl Iterator<Item = char>) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for letter in text {
        match thai(letter) {
            '\u{E48}'..='\u{E4B}' | '\u{E4E}' | END => {}
            '\u{E4C}' => {
                if out.pop().is_some_and(is_sign) {
                    out.pop();
                }
                // The same mark silences both of จันทร์.
                let silent = out
                    .len()
                    .checked_sub(2)
                    .is_some_and(|before| matches!(thai(out[before + 1]), 'ท' | 'ต') && is_consonant(out[before]));
                if silent {
                    out.pop();
                }
            }
            // The second of two Lao consonants, below the first.
            '\u{E3C}' => out.push('ລ'),
            _ => out.push(letter),
        }
    }
    out
}

/// The Thai letter at the place of a Lao one.
fn thai(letter: char) -> char {
    match u32::from(letter) {
        code @ 0xE80..=0xEFF => char::from_u32(code - 0x80).unwrap_or(letter),
        _ => letter,
    }
}

fn is_consonant(letter: char) -> bool {
    // The Lao letters for hn and hm stand elsewhere.
    matches!(thai(letter), 'ก'..='ฮ') && !is_sign(letter) || matches!(letter, 'ໜ' | 'ໝ')
}

/// Vowels that are written behind, above or below their consonant.
fn is_sign(letter: char) -> bool {
    matches!(thai(letter), 'ฤ' | 'ฦ' | 'ะ'..='ู' | '\u{E3B}' | '\u{E3D}' | 'ๅ' | '็' | 'ํ')
}

fn is_preposed(letter: char) -> bool {
    matches!(thai(letter), 'เ'..='ไ')
}

/// May the two begin a syllable?
fn is_cluster(one: char, two: char) -> bool {
    match thai(two) {
        'ร' => matches!(
            thai(one),
            'ก' | 'ข' | 'ค' | 'จ' | 'ซ' | 'ด' | 'ต' | 'ท' | 'บ' | 'ป' | 'พ' | 'ฟ' | 'ศ' | 'ส' | 'ห'
        ),
        'ล' => matches!(thai(one), 'ก' | 'ข' | 'ค' | 'บ' | 'ป' | 'ผ' | 'พ' | 'ฟ' | 'ห'),
        'ว' => matches!(thai(one), 'ก' | 'ข' | 'ค' | 'ห'),
        'ง' | 'ญ' | 'น' | 'ม' | 'ย' => thai(one) == 'ห',
        _ => false,
    }
}

struct Reader<'a> {
    letters: &'a [char],
    at: usize,
    out: Vec<char>,
}

impl Reader<'_> {
    fn is(&self, at: usize, kind: impl Fn(char) -> bool) -> bool {
        self.letters.get(at).is_some_and(|letter| kind(*letter))
    }

    fn is_thai(&self, at: usize, wanted: char) -> bool {
        self.is(at, |letter| thai(letter) == wanted)
    }

    /// Is the letter a vowel behind a consonant, though it may be a consonant elsewhere?
    fn is_vowel(&self, at: usize) -> bool {
        match self.letters.get(at).map(|letter| thai(*letter)) {
            Some('อ') => !self.is(at + 1, is_sign) && !(self.is_thai(at + 1, 'อ')),
            Some('ว') => {
                let has_double_r = self.is_thai(at + 1, 'ร') && self.is_thai(at + 2, 'ร');
                self.is(at + 1, is_consonant) && !self.carries_vowel(at + 1) && !has_double_r
            }
            Some('ร') => self.is_thai(at + 1, 'ร'),
            _ => self.is(at, is_sign),
        }
    }

    /// Is a vowel written behind this consonant?
    fn carries_vowel(&self, at: usize) -> bool {
        self.is(at + 1, is_sign) || self.is_thai(at + 1, 'อ') && !self.is(at + 2, is_sign)
    }

    fn push(&mut self, count: usize) {
        self.out.extend(&self.letters[self.at..self.at + count]);
        self.at += count;
    }

    /// Reads one syllable, or one character that begins none.
    fn syllable(&mut self) {
        let preposed = self.is(self.at, is_preposed).then(|| self.letters[self.at]);
        let first = self.at + usize::from(preposed.is_some());
        if !self.is(first, is_consonant) {
            self.push(1);
            return;
        }
        self.at = first;
        match preposed {
            Some(vowel) => self.behind_preposed(vowel),
            None => self.without_preposed(),
        }
    }

    fn behind_preposed(&mut self, vowel: char) {
        let two = self.is(self.at + 1, is_consonant);
        let cluster = two && is_cluster(self.letters[self.at], self.letters[self.at + 1]);
        // The vowel is complete, so that one behind two consonants belongs to the second, except in เ-ีย, เ-ือ and เ-า.
        let goes_on = thai(vowel) == 'เ' && ['ิ', 'ี', 'ึ', 'ื', 'า'].iter().any(|sign| self.is_thai(self.at + 2, *sign));
        // What ends the word ends the syllable: เพล but เพลง; other vowels take no consonant behind them, or seldom.
        let goes_together = self.is(self.at + 2, is_consonant)
            || matches!(thai(vowel), 'แ' | 'ใ' | 'ไ')
            || thai(self.letters[self.at]) == 'ห';
        if cluster && (goes_on || (!self.is_vowel(self.at + 2) && goes_together)) {
            self.push(2);
        } else if two && goes_on && !self.is_thai(self.at + 2, 'า') {
            // เจริญ is cha-roen.
            self.push(1);
            self.out.extend(['ะ', END]);
            self.push(1);
        } else {
            self.push(1);
        }
        self.out.push(vowel);
        let mut is_open = false;
        match thai(vowel) {
            'เ' => {
                let long = self.is(self.at, |letter| matches!(thai(letter), 'ี' | 'ื' | 'ึ' | 'ั'));
                while self.is(self.at, is_sign) {
                    is_open = matches!(thai(self.letters[self.at]), 'ะ' | 'า' | '\u{E3B}');
                    self.push(1);
                }
                let glide =
                    ['ย', 'อ'].iter().any(|glide| self.is_thai(self.at, *glide)) && !self.is(self.at + 1, is_sign);
                if glide && (long || self.is_thai(self.at, 'อ')) {
                    self.push(1);
                }
                while self.is_thai(self.at, 'ะ') {
                    is_open = true;
                    self.push(1);
                }
            }
            'แ' | 'โ' => {
                while self.is(self.at, is_sign) {
                    is_open = thai(self.letters[self.at]) == 'ะ';
                    self.push(1);
                }
            }
            _ => {
                is_open = true;
                // ไทย: the y is not spoken twice.
                if self.is_thai(self.at, 'ย') && !self.carries_vowel(self.at) {
                    self.at += 1;
                }
            }
        }
        if !is_open {
            self.last(false);
        }
        self.out.push(END);
    }

    fn without_preposed(&mut self) {
        let bare = self.bare();
        if bare > 0 {
            self.unwritten(bare);
            return;
        }
        let cluster = is_cluster(self.letters[self.at], self.letters.get(self.at + 1).copied().unwrap_or_default());
        self.push(1 + usize::from(cluster && self.is_vowel(self.at + 2)));
        let mut sign = thai(self.letters[self.at]);
        let begin = self.at;
        while self.is(self.at, is_sign) {
            sign = thai(self.letters[self.at]);
            self.push(1);
        }
        if self.at == begin || matches!(sign, 'ั' | '็' | 'ื' | '\u{E3B}') {
            // The vowels that are also consonants; รร is a, with an n where nothing ends the syllable.
            if self.is_thai(self.at, 'ร') && self.is_thai(self.at + 1, 'ร') {
                self.push(2);
            } else if self.is_thai(self.at, 'อ') || (self.is_thai(self.at, 'ว') && !self.carries_vowel(self.at)) {
                self.push(1);
            }
        }
        if self.is_thai(self.at, 'ะ') {
            self.push(1);
        } else if !matches!(sign, 'ะ' | 'ำ') {
            self.last(matches!(sign, 'ิ' | 'ุ'));
        }
        self.out.push(END);
    }

    /// How many consonants without a written vowel stand here? At most six are looked at, which is two syllables of three.
    fn bare(&self) -> usize {
        let is_bare = |at: usize| {
            let cluster = self.is(at + 1, is_consonant) && is_cluster(self.letters[at], self.letters[at + 1]);
            self.is(at, is_consonant) && !self.is_vowel(at + 1) && !(cluster && self.is_vowel(at + 2))
        };
        (self.at..self.at + 6).take_while(|at| is_bare(*at)).count()
    }

    /// A syllable whose vowel is not written: o between two consonants, a behind one.
    fn unwritten(&mut self, bare: usize) {
        let sonorant = self.is(self.at + 2, |letter| matches!(thai(letter), 'ร' | 'ล' | 'น' | 'ม' | 'ง'));
        let ends = self.at + bare == self.letters.len() || !self.is(self.at + bare, is_consonant);
        let cluster = bare >= 3 && is_cluster(self.letters[self.at], self.letters[self.at + 1]);
        if !(cluster || bare == 2 || (bare >= 3 && !(bare == 3 && ends || sonorant))) {
            self.push(1);
            self.out.extend(['ะ', END]);
            if bare == 1 {
                return;
            }
        }
        self.push(1 + usize::from(cluster));
        self.out.extend(['โ', 'ะ']);
        self.push(1);
        self.out.push(END);
    }

    /// The consonant that ends the syllable, if one does.
    fn last(&mut self, is_short: bool) {
        let bare = self.bare();
        let ends = self.at + bare == self.letters.len() || !self.is(self.at + bare, is_consonant);
        // บุตร and มิตร: the r is not spoken.
        let is_tr = bare >= 2
            && self.is(self.at, |l| matches!(thai(l), 'ต' | 'ท' | 'ก' | 'ช'))
            && self.is_thai(self.at + 1, 'ร');
        if is_tr {
            self.push(1);
            self.at += 1;
        } else if bare == 1 || bare > 2 || (bare == 2 && !is_short && !ends) {
            self.push(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_spelled_out() {
        for (name, expected) in [
            ("นคร", "นะ|คโะร"),
            ("เชียงใหม่", "ชเียง|หมใ"),
            ("กรุงเทพ", "กรุง|ทเพ"),
            ("จันทร์", "จัน"),
            ("นครสวรรค์", "นะ|คโะร|สะ|วรร"),
            ("ຫຼວງ", "ຫລວງ"),
            ("อุดรธานี", "อุ|ดโะร|ธา|นี"),
            ("ວຽງຈັນ", "ວຽງ|ຈັນ"),
        ] {
            let found: String = spelled_out(name.chars()).into_iter().map(|c| if c == END { '|' } else { c }).collect();
            assert_eq!(found.trim_end_matches('|'), expected, "{name}");
        }
    }

    #[test]
    fn any_letters_can_be_read_and_no_consonant_is_lost() {
        let letters = ['ก', 'ร', 'ว', 'อ', 'เ', 'ะ', 'ั', 'ย', ' '];
        for number in 0..letters.len().pow(5) {
            let text: Vec<char> =
                (0..5).map(|place| letters[number / letters.len().pow(place) % letters.len()]).collect();
            let found = spelled_out(text.iter().copied());
            let count = |letters: &[char]| letters.iter().filter(|letter| **letter == 'ก').count();
            assert_eq!(count(&found), count(&text), "{text:?}");
        }
    }
}
