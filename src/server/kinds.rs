//! What kind of request this is: who counts it, how much it may send, how long it may take, and whether a witness may be behind it.

use std::sync::LazyLock;
use std::time::Duration;

use poem::Request;
use poem::http::Method;
use poem_openapi::OpenApi;

use super::Apis;
use super::problems::matches;
use crate::app::App;
use crate::config::Limits;
use crate::listen::Class;
use crate::testimony::photograph::MOST_BYTES;

/// Whatever a witness touches, and the reviewers' side of it: no log line, no metric, no trace.
pub fn may_be_a_witness(path: &str) -> bool {
    path.split('/').any(|part| {
        part.starts_with("testimon") || ["mailbox", "tell", "worker-tokens"].contains(&part)
    })
}

/// Method and path of each operation that a witness uses, from the same source as the document.
static FOR_WITNESSES: LazyLock<Vec<(Method, Vec<String>)>> = LazyLock::new(|| {
    let paths = <Apis as OpenApi>::meta()
        .into_iter()
        .flat_map(|api| api.paths);
    let ours = paths.filter(|path| may_be_a_witness(&path.path) && !is_of_reviewers(&path.path));
    ours.flat_map(|path| {
        let parts: Vec<String> = path.path.split('/').map(str::to_owned).collect();
        let methods = path.operations.into_iter();
        methods.map(move |operation| (operation.method, parts.clone()))
    })
    .collect()
});

fn is_of_reviewers(path: &str) -> bool {
    path.starts_with("/v1/review/")
}

/// `None` for what is never refused here: a monitor, who asks often, and a witness, whose address is not even
/// counted. A shared allowance would let anybody use it up and silence them all; the queue of `testimony` bounds the
/// work instead. A path that only looks like a witness's is nobody's.
pub fn class_of(request: &Request) -> Option<Class> {
    let path = request.uri().path();
    let posts = request.method() == Method::POST;
    if matches!(path, "/healthz" | "/readyz") || is_for_witnesses(request.method(), path) {
        return None;
    }
    Some(if posts && is_signing(path) {
        Class::Sign
    } else if posts && is_proof_of_identity(path) {
        Class::SignIn
    } else {
        Class::General
    })
}

fn is_for_witnesses(method: &Method, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    may_be_a_witness(path)
        && FOR_WITNESSES
            .iter()
            .any(|(known, pattern)| known == method && matches(pattern, &parts))
}

fn is_signing(path: &str) -> bool {
    let first = path.trim_start_matches("/v1").split('/').nth(1);
    path.ends_with("/signatures")
        || path.ends_with("/rsvps")
        || path.ends_with("/confirmations/resend")
        || matches!(
            first,
            Some("signatures" | "sign" | "confirm" | "withdraw" | "rsvp")
        )
}

/// Where a password, a code or a refresh token is tried.
fn is_proof_of_identity(path: &str) -> bool {
    path == "/v1/sessions" || path.contains("password") || path.contains("invitations/")
}

/// The bytes that a request's body may have.
pub fn body_limit(request: &Request) -> u64 {
    let limits = limits(request);
    let bytes = if is_photograph(request) || is_kept_file(request) {
        MOST_BYTES
    } else if request.uri().path().contains("import") {
        limits.import_bytes
    } else if is_findings(request) {
        limits.body_bytes.saturating_mul(4)
    } else {
        limits.body_bytes
    };
    bytes as u64
}

pub fn time_limit(request: &Request) -> Duration {
    let seconds = limits(request).request_seconds.max(1);
    match is_photograph(request) || is_kept_file(request) {
        // 10 MiB over a poor mobile network.
        true => Duration::from_secs(seconds.max(180)),
        false => Duration::from_secs(seconds),
    }
}

/// Ten thousand findings may be decided at once.
fn is_findings(request: &Request) -> bool {
    let path = request.uri().path();
    path.starts_with("/v1/review/testimonies/") && path.ends_with("/findings")
}

fn is_photograph(request: &Request) -> bool {
    request.uri().path() == "/v1/mailbox/photographs"
}

/// The proof of a delivery, the scan of an answer.
fn is_kept_file(request: &Request) -> bool {
    let path = request.uri().path();
    (path.starts_with("/v1/deliveries/") && path.ends_with("/proof"))
        || (path.starts_with("/v1/responses/") && path.ends_with("/file"))
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
    use regex::Regex;

    fn class(method: Method, path: &str) -> Option<Class> {
        class_of(&Request::builder().method(method).uri_str(path).finish())
    }

    #[test]
    fn witnesses_are_not_counted_and_leave_no_line() {
        for path in [
            "/v1/campaigns/cmp_1/testimonies",
            "/v1/campaigns/cmp_1/worker-tokens",
            "/v1/mailbox/open",
            "/v1/mailbox/add",
            "/v1/mailbox/approval",
            "/v1/mailbox/withdraw",
            "/v1/mailbox/photographs",
            "/v1/mailbox/photographs/open",
            "/v1/mailbox/photographs/remove",
        ] {
            assert!(may_be_a_witness(path));
            assert_eq!(class(Method::POST, path), None, "{path}");
        }
        assert!(!may_be_a_witness("/v1/petitions/pet_1/signatures"));
        let review = "/v1/review/testimonies/tes_1/open";
        assert!(may_be_a_witness(review));
        assert_eq!(class(Method::POST, review), Some(Class::General));
    }

    #[test]
    fn what_only_looks_like_a_witness_is_counted_like_everybody() {
        for (method, path) in [
            (Method::POST, "/v1/mailbox/nothing"),
            (Method::POST, "/v1/testimonies"),
            (Method::GET, "/v1/mailbox/open"),
            (Method::GET, "/tell"),
        ] {
            assert!(may_be_a_witness(path));
            assert_eq!(class(method, path), Some(Class::General), "{path}");
        }
    }

    #[test]
    fn a_union_hall_signs_under_an_allowance_of_its_own() {
        for path in [
            "/v1/petitions/pet_1/signatures",
            "/v1/signatures/confirmations",
            "/v1/petitions/pet_1/confirmations/resend",
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

    /// The web server in front sends no address on for any of them, and counts none of them.
    #[test]
    fn the_web_server_in_front_knows_every_operation_of_a_witness() {
        let file = include_str!("../../docs/nginx.conf");
        let patterns: Vec<Regex> = file
            .lines()
            .filter(|line| line.contains("(testimon|"))
            .map(|line| {
                let (_, from) = line.trim().split_once('~').unwrap();
                Regex::new(from.split_whitespace().next().unwrap()).unwrap()
            })
            .collect();
        assert_eq!(
            patterns.len(),
            2,
            "the location, and the map of who is counted"
        );
        assert!(FOR_WITNESSES.len() > 10);
        for (_, parts) in FOR_WITNESSES.iter() {
            let path = parts.join("/");
            let known = patterns.iter().all(|pattern| pattern.is_match(&path));
            assert!(known, "{path}");
        }
    }
}
