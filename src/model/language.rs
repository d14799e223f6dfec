//! Language tags: BCP 47, validated against the IANA Language Subtag Registry.

use std::fmt;

use crate::error::{Error, ErrorKind, did_you_mean, quote};

/// A BCP 47 language tag in its canonical case, such as `ja`, `zh-Hant`, `ja-Latn-hepburn` or `und`.
///
/// Parsing validates each subtag against the registry (RFC 5646, section 2.2.9), not only the shape.
/// Three-letter codes that have a two-letter form are refused with the form to use, so that one
/// language has one tag.
///
/// ```
/// use allonym::Language;
/// let tag = Language::parse("ja-latn-hepburn")?;
/// assert_eq!(tag.as_str(), "ja-Latn-hepburn");
/// assert_eq!(tag.with_parents().collect::<Vec<_>>(), ["ja-Latn-hepburn", "ja-Latn", "ja"]);
/// assert!(Language::parse("ger").unwrap_err().to_string().contains("did you mean \"de\"?"));
/// # Ok::<(), allonym::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(Box<str>);

impl Language {
    /// Parses and validates a tag.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when the tag is malformed, a subtag is not registered, or a shorter form of
    /// the language subtag exists.
    pub fn parse(tag: &str) -> Result<Language, Error> {
        let fail = |problem: &str, instead: Option<&str>| {
            let hint = instead.map(|tag| format!("; did you mean \"{tag}\"?")).unwrap_or_default();
            Error::new(ErrorKind::Argument, format!("{} {problem}{hint}", quote(tag)))
        };
        let parsed = language_tags::LanguageTag::parse(tag)
            .map_err(|_| fail("is not a BCP 47 language tag", did_you_mean(tag, FREQUENT.iter().copied())))?;
        let primary = parsed.primary_language();
        if let Some((_, short)) = BIBLIOGRAPHIC.iter().find(|(code, _)| *code == primary) {
            return Err(fail("is not in the language subtag registry", Some(short)));
        }
        if parsed.validate().is_err() {
            return Err(fail("is not in the language subtag registry", None));
        }
        if let Ok(canonical) = parsed.canonicalize()
            && canonical.primary_language() != primary
        {
            return Err(fail("is deprecated in the language subtag registry", Some(canonical.as_str())));
        }
        Ok(Language(parsed.as_str().into()))
    }

    /// The tag itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag, `ja` of `ja-Latn-hepburn`.
    #[must_use]
    pub fn primary(&self) -> &str {
        primary(&self.0)
    }

    /// The tag, then its parents by dropping subtags from the end, as in RFC 4647 lookup. A single-letter
    /// subtag goes together with what follows it.
    pub fn with_parents(&self) -> impl Iterator<Item = &str> {
        with_parents(&self.0)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The primary language subtag of a valid tag.
pub(crate) fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// A valid tag, then its parents.
pub(crate) fn with_parents(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| {
        let (parent, _) = tag.rsplit_once('-')?;
        match parent.rsplit_once('-') {
            Some((grandparent, single)) if single.len() == 1 => Some(grandparent),
            _ => Some(parent),
        }
    })
}

/// Codes of ISO 639-2/B and common slips that people write for a language, with the subtag to use.
#[rustfmt::skip]
const BIBLIOGRAPHIC: &[(&str, &str)] = &[
    ("alb", "sq"), ("arm", "hy"), ("baq", "eu"), ("bur", "my"), ("chi", "zh"), ("cze", "cs"), ("dut", "nl"),
    ("fre", "fr"), ("geo", "ka"), ("ger", "de"), ("gre", "el"), ("ice", "is"), ("mac", "mk"), ("mao", "mi"),
    ("may", "ms"), ("per", "fa"), ("rum", "ro"), ("slo", "sk"), ("tib", "bo"), ("wel", "cy"),
    ("eng", "en"), ("deu", "de"), ("fra", "fr"), ("spa", "es"), ("rus", "ru"), ("ukr", "uk"), ("jpn", "ja"),
    ("kor", "ko"), ("zho", "zh"), ("ara", "ar"), ("fas", "fa"), ("heb", "he"), ("tur", "tr"), ("pol", "pl"),
    ("ces", "cs"), ("por", "pt"), ("ita", "it"), ("nld", "nl"), ("hin", "hi"), ("urd", "ur"), ("vie", "vi"),
];

/// Tags offered for a slip of the keyboard.
const FREQUENT: &[&str] =
    &["ar", "de", "en", "es", "fa", "fr", "he", "hi", "ja", "ko", "ru", "tr", "uk", "zh-Hans", "zh-Hant", "und"];
