//! Words that stand for one another in names: island, isla and остров; St. and Saint; N., North and norte.
//!
//! `gazetteer/rules/equivalents.csv` puts words into classes, and a name has a key in which each such word is the sign
//! of its class. What is left of the name, its stems, stays in order; signs are sorted behind them, since languages
//! differ in where a generic stands: *Isla Victoria*, *Victoria Island*. Articles and conjunctions are dropped, and an
//! inverted name (*Victoria, Lake*) is turned round.
//!
//! A word that is an ordinary part of names in another language is *weak*: it counts where the language of the name is
//! its own, or where the way it is written confirms it (`S.` with a stop, `-do` behind a hyphen).

mod rules;
mod words;

use super::key::Key;

use rules::Class;

use rules::rules;
use words::words;

/// An inverted part has no more words than this.
const LONGEST_TAIL: usize = 8;

/// The classes of a folded word, or of several joined by blanks, if it is in any.
pub(crate) fn class_of(word: &str) -> Option<&'static [Class]> {
    rules().classes_of.get(word).map(Vec::as_slice)
}

/// The folded words of a class, each with its languages: tags joined by blanks, or `und`.
#[cfg(test)]
fn words_of(class: Class) -> impl Iterator<Item = (&'static str, &'static str)> {
    rules().rows.iter().filter(move |row| row.class == class).map(|row| (&*row.key, &*row.langs))
}

/// The stem and the class of a folded word whose generic is glued to it: `diaoyudao`, `suursaari`.
#[cfg(test)]
fn glued<'w>(word: &'w str, lang: Option<&str>) -> Option<(&'w str, Class)> {
    let (stem, classes) = rules().glued(word, lang)?;
    Some((stem, *classes.first()?))
}

/// The likeliest of the [keys](equivalence_keys) of a name.
#[cfg(test)]
fn equivalence_key(name: &str, lang: Option<&str>) -> String {
    equivalence_keys(name, lang).swap_remove(0)
}

/// The keys under which names meet that differ by equivalent words only: one, or a few where a word is in several
/// classes, such as Polish *zatoka*, a bay or a gulf. There is always one, and the likeliest is first.
///
/// It is the plain key of the name where nothing would be left of it but signs, unless one is of an administrative
/// unit: *Black Hill* has as little to do with every *Schwarzberg* as *Newton* with *Villeneuve*.
pub(crate) fn equivalence_keys(name: &str, lang: Option<&str>) -> Vec<String> {
    let turned = reordered(name, lang);
    let words = words(turned.as_deref().unwrap_or(name), &rules().elided);
    let parts = rules().parts(&words, lang);
    let mut keys: Vec<String> = Vec::new();
    for mut signs in parts.readings() {
        signs.retain(|class| !class.is_dropped());
        if parts.stems.is_empty() && (signs.len() < 2 || !signs.iter().any(|class| class.is_administrative())) {
            continue;
        }
        let mut signs: Vec<&str> = signs.into_iter().map(Class::name).collect();
        signs.sort_unstable();
        let mut key = parts.stems.join(" ");
        for sign in signs {
            // No folded word holds this character.
            key.push_str(if key.is_empty() { "=" } else { " =" });
            key.push_str(sign);
        }
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.is_empty() {
        keys.push(Key::new(name).as_str().to_owned());
    }
    keys
}

/// An inverted name turned round: `Victoria, Lake` and `Victoria (Lake)` are `Lake Victoria`.
///
/// What stands behind the comma must be nothing but equivalent words, or end in a word for *of*; in `Paris, Texas` it
/// is another place.
pub(crate) fn reordered(name: &str, lang: Option<&str>) -> Option<String> {
    let (head, tail) = inverted(name)?;
    let joined = ends_in_apostrophe(tail);
    let words = words(tail, &rules().elided);
    let last = words.last()?;
    if words.len() > LONGEST_TAIL || Key::new(head).is_empty() {
        return None;
    }
    let turns = if joined {
        words.len() == 1 && rules().elided.contains(&last.folded)
    } else {
        rules().ends_in_of(&words) || rules().are_all_equivalent(&words, lang)
    };
    turns.then(|| format!("{tail}{}{head}", if joined { "" } else { " " }))
}

/// The two parts of a name that may be inverted.
fn inverted(name: &str) -> Option<(&str, &str)> {
    let name = name.trim();
    let (head, tail) = if let Some(open) = name.strip_suffix([')', '）']) {
        open.split_once(['(', '（'])?
    } else {
        name.split_once([',', '،', '、', '，'])?
    };
    let is_plain = |part: &str| !part.contains([',', '،', '、', '，', '(', ')', '（', '）', ';', '/']);
    (is_plain(head) && is_plain(tail)).then_some((head.trim(), tail.trim()))
}

fn ends_in_apostrophe(text: &str) -> bool {
    text.ends_with(['\'', '’', '‘', 'ʼ', '´', '`'])
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use proptest::prelude::*;

    use super::rules::RULES;
    use super::*;

    fn records() -> Vec<[String; 9]> {
        let mut reader = csv::Reader::from_reader(RULES.as_bytes());
        reader.records().map(Result::unwrap).map(|row| std::array::from_fn(|column| row[column].to_owned())).collect()
    }

    #[test]
    fn every_rule_holds_on_its_example() {
        let mut wrong = Vec::new();
        for [class, langs, word, _, _, _, example, equal, why] in records() {
            let lang = langs.split(' ').next();
            let (one, other) = (equivalence_keys(&example, lang), equivalence_keys(&equal, lang));
            let meet = one.iter().any(|key| other.contains(key));
            if !meet || Key::new(&example) == Key::new(&equal) || why.is_empty() {
                wrong.push(format!("{class},{word},{langs}: {example} is {one:?}, {equal} is {other:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} rules do not hold:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn no_rule_is_passed_over_or_stands_twice() {
        let records = records();
        assert_eq!(records.len(), rules().rows.len(), "a rule is passed over");
        let mut kinds = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut twice = Vec::new();
        for (row, [class, langs, word, kind, form, weak, ..]) in rules().rows.iter().zip(records) {
            assert_eq!(*kinds.entry(class.clone()).or_insert_with(|| kind.clone()), kind, "{class} has two kinds");
            if !seen.insert((row.class, row.key.clone(), row.form)) {
                twice.push(format!("{class},{word},{form}"));
            }
            assert!(weak.is_empty() || weak == "yes", "{weak} is no weakness");
            for lang in langs.split(' ') {
                assert!(crate::model::Language::parse(lang).is_ok(), "{lang} of {word} is no tag");
            }
        }
        assert!(twice.is_empty(), "stand twice in a class: {twice:#?}");
        for row in &rules().rows {
            assert!(words_of(row.class).nth(1).is_some(), "{} has one word", row.class.name());
        }
    }

    #[test]
    fn names_that_are_equal_but_for_equivalent_words() {
        for (one, other) in [
            ("Isla de Pascua", "Île de Pascua"),
            ("Saint Petersburg", "St. Petersburg"),
            ("Sankt Petersburg", "Petersburg, St."),
            ("N. Carolina", "Carolina del Norte"),
            ("Mt. Fuji", "Fuji Mountain"),
            ("Diaoyudao", "Diaoyu Dao"),
            ("Iwo-jima", "Iwojima"),
            ("Uotsuri-shima", "Uotsuri Island"),
            ("Etorofu-tō", "Etorofu Island"),
            ("Jeju-do", "Jeju Island"),
            ("Vuosaari", "Vuo saari"),
            ("L’Aquila", "Aquila"),
            ("Hague, The", "Hague"),
            ("Korea, Republic of", "Republic of Korea"),
            ("Congo (Democratic Republic of the)", "Democratic Republic of the Congo"),
            ("Trinidad & Tobago", "Trinidad and Tobago"),
            ("尖閣諸島", "尖閣列島"),
            ("제주도", "제주섬"),
            ("เกาะสมุย", "สมุย, เกาะ"),
            ("остров Итуруп", "Итуруп (о.)"),
        ] {
            assert_eq!(equivalence_key(one, None), equivalence_key(other, None), "{one} and {other}");
        }
    }

    #[test]
    fn a_weak_word_counts_in_its_language_or_where_it_is_confirmed() {
        for (one, other, lang, equal) in [
            ("Suwa-ko", "Lake Suwa", None, true),
            ("Suwa ko", "Lake Suwa", None, false),
            ("Suwa ko", "Lake Suwa", Some("ja-Latn"), true),
            ("S. Paulo", "Saint Paulo", Some("pt-BR"), true),
            ("S Paulo", "Paulo", None, false),
            ("Anna i Maria", "Anna Maria", Some("pl"), true),
            ("Anna i Maria", "Anna Maria", Some("en"), false),
        ] {
            assert_eq!(
                equivalence_key(one, lang) == equivalence_key(other, lang),
                equal,
                "{one} and {other} in {lang:?}"
            );
        }
    }

    #[test]
    fn inverted_names_are_turned_round() {
        for (name, turned) in [
            ("Korea, Republic of", Some("Republic of Korea")),
            ("Iran (Islamic Republic of)", Some("Islamic Republic of Iran")),
            ("Netherlands (Kingdom of the)", Some("Kingdom of the Netherlands")),
            ("Falkland, Islands", Some("Islands Falkland")),
            ("Victoria, Lake", Some("Lake Victoria")),
            ("Aquila, L’", Some("L’Aquila")),
            ("Havre, Le", Some("Le Havre")),
            ("Corea (República de)", Some("República de Corea")),
            ("Корея, Республика", Some("Республика Корея")),
            ("Qahirah, Al", Some("Al Qahirah")),
            ("Paris, Texas", None),
            ("Lincoln, NE", None),
            ("Congo (Kinshasa)", None),
            ("Paris", None),
            (", Lake", None),
            ("Lake, ", None),
            ("a, b, Lake", None),
        ] {
            assert_eq!(reordered(name, None).as_deref(), turned, "{name}");
        }
    }

    #[test]
    fn a_generic_is_cut_from_a_stem_and_not_from_less() {
        for (word, parts) in [
            ("diaoyudao", Some(("diaoyu", "island"))),
            ("suursaari", Some(("suur", "island"))),
            ("xisha", None),
            ("dao", None),
            ("", None),
        ] {
            assert_eq!(glued(word, None).map(|(stem, class)| (stem, class.name())), parts, "{word}");
        }
    }

    proptest! {
        #[test]
        fn any_string_has_a_key_of_bounded_length(name in any::<String>(), lang in proptest::option::of("[a-z]{2,3}")) {
            let key = equivalence_key(&name, lang.as_deref());
            // The longest name of a class stands for one letter at worst.
            prop_assert!(key.len() <= 24 * (name.len() + 1));
            let _ = reordered(&name, lang.as_deref());
            let _ = glued(&name, lang.as_deref());
        }

        #[test]
        fn words_of_the_rules_in_any_order_have_a_key(rows in prop::collection::vec(0..rules().rows.len(), 0..9), gap in "[ '.,()-]?") {
            let words: Vec<&str> = rows.iter().map(|&row| &*rules().rows[row].key).collect();
            let name = words.join(&gap);
            prop_assert_eq!(equivalence_key(&name, None).is_empty(), Key::new(&name).is_empty());
        }

        #[test]
        fn a_class_is_found_by_each_of_its_words(row in 0..rules().rows.len()) {
            let row = &rules().rows[row];
            prop_assert!(class_of(&row.key).is_some_and(|classes| classes.contains(&row.class)));
            prop_assert!(words_of(row.class).any(|(word, _)| word == &*row.key));
        }
    }
}
