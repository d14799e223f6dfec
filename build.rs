//! Compiles `gazetteer/` into the index that the library embeds, with the library's own modules.

#[path = "src/error.rs"]
#[allow(dead_code)]
mod error;
#[path = "src/gazetteer/mod.rs"]
#[allow(dead_code, unused_imports)]
mod gazetteer;
#[path = "src/index/mod.rs"]
#[allow(dead_code, unused_imports)]
mod index;
#[path = "src/model/mod.rs"]
#[allow(dead_code, unused_imports)]
mod model;
#[path = "src/normalize/mod.rs"]
#[allow(dead_code, unused_imports)]
mod normalize;

use std::path::Path;

fn main() {
    for path in ["gazetteer", "src/error.rs", "src/gazetteer", "src/index", "src/model", "src/normalize"] {
        println!("cargo::rerun-if-changed={path}");
    }
    if let Err(error) = compile() {
        println!("cargo::error={error}");
    }
}

/// A row with a problem is left out and warned about, so that `allonym check`, which needs this build, can still be
/// run to find it. Nothing lands that way: the same check is part of the gate.
fn compile() -> Result<(), error::Error> {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    let mut gazetteer = gazetteer::Gazetteer::read(Path::new(&root).join("gazetteer"))?;
    let problems = gazetteer.check();
    for problem in problems.iter().take(20) {
        println!("cargo::warning=left out of the embedded index: {problem}");
    }
    if !problems.is_empty() {
        println!("cargo::warning=the gazetteer has {} problems; `allonym check` lists them", problems.len());
        gazetteer = gazetteer.without(&problems);
    }
    let bytes = index::IndexBuilder::new().gazetteer(&gazetteer)?.build()?;
    let path = Path::new(&out).join("embedded.allonym");
    std::fs::write(&path, &bytes).expect("the output folder is writable");
    index::Index::from_bytes(bytes).map(|_| ())
}
