//! Finds the places that a text mentions, and says whose names it uses: `cargo run --example text -- FILE`

use allonym::{Index, Resolver};

fn main() -> std::io::Result<()> {
    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => "Seoul calls it Dokdo, Tokyo calls it Takeshima, others the Liancourt Rocks.".to_owned(),
    };
    let resolver = Resolver::new(Index::embedded());
    for mention in resolver.mentions(&text) {
        let name = &text[mention.span()];
        match mention.best() {
            Some(best) => {
                let parties: Vec<&str> = best.accepted_by().iter().map(|party| party.id()).collect();
                println!("{name:24} {:20} used by {}", best.place().id(), parties.join(" "));
            }
            None => println!("{name:24} one of {} places", mention.candidates().len()),
        }
    }
    Ok(())
}
