//! Input that nobody means well: it ends in an answer, in time that grows as the input does.

use std::hint::black_box;
use std::time::{Duration, Instant};

use allonym::{EditRule, Index, Resolver, Romanization, SoundKey, Tagger, similarity};
use proptest::prelude::*;

/// Everything that reads a name or a text.
fn read_all(resolver: &Resolver, text: &str) {
    black_box(resolver.resolve(text).candidates().len());
    black_box(resolver.mentions(text).len());
    black_box(resolver.did_you_mean(text));
    black_box(resolver.suggest(text, 3).len());
    Tagger::new(resolver.index()).tag(text, |tag| {
        assert!(text.get(tag.span()).is_some());
    });
    black_box(SoundKey::new(text));
    black_box(similarity(text, "Kuril Islands").value());
    black_box(similarity("Курильские острова", text).value());
}

fn romanize_all(text: &str) {
    for id in Romanization::ids() {
        black_box(Romanization::get(id).unwrap().romanize(text));
    }
}

/// The shortest of three runs.
fn time(mut work: impl FnMut()) -> Duration {
    let run = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..3).map(|_| run(&mut work)).min().unwrap()
}

/// Four times the input takes at most some sixteen times as long: on a busy machine that tells what is linear from what is
/// not, if the inputs are long enough. What takes no time at all is not measured.
fn grows_gently(what: &str, mut work: impl FnMut(usize)) {
    let few = time(|| work(1));
    let many = time(|| work(4));
    let least = Duration::from_millis(20);
    assert!(many <= few.max(least) * 16, "{what}: {few:?} for one, {many:?} for four");
}

#[test]
fn strange_letters_are_read() {
    let resolver = Resolver::new(Index::embedded());
    let marks = |count: usize| format!("Pari{}s", "\u{301}".repeat(count));
    let texts = [
        String::new(),
        "\0".to_owned(),
        "\u{FEFF}\u{202E}siraP\u{202C} \u{2066}Kuril\u{2069} Islands".to_owned(),
        "\u{202E}".repeat(1000),
        marks(10_000),
        "\u{301}".repeat(10_000),
        "\u{FFFD}".repeat(10_000),
        "?".repeat(10_000),
        "&".repeat(10_000),
        "&#x".repeat(5_000),
        "&#99999999999999999999;&#xD800;&#0;".to_owned(),
        "Ã".repeat(10_000),
        "\u{10FFFF}\u{E000}\u{1D400}".repeat(1000),
        "ﷺ".repeat(1000),
        "Kuri-\n".repeat(2000),
        "l'".repeat(5000),
        "of the and ".repeat(3000),
        "и в на ".repeat(3000),
        "\u{200D}\u{200C}\u{2060}".repeat(3000),
    ];
    for text in &texts {
        read_all(&resolver, text);
        romanize_all(&text.chars().take(300).collect::<String>());
    }
    // A letter keeps its name, however many marks are heaped on it.
    assert_eq!(resolver.resolve(&marks(3)).candidates()[0].place().id(), "paris");
}

#[test]
fn a_text_of_function_words_names_nothing() {
    let resolver = Resolver::new(Index::embedded());
    for words in ["of the and to from with that which ", "который это было что они ", "und der die das nicht mit "]
    {
        let text = words.repeat(200);
        let mentions = resolver.mentions(&text);
        let found: Vec<&str> = mentions.iter().map(|mention| &text[mention.span()]).take(3).collect();
        assert!(found.is_empty(), "{words}: {found:?}");
    }
}

#[test]
fn long_words_take_time_by_their_length() {
    let resolver = Resolver::new(Index::embedded());
    for letter in ["a", "ы", "の", "島", "가", "ा", "ق"] {
        let word = |times: usize| letter.repeat(20_000 * times);
        grows_gently(&format!("resolve {letter}"), |times| {
            black_box(resolver.resolve(&word(times)).candidates().len());
        });
        grows_gently(&format!("mentions {letter}"), |times| {
            black_box(resolver.mentions(&word(times)).len());
        });
        grows_gently(&format!("tag {letter}"), |times| {
            Tagger::new(resolver.index()).tag(&word(times), |tag| {
                black_box(tag);
            });
        });
        grows_gently(&format!("sound {letter}"), |times| drop(black_box(SoundKey::new(&word(times)))));
        grows_gently(&format!("similarity {letter}"), |times| {
            black_box(similarity(&word(times), &word(1)).value());
        });
    }
}

#[test]
fn a_word_of_a_megabyte_is_read() {
    let resolver = Resolver::new(Index::embedded());
    for letter in ["a", "К", "가"] {
        let word = letter.repeat(1_000_000 / letter.len());
        read_all(&resolver, &word);
        black_box(Romanization::get("uk-ua-2010").unwrap().romanize(&word));
        assert!(resolver.mentions(&format!("{word} Paris")).len() == 1, "what stands behind it is found");
    }
}

#[test]
fn every_system_takes_time_by_the_length_of_a_text() {
    // Letters of all the scripts that are romanized, the most repeated first.
    let text = "Ыйъ ごっきょう 港 한국밥 القُدْسّ ירוּשָׁלַיִם क्ष्मीं თბილისი Երևան กรุงเทพฯ ລາວ ශ්‍රී ᠮᠣᠩᠭᠣᠯ ދިވެހި አዲስ ";
    for id in Romanization::ids() {
        let system = Romanization::get(id).unwrap();
        grows_gently(id, |times| drop(black_box(system.romanize(&text.repeat(20 * times)))));
    }
    romanize_all(&"ה".repeat(20_000));
}

#[test]
fn texts_in_which_everything_varies_take_time_by_their_length() {
    let resolver = Resolver::new(Index::embedded());
    let texts = [
        // Every word is a form of a name, or may begin one.
        "Курильских Южных Москвой Львові Praze Helsingissä Warszawie ",
        // Names of equivalent words that none ends.
        "Republic Islands Saint Mount North River Province ",
        "St. Is. Mt. N. Rep. Prov. R. Pen. ",
        // No word is known, so that each is sought by its sound and for similar ones.
        "Habarovskj Voronežk Zhytomyrx Dnipropetrovskk ",
        "Qu&eacute;b MÃ¼nch S\u{FFFD}o Krak?w ",
        "القدس والقدس بالقدس وبالقدس ",
        "독도를 서울에서 평양은 ",
    ];
    for words in texts {
        let count = 3000 / words.split(' ').count();
        grows_gently(words, |times| {
            black_box(resolver.mentions(&words.repeat(count * times)).len());
        });
    }
    // Each word another one: nothing that is remembered helps.
    grows_gently("distinct words", |times| {
        let text: String = (0..2000 * times).map(|number| format!("Voronov{number:x}skogo ")).collect();
        black_box(resolver.mentions(&text).len());
    });
}

#[test]
fn a_long_name_of_equivalent_words_is_looked_up_in_bounded_time() {
    let resolver = Resolver::new(Index::embedded());
    for word in ["Saint ", "Islands ", "N. ", "Republic of ", "de la ", "and ", "島", "Острова "] {
        grows_gently(word, |times| {
            let name = word.repeat(8 * times);
            black_box(resolver.resolve(&name).candidates().len());
            black_box(similarity(&name, "Saint Republic Islands").value());
        });
        black_box(resolver.resolve(&word.repeat(1000)).candidates().len());
    }
}

/// Pieces of which texts are made: what rules look for, in an order that nobody foresaw.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Курильских",
        "островах",
        "Kuril",
        "Is.",
        "St",
        "'",
        "’",
        "-",
        "-\n",
        " ",
        " ",
        "ta",
        "를",
        "독도",
        "و",
        "القدس",
        "ירושלים",
        "ב",
        "&eacute;",
        "&",
        "Ã¼",
        "\u{FFFD}",
        "?",
        "\u{301}",
        "\u{AD}",
        "\u{200C}",
        "the",
        "of",
        "а",
        "P",
        "ris",
        "港",
        "つ",
        "っ",
        "क",
        "्",
        "ി",
        "თბილის",
        "ში",
        "Xi'an",
        "1",
        "l",
        "İ",
        "ß",
        "ǆ",
        "\n\n",
        ".",
        ",",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_romanized(text in any::<String>(), made in pieces()) {
        romanize_all(&text);
        romanize_all(&made);
    }

    /// A sound is made of small letters and digits of its own alphabet or of letters that no system reads, and sounds like
    /// something: taken as a name again, it does not fall silent.
    #[test]
    fn a_sound_is_the_sound_of_something(text in any::<String>(), made in pieces()) {
        for name in [text, made] {
            let sound = SoundKey::new(&name);
            prop_assert_eq!(&sound, &SoundKey::new(&name));
            prop_assert_eq!(sound.is_empty(), SoundKey::new(sound.as_str()).is_empty(), "{:?} of {:?}", sound, name);
        }
    }

    #[test]
    fn similarity_has_no_order(a in pieces(), b in pieces()) {
        let (there, back) = (similarity(&a, &b).value(), similarity(&b, &a).value());
        prop_assert!((0.0..=1.0).contains(&there));
        prop_assert!((there - back).abs() < 1e-4, "{a:?} {b:?}: {there} {back}");
    }

    /// What variation adds never hides where names stand: each name that is found without it is still found, in its own
    /// span or in a wider one.
    #[test]
    fn variation_adds_names(text in pieces()) {
        let with = Resolver::new(Index::embedded()).edit_rule(EditRule::default().at_most(0));
        let without = with.clone().without_variation();
        let spans: Vec<_> = with.mentions(&text).iter().map(|mention| mention.span()).collect();
        for mention in without.mentions(&text) {
            let span = mention.span();
            let is_kept = spans.iter().any(|wide| wide.start < span.end && span.start < wide.end);
            prop_assert!(is_kept, "{text:?}: {:?} at {span:?} is lost; {spans:?}", &text[span.clone()]);
        }
    }

    #[test]
    fn a_text_is_read_without_fear(text in pieces()) {
        read_all(&Resolver::new(Index::embedded()), &text);
    }
}
