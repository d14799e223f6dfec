//! The index file: what was put in comes out, the same rows give the same bytes, and damage is found.

use std::path::Path;

use allonym::{ErrorKind, Gazetteer, Index, IndexBuilder, Resolver};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn gazetteer() -> Gazetteer {
    let gazetteer = Gazetteer::read(root().join("gazetteer")).unwrap();
    let problems = gazetteer.check();
    assert!(problems.is_empty(), "{}", problems.iter().next().unwrap());
    gazetteer
}

fn build(gazetteer: &Gazetteer) -> Vec<u8> {
    IndexBuilder::new().gazetteer(gazetteer).unwrap().build().unwrap()
}

fn fixture() -> Vec<u8> {
    build(&Gazetteer::read(root().join("tests/cases/tiers")).unwrap())
}

/// Numbers that look random and are the same each time (a linear congruential generator; Knuth's constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Computes the checksums again, as an attacker would.
fn sign(file: &mut [u8]) {
    let number = |file: &[u8], at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    let count = u32::from_le_bytes(file[16..20].try_into().unwrap()) as usize;
    for entry in (0..count).map(|number| 40 + 32 * number) {
        let (offset, len) = (number(file, entry + 8), number(file, entry + 16));
        let crc = crc32fast::hash(&file[offset..offset + len]);
        file[entry + 24..entry + 28].copy_from_slice(&crc.to_le_bytes());
    }
    file[20..24].fill(0);
    let crc = crc32fast::hash(&file[..40 + 32 * count]);
    file[20..24].copy_from_slice(&crc.to_le_bytes());
}

/// Reads everything that an index holds.
fn read_all(index: &Index) -> usize {
    let mut read = 0;
    for place in index.places() {
        let _ = (place.id(), place.feature(), place.point(), place.population(), place.part_of(), place.note());
        read += place.same_as().count();
        for name in place.names() {
            let _ = (name.text(), name.lang(), name.kind(), name.rank(), name.root(), name.start(), name.end());
            read += name.accepted_by().count() + name.disputed_by().count() + name.asserts().count();
            let _ = (name.footnote(), name.source().map(|source| (source.citation(), source.url(), source.date())));
        }
        for claim in place.claims() {
            let _ = (claim.id(), claim.relation(), claim.object(), claim.start(), claim.end(), claim.source());
            read += claim.asserted_by().count() + claim.rejected_by().count();
        }
    }
    for party in index.parties() {
        let _ = (party.id(), party.kind(), party.label(), party.place());
        read += party.languages().count() + party.follows().count() + party.same_as().count();
    }
    for demonym in index.demonyms() {
        let _ = (demonym.text(), demonym.lang(), demonym.form(), demonym.place().id(), demonym.source());
        read += 1;
    }
    read
}

#[test]
fn the_embedded_index_is_what_the_gazetteer_builds() {
    let bytes = build(&gazetteer());
    assert_eq!(bytes, build(&gazetteer()), "the same rows give the same bytes");
    assert!(Index::embedded().as_bytes() == bytes, "the embedded index is another one");
}

#[test]
fn what_was_put_in_comes_out() {
    let gazetteer = gazetteer();
    let index = Index::embedded();
    assert_eq!(index.places().len(), gazetteer.places().len());
    assert_eq!(index.names().len(), gazetteer.names().len());
    assert_eq!(index.claims().len(), gazetteer.claims().len());
    assert_eq!(index.demonyms().len(), gazetteer.demonyms().len());
    for place in gazetteer.places() {
        let found = index.place(&place.id).unwrap();
        assert_eq!((found.id(), found.feature()), (&*place.id, place.feature.as_str()));
        assert_eq!(found.population(), place.population);
        assert_eq!(found.part_of().map(|parent| parent.id()), place.part_of.as_deref());
        assert_eq!(found.note(), place.note);
        assert!(found.same_as().eq(place.same_as.iter().map(|id| id.as_str())));
        for curie in &place.same_as {
            assert_eq!(index.place_same_as(curie.as_str()), Some(found));
        }
        match (found.point(), place.point) {
            (Some(a), Some(b)) => assert!((a.lat - b.lat).abs() < 1e-7 && (a.lon - b.lon).abs() < 1e-7),
            (a, b) => assert!(a.is_none() && b.is_none(), "{}", place.id),
        }
        // Rows of one place keep the order of the file.
        let rows: Vec<_> = gazetteer.names().filter(|name| name.place == place.id).collect();
        assert_eq!(found.names().len(), rows.len());
        for (found, name) in found.names().zip(rows) {
            assert_eq!((found.text(), found.lang()), (&*name.text, name.lang.as_str()));
            assert_eq!((found.kind(), found.rank()), (name.kind, name.rank));
            assert_eq!((found.start(), found.end(), found.footnote()), (name.start, name.end, &*name.footnote));
            assert!(found.accepted_by().map(|party| party.id()).eq(name.accepted_by.iter().map(|id| &**id)));
            assert!(found.disputed_by().map(|party| party.id()).eq(name.disputed_by.iter().map(|id| &**id)));
            assert!(found.asserts().map(|claim| claim.id()).eq(name.asserts.iter().map(|id| &**id)));
            assert_eq!(found.source().map(|source| source.id()), name.source.as_deref());
            assert_eq!(found.form_of().is_some(), name.form_of.is_some(), "{}", name.text);
        }
        let rows: Vec<_> = gazetteer.claims().filter(|claim| claim.place == place.id).collect();
        for (found, claim) in found.claims().zip(rows) {
            assert_eq!((found.id(), found.relation(), found.object()), (&*claim.id, claim.relation, &*claim.object));
            assert!(found.asserted_by().eq(claim.asserted_by.iter().map(|id| &**id)));
            assert!(found.rejected_by().eq(claim.rejected_by.iter().map(|id| &**id)));
            assert_eq!((found.start(), found.end()), (claim.start, claim.end));
            assert_eq!(found.source().map(|source| source.id()), Some(&*claim.source));
        }
    }
    for party in gazetteer.parties() {
        let found = index.party(&party.id).unwrap();
        assert_eq!((found.kind(), found.label()), (party.kind, &*party.label));
        assert!(found.follows().map(|party| party.id()).eq(party.follows.iter().map(|id| &**id)));
        assert!(found.languages().eq(party.languages.iter().map(|lang| lang.as_str())));
    }
}

#[test]
fn every_change_of_a_byte_is_found() {
    let sound = build(&gazetteer());
    let mut dice = Dice(1);
    for _ in 0..10_000 {
        let mut bytes = sound.clone();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 + dice.below(255) as u8;
        assert!(Index::from_bytes(bytes).is_err(), "a change of byte {at} was not found");
    }
}

#[test]
fn every_truncation_is_found() {
    let sound = fixture();
    for len in 0..sound.len() {
        assert!(Index::from_bytes(sound[..len].to_vec()).is_err(), "{len} bytes of {}", sound.len());
    }
    let mut longer = sound.clone();
    longer.push(0);
    let error = Index::from_bytes(longer).unwrap_err();
    assert_eq!(error.to_string(), "damaged index: 1 bytes follow its end; build it again");
}

#[test]
fn damage_with_the_right_checksums_is_survived() {
    let sound = fixture();
    let first = 40 + 32 * Index::embedded().sections().len();
    let mut dice = Dice(7);
    let mut opened = 0;
    for _ in 0..20_000 {
        let mut bytes = sound.clone();
        for _ in 0..1 + dice.below(3) {
            let at = first + dice.below(bytes.len() - first);
            bytes[at] = dice.below(256) as u8;
        }
        sign(&mut bytes);
        if let Ok(index) = Index::from_bytes(bytes) {
            opened += 1;
            read_all(&index);
            let resolver = Resolver::new(index);
            for name in ["Northisle", "Nortihsle", "Gamma Free State", "Алфа"] {
                let _ = resolver.resolve(name).candidates().len();
            }
            let _ = resolver.mentions("Northisle, Southisle and Gamma Fre State; Alpha Rocks").len();
        }
    }
    assert!(opened > 100, "only {opened} were opened at all");
}

#[test]
fn errors_say_what_was_found_and_what_to_do() {
    let message = |bytes: &[u8]| Index::from_bytes(bytes.to_vec()).unwrap_err().to_string();
    assert_eq!(message(b""), "not an allonym index (the file is empty)");
    assert_eq!(message(b"PK\x03\x04"), "not an allonym index (first bytes are \"PK\\x03\\x04\")");
    let mut other = fixture();
    other[8] = 4;
    assert_eq!(message(&other), "index format 4, this build reads 3; rebuild with `allonym build`");
    let mut other = fixture();
    other[12] = 9;
    assert_eq!(message(&other), "index keys of version 9, this build makes 3; rebuild with `allonym build`");
    let short = fixture()[..100].to_vec();
    assert!(message(&short).starts_with("damaged index: it ends after 100 bytes of "), "{}", message(&short));

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("world.allonym");
    std::fs::write(&path, b"PK").unwrap();
    let error = Index::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAnIndex);
    assert_eq!(error.to_string(), format!("{}: not an allonym index (first bytes are \"PK\")", path.display()));
    assert_eq!(Index::open(dir.path().join("none")).unwrap_err().kind(), ErrorKind::Io);
}

#[test]
fn an_index_is_written_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let gazetteer = Gazetteer::read(root().join("tests/cases/tiers")).unwrap();
    let builder = || IndexBuilder::new().gazetteer(&gazetteer).unwrap();
    let path = dir.path().join("places.allonym");
    std::fs::write(&path, b"old").unwrap();
    let written = builder().write(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap().len() as u64, written.bytes);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "a temporary file is left");
    let error = builder().write(dir.path().join("no folder/places.allonym")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.path().is_some());
}

#[test]
fn a_mapped_index_answers_as_an_opened_one() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), Index::embedded().as_bytes()).unwrap();
    // SAFETY: nobody else knows the temporary file.
    let mapped = unsafe { Index::map(file.path()) }.unwrap();
    let opened = Index::open(file.path()).unwrap();
    assert_eq!(read_all(&mapped), read_all(&opened));
    let (mapped, opened) = (Resolver::new(mapped), Resolver::new(opened));
    for name in Index::embedded().names().step_by(97) {
        let ids = |resolver: &Resolver| -> Vec<String> {
            resolver.resolve(name.text()).candidates().iter().map(|c| c.place().id().to_owned()).collect()
        };
        assert_eq!(ids(&mapped), ids(&opened), "{}", name.text());
    }
}

/// An index of each released format is opened for ever, or refused by name.
#[test]
fn the_indexes_of_formats_1_and_2_are_refused() {
    for format in [1, 2] {
        let error = Index::open(root().join(format!("tests/golden/format-{format}.allonym"))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Version);
        let expected = format!("index format {format}, this build reads 3; rebuild with `allonym build`");
        assert!(error.to_string().ends_with(&expected), "{error}");
    }
}

#[test]
fn the_index_of_format_3_is_opened() {
    let path = root().join("tests/golden/format-3.allonym");
    if !path.exists() {
        std::fs::write(&path, fixture()).unwrap();
        panic!("{} was missing and is written now: look at it", path.display());
    }
    let index = Index::open(path).unwrap();
    let resolver = Resolver::new(index);
    for (name, id) in [("Northisle", "alpha"), ("Север", "alpha"), ("gamma free state", "gamma")] {
        let resolution = resolver.resolve(name);
        assert_eq!(resolution.unambiguous().map(|candidate| candidate.place().id()), Some(id), "{name}");
    }
}
