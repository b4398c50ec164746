//! The periods of a public record: years, quarters or months, and how finer ones make coarser ones.

use std::fmt;
use std::str::FromStr;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    Month,
    Quarter,
    Year,
}

/// A year, a quarter or a month, in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub year: u16,
    /// Its number in the year, from 1; none for a year.
    pub part: u8,
    pub grain: Grain,
}

impl Period {
    /// The quarter or the year that this lies in; a period is never made finer.
    pub fn within(self, grain: Grain) -> Self {
        let part = match (self.grain, grain) {
            (Grain::Month, Grain::Quarter) => (self.part - 1) / 3 + 1,
            (own, asked) if asked <= own => return self,
            _ => 0,
        };
        Self {
            part,
            grain,
            ..self
        }
    }

    pub fn month(year: u16, month: u8) -> Self {
        Self {
            year,
            part: month,
            grain: Grain::Month,
        }
    }
}

/// Not a period.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAPeriod;

impl FromStr for Period {
    type Err = NotAPeriod;

    /// `2025`, `2025-Q3`, `2025 Q3`, `2025-07`.
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let year = text.get(..4).ok_or(NotAPeriod)?;
        let is_year = year.bytes().all(|b| b.is_ascii_digit()) && ("1900".."2100").contains(&year);
        let year = year.parse().ok().filter(|_| is_year).ok_or(NotAPeriod)?;
        let rest = text.get(4..).unwrap_or_default();
        if rest.is_empty() {
            let (part, grain) = (0, Grain::Year);
            return Ok(Self { year, part, grain });
        }
        let rest = rest.strip_prefix(['-', ' ']).unwrap_or(rest);
        let (digits, grain, most) = match rest.strip_prefix(['Q', 'q']) {
            Some(digits) if digits.len() == 1 => (digits, Grain::Quarter, 4),
            None if rest.len() == 2 => (rest, Grain::Month, 12),
            _ => return Err(NotAPeriod),
        };
        let is_number = digits.bytes().all(|b| b.is_ascii_digit());
        let part = digits.parse().ok().filter(|_| is_number);
        let part = part.filter(|part| (1..=most).contains(part));
        let part = part.ok_or(NotAPeriod)?;
        Ok(Self { year, part, grain })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, part, grain } = self;
        match grain {
            Grain::Year => write!(f, "{year}"),
            Grain::Quarter => write!(f, "{year}-Q{part}"),
            Grain::Month => write!(f, "{year}-{part:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_written_in_one_way() {
        let read = |text: &str| text.parse::<Period>().map(|period| period.to_string());
        for (text, written) in [
            ("2025", "2025"),
            ("2025-Q3", "2025-Q3"),
            ("2025 q3", "2025-Q3"),
            ("2025-07", "2025-07"),
        ] {
            assert_eq!(read(text), Ok(written.to_owned()));
        }
        for text in [
            "", "25", "2025-13", "2025-Q5", "2025-7", "07/2025", "٢٠٢٥", "2025-+1", "2025é",
        ] {
            assert_eq!(read(text), Err(NotAPeriod), "{text}");
        }
    }

    #[test]
    fn months_make_quarters_and_quarters_years_and_nothing_is_made_finer() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        let within = |text: &str, grain| period(text).within(grain).to_string();
        assert_eq!(within("2025-09", Grain::Quarter), "2025-Q3");
        assert_eq!(within("2025-10", Grain::Quarter), "2025-Q4");
        assert_eq!(within("2025-09", Grain::Year), "2025");
        assert_eq!(within("2025-Q2", Grain::Year), "2025");
        assert_eq!(within("2025", Grain::Month), "2025");
    }
}
