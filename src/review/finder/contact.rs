//! By what somebody is reached: e-mail addresses, also in disguise, links, handles.

use std::sync::LazyLock;

use regex::Regex;

use super::fold::folded;
use super::lexicon::{AT_WORD, DOT_WORD, NETWORK_WORD, known};
use super::rules::{Rule, apply, rule};
use super::tokens::Token;
use super::{Label, Span};

/// Endings that are no words of a sentence.
const ENDINGS: &str = "com|org|net|gov|edu|mil|info|biz|us|ca|mx|es|uk|io|co|app|dev|tv|example|test|de|fr|nl|eu|ch|se|dk|pl|cz|hu|pt|br|ru|jp|cn|nz|ie|au|ar|cl|pe|ly|gl|fm|gg|xyz|online|site|shop|club|news|blog|page|link|library|lib|local|invalid|social|chat|cloud|live|media|nyc|la|kr|za|fi|gr|ro|tk|cc|ws|mobi|name|pro|museum|int";

static MAIL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let plain = r"[\p{L}\p{N}._%+'’/=-]*[\p{L}\p{N}_%+-]\s?[@＠]\s?[\p{L}\p{N}-]+(?:\s?\.\s?[\p{L}\p{N}-]+)*\s?\.\s?\p{L}[\p{L}\p{N}-]*(?-u:\b)";
    let tight = r"[\p{L}\p{N}._%+'’/=-]*[\p{L}\p{N}_%+-][@＠][\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+";
    // "w y n n e @ mail . example": letter by letter.
    let plain = &format!(r"(?:(?:[\p{{L}}\p{{N}}] ){{3,}})?{plain}");
    let spaced = plain.replace(
        r"\p{L}[\p{L}\p{N}-]*(?-u:\b)",
        &format!(r"(?i:{ENDINGS})(?-u:\b)"),
    );
    [
        rule(tight, Label::Email, "an e-mail address"),
        rule(&spaced, Label::Email, "an e-mail address"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

static DISGUISED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let word = r"[\p{L}\p{N}_%+'-]+";
    let dot = r"(?:\s*[\[({<]\s*(?:dot|punto|\.)\s*[\])}>]\s*|\s+(?:dot|punto)\s+|\s?\.\s?)";
    let spoken_dot = r"(?:\s*[\[({<]\s*(?:dot|punto|\.)\s*[\])}>]\s*|\s+(?:dot|punto)\s+)";
    let local = format!(
        r"{word}(?:(?:\.|{spoken_dot}|\s+(?:underscore|dash|plus|guion|guión bajo)\s+){word})*"
    );
    let bracket_at = r"\s*[\[({<]\s*(?:at|@|arroba|a t)\s*[\])}>]\s*";
    let any_at = r"(?:\s*[\[({<]\s*(?:at|@|arroba)\s*[\])}>]\s*|\s+(?:at|arroba)\s+|\s*@\s*)";
    let providers =
        "gmail|yahoo|hotmail|outlook|icloud|aol|proton|protonmail|msn|live|comcast|verizon|me|mac";
    [
        format!(r"(?i){local}{bracket_at}{word}(?:{dot}{word})*"),
        format!(
            r"(?i){local}{any_at}{word}(?:{dot}{word})*{spoken_dot}(?:{ENDINGS}|me|eu)(?-u:\b)"
        ),
        format!(r"(?i){local}\s+(?:at|arroba)\s+(?:{providers})(?:{dot}(?:{ENDINGS})(?-u:\b))?"),
    ]
    .iter()
    .filter_map(|regex| rule(regex, Label::Email, "an e-mail address in disguise"))
    .collect()
});

static PLAIN_AT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let local = r"[\p{L}\p{N}_%+'.-]*[\p{L}\p{N}_]";
    Regex::new(&format!(
        r"(?i)({local}) (?:at|(arroba)) (?:[a-z0-9-]+\.)+(?:{ENDINGS})(?-u:\b)"
    ))
    .ok()
});

static LINKS: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rest = r"[^\s<>]*[^\s<>.,;:!?)\]'”’\x22]";
    [
        rule(&format!(r"(?i)(?:h(?:tt|xx)ps?|ftp)\s?:\s?//\s?{rest}"), Label::Url, "a link"),
        rule(&format!(r"(?i)(?-u:\b)www\.\s?{rest}(?:\. (?:com|org|net)(?-u:\b))?"), Label::Url, "a link"),
        rule(
            &format!(r"(?i)(?-u:\b)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{ENDINGS})(?-u:\b)(?:[/?#]{rest})?"),
            Label::Url,
            "a link",
        ),
        rule(&format!(r"(?i)(?-u:\b)[a-z0-9-]+\.[a-z]{{2,6}}/{rest}"), Label::Url, "a link"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

static SPOKEN_LINKS: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let word = "[a-z0-9-]+";
    let dot = r"(?:\s?[\[({]\s?(?:dot|punto|\.)\s?[\])}]\s?| (?:dot|punto) )";
    let regex = format!(
        r"(?i)(?-u:\b){word}(?:{dot}{word})*{dot}(?:com|org|net|gov|edu|info|us|mx|es|io|example)(?-u:\b)(?:/[^\s<>]*[^\s<>.,;:!?)\]])?"
    );
    rule(&regex, Label::Url, "a link in disguise")
        .into_iter()
        .collect()
});

static HANDLES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    [
        rule(
            r"[@＠][\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?",
            Label::Handle,
            "a handle",
        ),
        rule(r"[@＠] [A-Za-z0-9_]+", Label::Handle, "a handle"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

static NAMES_ONLINE: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let site = "instagram|insta|ig|twitter|tiktok|tik tok|facebook|fb|snapchat|snap|discord|telegram|reddit|signal|whatsapp|bluesky|mastodon|youtube|venmo|cashapp|handle|username|user name|screen name|usuario|cuenta";
    [
        rule(
            &format!(r"(?i)(?-u:\b)(?:{site})(?:\s+(?:is|was|handle|name|account|user|es|as|under|called))*\s*[:=]?\s+([\p{{L}}\p{{N}}.]*[\p{{L}}\p{{N}}][_\d.][\p{{L}}\p{{N}}_.]*[\p{{L}}\p{{N}}_])"),
            Label::Handle,
            "a name on a network",
        ),
        rule(r"(?-u:\b)[ur]/[A-Za-z0-9_-]{3,}", Label::Handle, "a name on a network"),
        rule(r"[\p{L}\p{N}]+(?:_+[\p{L}\p{N}]+)+_*", Label::Handle, "a word as in handles"),
        rule(r"[\p{L}\p{N}_.]{3,}#\d{4}(?-u:\b)", Label::Handle, "a handle"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

static TAGS: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    rule(r"#[\p{L}_][\p{L}\p{N}_]*", Label::Other, "a hashtag")
        .into_iter()
        .collect()
});

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let has = |byte: u8| bytes.contains(&byte);
    let sign = has(b'@') || text.contains('＠');
    if sign {
        apply(&MAIL, text, spans);
        apply(&HANDLES, text, spans);
    }
    if sign || is_disguised(text, tokens) {
        apply(&DISGUISED, text, spans);
        spans.extend(plain_at(text));
    }
    if tokens.iter().any(|token| token.is(DOT_WORD)) || text.contains("[.]") || text.contains("(.)")
    {
        apply(&SPOKEN_LINKS, text, spans);
    }
    let inner_dot = bytes.windows(3).any(|three| {
        three[1] == b'.' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric()
    });
    if inner_dot || text.contains("//") || text.contains("www") {
        apply(&LINKS, text, spans);
    }
    if has(b'_')
        || has(b'/')
        || (has(b'#') && bytes.iter().any(u8::is_ascii_digit))
        || tokens.iter().any(|token| token.is(NETWORK_WORD))
    {
        apply(&NAMES_ONLINE, text, spans);
    }
    if has(b'#') {
        apply(&TAGS, text, spans);
    }
}

/// "jane at example.org", but not "the video at example.org" or "looked at example.org".
fn plain_at(text: &str) -> Vec<Span> {
    let Some(regex) = &*PLAIN_AT else {
        return Vec::new();
    };
    let is_mail = |found: &regex::Captures| {
        let whole = found.get(0).map_or(0, |whole| whole.end());
        let local = found.get(1).map_or("", |local| local.as_str());
        (found.get(2).is_some() || !known(&folded(local)).ordinary(5))
            && text.as_bytes().get(whole) != Some(&b'/')
    };
    let span = |found: regex::Captures| {
        let whole = found.get(0).filter(|_| is_mail(&found))?;
        let (start, end) = (whole.start(), whole.end());
        Some(Span {
            start,
            end,
            label: Label::Email,
            why: "an e-mail address in disguise",
        })
    };
    regex.captures_iter(text).filter_map(span).collect()
}

/// "jane at x dot org", "jane [at] x".
fn is_disguised(text: &str, tokens: &[Token]) -> bool {
    let bytes = text.as_bytes();
    let bracket = |at: Option<usize>, open: &[u8]| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| open.contains(byte))
    };
    let domain = |later: &Token| {
        later.is(DOT_WORD)
            || bytes.get(later.end) == Some(&b'.')
                && bytes
                    .get(later.end + 1)
                    .is_some_and(u8::is_ascii_alphanumeric)
    };
    let disguised = |(at, token): (usize, &Token)| {
        token.is(AT_WORD)
            && (bracket(token.start.checked_sub(1), b"[({<")
                || bracket(Some(token.end), b"])}>")
                || tokens[at + 1..(at + 6).min(tokens.len())]
                    .iter()
                    .any(domain))
    };
    tokens.iter().enumerate().any(disguised)
}
