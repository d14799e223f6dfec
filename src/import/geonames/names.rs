//! Names by language: alternateNames, old and new, and the translations of country names.
//!
//! | there | here |
//! |---|---|
//! | a language, no flag | `common` |
//! | no language, no flag | `variant`, as in the column `alternatenames` |
//! | isPreferredName | the rank `preferred`, and never a variant |
//! | isShortName, isColloquial | `short`, `colloquial` |
//! | isHistoric, `to`, `fr_1793` | `alternate` with an end: the date, or `XXXX` where none is given |
//! | abbr | `abbreviation` in `und` |
//! | piny | `variant` in `zh-Latn-pinyin` |
//! | wkdt | `same_as` of the place, where it has one |
//! | link, post, iata, icao, faac, tcid, unlc, phon and the like | dropped: they are no names |

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::super::input::{Lines, open};
use super::super::report::{At, Tally};
use super::super::row::{Saying, fields};
use super::{Run, geonameid};
use crate::error::Error;
use crate::model::{Date, Language, NameKind, Rank};

/// Codes that stand where a language should.
fn pseudo_language(code: &str) -> Option<&'static str> {
    Some(match code {
        "link" => "alternate name that is a link",
        "post" => "alternate name that is a postal code",
        "iata" | "icao" | "faac" | "tcid" => "alternate name that is the code of an airport or station",
        "unlc" => "alternate name that is a UN/LOCODE",
        "phon" => "alternate name in phonetic letters",
        "wkdt" => "alternate name that is a Wikidata item; same_as of the place",
        "nuts" | "lauc" | "uicn" | "ubid" => "alternate name that is a code of another register",
        _ => return None,
    })
}

/// A bound on the file of translations, which is read as a whole.
const LONGEST: u64 = 1 << 26;

impl Run {
    /// Reads which places have a Wikidata item: places are given before their names are read.
    pub(super) fn read_links(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        while lines.advance(tally)? {
            if !lines.text().contains("\twkdt\t") {
                continue;
            }
            let ([_, place, _, item], _) = fields::<4>(lines.text());
            let number = item.trim().strip_prefix('Q').and_then(|number| number.parse().ok());
            match (geonameid(tally, lines.at(), place)?, number) {
                (Some(place), Some(number)) => self.wikidata.push((place, number)),
                (_, None) => tally.fault("Wikidata item that is none", lines.at(), item)?,
                (None, _) => {}
            }
        }
        self.wikidata.sort_unstable();
        self.wikidata.dedup();
        Ok(())
    }

    pub(super) fn read_names(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        let pinyin = Language::parse("zh-Latn-pinyin")?;
        let french = Language::parse("fr")?;
        let unknown: Option<Date> = "XXXX".parse().ok();
        // Names of a place stand together; 0 is no place.
        let (mut current, mut given) = (0, None);
        while lines.advance(tally)? {
            let at = lines.at();
            let (fields, count) = fields::<10>(lines.text());
            if !matches!(count, 8 | 10) {
                if !lines.text().is_empty() {
                    tally.fault("wrong number of fields", at, lines.text())?;
                }
                continue;
            }
            let [_, number, code, name, preferred, short, colloquial, historic, from, to] = fields;
            if let Some(reason) = pseudo_language(code) {
                tally.dropped(reason, at, name);
                continue;
            }
            let Some(id) = geonameid(tally, at, number)? else { continue };
            if id != current {
                (current, given) = (id, self.given.get(&id).copied());
                self.names.of("gn", u64::from(id));
            }
            let Some(given) = given else {
                tally.dropped("name of a place that is not there", at, number);
                continue;
            };
            let (lang, kind) = match code {
                "" if preferred == "1" => (&self.und, NameKind::Common),
                "" => (&self.und, NameKind::Variant),
                "abbr" => (&self.und, NameKind::Abbreviation),
                "piny" => (&pinyin, NameKind::Variant),
                "fr_1793" => (&french, NameKind::Common),
                code => (self.tags.get(tally, at, code), NameKind::Common),
            };
            if given.speaks(lang) && given.has(name) {
                tally.dropped("name that is the record's own", at, name);
                continue;
            }
            let mut saying = Saying::new(lang, kind);
            saying.start = date(tally, at, from)?;
            saying.end = date(tally, at, to)?;
            if preferred == "1" {
                saying.rank = Rank::Preferred;
            }
            if historic == "1" || code == "fr_1793" {
                saying.end = saying.end.or(unknown);
            }
            if saying.end.is_some() && kind == NameKind::Common {
                saying.kind = NameKind::Alternate;
            } else if colloquial == "1" {
                saying.kind = NameKind::Colloquial;
            } else if short == "1" && kind != NameKind::Abbreviation {
                saying.kind = NameKind::Short;
            }
            self.names.give(tally, at, name, saying)?;
        }
        Ok(())
    }

    /// Reads the names of countries, which alternateNames has, too: with it, they are passed over.
    pub(super) fn read_translations(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let at = |line| At { path, line };
        if self.has_alternate_names {
            tally.dropped("translations of country names; alternateNames has them", at(0), "");
            return Ok(());
        }
        let reader = open(path, tally)?.take(LONGEST);
        let names: BTreeMap<String, BTreeMap<String, String>> = match serde_json::from_reader(reader) {
            Ok(names) => names,
            Err(error) => {
                let line = error.line() as u64;
                return tally.fault(
                    "translations that are not {geonameid: {language: name}}",
                    at(line),
                    &error.to_string(),
                );
            }
        };
        for (number, names) in &names {
            let Some(id) = geonameid(tally, at(0), number)? else { continue };
            let Some(given) = self.given.get(&id).copied() else {
                tally.dropped("name of a place that is not there", at(0), number);
                continue;
            };
            self.names.of("gn", u64::from(id));
            for (code, name) in names {
                if let Some(reason) = pseudo_language(code) {
                    tally.dropped(reason, at(0), name);
                    continue;
                }
                let (lang, kind) = match code.as_str() {
                    "abbr" => (&self.und, NameKind::Abbreviation),
                    code => (self.tags.get(tally, at(0), code), NameKind::Common),
                };
                if given.speaks(lang) && given.has(name) {
                    tally.dropped("name that is the record's own", at(0), name);
                } else {
                    self.names.give(tally, at(0), name, Saying::new(lang, kind))?;
                }
            }
        }
        Ok(())
    }
}

/// A date as contributors write it: EDTF, a year of fewer digits, or the digits of a day without hyphens.
fn date(tally: &mut Tally<'_>, at: At<'_>, text: &str) -> Result<Option<Date>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let date = match text.len() {
        1..=3 if digits => format!("{text:0>4}").parse(),
        8 if digits => format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).parse(),
        _ => text.parse(),
    };
    match date {
        Ok(date) => Ok(Some(date)),
        Err(_) => {
            tally.fault("date that is not EDTF; none given", at, text)?;
            Ok(None)
        }
    }
}
