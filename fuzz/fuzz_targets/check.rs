//! Any bytes in any file give problems or a gazetteer, and what is left without the problems can be built.
#![no_main]

use allonym::{Gazetteer, Index, IndexBuilder};
use libfuzzer_sys::fuzz_target;

const BASE: [(&str, &[u8]); 6] = [
    ("places.csv", include_bytes!("../../tests/cases/tiers/places.csv")),
    ("names.csv", include_bytes!("../../tests/cases/tiers/names.csv")),
    ("claims.csv", include_bytes!("../../tests/cases/tiers/claims.csv")),
    ("parties.csv", include_bytes!("../../tests/cases/tiers/parties.csv")),
    ("sources.csv", include_bytes!("../../tests/cases/tiers/sources.csv")),
    ("demonyms.csv", include_bytes!("../../tests/cases/tiers/demonyms.csv")),
];

fuzz_target!(|input: (u8, bool, &[u8])| {
    let (file, append, bytes) = input;
    let mut files: Vec<(&str, Vec<u8>)> = BASE.iter().map(|(name, bytes)| (*name, bytes.to_vec())).collect();
    let target = &mut files[usize::from(file) % BASE.len()].1;
    if !append {
        target.clear();
    }
    target.extend_from_slice(bytes);
    let borrowed: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let gazetteer = Gazetteer::from_files(&borrowed).expect("the names are right");
    let problems = gazetteer.check();
    let sound = gazetteer.without(&problems);
    assert!(sound.check().is_empty());
    let bytes = IndexBuilder::new().gazetteer(&sound).expect("it is clean").build().expect("it fits");
    assert_eq!(Index::from_bytes(bytes).expect("it is whole").names().len(), sound.names().len());
});
