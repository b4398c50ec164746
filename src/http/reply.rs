//! The successful answers: 200, 201, 202, 204 and lists.

use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;

/// 200 with an `ETag` for edits by `If-Match`.
#[derive(ApiResponse, Debug)]
pub enum Shown<T: ToJSON> {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<T>,
        /// The version of this resource, for `If-Match` and `If-None-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

/// 201 with the address and version of what was made.
#[derive(ApiResponse, Debug)]
pub enum Created<T: ToJSON> {
    /// Made.
    #[oai(status = 201)]
    Ok(
        Json<T>,
        /// Where it can be read.
        #[oai(header = "Location")]
        String,
    ),
}

/// 202: taken, and safe on disk; the rest happens later.
#[derive(ApiResponse, Debug)]
pub enum Accepted<T: ToJSON> {
    /// Taken; the rest happens later.
    #[oai(status = 202)]
    Ok(Json<T>),
}

/// 204.
#[derive(ApiResponse, Debug)]
pub enum NoContent {
    /// Done; there is nothing to say.
    #[oai(status = 204)]
    Done,
}

/// 200 with one page of a list.
#[derive(ApiResponse, Debug)]
pub enum Listed<T: ToJSON> {
    /// One page.
    #[oai(status = 200)]
    Ok(
        Json<T>,
        /// `<…>; rel="next"` when there are more.
        #[oai(header = "Link")]
        Option<String>,
    ),
}
