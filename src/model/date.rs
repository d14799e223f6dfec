//! Dates as the gazetteer writes them: a small part of EDTF, and nothing else.

use std::fmt;

use crate::error::{Error, ErrorKind, quote};

/// A day in the proleptic Gregorian calendar, ordered by time. Year 0 is 1 BCE, as in ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Astronomical year: 0 is 1 BCE, -1 is 2 BCE.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// A date of the form `[-]YYYY[-MM[-DD]]`, optionally followed by `~` (approximate) or `?` (uncertain);
/// `199X` for a decade, `19XX` for a century, `XXXX` for an unknown date.
///
/// Source: the Extended Date/Time Format, ISO 8601-2:2019, of which this is a part. A partial date
/// means its first day.
///
/// ```
/// use allonym::Date;
/// let date: Date = "199X".parse()?;
/// assert_eq!(date.first_day().unwrap().year, 1990);
/// assert!("1990-02-30".parse::<Date>().is_err());
/// # Ok::<(), allonym::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// The first year that is meant: 1990 of `199X`, -1999 of `-199X`.
    year: i32,
    /// 0 when the date has no month.
    month: u8,
    /// 0 when the date has no day.
    day: u8,
    /// How many of the last digits of the year are `X`: 0, 1, 2, or 4 for an unknown date.
    unknown_digits: u8,
    qualifier: Option<Qualifier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Qualifier {
    Approximate,
    Uncertain,
}

impl Date {
    /// The first day the date may mean, or `None` for `XXXX`.
    #[must_use]
    pub fn first_day(&self) -> Option<Day> {
        if self.unknown_digits == 4 {
            return None;
        }
        Some(Day { year: self.year, month: self.month.max(1), day: self.day.max(1) })
    }

    /// Eight bytes for the index: year, month, day, flags. Inverse of [`Date::from_bytes`].
    pub(crate) fn to_bytes(self) -> [u8; 8] {
        let qualifier = match self.qualifier {
            None => 0,
            Some(Qualifier::Approximate) => 1,
            Some(Qualifier::Uncertain) => 2,
        };
        let [a, b, c, d] = self.year.to_le_bytes();
        [a, b, c, d, self.month, self.day, self.unknown_digits, 1 | (qualifier << 1)]
    }

    /// The date that [`Date::to_bytes`] wrote; `None` when the bytes are all zero (no date).
    pub(crate) fn from_bytes(bytes: [u8; 8]) -> Option<Date> {
        let [a, b, c, d, month, day, unknown_digits, flags] = bytes;
        if flags & 1 == 0 {
            return None;
        }
        let qualifier = match flags >> 1 {
            1 => Some(Qualifier::Approximate),
            2 => Some(Qualifier::Uncertain),
            _ => None,
        };
        let unknown_digits = if unknown_digits > 2 { 4 } else { unknown_digits };
        Some(Date {
            year: i32::from_le_bytes([a, b, c, d]).clamp(-9999, 9999),
            month: month.min(12),
            day: day.min(31),
            unknown_digits,
            qualifier,
        })
    }
}

impl std::str::FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).ok_or_else(|| {
            let message = format!(
                "{} is not a date; expected [-]YYYY[-MM[-DD]] with ~ or ? after it if need be, or 199X, 19XX, XXXX",
                quote(text)
            );
            Error::new(ErrorKind::Argument, message)
        })
    }
}

fn parse(text: &str) -> Option<Date> {
    let (body, qualifier) = match text.as_bytes().last()? {
        b'~' => (&text[..text.len() - 1], Some(Qualifier::Approximate)),
        b'?' => (&text[..text.len() - 1], Some(Qualifier::Uncertain)),
        _ => (text, None),
    };
    let (negative, body) = match body.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let mut parts = body.split('-');
    let year_text = parts.next()?;
    let month_text = parts.next();
    let day_text = parts.next();
    if parts.next().is_some() || year_text.len() != 4 {
        return None;
    }
    let digits = year_text.trim_end_matches('X');
    let unknown_digits = u8::try_from(4 - digits.len()).ok()?;
    if unknown_digits == 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if unknown_digits > 0 && (month_text.is_some() || (unknown_digits == 4 && negative)) {
        return None;
    }
    let year: i32 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let span = 10_i32.pow(u32::from(unknown_digits));
    // Before the common era, the first year of a decade or century has the larger absolute value. It also keeps the
    // sign of `-00XX`; a year 0 with a sign is no year.
    let year = if negative { -(year * span + span - 1) } else { year * span };
    if negative && year == 0 {
        return None;
    }
    let month = two_digits(month_text)?;
    let day = two_digits(day_text)?;
    if month_text.is_some() && !(1..=12).contains(&month) {
        return None;
    }
    if day_text.is_some() && !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    Some(Date { year, month, day, unknown_digits, qualifier })
}

/// `None` (no such part) is 0; anything but two digits is an error.
fn two_digits(part: Option<&str>) -> Option<u8> {
    match part {
        None => Some(0),
        Some(text) if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        Some(_) => None,
    }
}

fn days_in_month(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unknown_digits == 4 {
            f.write_str("XXXX")?;
        } else {
            let sign = if self.year < 0 { "-" } else { "" };
            let year = format!("{:04}", self.year.unsigned_abs());
            let known = 4 - usize::from(self.unknown_digits);
            write!(f, "{sign}{}{}", &year[..known], &"XX"[..4 - known])?;
            if self.month > 0 {
                write!(f, "-{:02}", self.month)?;
            }
            if self.day > 0 {
                write!(f, "-{:02}", self.day)?;
            }
        }
        match self.qualifier {
            None => Ok(()),
            Some(Qualifier::Approximate) => f.write_str("~"),
            Some(Qualifier::Uncertain) => f.write_str("?"),
        }
    }
}
