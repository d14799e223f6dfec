//! Files as their publishers ship them: plain, gzip, zstd, or the one table in a zip archive, told by their first
//! bytes; decompressed in a thread of their own, read line by line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::report::{At, Tally};
use crate::error::{Error, ErrorKind};

/// Bytes handed from the decompressing thread at a time, and how many such pieces may wait.
const PIECE: usize = 1 << 18;
const WAITING: usize = 8;

/// Opens a file for reading, whatever it is packed in. A damaged archive shows as an error of the reader.
pub(super) fn open(path: &Path, tally: &Tally<'_>) -> Result<impl BufRead + Send + use<>, Error> {
    let file = File::open(path).map_err(|error| Error::io(path, "cannot open", error))?;
    let counted = Counted { file, read: tally.counter() };
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::spawn(move || {
        let mut pieces = Pieces { sender, piece: Vec::with_capacity(PIECE) };
        let result = unpack(counted, &mut pieces).and_then(|()| pieces.flush());
        if let Err(error) = result {
            // The reader may have stopped listening; then there is nobody to tell.
            let _ = pieces.sender.send(Err(error));
        }
    });
    Ok(Unpacked { receiver, piece: Vec::new(), at: 0 })
}

fn unpack(file: Counted, out: &mut Pieces) -> std::io::Result<()> {
    let mut file = BufReader::with_capacity(PIECE, file);
    let start = file.fill_buf()?;
    if start.starts_with(b"\x28\xB5\x2F\xFD") {
        let mut decoder = zstd::Decoder::with_buffer(file)?;
        decoder.window_log_max(31)?;
        std::io::copy(&mut decoder, out)?;
    } else if start.starts_with(b"\x1F\x8B") {
        std::io::copy(&mut flate2::bufread::MultiGzDecoder::new(file), out)?;
    } else if start.starts_with(b"PK\x03\x04") {
        let mut archive = zip::ZipArchive::new(file).map_err(std::io::Error::other)?;
        let is_table = |name: &str| {
            let name = name.to_ascii_lowercase();
            // GeoNames packs a list of language codes with its alternate names.
            let is_other = name.contains("readme") || name.contains("iso-languagecodes");
            [".txt", ".tsv", ".csv"].iter().any(|end| name.ends_with(end)) && !is_other
        };
        let tables: Vec<usize> = (0..archive.len())
            .filter(|at| archive.name_for_index(*at).is_some_and(|name| name.is_ok_and(|name| is_table(&name))))
            .collect();
        let [table] = tables[..] else {
            let message = format!("the archive holds {} tables, expected one; unpack it", tables.len());
            return Err(std::io::Error::other(message));
        };
        std::io::copy(&mut archive.by_index(table).map_err(std::io::Error::other)?, out)?;
    } else {
        std::io::copy(&mut file, out)?;
    }
    Ok(())
}

/// Counts the bytes read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl std::io::Seek for Counted {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

/// Sends what is written, a piece at a time.
struct Pieces {
    sender: SyncSender<std::io::Result<Vec<u8>>>,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.sender.send(Ok(piece)).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }
}

/// The other end: a reader of the pieces.
struct Unpacked {
    receiver: Receiver<std::io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Unpacked {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        while self.at >= self.piece.len() {
            match self.receiver.recv() {
                Ok(piece) => (self.piece, self.at) = (piece?, 0),
                Err(_) => return Ok(&[]),
            }
        }
        Ok(&self.piece[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

/// The lines of a text table, decoded: bytes that are not UTF-8 become U+FFFD and are reported.
pub(super) struct Lines<R> {
    reader: R,
    path: PathBuf,
    line: u64,
    bytes: Vec<u8>,
    text: String,
    /// The file ended in the middle of a line, or its archive is damaged.
    ended: bool,
}

/// Longer lines are no rows of any table.
const LONGEST: usize = 1 << 24;

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R, path: &Path) -> Self {
        Lines { reader, path: path.to_owned(), line: 0, bytes: Vec::new(), text: String::new(), ended: false }
    }

    /// The place of the line last read.
    pub(super) fn at(&self) -> At<'_> {
        At { path: &self.path, line: self.line }
    }

    /// Reads the next line, without its end and without a byte order mark. `false` at the end of the file; where the
    /// file is truncated or its archive damaged, that is reported and what came before counts.
    pub(super) fn advance(&mut self, tally: &mut Tally<'_>) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        self.bytes.clear();
        self.line += 1;
        match (&mut self.reader).take(LONGEST as u64).read_until(b'\n', &mut self.bytes) {
            Ok(0) => {
                self.ended = true;
                return Ok(false);
            }
            Ok(_) => {}
            Err(error) => {
                self.ended = true;
                let at = At { path: &self.path, line: self.line };
                tally.fault("the file cannot be read further", at, &error.to_string())?;
                return Ok(false);
            }
        }
        if self.bytes.len() == LONGEST && !self.bytes.ends_with(b"\n") {
            let message = format!("a line of more than {LONGEST} bytes; this is not a table of text");
            return Err(Error::new(ErrorKind::Invalid, message).at(&self.path).line(self.line));
        }
        while self.bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            self.bytes.pop();
        }
        if self.line == 1 && self.bytes.starts_with(b"\xEF\xBB\xBF") {
            self.bytes.drain(..3);
        }
        self.text.clear();
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => self.text.push_str(text),
            Err(_) => {
                self.text.push_str(&String::from_utf8_lossy(&self.bytes));
                let at = At { path: &self.path, line: self.line };
                tally.fault("not UTF-8; the bytes became U+FFFD", at, &self.text)?;
            }
        }
        Ok(true)
    }

    /// The line last read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}
