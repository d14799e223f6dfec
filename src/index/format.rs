//! The file format: header, section table, and the fixed-width records of each section.
//!
//! The only file that knows offsets. All numbers are little-endian. A reference to a string is a byte offset
//! into the `strings` section, one to a list an item offset into `lists`; 0 is the empty string or list.
//! [`NONE`] is the absent number. DESIGN.md has the format as a table.

use super::bytes::Bytes;
use crate::error::{Error, ErrorKind};
use crate::normalize::KEY_VERSION;

/// First bytes of every index. The first byte is no text in any encoding, so that nobody mistakes the file for one.
pub(crate) const MAGIC: [u8; 8] = *b"\x89ALLONYM";

/// Version of the layout below.
pub(crate) const FORMAT_VERSION: u32 = 1;

/// Stands for "no such row".
pub(crate) const NONE: u32 = u32::MAX;

/// In a posting: the entry is a demonym, not a name.
pub(crate) const DEMONYM: u32 = 1 << 31;

/// Bytes of a word id in the keys of the phrase automaton, most significant first.
pub(crate) const WORD_ID_BYTES: usize = 3;

/// A word id as it stands in the keys of the phrase automaton.
pub(crate) fn word_id_bytes(id: u32) -> [u8; WORD_ID_BYTES] {
    let [_, a, b, c] = id.to_be_bytes();
    [a, b, c]
}

/// Flags of a word: some name begins with it; it is a name by itself.
pub(crate) const BEGINS: u8 = 1;
pub(crate) const ALONE: u8 = 2;

const HEADER: usize = 40;
const ENTRY: usize = 32;

macro_rules! sections {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// The sections of an index, in file order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum SectionId { $($(#[$doc])* $variant,)+ }

        impl SectionId {
            pub(crate) const ALL: &'static [SectionId] = &[$(SectionId::$variant,)+];

            pub(crate) fn name(self) -> &'static str {
                match self { $(SectionId::$variant => $name,)+ }
            }
        }
    };
}

sections! {
    /// Automaton: folded word to word id, which is its rank in byte order.
    Lexicon = "lexicon",
    /// One byte of flags for each word id.
    Words = "words",
    /// Automaton: word ids, three bytes each, to the rows with that key. An odd value is twice an entry plus one,
    /// an even one twice an offset into `postings`.
    Phrases = "phrases",
    /// Lists of entries: a varint count, then varint differences of ascending entries.
    Postings = "postings",
    Names = "names",
    Statements = "stmts",
    Demonyms = "demonyms",
    Places = "places",
    SameAs = "same_as",
    Claims = "claims",
    Parties = "parties",
    Sources = "sources",
    Lists = "lists",
    Strings = "strings",
}

/// Declares a fixed-width record: its size, how to read and how to write it.
macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)+ })+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name { $($(#[$doc])* pub(crate) $field: $type,)+ }

        impl Record for $name {
            const SIZE: usize = 0 $(+ size_of::<$type>())+;

            fn read(bytes: &[u8]) -> Option<Self> {
                let mut rest = bytes;
                $(
                    let (head, tail) = rest.split_first_chunk::<{ size_of::<$type>() }>()?;
                    let $field = <$type as Number>::from_le(head);
                    rest = tail;
                )+
                let _ = rest;
                Some($name { $($field,)+ })
            }

            fn write(&self, out: &mut Vec<u8>) {
                $(out.extend_from_slice(&<$type as Number>::to_le(self.$field));)+
            }
        }
    )+ };
}

/// A fixed-width record.
pub(crate) trait Record: Sized {
    const SIZE: usize;
    fn read(bytes: &[u8]) -> Option<Self>;
    fn write(&self, out: &mut Vec<u8>);
}

/// A little-endian number of `N` bytes.
trait Number {
    type Bytes;
    fn from_le(bytes: &Self::Bytes) -> Self;
    fn to_le(self) -> Self::Bytes;
}

macro_rules! numbers {
    ($($type:ty),+) => { $(
        impl Number for $type {
            type Bytes = [u8; size_of::<$type>()];
            fn from_le(bytes: &Self::Bytes) -> Self { <$type>::from_le_bytes(*bytes) }
            fn to_le(self) -> Self::Bytes { self.to_le_bytes() }
        }
    )+ };
}
numbers!(u8, u16, u32, u64, i32);

impl Number for [u8; 8] {
    type Bytes = [u8; 8];
    fn from_le(bytes: &[u8; 8]) -> Self {
        *bytes
    }
    fn to_le(self) -> [u8; 8] {
        self
    }
}

records! {
    /// A row of places.csv. Rows are in the byte order of ids.
    PlaceRecord {
        /// String.
        id: u32,
        /// String.
        feature: u32,
        /// Degrees times 10⁷, or `i32::MIN` when there is no point.
        lat: i32,
        lon: i32,
        population: u64,
        /// Place, or `NONE`. The population is known when the flag 1 is set.
        part_of: u32,
        flags: u32,
        /// List of strings.
        same_as: u32,
        /// String.
        note: u32,
        /// The place's rows in `names` are `names_start..names_start + names_count`.
        names_start: u32,
        names_count: u32,
        /// The place's rows in `claims`.
        claims_start: u32,
        claims_count: u32,
    }

    /// A row of names.csv. Rows are in the order of places, then of the file.
    NameRecord {
        place: u32,
        /// String.
        text: u32,
        /// String.
        lang: u32,
        /// The row this one is a form of, at the end of a chain of forms, or `NONE`.
        form_of: u32,
        /// Row of `stmts`, or `NONE` when nobody is named and nothing dated.
        statement: u32,
        /// Row number in `names.csv`, for the file order of output.
        kind: u8,
        rank: u8,
        reserved: u16,
    }

    /// What some names state beyond their words.
    StatementRecord {
        /// List of parties.
        accepted_by: u32,
        /// List of parties.
        disputed_by: u32,
        /// List of claims.
        asserts: u32,
        start: [u8; 8],
        end: [u8; 8],
        /// String.
        footnote: u32,
        /// Source, or `NONE`.
        source: u32,
    }

    /// A row of demonyms.csv, in file order.
    DemonymRecord {
        place: u32,
        /// String.
        text: u32,
        /// String.
        lang: u32,
        /// Source, or `NONE`.
        source: u32,
        form: u32,
    }

    /// A row of claims.csv. Rows are in the order of places, then of the file.
    ClaimRecord {
        /// String.
        id: u32,
        place: u32,
        relation: u32,
        /// String: the id or word as it stands in the row.
        object: u32,
        /// List of strings, since `*` is no party.
        asserted_by: u32,
        /// List of strings.
        rejected_by: u32,
        start: [u8; 8],
        end: [u8; 8],
        source: u32,
    }

    /// A row of parties.csv. Rows are in the byte order of ids.
    PartyRecord {
        /// String.
        id: u32,
        kind: u32,
        /// String.
        label: u32,
        /// Place, or `NONE`.
        place: u32,
        /// List of strings.
        languages: u32,
        /// List of parties.
        follows: u32,
        /// List of strings.
        same_as: u32,
    }

    /// A row of sources.csv. Rows are in the byte order of ids.
    SourceRecord {
        id: u32,
        citation: u32,
        url: u32,
        date: [u8; 8],
        licence: u32,
        note: u32,
    }

    /// An id in another gazetteer. Rows are in the byte order of the ids.
    SameAsRecord {
        /// String.
        curie: u32,
        place: u32,
    }
}

/// Joins the sections into one file.
pub(crate) fn assemble(sections: &[Vec<u8>]) -> Vec<u8> {
    debug_assert_eq!(sections.len(), SectionId::ALL.len());
    let table_end = HEADER + ENTRY * sections.len();
    let mut table = Vec::with_capacity(ENTRY * sections.len());
    let mut offset = table_end;
    for (id, section) in SectionId::ALL.iter().zip(sections) {
        let mut name = [0; 8];
        name[..id.name().len()].copy_from_slice(id.name().as_bytes());
        table.extend_from_slice(&name);
        table.extend_from_slice(&(offset as u64).to_le_bytes());
        table.extend_from_slice(&(section.len() as u64).to_le_bytes());
        table.extend_from_slice(&crc32fast::hash(section).to_le_bytes());
        table.extend_from_slice(&[0; 4]);
        offset += section.len().next_multiple_of(8);
    }
    let mut file = Vec::with_capacity(offset);
    file.extend_from_slice(&MAGIC);
    file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    file.extend_from_slice(&KEY_VERSION.to_le_bytes());
    file.extend_from_slice(&(sections.len() as u32).to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&(offset as u64).to_le_bytes());
    file.extend_from_slice(&[0; 8]);
    file.extend_from_slice(&table);
    let crc = crc32fast::hash(&file);
    file[20..24].copy_from_slice(&crc.to_le_bytes());
    for section in sections {
        file.extend_from_slice(section);
        file.resize(file.len().next_multiple_of(8), 0);
    }
    file
}

/// A section of an open index.
#[derive(Clone)]
pub(crate) struct Section {
    pub(crate) bytes: Bytes,
    pub(crate) crc: u32,
}

/// Splits a file into its sections, in the order of [`SectionId::ALL`]. The header and the bounds are always
/// checked; the contents and the padding only when `contents` is set.
pub(crate) fn split(file: &Bytes, contents: Verify) -> Result<Vec<Section>, Error> {
    let corrupt = |message: String| Error::new(ErrorKind::Corrupt, format!("damaged index: {message}; build it again"));
    if file.is_empty() {
        return Err(Error::new(ErrorKind::NotAnIndex, "not an allonym index (the file is empty)"));
    }
    if !file.starts_with(&MAGIC[..file.len().min(MAGIC.len())]) {
        let first = file[..file.len().min(4)].escape_ascii();
        return Err(Error::new(ErrorKind::NotAnIndex, format!("not an allonym index (first bytes are \"{first}\")")));
    }
    let field = |at: usize| file.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let long = |at: usize| {
        let bytes = file.get(at..at + 8)?;
        usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let short = || corrupt(format!("it ends after {} bytes, inside the header", file.len()));
    let format = field(8).ok_or_else(short)?;
    if format != FORMAT_VERSION {
        let message = format!("index format {format}, this build reads {FORMAT_VERSION}; rebuild with `allonym build`");
        return Err(Error::new(ErrorKind::Version, message));
    }
    let keys = field(12).ok_or_else(short)?;
    if keys != KEY_VERSION {
        let message =
            format!("index keys of version {keys}, this build makes {KEY_VERSION}; rebuild with `allonym build`");
        return Err(Error::new(ErrorKind::Version, message));
    }
    let count = field(16).ok_or_else(short)? as usize;
    let length = long(24).ok_or_else(short)?;
    if count != SectionId::ALL.len() {
        return Err(corrupt(format!("{count} sections, expected {}", SectionId::ALL.len())));
    }
    if file.len() < length {
        return Err(corrupt(format!("it ends after {} bytes of {length}", file.len())));
    }
    if file.len() > length {
        return Err(corrupt(format!("{} bytes follow its end", file.len() - length)));
    }
    let table_end = HEADER + ENTRY * count;
    let mut header = file.get(..table_end).ok_or_else(short)?.to_vec();
    header[20..24].fill(0);
    if field(20) != Some(crc32fast::hash(&header)) {
        return Err(corrupt("the checksum of the header is wrong".to_owned()));
    }
    let mut sections = Vec::with_capacity(count);
    let mut expected = table_end;
    for (number, id) in SectionId::ALL.iter().enumerate() {
        let entry = HEADER + ENTRY * number;
        let name = id.name();
        let stored = &file[entry..entry + 8];
        if stored.strip_prefix(name.as_bytes()).is_none_or(|rest| rest.iter().any(|byte| *byte != 0)) {
            return Err(corrupt(format!("section {number} is \"{}\", expected \"{name}\"", stored.escape_ascii())));
        }
        let (offset, len) = (long(entry + 8).ok_or_else(short)?, long(entry + 16).ok_or_else(short)?);
        let outside = || corrupt(format!("section \"{name}\" lies outside the file"));
        if offset != expected {
            return Err(outside());
        }
        let bytes = file.part(offset, len).ok_or_else(outside)?;
        let crc = field(entry + 24).ok_or_else(short)?;
        expected = offset + len.next_multiple_of(8);
        if contents == Verify::Everything {
            let padding = file.get(offset + len..expected).ok_or_else(outside)?;
            if crc32fast::hash(&bytes) != crc || padding.iter().any(|byte| *byte != 0) {
                return Err(corrupt(format!("the checksum of section \"{name}\" is wrong")));
            }
        }
        sections.push(Section { bytes, crc });
    }
    if expected != length {
        return Err(corrupt("the sections do not fill the file".to_owned()));
    }
    Ok(sections)
}

/// How much of a file to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verify {
    /// Header and bounds.
    Header,
    /// The checksums and the structure of every section too.
    Everything,
}

/// Appends a number in base 128, low digits first, the high bit on all bytes but the last (LEB128).
pub(crate) fn write_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads what [`write_varint`] wrote and moves `bytes` behind it.
pub(crate) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7F) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
