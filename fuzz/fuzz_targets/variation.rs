//! Any two texts: romanized by every system, compared, and reduced to their sounds.
#![no_main]

use allonym::{Romanization, SoundKey, similarity};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    let (a, b) = texts;
    for id in Romanization::ids() {
        let system = Romanization::get(id).expect("an id of the table");
        system.romanize(a);
    }
    let sound = SoundKey::new(a);
    assert_eq!(sound.is_empty(), SoundKey::new(sound.as_str()).is_empty());
    let (there, back) = (similarity(a, b).value(), similarity(b, a).value());
    assert!((0.0..=1.0).contains(&there) && (there - back).abs() < 1e-3);
});
