//! Which scripts a language is written in, for `check` to find a name whose tag is wrong.

use unicode_script::{Script, UnicodeScript};

use super::Language;
use super::language::named_script;

/// Languages whose names are written in one script, or in the few named, when the tag does not name one.
/// Facts from the `Suppress-Script` fields of the IANA registry and the orthographies in daily use. A
/// language that is not listed may use any one script.
#[rustfmt::skip]
const USUAL: &[(&[Script], &str)] = &[
    (&[Script::Latin], "af an ast br ca ceb cs cy da de en eo es et eu fi fo fr fy ga gd gl gn gv haw hr ht hu id is it jv kl \
        la lb lt lv mg mi ms mt nb nl nn no oc pl pt qu rm ro se sk sl sm so sq su sv sw tl to tr ty vi wa xh yo zu fil na ay pap"),
    (&[Script::Cyrillic], "ab ba be bg ce cv kv mk os ru sah udm uk av lez"),
    (&[Script::Arabic], "ar arz fa ps sd ur ckb ary"),
    (&[Script::Thaana], "dv"),
    (&[Script::Hebrew], "he yi"),
    (&[Script::Greek], "el grc"),
    (&[Script::Georgian], "ka xmf"),
    (&[Script::Armenian], "hy"),
    (&[Script::Devanagari], "bho hi mr ne mai sa"),
    (&[Script::Bengali], "as bn"),
    (&[Script::Gurmukhi], "pa"),
    (&[Script::Gujarati], "gu"),
    (&[Script::Oriya], "or"),
    (&[Script::Tamil], "ta"),
    (&[Script::Telugu], "te"),
    (&[Script::Kannada], "kn"),
    (&[Script::Malayalam], "ml"),
    (&[Script::Sinhala], "si"),
    (&[Script::Thai], "th"),
    (&[Script::Lao], "lo"),
    (&[Script::Khmer], "km"),
    (&[Script::Myanmar], "my shn"),
    (&[Script::Tibetan], "bo dz"),
    (&[Script::Ethiopic], "am ti"),
    (&[Script::Han], "zh yue wuu nan lzh"),
    (&[Script::Han, Script::Hiragana, Script::Katakana], "ja ain"),
    (&[Script::Hangul, Script::Han], "ko"),
];

/// The scripts that a name in `lang` may use; empty when the tag does not tell.
pub(crate) fn expected_scripts(lang: &Language) -> Vec<Script> {
    match named_script(lang.as_str()) {
        Some("Jpan") => vec![Script::Han, Script::Hiragana, Script::Katakana],
        Some("Hira") => vec![Script::Hiragana],
        Some("Kana") => vec![Script::Katakana],
        Some("Hrkt") => vec![Script::Hiragana, Script::Katakana],
        Some("Kore") => vec![Script::Hangul, Script::Han],
        Some("Hans" | "Hant" | "Hani") => vec![Script::Han],
        Some("Zyyy" | "Zinh" | "Zxxx" | "Zzzz") => Vec::new(),
        Some(code) => Script::from_short_name(code).into_iter().collect(),
        None => usual_scripts(lang.primary()).to_vec(),
    }
}

/// The scripts that a language, by its primary subtag, is usually written in; empty when that is not known.
pub(crate) fn usual_scripts(primary: &str) -> &'static [Script] {
    let row = USUAL.iter().find(|(_, languages)| languages.split_ascii_whitespace().any(|known| known == primary));
    row.map_or(&[], |(scripts, _)| scripts)
}

/// The first script in `text` that a name in `lang` should not have: one outside the language's scripts, or,
/// where these are unknown, a second script. `None` when all is well.
pub(crate) fn disagreeing_script(text: &str, lang: &Language) -> Option<Script> {
    let mut expected = expected_scripts(lang);
    for script in text.chars().map(|character| character.script()) {
        if matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
            continue;
        }
        if expected.is_empty() {
            // Undetermined: whatever the first letter is, the rest should be the same.
            expected = match script {
                // Han goes with either; what comes first should not matter.
                Script::Han => vec![Script::Han, Script::Hiragana, Script::Katakana, Script::Bopomofo, Script::Hangul],
                Script::Hiragana | Script::Katakana => {
                    vec![Script::Han, Script::Hiragana, Script::Katakana, Script::Bopomofo]
                }
                Script::Hangul => vec![Script::Hangul, Script::Han],
                other => vec![other],
            };
        }
        if !expected.contains(&script) {
            return Some(script);
        }
    }
    None
}
