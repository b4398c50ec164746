//! Makes what leaves of what was written: subject, text, and HTML from paragraphs, lists and links alone.
//!
//! There is no markup to write: what stands in the text is what is read, and a link shows where it leads. So nothing has to be
//! taken out of HTML again, and no organizer's mail can teach people to press on words that hide an address.

use super::words::Words;
use crate::signatures::pages::layout::esc;

/// What a mail says.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What stands around the words of the organizer.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub organization: &'a str,
    pub contact: &'a str,
    pub unsubscribe: &'a str,
    /// Of the wording.
    pub language: &'a str,
}

/// The organization's name comes first: whoever reads a list of subjects knows who wrote, and no more.
pub fn render(frame: Frame<'_>, subject: &str, body: &str) -> Rendered {
    let words = Words::of(frame.language);
    let why = words
        .why
        .replace("{organization}", frame.organization)
        .replace("{contact}", frame.contact);
    let (ask, link) = (
        words.unsubscribe,
        format!("{}&lang={}", frame.unsubscribe, words.code),
    );
    let subject = format!("{}: {subject}", frame.organization);
    let text = format!("{body}\n\n-- \n{why}\n\n{ask}\n{link}\n");
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"font: 16px/1.5 sans-serif; max-width: 38em; margin: 1em auto; padding: 0 1em\">\n{}<hr>\n\
         <div lang=\"{}\" style=\"font-size: 14px\">\n<p dir=\"auto\">{}</p>\n<p>{} <a href=\"{}\">{}</a></p>\n</div>\n</body>\n</html>\n",
        esc(frame.language),
        esc(&subject),
        blocks(body),
        words.code,
        esc(&why),
        esc(ask),
        esc(&link),
        esc(&link),
    );
    Rendered {
        subject,
        text,
        html,
    }
}

/// Paragraphs and lists.
fn blocks(body: &str) -> String {
    let mut html = String::new();
    for block in body.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let lines: Vec<&str> = block.lines().collect();
        if lines.iter().all(|line| line.starts_with("- ")) {
            let items = lines.iter().map(|line| {
                let item = linked(line.trim_start_matches("- "));
                format!("<li dir=\"auto\">{item}</li>\n")
            });
            html.push_str(&format!("<ul>\n{}</ul>\n", items.collect::<String>()));
        } else {
            let lines: Vec<String> = lines.iter().map(|line| linked(line)).collect();
            html.push_str(&format!("<p dir=\"auto\">{}</p>\n", lines.join("<br>\n")));
        }
    }
    html
}

const SCHEME: &str = "https://";
/// What ends a sentence or a bracket around an address, and is not part of it.
const AFTER: &[char] = &[
    '.', ',', ';', ':', '!', '?', ')', ']', '}', '"', '\'', '»', '”', '’', '>',
];

/// A line with its addresses made into links.
fn linked(line: &str) -> String {
    let mut html = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(SCHEME) {
        let (before, from) = rest.split_at(at);
        html.push_str(&esc(before));
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(from.len());
        let address = from[..end].trim_end_matches(AFTER);
        let text = esc(address);
        match is_link(address) {
            true => html.push_str(&format!("<a href=\"{text}\" dir=\"ltr\">{text}</a>")),
            false => html.push_str(&text),
        }
        rest = &from[address.len()..];
        // An address of nothing but its scheme: go on behind it.
        if address.len() < SCHEME.len() {
            let (seen, after) = rest.split_at(SCHEME.len() - address.len());
            html.push_str(&esc(seen));
            rest = after;
        }
    }
    html.push_str(&esc(rest));
    html
}

/// One that names a host and nobody who signs in there, all in ASCII: what is shown is where it leads.
fn is_link(address: &str) -> bool {
    address.is_ascii()
        && reqwest::Url::parse(address).is_ok_and(|url| {
            url.host_str().is_some() && url.username().is_empty() && url.password().is_none()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(body: &str) -> String {
        let frame = Frame {
            organization: "Local <1>",
            contact: "Wendeline Abara",
            unsubscribe: "https://example.org/unsubscribe?token=x",
            language: "en",
        };
        render(frame, "Tonight & tomorrow", body).html
    }

    #[test]
    fn nothing_that_was_written_becomes_markup() {
        let html = html("<script>alert(1)</script>\n<img src=x onerror=y> & \"quoted\"");
        assert!(
            !html.contains("<script") && !html.contains("<img"),
            "{html}"
        );
        assert!(
            html.contains("&lt;script&gt;")
                && html.contains("Local &lt;1&gt;: Tonight &amp; tomorrow")
        );
    }

    #[test]
    fn an_address_is_a_link_that_shows_where_it_leads() {
        assert_eq!(
            linked("See (https://example.org/a?b=1&c=2), today."),
            "See (<a href=\"https://example.org/a?b=1&amp;c=2\" dir=\"ltr\">https://example.org/a?b=1&amp;c=2</a>), today."
        );
        for text in [
            "https://",
            "https://.",
            "https://user@example.org/",
            "https://bank.example@evil.example/",
            "https://exämple.org/",
            "http://example.org/",
            "javascript:alert(1)",
        ] {
            assert!(!linked(text).contains("<a "), "{text}");
            let shown = linked(text).replace("&#x2F;", "/");
            assert_eq!(html_escape::decode_html_entities(&shown), text);
        }
        assert!(!linked("https://e.example/\"onclick=x").contains("\"onclick"));
    }

    #[test]
    fn paragraphs_and_lists_are_kept() {
        let html = html("One.\nTwo.\n\n- Bread\n- Roses\n\n- no\nlist");
        assert!(html.contains("<p dir=\"auto\">One.<br>\nTwo.</p>"));
        assert!(
            html.contains("<ul>\n<li dir=\"auto\">Bread</li>\n<li dir=\"auto\">Roses</li>\n</ul>")
        );
        assert!(html.contains("<p dir=\"auto\">- no<br>\nlist</p>"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_stays_text(line in "\\PC{0,40}(https://\\PC{0,30})?") {
            let html = linked(&line);
            let bare = html.replace("</a>", "");
            let bare = regex::Regex::new("<a href=\"[^\"<>]*\" dir=\"ltr\">").unwrap().replace_all(&bare, "").into_owned();
            proptest::prop_assert!(!bare.contains('<') && !bare.contains('>'), "{}", html);
        }
    }
}
