//! `/unsubscribe`: looking shows, only POST acts, since mail scanners open every link. A mail program's own button sends its POST
//! here too (RFC 8058): it ends everything, whatever the form of its body.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, Route, get, handler};
use serde::Deserialize;

use super::keys::read_unsubscribe_token;
use super::rules::Category;
use super::unsubscribe::{UnsubscribeError, refused_by, unsubscribe};
use super::words::Words;
use crate::app::App;
use crate::signatures::pages::Words as PageWords;
use crate::signatures::pages::layout::{hidden, page, warning};

const PATH: &str = "/unsubscribe";

/// Adds the page to the routes of the server.
pub fn add(routes: Route) -> Route {
    routes.at(PATH, get(show).post(press))
}

/// What the link carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Link {
    token: String,
    lang: String,
}

#[handler]
pub async fn show(app: Data<&App>, link: Query<Link>) -> Response {
    let words = Words::of(&link.lang);
    let token = link.token.trim();
    let Some(person) = read_unsubscribe_token(&app, token) else {
        return said(
            words,
            StatusCode::NOT_FOUND,
            words.title,
            &warning(words.not_valid),
        );
    };
    let Ok(refused) = refused_by(&app, &person).await else {
        return not_now(words);
    };
    let form = |what: &str, inside: &str, button: &str| {
        let (token, what, lang) = (
            hidden("token", token),
            hidden("what", what),
            hidden("lang", words.code),
        );
        format!(
            "<form method=\"post\" action=\"{PATH}\">\n{token}{what}{lang}{inside}<button>{button}</button>\n</form>\n"
        )
    };
    let ticks: String = Category::ALL
        .iter()
        .map(|category| {
            let ticked = if refused.contains(category) { "" } else { " checked" };
            format!(
                "<label class=\"tick\"><input type=\"checkbox\" name=\"want\" value=\"{}\"{ticked}> {}</label>\n",
                category.as_str(),
                words.category(*category)
            )
        })
        .collect();
    let body = format!(
        "<p>{}</p>\n{}<h2>{}</h2>\n{}",
        words.ask,
        form("all", "", words.all_button),
        words.choose,
        form("choose", &ticks, words.choose_button),
    );
    let here = format!("{PATH}?token={token}");
    page(
        PageWords::of(words.code),
        StatusCode::OK,
        words.title,
        &here,
        &body,
    )
}

#[handler]
pub async fn press(app: Data<&App>, link: Query<Link>, body: Vec<u8>) -> Response {
    let pressed = Pressed::of(link.0, &body);
    let words = Words::of(&pressed.lang);
    let refused = pressed.refused.as_deref();
    match unsubscribe(&app, &pressed.token, refused).await {
        Ok(()) if refused.is_some() => said(
            words,
            StatusCode::OK,
            words.chosen,
            &paragraph(words.chosen_text),
        ),
        Ok(()) => said(
            words,
            StatusCode::OK,
            words.done,
            &paragraph(words.done_text),
        ),
        Err(UnsubscribeError::NotValid) => said(
            words,
            StatusCode::NOT_FOUND,
            words.title,
            &warning(words.not_valid),
        ),
        Err(UnsubscribeError::Db(_)) => not_now(words),
    }
}

/// What was asked for by a button of the page, or by a mail program's.
struct Pressed {
    token: String,
    lang: String,
    refused: Option<Vec<Category>>,
}

impl Pressed {
    fn of(link: Link, body: &[u8]) -> Self {
        let mut pressed = Self {
            token: link.token,
            lang: link.lang,
            refused: None,
        };
        let (mut chooses, mut wanted) = (false, Vec::new());
        for (name, value) in fields(body) {
            match name.as_str() {
                "token" => pressed.token = value,
                "lang" => pressed.lang = value,
                "what" => chooses = value == "choose",
                "want" => wanted.extend(value.parse::<Category>().ok()),
                _ => {}
            }
        }
        if chooses {
            let rest = Category::ALL.iter().copied();
            pressed.refused = Some(rest.filter(|one| !wanted.contains(one)).collect());
        }
        pressed
    }
}

/// Of a form; a body of another kind, such as `multipart/form-data`, has none of ours.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let is_form = text.bytes().all(|byte| byte.is_ascii_graphic());
    let url = reqwest::Url::parse(&format!("http://form/?{text}")).ok();
    let url = url.filter(|_| is_form);
    url.map(|url| url.query_pairs().into_owned().collect())
        .unwrap_or_default()
}

fn paragraph(text: &str) -> String {
    format!("<p>{text}</p>\n")
}

fn said(words: &Words, status: StatusCode, title: &str, body: &str) -> Response {
    page(PageWords::of(words.code), status, title, PATH, body)
}

fn not_now(words: &Words) -> Response {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    said(words, status, words.title, &warning(words.not_now))
}
