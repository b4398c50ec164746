//! Keyset pagination: an opaque cursor that names the last row seen.

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use crate::http::{Problem, catalogue as known};

/// How many rows a page holds when the client does not say, and at most.
pub const DEFAULT_LIMIT: u64 = 50;
pub const MAX_LIMIT: u64 = 200;

/// Where a page begins and how long it is.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub after: Option<Uuid>,
    pub limit: u64,
}

impl Page {
    pub fn new(cursor: Option<&str>, limit: Option<u64>) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Problem::new(known::INVALID_PARAMETER)
                .because(format!("`limit` must be between 1 and {MAX_LIMIT}.")));
        }
        let after = cursor.map(decode).transpose()?;
        Ok(Self { after, limit })
    }

    /// Cuts a list that was read with one row more than asked for, and gives the cursor of the next page.
    pub fn cut<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more).map(|row| encode(id(row)));
        (rows, last)
    }

    /// One row more than the page holds, to know whether there is another page.
    pub fn fetch(&self) -> u64 {
        self.limit + 1
    }
}

/// `Link: <?cursor=…>; rel="next"`.
pub fn link(next: Option<&str>) -> Option<String> {
    next.map(|cursor| format!("<?cursor={cursor}>; rel=\"next\""))
}

fn encode(id: Uuid) -> String {
    BASE64URL_NOPAD.encode(id.as_bytes())
}

fn decode(cursor: &str) -> Result<Uuid, Problem> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
    bytes
        .and_then(|bytes| Uuid::from_slice(&bytes).ok())
        .ok_or_else(|| Problem::new(known::INVALID_CURSOR))
}
