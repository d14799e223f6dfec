//! Language tags: BCP 47, validated against the IANA Language Subtag Registry.

use std::fmt;

use language_tags::ValidationError;

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
            let hint = match instead {
                Some(tag) => format!("did you mean \"{tag}\"?"),
                None => "expected a BCP 47 tag of registered subtags, such as ja, ru-Latn or und".to_owned(),
            };
            Error::new(ErrorKind::Argument, format!("{} {problem}; {hint}", quote(tag)))
        };
        let Ok(parsed) = language_tags::LanguageTag::parse(tag) else {
            let hyphens = if tag.contains('_') { Language::parse(&tag.replace('_', "-")).ok() } else { None };
            let instead =
                hyphens.as_ref().map(Language::as_str).or_else(|| did_you_mean(tag, FREQUENT.iter().copied()));
            return Err(fail("is not a BCP 47 language tag", instead));
        };
        let primary = parsed.primary_language();
        if let Err(error) = parsed.validate() {
            let instead =
                Language::shorter(primary).map(|short| format!("{short}{}", &parsed.as_str()[primary.len()..]));
            let instead = instead.filter(|tag| Language::parse(tag).is_ok());
            return Err(fail(invalid(&error), instead.as_deref()));
        }
        if let Ok(canonical) = parsed.canonicalize()
            && (canonical.primary_language() != primary
                || canonical.region() != parsed.region()
                || canonical.variant() != parsed.variant())
        {
            return Err(fail("is deprecated in the language subtag registry", Some(canonical.as_str())));
        }
        Ok(Language(parsed.as_str().into()))
    }

    /// The subtag to use for a code of ISO 639-2 that is not one itself: `de` for `deu` and for `ger`.
    pub(crate) fn shorter(code: &str) -> Option<&'static str> {
        let mut pairs = INSTEAD.split(' ').filter_map(|pair| pair.split_once(':'));
        pairs.find(|(long, _)| *long == code).map(|(_, short)| short)
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

    /// The tags whose names answer for this one, the best first: the tag and its parents, and where no script is
    /// named, each in the script that it is usually written in.
    ///
    /// ```
    /// # use allonym::Language;
    /// let asked = Language::parse("zh-TW")?;
    /// assert_eq!(asked.answers().collect::<Vec<_>>(), ["zh-TW", "zh-Hant", "zh", "zh-Hans"]);
    /// # Ok::<(), allonym::Error>(())
    /// ```
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        let names_script = named_script(&self.0).is_some();
        let likely = move |tag: &str| {
            let mut rows = LIKELY.iter().filter(|_| !names_script);
            rows.find(|(bare, _)| *bare == tag).map(|(_, written)| *written)
        };
        self.with_parents().flat_map(move |tag| std::iter::once(tag).chain(likely(tag)))
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
fn with_parents(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| {
        let (parent, _) = tag.rsplit_once('-')?;
        match parent.rsplit_once('-') {
            Some((grandparent, single)) if single.len() == 1 => Some(grandparent),
            _ => Some(parent),
        }
    })
}

/// The script that a valid tag names. It stands before the first extension or private subtag; a variant of four
/// characters starts with a digit.
pub(super) fn named_script(tag: &str) -> Option<&str> {
    let mut subtags = tag.split('-').skip(1).take_while(|subtag| subtag.len() > 1);
    subtags.find(|subtag| subtag.len() == 4 && !subtag.as_bytes()[0].is_ascii_digit())
}

/// Languages whose names are tagged with their script, each with the tag that the likely subtags of CLDR (UTS 35) give.
const LIKELY: &[(&str, &str)] = &[
    ("az", "az-Latn"),
    ("az-IR", "az-Arab"),
    ("bs", "bs-Latn"),
    ("crh", "crh-Cyrl"),
    ("iu", "iu-Cans"),
    ("kk", "kk-Cyrl"),
    ("ks", "ks-Arab"),
    ("ku", "ku-Latn"),
    ("ky", "ky-Cyrl"),
    ("mn", "mn-Cyrl"),
    ("mn-CN", "mn-Mong"),
    ("ms", "ms-Latn"),
    ("pa", "pa-Guru"),
    ("pa-PK", "pa-Arab"),
    ("sat", "sat-Olck"),
    ("sd", "sd-Arab"),
    ("shi", "shi-Tfng"),
    ("sr", "sr-Cyrl"),
    ("sr-ME", "sr-Latn"),
    ("tg", "tg-Cyrl"),
    ("tt", "tt-Cyrl"),
    ("ug", "ug-Arab"),
    ("uz", "uz-Latn"),
    ("yue", "yue-Hant"),
    ("zgh", "zgh-Tfng"),
    ("zh", "zh-Hans"),
    ("zh-HK", "zh-Hant"),
    ("zh-MO", "zh-Hant"),
    ("zh-TW", "zh-Hant"),
];

/// What is wrong with a tag that has the right shape.
fn invalid(error: &ValidationError) -> &'static str {
    match error {
        ValidationError::ScriptNotInRegistry => "has a script that is not in the language subtag registry",
        ValidationError::RegionNotInRegistry => "has a region that is not in the language subtag registry",
        ValidationError::VariantNotInRegistry => "has a variant that is not in the language subtag registry",
        ValidationError::WrongVariantPrefix => {
            "has a variant that the registry has only for other languages or scripts"
        }
        ValidationError::DuplicateVariant | ValidationError::DuplicateExtension => "has the same subtag twice",
        _ => "is not in the language subtag registry",
    }
}

/// The codes of ISO 639-2, terminological and bibliographic, of the languages that have a subtag of two letters, and
/// countries that are written for a language: each with the subtag to use. None of them is a language subtag.
#[rustfmt::skip]
const INSTEAD: &str =
    "aar:aa abk:ab afr:af aka:ak alb:sq amh:am ara:ar arg:an arm:hy asm:as ava:av ave:ae aym:ay aze:az bak:ba bam:bm \
    baq:eu bel:be ben:bn bis:bi bod:bo bos:bs bre:br bul:bg bur:my cat:ca ces:cs cha:ch che:ce chi:zh chu:cu chv:cv \
    cor:kw cos:co cre:cr cym:cy cze:cs dan:da deu:de div:dv dut:nl dzo:dz ell:el eng:en epo:eo est:et eus:eu ewe:ee \
    fao:fo fas:fa fij:fj fin:fi fra:fr fre:fr fry:fy ful:ff geo:ka ger:de gla:gd gle:ga glg:gl glv:gv gre:el grn:gn \
    guj:gu hat:ht hau:ha heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy ibo:ig ice:is ido:io iii:ii iku:iu ile:ie \
    ina:ia ind:id ipk:ik isl:is ita:it jav:jv jpn:ja kal:kl kan:kn kas:ks kat:ka kau:kr kaz:kk khm:km kik:ki kin:rw \
    kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku lao:lo lat:la lav:lv lim:li lin:ln lit:lt ltz:lb lub:lu lug:lg mac:mk \
    mah:mh mal:ml mao:mi mar:mr may:ms mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nau:na nav:nv nbl:nr nde:nd \
    ndo:ng nep:ne nld:nl nno:nn nob:nb nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa per:fa pli:pi pol:pl \
    por:pt pus:ps que:qu roh:rm ron:ro rum:ro run:rn rus:ru sag:sg san:sa sin:si slk:sk slo:sk slv:sl sme:se smo:sm \
    sna:sn snd:sd som:so sot:st spa:es sqi:sq srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta tat:tt tel:te \
    tgk:tg tgl:tl tha:th tib:bo tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz ven:ve \
    vie:vi vol:vo wel:cy wln:wa wol:wo xho:xh yid:yi yor:yo zha:za zho:zh zul:zu cn:zh cz:cs dk:da gr:el jp:ja ua:uk";

/// Tags offered for a slip of the keyboard.
const FREQUENT: &[&str] =
    &["ar", "de", "en", "es", "fa", "fr", "he", "hi", "ja", "ko", "ru", "tr", "uk", "zh-Hans", "zh-Hant", "und"];
