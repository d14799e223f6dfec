//! Language codes of other gazetteers to BCP 47 tags: ISO 639-3, 639-2 in both forms, 639-1, with a region or a
//! script behind an underscore or a hyphen. Each code is converted once and remembered.

use std::collections::HashMap;

use super::report::{At, Tally};
use crate::model::Language;

/// Codes that mean something else than the registry says, or that the registry has in another form. The names under
/// each were looked at: those under `als` are Alemannic, not Tosk Albanian, those under `nrm` Norman, not Narom (both
/// are codes of Wikipedias), those under `unk` of any language, not Enawené-Nawé, those under `jap` Japanese, not
/// Jaruára, those under `srb` Serbian, not Sora.
#[rustfmt::skip]
const MEANT: &[(&str, &str)] = &[
    ("als", "gsw"), ("nrm", "nrf"), ("unk", "und"), ("jap", "ja"), ("srb", "sr-Latn"), ("bih", "bh"), ("hbs", "sh"),
    ("zho_min_nan", "nan"), ("zho_yue", "yue"), ("zho_chs", "zh-Hans"), ("zho_cht", "zh-Hant"),
    ("srp_ec", "sr-Cyrl"), ("srp_cyr", "sr-Cyrl"), ("srp_el", "sr-Latn"), ("srp_lat", "sr-Latn"),
    ("ben_bn", "bn"), ("cbk_zam", "cbk"), ("ell_en", "el-Latn"),
    ("zh_min_nan", "nan"), ("zh_yue", "yue"), ("zh_classical", "lzh"), ("simple", "en"), ("iw", "he"), ("in", "id"),
    ("ji", "yi"), ("sh", "sh"), ("mo", "ro"), ("bat_smg", "sgs"), ("fiu_vro", "vro"), ("roa_rup", "rup"),
    ("be_x_old", "be-tarask"), ("no_bok", "nb"), ("no_nyn", "nn"),
];

/// Converted codes.
pub(super) struct Tags {
    und: Language,
    known: HashMap<String, Option<Language>>,
}

impl Tags {
    pub(super) fn new(und: Language) -> Tags {
        Tags { und, known: HashMap::new() }
    }

    /// The tag of a code; `und`, and reported, where it has none.
    pub(super) fn get(&mut self, tally: &mut Tally<'_>, at: At<'_>, code: &str) -> &Language {
        if !self.known.contains_key(code) {
            self.known.insert(code.to_owned(), convert(code));
        }
        match self.known.get(code) {
            Some(Some(tag)) => tag,
            _ => {
                tally.dropped("unknown language code; und instead", at, code);
                &self.und
            }
        }
    }
}

/// The tag that a code means, if it means one.
fn convert(code: &str) -> Option<Language> {
    let code = code.to_ascii_lowercase().replace('-', "_");
    if let Some((_, tag)) = MEANT.iter().find(|(known, _)| *known == code) {
        return Language::parse(tag).ok();
    }
    let (language, rest) = code.split_once('_').unwrap_or((&code, ""));
    let language = Language::shorter(language).unwrap_or(language);
    let region = match rest {
        "" => return Language::parse(language).ok(),
        // Three-letter codes of the countries that occur.
        "nld" => "nl",
        other => other,
    };
    Language::parse(&format!("{language}-{}", region.replace('_', "-"))).ok()
}

#[cfg(test)]
mod tests {
    use super::convert;

    #[test]
    fn codes_become_tags() {
        let cases = include_str!("../../tests/cases/import_languages.csv");
        for row in csv::Reader::from_reader(cases.as_bytes()).records().map(Result::unwrap) {
            let tag = convert(&row[0]);
            assert_eq!(tag.as_ref().map_or("", |tag| tag.as_str()), &row[1], "{} ({})", &row[0], &row[2]);
        }
    }
}
