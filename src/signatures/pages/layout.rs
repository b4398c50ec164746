//! The frame of every page: language, policy, stylesheet, and the escaping of what people wrote.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};

use super::words::Words;

/// No script, nothing from elsewhere, forms only to ourselves.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// For text and for quoted attributes alike.
pub fn esc(text: &str) -> String {
    html_escape::encode_quoted_attribute(text).into_owned()
}

/// `here` is the address of this page in the other language; `body` is markup.
pub fn page(words: &Words, status: StatusCode, title: &str, here: &str, body: &str) -> Response {
    let (other, name) = words.other;
    let joint = if here.contains('?') { '&' } else { '?' };
    let (title, here) = (esc(title), esc(here));
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<link rel=\"stylesheet\" href=\"/pages.css\">\n</head>\n<body>\n\
         <nav><a href=\"{here}{}lang={other}\" lang=\"{other}\" hreflang=\"{other}\">{name}</a></nav>\n<main>\n<h1>{title}</h1>\n{body}</main>\n\
         <footer><p>{}</p></footer>\n</body>\n</html>\n",
        words.code,
        if joint == '&' { "&amp;" } else { "?" },
        words.footer
    );
    let mut response = html.into_response();
    response.set_status(status);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(if words.code == "es" { "es" } else { "en" }),
    );
    response
}

/// Paragraphs of a text that people wrote.
pub fn paragraphs(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .map(|one| format!("<p>{}</p>\n", esc(one).replace('\n', "<br>")));
    paragraphs.collect()
}

pub fn warning(text: &str) -> String {
    format!("<div class=\"warning\" role=\"alert\"><p>{text}</p></div>\n")
}

pub fn hidden(name: &str, value: &str) -> String {
    format!(
        "<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n",
        esc(value)
    )
}
