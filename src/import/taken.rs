//! For tests: a taker that keeps the rows it is given, and says what is wrong with them.

use std::collections::HashSet;

use crate::error::Error;
use crate::gazetteer::Rows;
use crate::model::{Claim, Demonym, Name, Party, Place, Relation, Source};

/// The rows given so far. It refuses a row that names something which has not come before it.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) sources: Vec<Source>,
    pub(super) parties: Vec<Party>,
    pub(super) places: Vec<Place>,
    pub(super) names: Vec<Name>,
    pub(super) claims: Vec<Claim>,
    pub(super) demonyms: Vec<Demonym>,
    ids: HashSet<String>,
}

impl Taken {
    fn new_id(&mut self, what: &str, id: &str) {
        assert!(self.ids.insert(format!("{what} {id}")), "{what} {id} is given twice");
    }

    #[track_caller]
    fn known(&self, what: &str, id: &str) {
        assert!(self.ids.contains(&format!("{what} {id}")), "{what} {id} is named before it is given");
    }

    /// `text lang kind` of the names of a place, in the order given.
    pub(super) fn names_of(&self, place: &str) -> Vec<String> {
        let names = self.names.iter().filter(|name| name.place == place);
        names.map(|name| format!("{} {} {}", name.text, name.lang, name.kind)).collect()
    }

    /// `id relation object +asserted -rejected` of the claims about a place, in the order given.
    pub(super) fn claims_of(&self, place: &str) -> Vec<String> {
        let claims = self.claims.iter().filter(|claim| claim.place == place);
        claims
            .map(|claim| {
                let by = |sign: char, ids: &[String]| ids.iter().map(|id| format!(" {sign}{id}")).collect::<String>();
                let (yes, no) = (by('+', &claim.asserted_by), by('-', &claim.rejected_by));
                format!("{} {} {}{yes}{no}", claim.id, claim.relation, claim.object)
            })
            .collect()
    }

    #[track_caller]
    pub(super) fn place_of(&self, id: &str) -> &Place {
        self.places.iter().find(|place| place.id == id).unwrap_or_else(|| panic!("no place {id}"))
    }
}

impl Rows for Taken {
    fn source(&mut self, row: &Source) -> Result<(), Error> {
        self.new_id("source", &row.id);
        self.sources.push(row.clone());
        Ok(())
    }

    fn party(&mut self, row: &Party) -> Result<(), Error> {
        self.new_id("party", &row.id);
        assert!(crate::model::is_party_id(&row.id), "{}", row.id);
        self.parties.push(row.clone());
        Ok(())
    }

    fn place(&mut self, row: &Place) -> Result<(), Error> {
        self.new_id("place", &row.id);
        let valid = crate::model::is_slug(&row.id) || crate::model::Curie::parse(&row.id).is_ok();
        assert!(valid, "{} is no place id", row.id);
        self.places.push(row.clone());
        Ok(())
    }

    fn name(&mut self, row: &Name) -> Result<(), Error> {
        self.known("place", &row.place);
        self.known("source", row.source.as_deref().expect("an imported name has a source"));
        assert!(!row.text.is_empty() && row.text.trim() == row.text, "{:?}", row.text);
        assert!(unicode_normalization::is_nfc(&row.text), "{} is not in NFC", row.text);
        assert_ne!(row.form_of.as_ref(), Some(&row.text));
        self.names.push(row.clone());
        Ok(())
    }

    fn claim(&mut self, row: &Claim) -> Result<(), Error> {
        self.new_id("claim", &row.id);
        self.known("place", &row.place);
        self.known("source", &row.source);
        assert!(crate::model::is_slug(&row.id), "{}", row.id);
        assert!(!row.asserted_by.is_empty(), "nobody makes the claim {}", row.id);
        row.asserted_by.iter().chain(&row.rejected_by).for_each(|party| self.known("party", party));
        if !matches!(row.relation, Relation::IsA | Relation::PartOf) {
            self.known("party", &row.object);
        }
        self.claims.push(row.clone());
        Ok(())
    }

    fn demonym(&mut self, row: &Demonym) -> Result<(), Error> {
        self.known("place", &row.place);
        self.demonyms.push(row.clone());
        Ok(())
    }
}

impl Taken {
    /// Checks what only the whole tells: every place has a name, and a form is a form of a name of its place.
    #[track_caller]
    pub(super) fn check(&self) {
        let named: HashSet<&str> = self.names.iter().map(|name| name.place.as_str()).collect();
        let texts: HashSet<(&str, &str)> = self.names.iter().map(|name| (&*name.place, &*name.text)).collect();
        for place in &self.places {
            assert!(named.contains(place.id.as_str()), "{} has no name", place.id);
        }
        for name in &self.names {
            let form_of = name.form_of.as_deref();
            assert!(form_of.is_none_or(|of| texts.contains(&(&*name.place, of))), "{name:?}: no such name");
        }
    }
}

/// A folder of data as published, which lies beside the checkout where there is one; else there is nothing to test.
pub(super) fn shared(folder: &str) -> Option<std::path::PathBuf> {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(folder);
    dir.is_dir().then_some(dir)
}
