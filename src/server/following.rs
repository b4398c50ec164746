//! Lets the link to the next page carry what the page before was asked for: filters and length, and not the cursor alone.

use poem::http::HeaderValue;
use poem::http::header::LINK;
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

/// Middleware around the operations.
#[derive(Clone, Copy, Debug)]
pub struct Following;

impl<E: Endpoint> Middleware<E> for Following {
    type Output = Followed<E>;

    fn transform(&self, inner: E) -> Followed<E> {
        Followed { inner }
    }
}

#[derive(Debug)]
pub struct Followed<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for Followed<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let asked = request.uri().query().map(str::to_owned);
        let mut response = self.inner.call(request).await?.into_response();
        let link = response.headers().get(LINK);
        let Some((asked, link)) = asked.zip(link.and_then(|link| link.to_str().ok())) else {
            return Ok(response);
        };
        if let Some(link) = with_what_was_asked(link, &asked)
            && let Ok(link) = HeaderValue::from_str(&link)
        {
            response.headers_mut().insert(LINK, link);
        }
        Ok(response)
    }
}

/// `<?cursor=new>` and `state=confirmed&cursor=old` make `<?state=confirmed&cursor=new>`.
fn with_what_was_asked(link: &str, asked: &str) -> Option<String> {
    let next = link.strip_prefix("<?")?;
    let is_cursor = |pair: &&str| *pair == "cursor" || pair.starts_with("cursor=");
    let kept: Vec<&str> = asked
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_cursor(pair))
        .collect();
    let kept: String = kept.iter().map(|pair| format!("{pair}&")).collect();
    Some(format!("<?{kept}{next}"))
}

#[cfg(test)]
mod tests {
    use super::with_what_was_asked;

    const NEXT: &str = "<?cursor=new>; rel=\"next\"";

    #[test]
    fn the_next_page_is_of_the_same_list() {
        let link = with_what_was_asked(NEXT, "state=confirmed&cursor=old&limit=1");
        let link = link.unwrap();
        assert_eq!(link, "<?state=confirmed&limit=1&cursor=new>; rel=\"next\"");
        assert_eq!(with_what_was_asked(NEXT, "cursor=old").unwrap(), NEXT);
    }

    #[test]
    fn other_links_stay_as_they_are() {
        assert_eq!(
            with_what_was_asked("</docs>; rel=\"help\"", "limit=1"),
            None
        );
    }
}
