//! RFC 9457 problem details: the one shape of every failure.

use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};
use poem_openapi::{ApiResponse, Object};
use sea_orm::DbErr;

use super::catalogue as known;
use crate::db::{Fault, fault};

/// One entry of the catalogue of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub slug: &'static str,
    pub status: u16,
    pub title: &'static str,
    /// What it means, and what a client can do about it.
    pub about: &'static str,
}

/// One thing that is wrong with a body; the value itself is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Violation {
    /// RFC 6901 JSON pointer to the value, such as `/demands/0/text`; empty for the whole body.
    pub pointer: String,
    /// What the value must be.
    pub detail: String,
}

impl Violation {
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

/// A failure as clients read it. What only operators may read goes to the log beside it.
#[derive(Clone, Debug)]
pub struct Problem {
    pub kind: Kind,
    detail: Option<Box<str>>,
    violations: Vec<Violation>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            detail: None,
            violations: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// A sentence for this occurrence. Never put a client's value into it.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into().into_boxed_str());
        self
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl TryInto<HeaderValue>) -> Self {
        if let Ok(value) = value.try_into() {
            self.headers.push((name, value));
        }
        self
    }

    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header(header::RETRY_AFTER, seconds.to_string())
    }

    /// The body does not have the documented shape.
    pub fn invalid(violations: Vec<Violation>) -> Self {
        Self {
            violations,
            ..Self::new(known::INVALID_BODY)
        }
    }

    /// Every place that is wrong, for a kind of its own.
    #[must_use]
    pub fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.violations = violations;
        self
    }

    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A failure in the form of RFC 9457, with `application/problem+json`.
#[derive(Debug, Object)]
#[oai(rename = "Problem", skip_serializing_if_is_none)]
struct ProblemDocument {
    /// A URI that names the kind of problem: `/problems#<slug>` of this service.
    #[oai(rename = "type")]
    kind: String,
    /// The kind of problem in words.
    title: String,
    /// The HTTP status, repeated.
    #[oai(validator(minimum(value = "400"), maximum(value = "599")))]
    status: u16,
    /// What happened this time, or else what this kind means; and what to do about it.
    detail: String,
    /// Every violation of the documented body shape.
    violations: Option<Vec<Violation>>,
}

impl Problem {
    fn document(&self) -> ProblemDocument {
        ProblemDocument {
            kind: format!("/problems#{}", self.kind.slug),
            title: self.kind.title.to_owned(),
            status: self.kind.status,
            detail: match &self.detail {
                Some(detail) => detail.to_string(),
                None => self.kind.about.trim().to_owned(),
            },
            violations: Some(self.violations.clone()).filter(|list| !list.is_empty()),
        }
    }

    pub fn to_json(&self) -> String {
        self.document().to_json_string()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = poem_openapi::payload::Json(self.document()).into_response();
        response.set_status(status);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110, 15.5.2: every 401 says how to sign in.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}

impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        let content = MetaMediaType {
            content_type: "application/problem+json",
            schema: ProblemDocument::schema_ref(),
        };
        MetaResponses {
            responses: vec![MetaResponse {
                description: "The request failed; `type` names the problem.",
                status: None,
                status_range: None,
                content: vec![content],
                headers: vec![],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        <poem_openapi::payload::Json<ProblemDocument> as Payload>::register(registry);
    }
}

impl From<Problem> for poem::Error {
    fn from(problem: Problem) -> Self {
        let slug = problem.kind.slug;
        let mut error = poem::Error::from_response(problem.into_response());
        error.set_error_message(slug);
        error
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        match fault(&error) {
            Fault::Unavailable => Self::new(known::DATABASE_UNAVAILABLE).retry_after(2),
            Fault::Duplicate => Self::new(known::ALREADY_EXISTS),
            Fault::Missing => Self::new(known::NOT_FOUND),
            Fault::Broken => Self::broken("database", &error),
        }
    }
}

impl Problem {
    /// A mistake of ours: the caller learns nothing, the log learns the kind of error but no values.
    pub fn broken(part: &'static str, error: &dyn std::error::Error) -> Self {
        let kind = std::any::type_name_of_val(error);
        tracing::error!(part, kind, "an operation failed unexpectedly");
        Self::new(known::INTERNAL)
    }
}
