//! `/packet`: what an official sees behind a mailed link; `/copies`: what a signer sees of copies that are out. No script.
//! Looking opens nothing: only the button does, since mail scanners open every link.

use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Form, Query};
use poem::{IntoResponse, Response, Route, get, handler, post};
use serde::Deserialize;

use super::copies::list_own_copies;
use super::find::organization_name;
use super::link::{behind, open_delivered_packet};
use super::wire::{CopyList, SignatureProof};
use super::words::PageWords;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::http::Problem;
use crate::packets::PacketId;
use crate::packets::handing_over::{Handed, addressee_of};
use crate::signatures::pages::Words as Frame;
use crate::signatures::pages::layout::{esc, hidden, page, warning};

/// Adds the pages to the routes of the server.
pub fn add(routes: Route) -> Route {
    routes
        .at("/packet", get(show).post(press))
        .at("/copies", post(copies))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    token: String,
    code: String,
    lang: String,
    volume: Option<i32>,
}

#[handler]
async fn show(app: Data<&App>, asked: Query<Asked>) -> Response {
    let (frame, words) = (Frame::of(&asked.lang), PageWords::of(&asked.lang));
    let (row, bundle) = match behind(&app, &asked.token).await {
        Ok(found) => found,
        Err(why) => return refused(&asked.lang, why),
    };
    let Ok(from) = organization_name(&app, row.organization_id).await else {
        return refused(&asked.lang, Trouble::LinkNotValid);
    };
    let until = row.link_expires_at.map(|at| at.date_naive().to_string());
    let facts = [
        (words.from, from),
        (words.to, addressee_of(&bundle.row)),
        (words.until, until.unwrap_or_default()),
    ];
    let facts: String = facts
        .iter()
        .map(|(label, value)| format!("<dt>{label}</dt>\n<dd>{}</dd>\n", esc(value)))
        .collect();
    let mut body = format!(
        "<dl class=\"sheet\">\n{facts}</dl>\n<p>{}</p>\n",
        words.lead
    );
    for volume in &bundle.volumes {
        let name = match volume.number {
            1 => words.report.to_owned(),
            number => format!("{} {number} (PDF)", words.volume),
        };
        body.push_str(&button(&asked.token, frame.code, volume.number, &name));
    }
    body.push_str(&check(words, bundle.row.id));
    let here = format!("/packet?token={}", asked.token);
    page(frame, StatusCode::OK, words.title, &here, &body)
}

fn button(token: &str, lang: &str, volume: i32, name: &str) -> String {
    format!(
        "<form method=\"post\" action=\"/packet\">\n{}{}{}<button>{name}</button>\n</form>\n",
        hidden("token", token),
        hidden("lang", lang),
        hidden("volume", &volume.to_string()),
    )
}

fn check(words: &PageWords, id: PacketId) -> String {
    format!("<p><a href=\"/check/{id}\">{}</a></p>\n", words.check)
}

#[handler]
async fn press(app: Data<&App>, asked: Form<Asked>) -> Response {
    match open_delivered_packet(&app, &asked.token, asked.volume).await {
        Ok(handed) => file(handed),
        Err(why) => refused(&asked.lang, why),
    }
}

fn file(handed: Handed) -> Response {
    let name = format!("attachment; filename=\"{}\"", handed.name);
    let mut response = handed.bytes.into_response();
    let headers = response.headers_mut();
    let pdf = HeaderValue::from_static("application/pdf");
    headers.insert(header::CONTENT_TYPE, pdf);
    let caching = HeaderValue::from_static("private, no-store");
    headers.insert(header::CACHE_CONTROL, caching);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

#[handler]
async fn copies(app: Data<&App>, asked: Form<Asked>) -> Response {
    let (frame, words) = (Frame::of(&asked.lang), PageWords::of(&asked.lang));
    let given = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
    let code = given(&asked.code);
    let proof = SignatureProof {
        token: given(&asked.token).filter(|_| code.is_none()),
        code,
    };
    match list_own_copies(&app, &proof).await {
        Ok(found) => {
            let body = listed(words, &found);
            page(frame, StatusCode::OK, words.copies, "/withdraw", &body)
        }
        Err(error) => {
            let status = Problem::from(error).status();
            let body = warning(frame.not_valid);
            page(frame, status, words.copies, "/withdraw", &body)
        }
    }
}

fn listed(words: &PageWords, found: &CopyList) -> String {
    if found.items.is_empty() {
        return format!("<p>{}</p>\n", words.copies_none);
    }
    let rows: String = found
        .items
        .iter()
        .map(|copy| format!("<li>{} ({})</li>\n", esc(&copy.addressee), copy.left_on))
        .collect();
    format!("<p>{}</p>\n<ul>\n{rows}</ul>\n", words.copies_text)
}

fn refused(lang: &str, why: Trouble) -> Response {
    let (frame, words) = (Frame::of(lang), PageWords::of(lang));
    let problem = Problem::from(why);
    let text = match problem.kind.slug {
        "delivery-link-not-valid" | "packet-destroyed" | "not-found" => words.over,
        _ => frame.busy,
    };
    page(
        frame,
        problem.status(),
        words.title,
        "/packet",
        &warning(text),
    )
}
