//! What kind of request this is: who counts it, how much it may send, how long it may take, and whether a witness may be behind it.

use std::time::Duration;

use poem::Request;
use poem::http::Method;

use crate::app::App;
use crate::config::Limits;
use crate::listen::Class;

/// Whatever a witness touches, and the reviewers' side of it: no log line, no metric, no trace.
pub fn may_be_a_witness(path: &str) -> bool {
    path.split('/')
        .any(|part| part.starts_with("testimon") || part == "mailbox" || part == "tell")
}

/// `None` for what is never refused: a monitor asks often.
pub fn class_of(request: &Request) -> Option<Class> {
    let path = request.uri().path();
    let posts = request.method() == Method::POST;
    if matches!(path, "/healthz" | "/readyz") {
        return None;
    }
    // Reviewers are told apart; they neither use up nor wait for the allowance of witnesses.
    Some(
        if may_be_a_witness(path) && !path.starts_with("/v1/review/") {
            Class::Testify
        } else if posts && is_signing(path) {
            Class::Sign
        } else if posts && is_proof_of_identity(path) {
            Class::SignIn
        } else {
            Class::General
        },
    )
}

fn is_signing(path: &str) -> bool {
    let first = path.trim_start_matches("/v1").split('/').nth(1);
    path.ends_with("/signatures")
        || matches!(first, Some("signatures" | "sign" | "confirm" | "withdraw"))
}

/// Where a password, a code or a refresh token is tried.
fn is_proof_of_identity(path: &str) -> bool {
    path == "/v1/sessions" || path.contains("password") || path.contains("invitations/")
}

/// The bytes that a request's body may have.
pub fn body_limit(request: &Request) -> u64 {
    let limits = limits(request);
    let bytes = if request.uri().path().contains("import") {
        limits.import_bytes
    } else {
        limits.body_bytes
    };
    bytes as u64
}

pub fn time_limit(request: &Request) -> Duration {
    Duration::from_secs(limits(request).request_seconds.max(1))
}

fn limits(request: &Request) -> Limits {
    request
        .data::<App>()
        .map(|app| app.settings.limits.clone())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(method: Method, path: &str) -> Option<Class> {
        class_of(&Request::builder().method(method).uri_str(path).finish())
    }

    #[test]
    fn witnesses_have_one_allowance_together_and_leave_no_line() {
        for path in [
            "/v1/campaigns/cmp_1/testimonies",
            "/v1/mailbox/open",
            "/v1/mailbox",
        ] {
            assert!(may_be_a_witness(path));
            assert_eq!(class(Method::POST, path), Some(Class::Testify));
        }
        assert!(!may_be_a_witness("/v1/petitions/pet_1/signatures"));
        let review = "/v1/review/testimonies/tes_1/open";
        assert!(may_be_a_witness(review));
        assert_eq!(class(Method::POST, review), Some(Class::General));
    }

    #[test]
    fn a_union_hall_signs_under_an_allowance_of_its_own() {
        for path in [
            "/v1/petitions/pet_1/signatures",
            "/v1/signatures/confirmations",
            "/sign/pet_1",
            "/confirm",
        ] {
            assert_eq!(class(Method::POST, path), Some(Class::Sign), "{path}");
        }
        assert_eq!(
            class(Method::GET, "/v1/petitions/pet_1/signatures"),
            Some(Class::General)
        );
    }

    #[test]
    fn a_guess_at_a_password_is_counted_apart_and_a_monitor_not_at_all() {
        assert_eq!(class(Method::POST, "/v1/sessions"), Some(Class::SignIn));
        assert_eq!(class(Method::GET, "/v1/sessions"), Some(Class::General));
        assert_eq!(class(Method::GET, "/readyz"), None);
    }
}
