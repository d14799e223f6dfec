//! Feature classes of Natural Earth as feature codes of GeoNames, and as classes of claims.

/// The feature code of a class (`FEATURECLA`), lower-cased, that needs no second look.
///
/// A country (`Admin-0 country`, `Admin-0 map unit`) depends on its `TYPE`: [`political`]. A capital of a state that
/// has two ("Admin-0 capital alt") is a populated place here, since which one counts is what parties differ about.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("admin-0 claim area", "L.RGN"), ("admin-0 breakaway and disputed", "L.RGN"), ("admin-0 indeterminant", "L.RGN"),
    ("admin-0 overlay", "A.ZNB"), ("admin-0 lease", "A.LTER"), ("admin-1 scale rank", "A.ADM1"),
    ("admin-1 states provinces", "A.ADM1"), ("admin-1 minor island", "A.ADM1"), ("admin-1 aggregation", "A.ADMD"),
    ("populated place", "P.PPL"), ("admin-0 capital", "P.PPLC"), ("admin-0 capital alt", "P.PPL"),
    ("admin-0 region capital", "P.PPLA"), ("admin-1 capital", "P.PPLA"), ("admin-1 region capital", "P.PPLA"),
    ("historic place", "P.PPLH"), ("scientific station", "S.STNB"), ("meteorological station", "S.STNM"),
    ("ocean", "H.OCN"), ("sea", "H.SEA"), ("generic", "H.SEA"), ("gulf", "H.GULF"), ("bay", "H.BAY"),
    ("strait", "H.STRT"), ("sound", "H.SD"), ("channel", "H.CHNM"), ("lagoon", "H.LGN"), ("fjord", "H.FJD"),
    ("inlet", "H.INLT"), ("reef", "H.RF"), ("river", "H.STM"), ("lake centerline", "H.STM"), ("lake", "H.LK"),
    ("alkaline lake", "H.LKN"), ("reservoir", "H.RSV"), ("waterfall", "H.FLLS"), ("wetlands", "H.WTLD"),
    ("island", "T.ISL"), ("island group", "T.ISLS"), ("range/mtn", "T.MTS"), ("foothills", "T.HLLS"),
    ("mountain", "T.MT"), ("spot elevation", "T.MT"), ("plateau", "T.PLAT"), ("desert", "T.DSRT"), ("plain", "T.PLN"),
    ("lowland", "T.PLN"), ("valley", "T.VAL"), ("gorge", "T.GRGE"), ("depression", "T.DPR"), ("delta", "T.DLTA"),
    ("peninsula", "T.PEN"), ("pen/cape", "T.PEN"), ("cape", "T.CAPE"), ("isthmus", "T.ISTH"), ("pass", "T.PASS"),
    ("tundra", "V.TUND"), ("basin", "L.RGN"), ("coast", "L.CST"), ("geoarea", "L.RGN"), ("continent", "L.CONT"),
];

/// What a row is, by its class and type. `differs`: the parties do not agree what it is; then the code says no more
/// than that it is a political entity or a populated place. `None` when the class is not known.
pub(super) fn code(class: &str, kind: &str, differs: bool) -> Option<&'static str> {
    let class = class.to_ascii_lowercase();
    if matches!(&*class, "admin-0 country" | "admin-0 map unit" | "admin-0 sovereignty" | "admin-0 map subunit") {
        return Some(political(kind, differs));
    }
    let (_, code) = CODES.iter().find(|(known, _)| *known == class)?;
    Some(if differs && code.starts_with("P.PPL") { "P.PPL" } else { code })
}

fn political(kind: &str, differs: bool) -> &'static str {
    match kind.to_ascii_lowercase().as_str() {
        "geo unit" | "geo subunit" => "A.ADMD",
        _ if differs => "A.PCL",
        "sovereign country" | "country" | "sovereignty" => "A.PCLI",
        "dependency" => "A.PCLD",
        "lease" => "A.LTER",
        _ => "A.PCL",
    }
}

/// The word that a claim (`is_a`) has for a class, or `None` for "Unrecognized".
pub(super) fn class(text: &str) -> Option<String> {
    let word = match text.to_ascii_lowercase().as_str() {
        "" | "unrecognized" => return None,
        "admin-0 country" => "country",
        "admin-0 dependency" => "dependency",
        "admin-0 lease" => "lease",
        "admin-0 indeterminant" => "indeterminate",
        "admin-0 breakaway and disputed" => "breakaway",
        "admin-0 capital" => "capital",
        "admin-1 states provinces" => "province",
        "admin-1 region" => "region",
        "admin-1 capital" => "provincial-capital",
        other => return Some(super::slug(other)),
    };
    Some(word.to_owned())
}
