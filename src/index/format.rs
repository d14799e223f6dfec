//! The file format: header, section table, and the fixed-width records of each section.
//!
//! The only file that knows offsets. All numbers are little-endian. A reference to a string is a byte offset
//! into the `strings` section (into `texts` for the words of names), one to a list an item offset into `lists`; 0 is the
//! empty string or list. [`NONE`] is the absent number. DESIGN.md has the format as a table.

use std::io::{Seek, SeekFrom, Write};

use super::bytes::Bytes;
use crate::error::{Error, ErrorKind};
use crate::normalize::KEY_VERSION;

/// First bytes of every index. The first byte is no text in any encoding, so that nobody mistakes the file for one.
pub(crate) const MAGIC: [u8; 8] = *b"\x89ALLONYM";

/// Version of the layout below.
pub(crate) const FORMAT_VERSION: u32 = 3;

/// Stands for "no such row".
pub(crate) const NONE: u32 = u32::MAX;

/// In an entry of a key: a demonym, not a name.
pub(crate) const DEMONYM: u32 = 1 << 30;

/// In `keys`: the one entry itself, not an offset into `postings`.
pub(crate) const SINGLE: u32 = 1 << 31;

/// One start in `spells` for so many words.
pub(crate) const SPELLS_PER_START: usize = 16;

/// Rows of one kind that an entry can tell apart.
pub(crate) const MOST_ROWS: u64 = 1 << 30;

/// Bytes of a word id in the keys of the phrase automaton, most significant first.
pub(crate) const WORD_ID_BYTES: usize = 3;

/// A word id as it stands in the keys of the phrase automaton.
pub(crate) fn word_id_bytes(id: u32) -> [u8; WORD_ID_BYTES] {
    let [_, a, b, c] = id.to_be_bytes();
    [a, b, c]
}

/// Flags of a word: some name of several words begins with it; it is a name by itself.
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
    /// The distinct names, in the order of their keys, then of their bytes: a varint length, then the bytes.
    Texts = "texts",
    /// Automaton: folded word to word id, which is its rank in byte order.
    Lexicon = "lexicon",
    /// Where every sixteenth word starts in `spells`: one number each.
    SpellStarts = "spellat",
    /// The folded words by id, a line feed behind each.
    Spells = "spells",
    /// Words by the hash of themselves without some letters: one number an entry, see `deletes.rs`.
    Deletes = "deletes",
    /// Where each bucket ends in `deletes`: one number a bucket.
    BucketEnds = "bucketnd",
    Names = "names",
    Forms = "forms",
    /// Automaton: word ids, three bytes each, to the rank of the key in byte order.
    Phrases = "phrases",
    /// One number a key: an entry with `SINGLE`, or an offset into `postings`.
    Keys = "keys",
    /// Hash table from keys to ranks, see `slots.rs`.
    Slots = "slots",
    /// Lists of entries: a varint count, then varint differences of ascending entries.
    Postings = "postings",
    /// One byte a key: how prominent its most prominent place is.
    Weights = "weights",
    /// One byte of flags for each word id.
    Words = "words",
    /// A filter of the first two words of each name of several words, see `pairs.rs`.
    Pairs = "pairs",
    /// Keys by the hash of their sound: one number an entry, see `sounds.rs`.
    Sounds = "sounds",
    /// Where each bucket ends in `sounds`: one number a bucket.
    SoundEnds = "soundend",
    Facts = "facts",
    Demonyms = "demonyms",
    Places = "places",
    SameAs = "same_as",
    Claims = "claims",
    Parties = "parties",
    Sources = "sources",
    Lists = "lists",
    Strings = "strings",
    Meta = "meta",
}

/// Declares a fixed-width record: its size, how to read and how to write it.
macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)+ })+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $name { $($(#[$doc])* pub(crate) $field: $type,)+ }

        impl Record for $name {
            const SIZE: usize = 0 $(+ size_of::<$type>())+;

            #[inline(always)]
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
        /// See [`pack_population`].
        population: u32,
        /// Place, or `NONE`.
        part_of: u32,
        /// List: how many of the strings that follow merged records brought, then the strings, the row's own first. With
        /// `ONLY` the one string itself, its own.
        same_as: u32,
        /// String.
        note: u32,
        /// The first of the place's rows in `names`, with `IMPORTED_PLACE`; they end where those of the next place start.
        names_start: u32,
    }

    /// A row of names.csv. Rows are in the order of places, then of the file.
    NameRecord {
        place: u32,
        /// In `texts`.
        text: u32,
        /// Row of `facts`.
        facts: u32,
    }

    /// A name that is a form of another. Rows are in the order of names.
    FormRecord {
        name: u32,
        /// The name at the end of the chain of forms.
        root: u32,
    }

    /// What names state beyond their words; names that state the same share a row.
    FactsRecord {
        /// String.
        lang: u32,
        kind: u8,
        rank: u8,
        /// `IMPORTED`, `IS_FORM`.
        flags: u16,
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

    /// An id in another gazetteer. Rows are in the byte order of the ids, then of places: an imported id may stand on
    /// several.
    SameAsRecord {
        /// String.
        curie: u32,
        place: u32,
    }

    /// One row: what readers must know of the whole.
    MetaRecord {
        /// Words of the longest key.
        longest_key: u32,
        reserved: u32,
    }
}

/// The record is imported: not curated, and nobody's usage.
pub(crate) const IMPORTED: u16 = 1;
/// The row has one in `forms`.
pub(crate) const IS_FORM: u16 = 2;
/// The place is an imported record.
pub(crate) const IMPORTED_PLACE: u32 = 1 << 31;
/// The list has one item, and this is it.
pub(crate) const ONLY: u32 = 1 << 31;

/// A population in 32 bits: as it is below two thousand million, in thousands beyond, and all bits where none is known.
pub(crate) fn pack_population(people: Option<u64>) -> u32 {
    match people {
        None => u32::MAX,
        Some(people) if people < 1 << 31 => people as u32,
        Some(people) => (people / 1000).min((1 << 31) - 2) as u32 | 1 << 31,
    }
}

/// What [`pack_population`] packed.
pub(crate) fn unpack_population(packed: u32) -> Option<u64> {
    match packed {
        u32::MAX => None,
        packed if packed < 1 << 31 => Some(u64::from(packed)),
        packed => Some(u64::from(packed & !(1 << 31)) * 1000),
    }
}

/// The stored latitude of a place without a point.
pub(crate) const NO_POINT: i32 = i32::MIN;
/// Degrees are stored times ten million, a little over a centimetre.
pub(crate) const DEGREE: f64 = 1e7;

/// Writes an index, section by section, to a file or to memory: the header last, when everything is known.
pub(crate) struct Assembly<W> {
    out: W,
    table: Vec<u8>,
    offset: u64,
    done: usize,
}

impl<W: Write + Seek> Assembly<W> {
    pub(crate) fn new(mut out: W) -> std::io::Result<Self> {
        let offset = HEADER + ENTRY * SectionId::ALL.len();
        out.write_all(&vec![0; offset])?;
        Ok(Assembly { out, table: Vec::new(), offset: offset as u64, done: 0 })
    }

    /// Writes the next section, which must be `id`, by `fill`.
    pub(crate) fn section<T, E: From<std::io::Error>>(
        &mut self,
        id: SectionId,
        fill: impl FnOnce(&mut SectionWriter<&mut W>) -> Result<T, E>,
    ) -> Result<T, E> {
        assert_eq!(id as usize, self.done, "sections are written in file order");
        let mut writer = SectionWriter { out: &mut self.out, hasher: crc32fast::Hasher::new(), len: 0 };
        let value = fill(&mut writer)?;
        let (len, crc) = (writer.len, writer.hasher.finalize());
        let padded = len.next_multiple_of(8);
        self.out.write_all(&[0; 8][..(padded - len) as usize])?;
        let mut name = [0; 8];
        name[..id.name().len()].copy_from_slice(id.name().as_bytes());
        self.table.extend_from_slice(&name);
        self.table.extend_from_slice(&self.offset.to_le_bytes());
        self.table.extend_from_slice(&len.to_le_bytes());
        self.table.extend_from_slice(&crc.to_le_bytes());
        self.table.extend_from_slice(&[0; 4]);
        self.offset += padded;
        self.done += 1;
        Ok(value)
    }

    /// Writes the next section, which must be `id`.
    pub(crate) fn bytes(&mut self, id: SectionId, bytes: &[u8]) -> std::io::Result<()> {
        self.section(id, |out| out.write_all(bytes))
    }

    /// Writes the header and gives the file back, and its length.
    pub(crate) fn finish(mut self) -> std::io::Result<(W, u64)> {
        assert_eq!(self.done, SectionId::ALL.len(), "all sections are written");
        let mut head = Vec::with_capacity(HEADER + self.table.len());
        head.extend_from_slice(&MAGIC);
        head.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        head.extend_from_slice(&KEY_VERSION.to_le_bytes());
        head.extend_from_slice(&(self.done as u32).to_le_bytes());
        head.extend_from_slice(&[0; 4]);
        head.extend_from_slice(&self.offset.to_le_bytes());
        head.extend_from_slice(&[0; 8]);
        head.extend_from_slice(&self.table);
        let crc = crc32fast::hash(&head);
        head[20..24].copy_from_slice(&crc.to_le_bytes());
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&head)?;
        self.out.flush()?;
        Ok((self.out, self.offset))
    }
}

/// Passes the bytes of a section on and sums them up.
pub(crate) struct SectionWriter<W> {
    out: W,
    hasher: crc32fast::Hasher,
    len: u64,
}

impl<W: Write> Write for SectionWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.len += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
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
