//! Reports: answers as flat records, one schema for every output.
//!
//! What comes in are resolutions, mentions and places; what goes out are records that serialize to JSON as they are,
//! and to CSV cell by cell ([`cells`]). The schema is the contract with other programs: DESIGN.md has it as a table.

mod comparison;
mod coverage;
mod mentions;
mod places;

use serde::Serialize;

pub use comparison::{ComparisonRecord, TermRecord};
pub use coverage::{CountRecord, Coverage, CoverageRecord, GapRecord, PartyCoverageRecord, SideRecord};
pub use mentions::{
    CandidateRecord, ChosenRecord, DocumentRecord, LookupRecord, MentionRecord, MentionRecords, Offsets, Options,
};
pub use places::{ChoiceRecord, ClaimRecord, ConsideredRecord, NameRecord, PlaceRecord, SourceRecord};

/// The column names and the cells of a record for CSV: lists are joined by blanks, nested records give their id, and
/// what is absent is empty. A new field of a record is a new column, with no further code.
#[must_use]
pub fn cells<R: Serialize>(record: &R) -> Vec<(String, String)> {
    use serde_json::Value;
    fn cell(value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(" "),
            Value::Object(fields) => {
                let first = fields.get("id").or_else(|| fields.get("name"));
                first.map(cell).unwrap_or_default()
            }
            other => other.to_string(),
        }
    }
    // The records hold nothing that JSON cannot say.
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields.iter().map(|(name, value)| (name.clone(), cell(value))).collect(),
        _ => Vec::new(),
    }
}

/// A score or a coordinate as people write it: rounded, so that no digits of binary arithmetic show.
fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}
