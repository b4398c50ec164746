//! `ETag`, `If-Match` and `If-None-Match` (RFC 9110): nobody overwrites what they have not read.

use poem::http::{HeaderMap, header};
use poem::{FromRequest, Request, RequestBody};

use super::catalogue as known;
use super::problem::Problem;

pub fn etag(revision: i32) -> String {
    format!("\"{revision}\"")
}

/// The same, for one answer that was made of this revision.
pub fn etag_of_answer(revision: i32, digest: &str) -> String {
    format!("\"{revision}-{digest}\"")
}

/// The revision, where the tag is nothing else.
pub fn revision_of(tag: &str) -> Option<i32> {
    tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// The revision that an editor has read; a missing header is refused with 428.
#[derive(Clone, Debug)]
pub struct IfMatch(Vec<String>);

impl IfMatch {
    pub fn check(&self, revision: i32) -> Result<(), Problem> {
        let any = self.0.iter().any(|tag| tag == "*");
        if any {
            return Ok(());
        }
        self.check_named(revision)
    }

    /// The same where `*` will not do: the editor must have read this very revision.
    pub fn check_named(&self, revision: i32) -> Result<(), Problem> {
        let (current, answer) = (etag(revision), format!("\"{revision}-"));
        let is_current = |tag: &String| *tag == current || tag.starts_with(&answer);
        let matches = self.0.iter().any(is_current);
        matches
            .then_some(())
            .ok_or_else(|| Problem::new(known::PRECONDITION_FAILED))
    }
}

impl<'a> FromRequest<'a> for IfMatch {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        match tags(request.headers(), header::IF_MATCH) {
            Some(tags) => Ok(Self(tags)),
            None => Err(Problem::new(known::PRECONDITION_REQUIRED).into()),
        }
    }
}

/// The versions that a reader already holds.
#[derive(Clone, Debug, Default)]
pub struct IfNoneMatch(Vec<String>);

impl IfNoneMatch {
    pub fn of(headers: &HeaderMap) -> Self {
        Self(tags(headers, header::IF_NONE_MATCH).unwrap_or_default())
    }

    pub fn holds(&self, etag: &str) -> bool {
        self.0.iter().any(|tag| tag == etag || tag == "*")
    }
}

impl<'a> FromRequest<'a> for IfNoneMatch {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self::of(request.headers()))
    }
}

fn tags(headers: &HeaderMap, name: header::HeaderName) -> Option<Vec<String>> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(
        text.split(',')
            .map(|tag| tag.trim().trim_start_matches("W/").to_owned())
            .collect(),
    )
}
