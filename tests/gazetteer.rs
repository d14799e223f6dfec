//! Laws of the curated gazetteer: what every row must hold, whoever wrote it, and how much there must be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use allonym::report::{CountRecord, Coverage};
use allonym::{Index, NameKind, PlaceRef, Relation};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn count(records: &[CountRecord], what: &str) -> usize {
    records.iter().find(|record| record.what == what).unwrap_or_else(|| panic!("nothing counts {what}")).count
}

/// The least there must be, so that no edit loses what was there.
#[test]
fn the_gazetteer_is_as_large_as_it_says() {
    let coverage = Coverage::new(&Index::embedded());
    for (records, what, least) in [
        (&coverage.several_names, "disputed or named differently by parties or in time", 600),
        (&coverage.totals, "names", 12_000),
        (&coverage.totals, "languages of names", 60),
        (&coverage.totals, "scripts of names", 20),
        (&coverage.totals, "sources", 150),
        (&coverage.totals, "demonyms", 1_500),
        (&coverage.totals, "languages of demonyms", 12),
        (&coverage.features, "entries of ISO 3166-1", 249),
        (&coverage.features, "other populated places", 1_000),
    ] {
        assert!(count(records, what) >= least, "{what}: {} of {least}", count(records, what));
    }
    let demonyms = Index::embedded();
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    demonyms.demonyms().for_each(|demonym| *languages.entry(demonym.lang()).or_default() += 1);
    let spoken = languages.values().filter(|demonyms| **demonyms >= 50).count();
    assert!(spoken >= 12, "{languages:?}");
}

/// No id is what one side says and the other objects to.
#[test]
fn an_id_is_no_name_that_somebody_disputes() {
    let index = Index::embedded();
    let slug = |name: &str| allonym::Key::new(name).as_str().replace(' ', "-");
    let mut sided = Vec::new();
    for place in index.places() {
        for name in place.names().filter(|name| name.disputed_by().len() > 0 && name.end().is_none()) {
            if slug(name.text()) == place.id() {
                let objectors: Vec<&str> = name.disputed_by().map(|party| party.id()).collect();
                sided.push(format!("{}: {} is disputed by {}", place.id(), name.text(), objectors.join(" ")));
            }
        }
    }
    let known = excused("ids");
    sided.retain(|line| !known.contains(line.split(':').next().unwrap_or_default()));
    assert!(sided.is_empty(), "{sided:#?}");
}

/// The rows of `cases/gazetteer.csv` for one law: what it does not hold for, each with the reason.
fn excused(law: &str) -> BTreeSet<String> {
    let mut reader = csv::Reader::from_path(root().join("tests/cases/gazetteer.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.filter(|row| &row[0] == law).inspect(|row| assert!(!row[2].is_empty())).map(|row| row[1].to_owned()).collect()
}

/// Whoever says that a territory is theirs, or holds it, finds a name for it: in a language of theirs, and in English.
#[test]
fn every_side_of_a_dispute_finds_its_name() {
    let known = excused("sides");
    let mut unknown = known.clone();
    let mut gaps = Vec::new();
    for gap in Coverage::new(&Index::embedded()).gaps {
        let id = format!("{} {} {}", gap.place, gap.party, gap.lang);
        if !unknown.remove(&id) && !known.contains(&id) {
            gaps.push(id);
        }
    }
    assert!(gaps.is_empty(), "no name, or only contested ones:\n{}", gaps.join("\n"));
    assert!(unknown.is_empty(), "these are named now; drop the rows: {unknown:?}");
}

/// Where somebody's claim is rejected, another claim stands beside it: to ownership, control, containment or class.
#[test]
fn nobody_rejects_a_claim_without_another() {
    let index = Index::embedded();
    let known = excused("claims");
    let mut alone = Vec::new();
    for place in index.places() {
        let rejected: Vec<_> = place
            .claims()
            .filter(|claim| claim.relation() == Relation::BelongsTo && claim.is_live(None))
            .filter(|claim| claim.rejected_by().len() > 0)
            .collect();
        let others = |object: &str| {
            place.claims().any(|claim| claim.object() != object || claim.relation() == Relation::OccupiedBy)
        };
        if rejected.iter().any(|claim| !others(claim.object())) && !known.contains(place.id()) {
            alone.push(place.id());
        }
    }
    assert!(alone.is_empty(), "a claim is rejected and no other is made:\n{}", alone.join("\n"));
}

/// What several parties say is theirs is contained in no state, however long the chain.
#[test]
fn what_is_disputed_is_part_of_no_state() {
    let index = Index::embedded();
    let mut sided = Vec::new();
    for place in index.places() {
        let owners: BTreeSet<&str> = place
            .claims()
            .filter(|claim| claim.relation() == Relation::BelongsTo && claim.is_live(None))
            .map(|claim| claim.object())
            .collect();
        let mut containers = std::iter::successors(place.part_of(), |place| place.part_of());
        if owners.len() > 1
            && let Some(state) = containers.find(|container| container.feature().starts_with("A.PCL"))
        {
            sided.push(format!("{} is part of {}, and {owners:?} say it is theirs", place.id(), state.id()));
        }
    }
    assert!(sided.is_empty(), "{}", sided.join("\n"));
}

/// A place has a name in English that can be an answer.
#[test]
fn every_place_has_a_name_in_english() {
    let index = Index::embedded();
    let answers = |place: PlaceRef<'_>| {
        place.names().any(|name| name.lang() == "en" && name.kind() != NameKind::Variant && name.end().is_none())
    };
    let known = excused("english");
    let nameless: Vec<&str> = index
        .places()
        .filter(|place| !answers(*place) && !known.contains(place.id()))
        .map(|place| place.id())
        .collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}

/// `gazetteer/COVERAGE.md` is what `allonym check` counts, and README shows the tables it names from there.
#[test]
fn the_coverage_pages_are_true() {
    let binary = std::process::Command::new(env!("CARGO_BIN_EXE_allonym"))
        .args(["check", "gazetteer", "--coverage", "--format", "markdown", "--rows", "0"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(binary.status.success(), "{}", String::from_utf8_lossy(&binary.stdout));
    let tables = String::from_utf8(binary.stdout).unwrap();
    let page = format!(
        "# Coverage\n\nWhat the gazetteer has, as `allonym check gazetteer --coverage --format markdown --rows 0` counts \
         it.\n\n{}\n",
        tables.trim_end()
    );
    let path = root().join("gazetteer/COVERAGE.md");
    if std::fs::read_to_string(&path).is_ok_and(|known| known == page) {
        let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
        for title in ["Rows", "Places with several names", "What the places are", "By region"] {
            let start = page.find(&format!("### {title}")).unwrap();
            let end = page[start + 4..].find("\n### ").map_or(page.len(), |end| start + 4 + end);
            let table = page[start..end].trim_end().split_once("\n\n").unwrap().1;
            assert!(
                readme.contains(table),
                "README's table \"{title}\" is not that of gazetteer/COVERAGE.md:\n{table}"
            );
        }
        return;
    }
    std::fs::write(&path, page).unwrap();
    panic!("{} was not true and is written anew: look at it, and bring README's tables up to it", path.display());
}
