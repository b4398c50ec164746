//! The rate limits as a peer meets them, from behind a proxy.

use std::sync::Arc;

use poem::error::NotFoundError;

use super::*;
use crate::listen::{
    Allowance, Class, ProxyHeader, Quotas, RateLimited, RateLimits, Standing, TooManyRequests,
    TrustedProxies,
};

fn rationed() -> impl Endpoint<Output = poem::Response> {
    let quotas = Quotas {
        general: Allowance::new(2, Duration::from_secs(3600)),
        ..Quotas::default()
    };
    let loopback = TrustedProxies::new(
        vec!["127.0.0.0/8".parse().unwrap()],
        ProxyHeader::XForwardedFor,
    );
    let class_of =
        |request: &Request| (request.uri().path() != "/healthz").then_some(Class::General);
    make(|request: Request| async move {
        if request.uri().path() == "/missing" {
            Err(NotFoundError.into())
        } else {
            Ok::<_, poem::Error>("here")
        }
    })
    .with(RateLimited::new(
        Arc::new(RateLimits::new(quotas, [7; 32])),
        Arc::new(loopback),
        class_of,
    ))
}

fn request(path: &str, client: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: here\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n"
    )
}

#[tokio::test]
async fn each_client_behind_the_proxy_has_its_own_allowance() {
    let house = House::open(Limits::default(), rationed()).await;
    for (path, client, expected) in [
        ("/", "203.0.113.9", "200"),
        ("/", "203.0.113.9", "200"),
        ("/", "203.0.113.9", "429"),
        ("/", "203.0.113.10", "200"),
        ("/", "1.1.1.1, 203.0.113.9", "429"),
        ("/healthz", "203.0.113.9", "200"),
    ] {
        let mut visitor = house.visit().await;
        visitor.says(&request(path, client)).await;
        let answer = visitor.hears_all().await;
        assert_eq!(status(&answer), expected, "{path} {client}");
        assert_eq!(
            answer.contains("ratelimit: \"general\";r="),
            expected == "200" && path == "/",
            "{answer}"
        );
    }
}

#[tokio::test]
async fn refusals_and_errors_hand_the_standing_to_the_problem_conversion() {
    let app = rationed();
    let missing = || Request::builder().uri_str("/missing").finish();
    let error = app.call(missing()).await.unwrap_err();
    assert_eq!(error.data::<Standing>().unwrap().remaining, 1);
    app.call(missing()).await.unwrap_err();
    let refused = app.call(missing()).await.unwrap_err();
    assert!(
        !refused
            .downcast_ref::<TooManyRequests>()
            .unwrap()
            .standing
            .is_allowed()
    );
}
