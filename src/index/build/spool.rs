//! Bytes that are written once and read in order, any number of times: in memory until they grow beyond a limit, then
//! in a temporary file without a name, which is gone with the process however it ends.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::error::Error;

pub(super) struct Spool {
    buffer: Vec<u8>,
    file: Option<File>,
    limit: usize,
}

impl Spool {
    /// A spool that keeps so many bytes in memory.
    pub(super) fn new(limit: usize) -> Spool {
        Spool { buffer: Vec::new(), file: None, limit: limit.max(1 << 16) }
    }

    /// Appends bytes; beyond the limit those in memory go to a file in `folder`.
    pub(super) fn push(&mut self, bytes: &[u8], folder: &Path) -> Result<(), Error> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= self.limit { self.spill(folder) } else { Ok(()) }
    }

    /// Puts what is in memory into the file in `folder`, for what is not needed soon.
    pub(super) fn put_aside(&mut self, folder: &Path) -> Result<(), Error> {
        self.spill(folder)?;
        self.buffer = Vec::new();
        Ok(())
    }

    fn spill(&mut self, folder: &Path) -> Result<(), Error> {
        let failed = |error| Error::io(folder, "cannot write a temporary file", error);
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile_in(folder).map_err(failed)?);
        }
        if let Some(file) = &mut self.file {
            file.write_all(&self.buffer).map_err(failed)?;
        }
        self.buffer.clear();
        Ok(())
    }

    /// What was pushed, from the start.
    pub(super) fn reader(&mut self, folder: &Path) -> Result<Box<dyn BufRead + '_>, Error> {
        if self.file.is_some() && !self.buffer.is_empty() {
            self.spill(folder)?;
        }
        match &mut self.file {
            None => Ok(Box::new(Cursor::new(&self.buffer))),
            Some(file) => {
                let failed = |error| Error::io(folder, "cannot read a temporary file", error);
                file.seek(SeekFrom::Start(0)).map_err(failed)?;
                Ok(Box::new(BufReader::with_capacity(1 << 18, file)))
            }
        }
    }

    /// Appends a row of numbers.
    pub(super) fn push_row<const N: usize>(&mut self, row: [u32; N], folder: &Path) -> Result<(), Error> {
        let mut bytes = [[0; 4]; N];
        for (bytes, number) in bytes.iter_mut().zip(row) {
            *bytes = number.to_le_bytes();
        }
        self.push(bytes.as_flattened(), folder)
    }

    /// Calls `take` with each row of numbers.
    pub(super) fn for_each_row<const N: usize>(
        &mut self,
        folder: &Path,
        mut take: impl FnMut([u32; N]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let failed = |error| Error::io(folder, "cannot read a temporary file", error);
        let mut reader = self.reader(folder)?;
        let mut bytes = [[0; 4]; N];
        while !reader.fill_buf().map_err(failed)?.is_empty() {
            reader.read_exact(bytes.as_flattened_mut()).map_err(failed)?;
            take(bytes.map(u32::from_le_bytes))?;
        }
        Ok(())
    }
}

/// Reads a string that was pushed with [`push_string`], into `text`. `false` at the end.
pub(super) fn read_string(reader: &mut impl BufRead, text: &mut Vec<u8>) -> std::io::Result<bool> {
    if reader.fill_buf()?.is_empty() {
        return Ok(false);
    }
    let mut len = [0; 4];
    reader.read_exact(&mut len)?;
    text.resize(u32::from_le_bytes(len) as usize, 0);
    reader.read_exact(text)?;
    Ok(true)
}

/// Appends a string to `out`, behind its length.
pub(super) fn push_string(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text);
}
