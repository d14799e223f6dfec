//! Looks a name up: `cargo run --example lookup -- 北方領土`

use allonym::{Index, Resolver};

fn main() {
    let resolver = Resolver::new(Index::embedded());
    let names: Vec<String> = std::env::args().skip(1).collect();
    let names = if names.is_empty() { vec!["Soutehrn Kurils".to_owned()] } else { names };
    for name in names {
        let resolution = resolver.resolve(&name);
        println!("{name}: {} candidates", resolution.candidates().len());
        for candidate in resolution.candidates() {
            println!("  {} by {:?} ({})", candidate.place().id(), candidate.matched().text(), candidate.evidence());
        }
    }
}
