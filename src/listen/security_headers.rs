//! What every answer tells a browser not to do.

use poem::{
    Endpoint, Middleware, Request, Response, Result,
    http::{
        HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
};

/// For answers that no page is made of.
pub const POLICY_OF_DATA: &str = "default-src 'none'; frame-ancestors 'none'";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Each stands unless the endpoint set its own: pages bring a policy, public files a cache time.
const DEFAULTS: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CONTENT_SECURITY_POLICY, POLICY_OF_DATA),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (X_FRAME_OPTIONS, "DENY"),
];

/// Middleware for the outermost place: it turns errors into answers, so that these carry the headers too.
#[derive(Clone, Copy, Debug)]
pub struct SecurityHeaders {
    served_over_tls: bool,
}

impl SecurityHeaders {
    /// `served_over_tls`: by us, or by the proxy in front.
    pub fn new(served_over_tls: bool) -> Self {
        Self { served_over_tls }
    }
}

impl<E: Endpoint> Middleware<E> for SecurityHeaders {
    type Output = Secured<E>;

    fn transform(&self, inner: E) -> Secured<E> {
        Secured {
            inner,
            served_over_tls: self.served_over_tls,
        }
    }
}

#[derive(Debug)]
pub struct Secured<E> {
    inner: E,
    served_over_tls: bool,
}

impl<E: Endpoint> Endpoint for Secured<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let mut response = self.inner.get_response(request).await;
        let headers = response.headers_mut();
        for (name, value) in DEFAULTS {
            headers
                .entry(name)
                .or_insert(HeaderValue::from_static(value));
        }
        if self.served_over_tls {
            // Without includeSubDomains: a local's other sites are not ours to decide about.
            headers.insert(
                STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000"),
            );
        }
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use poem::{
        EndpointExt, IntoResponse, endpoint::make_sync, error::NotFoundError, http::StatusCode,
    };

    use super::*;

    #[tokio::test]
    async fn errors_carry_the_headers_too() {
        let app = make_sync(|_| Err::<(), poem::Error>(NotFoundError.into()))
            .with(SecurityHeaders::new(true));
        let response = app.get_response(Request::default()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        for (name, value) in DEFAULTS {
            assert_eq!(response.headers()[&name], value);
        }
        assert_eq!(
            response.headers()[STRICT_TRANSPORT_SECURITY],
            "max-age=31536000"
        );
    }

    #[tokio::test]
    async fn a_page_keeps_its_own_policy_and_cache_time() {
        let page = |_| {
            "page"
                .with_header(CONTENT_SECURITY_POLICY, "default-src 'self'")
                .with_header(CACHE_CONTROL, "max-age=60")
        };
        let response = make_sync(page)
            .with(SecurityHeaders::new(false))
            .get_response(Request::default())
            .await;
        let headers = response.into_response().headers().clone();
        assert_eq!(headers[CONTENT_SECURITY_POLICY], "default-src 'self'");
        assert_eq!(headers.get_all(CONTENT_SECURITY_POLICY).iter().count(), 1);
        assert_eq!(headers[CACHE_CONTROL], "max-age=60");
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}
