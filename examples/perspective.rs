//! Names a place for several perspectives: `cargo run --example perspective -- kurils-four en`

use allonym::{Choice, Index, Perspective, Wanted};

fn main() -> Result<(), allonym::Error> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().unwrap_or_else(|| "kurils-four".to_owned());
    let lang = arguments.next().unwrap_or_else(|| "en".to_owned());
    let index = Index::embedded();
    let Some(place) = index.place(&id) else {
        println!("no place {id}");
        return Ok(());
    };
    // Everyone who uses or disputes a name of the place, and one who has said nothing.
    let mut parties: Vec<&str> = place
        .names()
        .flat_map(|name| name.accepted_by().chain(name.disputed_by()).collect::<Vec<_>>())
        .map(|party| party.id())
        .chain(["UN"])
        .collect();
    parties.sort_unstable();
    parties.dedup();
    for party in parties {
        let wanted = Wanted::new(&lang)?.perspective(Perspective::parse(party)?);
        match place.name_for(&wanted)? {
            Choice::Chosen(name) => {
                let sources: Vec<&str> = name.sources().iter().map(|source| source.id()).collect();
                println!("{party}: {} (tier {}; {})", name.text(), name.tier().number(), sources.join(" "));
            }
            Choice::Contested(names) => {
                let names: Vec<&str> = names.iter().map(|name| name.text()).collect();
                println!("{party}: contested: {}", names.join(" | "));
            }
            Choice::NoName => println!("{party}: no name in {lang}"),
        }
    }
    Ok(())
}
