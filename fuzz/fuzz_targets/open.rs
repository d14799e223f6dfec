//! Any bytes give an index or an error, and an index can be read to its end.
#![no_main]

use allonym::{Gazetteer, Index, IndexBuilder, Resolver};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let gazetteer = Gazetteer::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/tiers")).unwrap();
    IndexBuilder::new().gazetteer(&gazetteer).unwrap().build().unwrap()
});

/// Bytes to overwrite in a sound index, before its checksums are made to agree.
#[derive(arbitrary::Arbitrary, Debug)]
enum Input<'a> {
    Raw(&'a [u8]),
    Edited(Vec<(u16, u8)>),
}

/// What an attacker would do: the checksums of the sections and of the header, computed again.
fn sign(file: &mut [u8]) {
    let number = |file: &[u8], at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    let count = u32::from_le_bytes(file[16..20].try_into().unwrap()) as usize;
    for entry in (0..count).map(|number| 40 + 32 * number) {
        let (offset, len) = (number(file, entry + 8), number(file, entry + 16));
        let Some(section) = offset.checked_add(len).and_then(|end| file.get(offset..end)) else { return };
        let crc = crc32fast::hash(section);
        file[entry + 24..entry + 28].copy_from_slice(&crc.to_le_bytes());
    }
    file[20..24].fill(0);
    let Some(header) = file.get(..40 + 32 * count) else { return };
    let crc = crc32fast::hash(header);
    file[20..24].copy_from_slice(&crc.to_le_bytes());
}

fuzz_target!(|input: Input<'_>| {
    let bytes = match input {
        Input::Raw(bytes) => bytes.to_vec(),
        Input::Edited(edits) => {
            let mut bytes = SOUND.clone();
            // The header's numbers stay, so that the contents are reached.
            let first = 40 + 32 * 14;
            for (at, byte) in edits {
                let at = first + usize::from(at) % (bytes.len() - first);
                bytes[at] = byte;
            }
            sign(&mut bytes);
            bytes
        }
    };
    let Ok(index) = Index::from_bytes(bytes) else { return };
    for place in index.places() {
        let _ = (place.id(), place.point(), place.part_of(), place.note(), place.same_as().count());
        let _ = place.claims().map(|claim| (claim.id(), claim.source(), claim.asserted_by().count())).count();
        let _ = place.names().map(|name| (name.text(), name.root(), name.accepted_by().count())).count();
    }
    let resolver = Resolver::new(index);
    let _ = resolver.resolve("Nortisle").candidates().len();
    let _ = resolver.mentions("From Northisle to Southisle and Oldtown.").len();
});
