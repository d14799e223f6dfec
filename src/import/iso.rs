//! Codes of ISO 3166: which of them are codes of places.

/// Is it an alpha-2 code that users may not assign as they like, or XK, which the model takes? AA, QM to QZ, XA to XZ
/// and ZZ mean something else in every data set, so they say nothing.
pub(super) fn is_assigned(code: &str) -> bool {
    let &[first, second] = code.as_bytes() else { return false };
    first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && (code == "XK" || !matches!((first, second), (b'A', b'A') | (b'Q', b'M'..=b'Z') | (b'X', _) | (b'Z', b'Z')))
}

/// Is it a code of ISO 3166-2? What has none is `XX-X01~` in Natural Earth.
pub(super) fn is_subdivision(code: &str) -> bool {
    let Some((country, part)) = code.split_once('-') else { return false };
    is_assigned(country)
        && (1..=3).contains(&part.len())
        && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_assign_some_codes() {
        assert!(["FR", "XK", "QA", "EU", "ZW", "AC"].iter().all(|code| is_assigned(code)));
        assert!(!["XX", "XA", "QM", "QZ", "AA", "ZZ", "-99", "fr", "F"].iter().any(|code| is_assigned(code)));
        assert!(is_subdivision("FR-ARA") && !is_subdivision("SO-X01~") && !is_subdivision("XX-1"));
    }
}
