//! How a word is written: capitals or not.

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Of a script without case, or no letters.
    None,
    Lower,
    /// First letter a capital, others not all.
    Title,
    /// All letters capitals, at least two.
    Upper,
}

impl Case {
    pub(crate) fn of(text: &str) -> Case {
        let mut cased = 0_usize;
        let mut upper = 0_usize;
        let mut first = None;
        for character in text.chars() {
            let (is_upper, is_lower) = (character.is_uppercase(), character.is_lowercase());
            if is_upper || is_lower {
                cased += 1;
                upper += usize::from(is_upper);
                first.get_or_insert(is_upper);
            }
        }
        match first {
            None => Case::None,
            Some(false) => Case::Lower,
            Some(true) if upper == cased && cased > 1 => Case::Upper,
            Some(true) => Case::Title,
        }
    }

    pub(crate) fn is_capital(self) -> bool {
        matches!(self, Case::Title | Case::Upper)
    }
}
