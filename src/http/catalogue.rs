//! Every kind of problem there is. A feature's own kinds stand here too, so that slugs stay unique.

use super::problem::Kind;

macro_rules! catalogue {
    ($($(#[doc = $doc:literal])+ $name:ident = $status:literal $slug:literal $title:literal;)*) => {
        $($(#[doc = $doc])+ pub const $name: Kind = Kind { slug: $slug, status: $status, title: $title };)*

        /// All kinds, with what a client can do about each, for the documentation.
        pub const ALL: &[(Kind, &str)] = &[$(($name, concat!($($doc),+))),*];
    };
}

catalogue! {
    /// The body is not JSON (RFC 8259) in UTF-8. Send JSON.
    MALFORMED_JSON = 400 "malformed-json" "The body is not JSON";
    /// The request is not HTTP/1.1 (RFC 9112), or a header in it has the wrong form.
    MALFORMED_REQUEST = 400 "malformed-request" "The request cannot be read";
    /// The address that was asked for is too long.
    URI_TOO_LONG = 414 "uri-too-long" "The address is too long";
    /// The headers are larger than 32 KiB or there are too many.
    HEAD_TOO_LARGE = 431 "head-too-large" "The headers are too large";
    /// A query parameter or header has the wrong form.
    INVALID_PARAMETER = 400 "invalid-parameter" "A parameter has the wrong form";
    /// The body is JSON but not of the documented shape; `violations` lists every place.
    INVALID_BODY = 422 "invalid-body" "The body does not have the documented shape";
    /// The body has another media type than the documented one.
    UNSUPPORTED_MEDIA_TYPE = 415 "unsupported-media-type" "The media type is not supported";
    /// The body is larger than this operation takes.
    BODY_TOO_LARGE = 413 "body-too-large" "The body is too large";
    /// There is no such resource, or it is not yours to see.
    NOT_FOUND = 404 "not-found" "There is nothing here for you";
    /// This path has no such method; `Allow` lists those it has.
    METHOD_NOT_ALLOWED = 405 "method-not-allowed" "This method is not allowed here";
    /// Sign in, and send the access token as `Authorization: Bearer …`.
    UNAUTHENTICATED = 401 "unauthenticated" "Sign in first";
    /// Your role does not allow this.
    FORBIDDEN = 403 "forbidden" "Your role does not allow this";
    /// This needs a session that was opened with a second factor.
    SECOND_FACTOR_REQUIRED = 403 "second-factor-required" "A second factor is required";
    /// A row of this key exists already.
    ALREADY_EXISTS = 409 "already-exists" "This exists already";
    /// Too many requests; wait as `Retry-After` says.
    RATE_LIMITED = 429 "rate-limited" "Too many requests";
    /// The service is stopping, full or waiting for its database; come back as `Retry-After` says.
    DATABASE_UNAVAILABLE = 503 "database-unavailable" "The database cannot be reached or written now";
    /// Too much is waiting; come back as `Retry-After` says. Nothing was stored.
    BUSY = 503 "busy" "Too much is waiting right now";
    /// The request took too long. Whether it took effect is unknown; repeat it with the same `Idempotency-Key`.
    TIMED_OUT = 503 "timed-out" "The request took too long";
    /// The client took too long to send the request.
    REQUEST_TIMEOUT = 408 "request-timeout" "The request came too slowly";
    /// A mistake of ours. Nothing about it is told here; operators find it in the log.
    INTERNAL = 500 "internal" "Something went wrong on our side";
    /// Send `If-Match` with the `ETag` that you read.
    PRECONDITION_REQUIRED = 428 "precondition-required" "Say which version you are editing";
    /// Somebody changed it since you read it. Read it again.
    PRECONDITION_FAILED = 412 "precondition-failed" "It has changed since you read it";
    /// `Idempotency-Key` must be 16 to 128 printable ASCII characters; a UUID will do.
    IDEMPOTENCY_KEY_INVALID = 400 "idempotency-key-invalid" "The idempotency key has the wrong form";
    /// The same `Idempotency-Key` came with another request.
    IDEMPOTENCY_KEY_REUSED = 422 "idempotency-key-reused" "The idempotency key was used for another request";
    /// The cursor is not one of ours, or belongs to another list.
    INVALID_CURSOR = 400 "invalid-cursor" "The cursor is not valid";

    // -- identity
    /// The address or the password is wrong, or the account is disabled.
    SIGN_IN_REFUSED = 401 "sign-in-refused" "Signing in was refused";

    // -- directory

    // -- campaigns

    // -- petitions

    // -- signatures
    /// The petition takes no signatures now: it is paused, closed or not open yet.
    PETITION_NOT_OPEN = 409 "petition-not-open" "The petition is not open for signing";
    /// The petition was taken down.
    PETITION_REMOVED = 410 "petition-removed" "The petition was taken down";
    /// The address belongs to the employer, who may read its mail. Use a private one, or repeat with `accept_risk`. Nothing was stored.
    EMPLOYER_ADDRESS = 409 "employer-address" "This address belongs to the employer";
    /// The request comes from the employer's network. Use another one, or repeat with `accept_risk`. Nothing was stored.
    EMPLOYER_NETWORK = 409 "employer-network" "This network belongs to the employer";
    /// The seven days for confirming have passed. Sign again.
    CONFIRMATION_EXPIRED = 410 "confirmation-expired" "The confirmation has expired";
    /// The token or code is not one of ours, or its signature was taken back.
    CONFIRMATION_NOT_VALID = 404 "confirmation-not-valid" "The confirmation is not valid";

    // -- testimony

    // -- review

    // -- incidents

    // -- packets

    // -- jobs

    // -- audit
}
