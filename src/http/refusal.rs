//! Turns every failure of the framework into a problem: router, parameters, bodies, panics.

use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError};
use poem::http::{StatusCode, header};
use poem_openapi::error::{
    AuthorizationError, ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError,
};

use super::catalogue as known;
use super::problem::Problem;
use crate::listen::{BodyTooLarge, BodyTooSlow, RequestTookTooLong, TooManyRequests};

/// The problem for an error that is not one already. The error's own text can echo the client and is dropped.
pub fn refuse(error: &poem::Error) -> Problem {
    if error.is::<NotFoundError>() || error.is::<ParsePathError>() {
        return Problem::new(known::NOT_FOUND);
    }
    if error.is::<MethodNotAllowedError>() {
        return Problem::new(known::METHOD_NOT_ALLOWED);
    }
    if error.is::<AuthorizationError>() {
        return unauthenticated();
    }
    if let Some(ParseParamError { name, .. }) = error.downcast_ref() {
        return Problem::new(known::INVALID_PARAMETER)
            .because(format!("The parameter `{name}` has the wrong form."));
    }
    if error.is::<ContentTypeError>() {
        return Problem::new(known::UNSUPPORTED_MEDIA_TYPE);
    }
    if error.is::<ParseRequestPayloadError>() {
        return Problem::new(known::INVALID_BODY);
    }
    if error.is::<ReadBodyError>() {
        return Problem::new(known::MALFORMED_JSON);
    }
    at_the_edge(error).unwrap_or_else(|| by_status(error.status()))
}

/// What the network edge refuses.
fn at_the_edge(error: &poem::Error) -> Option<Problem> {
    if let Some(BodyTooLarge { limit }) = error.downcast_ref() {
        let problem = Problem::new(known::BODY_TOO_LARGE);
        return Some(problem.because(format!("At most {limit} bytes are taken here.")));
    }
    if error.is::<BodyTooSlow>() {
        return Some(Problem::new(known::REQUEST_TIMEOUT));
    }
    if error.is::<RequestTookTooLong>() {
        return Some(Problem::new(known::TIMED_OUT).retry_after(5));
    }
    let TooManyRequests { standing } = error.downcast_ref()?;
    let wait = standing.retry_after.unwrap_or_default();
    Some(Problem::new(known::RATE_LIMITED).retry_after(wait.as_secs() + 1))
}

/// The text that a peer gets whose request has no readable head.
pub fn unreadable_head(status: StatusCode) -> String {
    let kind = match status {
        StatusCode::URI_TOO_LONG => known::URI_TOO_LONG,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => known::HEAD_TOO_LARGE,
        StatusCode::REQUEST_TIMEOUT => known::REQUEST_TIMEOUT,
        _ => known::MALFORMED_REQUEST,
    };
    Problem::new(kind).to_json()
}

pub fn unauthenticated() -> Problem {
    Problem::new(known::UNAUTHENTICATED).header(header::WWW_AUTHENTICATE, "Bearer")
}

fn by_status(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Problem::new(known::NOT_FOUND),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(known::METHOD_NOT_ALLOWED),
        StatusCode::UNAUTHORIZED => unauthenticated(),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(known::BODY_TOO_LARGE),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(known::UNSUPPORTED_MEDIA_TYPE),
        StatusCode::REQUEST_TIMEOUT => Problem::new(known::REQUEST_TIMEOUT),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            Problem::new(known::TIMED_OUT).retry_after(5)
        }
        status if status.is_client_error() => Problem::new(known::INVALID_PARAMETER),
        _ => Problem::new(known::INTERNAL),
    }
}
