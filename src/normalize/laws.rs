//! Laws of normalization, and its table of names with one key.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

/// Characters of many scripts and of all kinds that segmentation tells apart, whole and damaged.
fn piece() -> impl Strategy<Value = String> {
    let words = "Kuril|São|Krak|łódź|İstanbul|Москва|Київ|Αθήνα|القدس|ارومیه|ירושלים|תל|हिन्दी|ढाका|சென்னை|กรุง|ລາວ|ភ្នំ|ကမ္ဘာ|ལྷ|\
                 北|京|クリル|ヶ|が|さ|서울|አዲስ|Երևան|თბილისი|ᏣᎳᎩ|๒๐|٢٠|A|b|7|ß|ﬁ|ŉ|Å|ώ|ᾳ|が|é";
    let signs = " |  |\n|\n\n|\r\n|-|‐|‑|–|־|֊|・|·|.|. |, |'|’|ʼ|״|\"|?|??|\u{FFFD}|\u{AD}|\u{200B}|\u{200D}|\u{202E}|\u{301}|\u{3099}|\
                 \u{327}|་|፡|।|、|　|¬|=|_|&|&amp;|&eacute;|&#233;|&#x10D;|&nbsp;|;|Ã¼|Ã£|â€™|Ð°|Ñ‚|Рњ|СЃ|Гј|åŒ—|ãƒ|Â\u{A0}|🇯🇵|❤\u{FE0F}";
    let list = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    prop_oneof![
        4 => prop::sample::select(list(words)),
        4 => prop::sample::select(list(signs)),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn segments_are_ordered_and_between_them_are_no_letters(text in text()) {
        let mut end = 0;
        for segment in Segments::new(&text) {
            prop_assert!(end <= segment.start && segment.start < segment.end);
            prop_assert!(text.is_char_boundary(segment.start) && text.is_char_boundary(segment.end));
            prop_assert_eq!(Segments::new(&text[end..segment.start]).count(), 0, "between {} and {}", end, segment.start);
            end = segment.end;
        }
        prop_assert_eq!(Segments::new(&text[end..]).count(), 0);
    }

    #[test]
    fn segments_go_on_where_they_stopped(text in text()) {
        let all: Vec<Segment> = Segments::new(&text).collect();
        for (number, segment) in all.iter().enumerate() {
            let mut rest = Segments::resume(&text, segment.end, false);
            prop_assert_eq!(rest.next(), all.get(number + 1).copied());
        }
    }

    #[test]
    fn folding_twice_changes_nothing(text in text()) {
        let once = folded(&text);
        prop_assert_eq!(folded(&once), once.clone(), "{:?}", text);
        let key = Key::new(&text);
        prop_assert_eq!(Key::new(key.as_str()), key.clone(), "{:?}", text);
    }

    /// Of text that is not damaged: a misread letter is no letter with a mark.
    #[test]
    fn composed_and_decomposed_text_have_one_key(text in text()) {
        let may_be_misread = |letter| matches!(letter, '\u{C2}'..='\u{F4}' | '&' | 'Р' | 'С' | 'Г');
        prop_assume!(!text.contains(may_be_misread));
        let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
        prop_assert_eq!(Key::new(&composed), Key::new(&decomposed), "{:?}", text);
    }

    #[test]
    fn any_bytes_are_borne(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(Segments::new(&text).all(|segment| segment.start < segment.end));
        let key = Key::new(&text);
        prop_assert_eq!(Key::new(key.as_str()), key);
    }
}

#[test]
fn names_have_one_key_or_two() {
    for (table, is_one) in [
        (include_str!("../../tests/cases/same_keys.csv"), true),
        (include_str!("../../tests/cases/different_keys.csv"), false),
    ] {
        let wrong: Vec<String> = csv::Reader::from_reader(table.as_bytes())
            .into_records()
            .map(Result::unwrap)
            .filter(|row| (Key::new(&row[0]) == Key::new(&row[1])) != is_one)
            .map(|row| format!("{row:?}: {} {}", Key::new(&row[0]).as_str(), Key::new(&row[1]).as_str()))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// Hostile text takes time in proportion to its length. The limit is for a machine that is busy with other things.
#[test]
fn hostile_text_takes_linear_time() {
    let started = std::time::Instant::now();
    for piece in [
        "a", "é", "\u{301}", "&", "&amp;", "Ã", "Ã¼", "Ã¼Ã", "Ð°Ñ", "РњС", "ж", "їі", "ðŸ", "A ", "A.", "A?a", "·l",
        "北", "??", "\u{202E}",
    ] {
        let text = format!("a{}", piece.repeat(1_000_000 / piece.len()));
        assert!(Segments::new(&text).count() > 0);
        assert!(Key::new(&text).as_str().len() <= 4 * text.len());
    }
    assert_eq!(Key::new(&format!("e{}", "\u{301}".repeat(10_000))).as_str(), "e");
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}
