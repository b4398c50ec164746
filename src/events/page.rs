//! `/rsvp`: the page that the mails lead to. Looking shows; only the buttons confirm or take back.

use chrono::{DateTime, Utc};
use poem::http::StatusCode;
use poem::web::{Data, Form, Query};
use poem::{Response, Route, get, handler};
use sea_orm::DbErr;
use serde::Deserialize;

use super::entity::rsvp;
use super::hidden::Hidden;
use super::mail::subscribes;
use super::public::{Wish, find_public_event};
use super::rsvps::codes::{Purpose, proven};
use super::rsvps::confirm_rsvp::confirm_rsvp;
use super::rsvps::open_rsvp::{OpenRsvpError, look_at_rsvp, open_rsvp};
use super::rsvps::seal;
use super::rsvps::take_back::take_back;
use super::rules::{self, Standing, State};
use super::wire::{OwnRsvp, PublicEvent};
use super::words::said;
use crate::app::App;
use crate::http::Problem;
use crate::signatures::pages::Words;
use crate::signatures::pages::layout::{esc, hidden, page, paragraphs, warning};

pub fn add(routes: Route) -> Route {
    routes.at("/rsvp", get(show).post(press))
}

/// What the link carries, or a button sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    token: String,
    lang: String,
    act: String,
}

impl Sent {
    fn words(&self) -> (&'static Words, bool) {
        let words = Words::of(&self.lang);
        (words, words.code == "es")
    }
}

#[handler]
async fn show(app: Data<&App>, sent: Query<Sent>) -> Response {
    let token = sent.token.trim();
    let confirms = proven(&app, &app.db.read, token, Purpose::Confirm).await;
    let Ok(Some(row)) = confirms else {
        // Details only behind the button: programs that scan mail open every link.
        return own(&sent, look_at_rsvp(&app, token).await);
    };
    let (words, spanish) = sent.words();
    let (title, text, button) = match spanish {
        true => (
            "Confirme que irá",
            "Cuenta solo después de pulsar el botón.",
            "Confirmar",
        ),
        false => (
            "Confirm that you will come",
            "It counts only after you have pressed the button.",
            "Confirm",
        ),
    };
    let sheet = match asked(&app, &row, spanish).await {
        Ok(sheet) => sheet,
        Err(error) => return failed(&sent, &error.into()),
    };
    let body = format!(
        "<p>{text}</p>\n{sheet}{}",
        form(words, token, "confirm", button)
    );
    page(words, StatusCode::OK, title, &here(token), &body)
}

/// What the button is about to confirm, which somebody else may have written.
async fn asked(app: &App, row: &rsvp::Model, spanish: bool) -> Result<String, DbErr> {
    let wish = Wish {
        language: Some(&row.language),
        ..Wish::default()
    };
    let found = find_public_event(&app.db.read, row.event_id, wish).await?;
    let Some((event, shown)) = found else {
        return Ok(String::new());
    };
    let name = seal::name(app, row);
    let name = name.as_ref().map(|name| name.as_str());
    let said = said(spanish, name, subscribes(row, &event));
    let lines = said.iter().map(|line| format!("<br>{}\n", esc(line)));
    let lines: String = lines.collect();
    let title = esc(&shown.title);
    Ok(format!(
        "<div class=\"sheet\">\n<p>{title}{lines}</p>\n</div>\n"
    ))
}

#[handler]
async fn press(app: Data<&App>, sent: Form<Sent>) -> Response {
    let token = sent.token.trim();
    match sent.act.as_str() {
        "confirm" => match confirm_rsvp(&app, token).await {
            Ok(done) => {
                let own_answer = Sent {
                    token: done.token,
                    lang: sent.lang.clone(),
                    act: String::new(),
                };
                let answer = look_at_rsvp(&app, &own_answer.token).await;
                own(&own_answer, answer)
            }
            Err(error) => failed(&sent, &error.into()),
        },
        "take_back" => match take_back(&app, token).await {
            Ok(()) => gone(&sent),
            Err(error) => failed(&sent, &error.into()),
        },
        _ => own(&sent, open_rsvp(&app, token).await),
    }
}

fn own(sent: &Sent, answer: Result<OwnRsvp, OpenRsvpError>) -> Response {
    match answer {
        Ok(answer) => shown(sent, sent.token.trim(), &answer),
        Err(error) => failed(sent, &error.into()),
    }
}

fn shown(sent: &Sent, token: &str, answer: &OwnRsvp) -> Response {
    let (words, spanish) = sent.words();
    let event = &answer.event;
    let called_off = event.state == State::Cancelled;
    let said = match (answer.state, spanish) {
        _ if called_off && spanish => "Se ha cancelado.",
        _ if called_off => "It was called off.",
        (Standing::Confirmed, false) => "You have a place.",
        (Standing::Confirmed, true) => "Tiene un lugar.",
        (Standing::Waiting, false) => "You are on the waiting list.",
        (Standing::Waiting, true) => "Está en la lista de espera.",
        (_, false) => "This answer holds no place.",
        (_, true) => "Esta respuesta no tiene lugar.",
    };
    let place = event.place.as_deref().map(paragraphs).unwrap_or_default();
    let mut body = format!(
        "<p><strong>{said}</strong></p>\n<div class=\"sheet\">\n<p>{}<br>{} ({})</p>\n{place}</div>\n",
        esc(&event.organizer),
        esc(&event.starts.replace('T', " ")),
        esc(&event.zone),
    );
    body.push_str(&join(answer));
    let has_place = answer.state == Standing::Confirmed && !called_off;
    if let Some(from) = answer.join_details_shown_from.filter(|_| has_place)
        && answer.join_details.is_none()
    {
        let (button, when) = match spanish {
            true => ("Mostrar cómo conectarse", "Se muestra desde"),
            false => ("Show how to join", "It is shown from"),
        };
        body.push_str(&format!(
            "<p>{when} {}</p>\n",
            esc(&on_the_wall(event, from))
        ));
        body.push_str(&form(words, token, "open", button));
    }
    if answer.state != Standing::StruckOut {
        let button = if spanish {
            "Retirar mi respuesta"
        } else {
            "Take my answer back"
        };
        body.push_str(&form(words, token, "take_back", button));
    }
    page(words, StatusCode::OK, &event.title, &here(token), &body)
}

/// As a clock where it is held shows it.
fn on_the_wall(event: &PublicEvent, at: DateTime<Utc>) -> String {
    let zone = rules::zone(&event.zone).unwrap_or_default();
    let at = at.with_timezone(&zone);
    format!("{} ({})", at.format("%Y-%m-%d %H:%M"), event.zone)
}

/// Only `open_rsvp` decides whether there is anything to show.
fn join(answer: &OwnRsvp) -> String {
    let details = answer.join_details.as_ref();
    let details = details.map(|it| {
        [
            &it.link,
            &it.meeting_id,
            &it.passcode,
            &it.dial_in,
            &it.note,
        ]
    });
    let links = answer.materials.as_ref();
    let links = links.map(|it| [&it.recording, &it.slides]);
    let all = details
        .into_iter()
        .flatten()
        .chain(links.into_iter().flatten());
    let lines = all.flatten().map(|text: &Hidden| paragraphs(text.expose()));
    let lines: String = lines.collect();
    if lines.is_empty() {
        lines
    } else {
        format!("<div class=\"sheet\">\n{lines}</div>\n")
    }
}

fn here(token: &str) -> String {
    format!("/rsvp?token={token}")
}

fn form(words: &Words, token: &str, act: &str, button: &str) -> String {
    format!(
        "<form method=\"post\" action=\"/rsvp\">\n{}{}{}<button>{button}</button>\n</form>\n",
        hidden("token", token),
        hidden("lang", words.code),
        hidden("act", act),
    )
}

fn gone(sent: &Sent) -> Response {
    let (words, spanish) = sent.words();
    let (title, text) = match spanish {
        true => ("Respuesta retirada", "No se guarda nada de ella."),
        false => ("Your answer was taken back", "Nothing is kept of it."),
    };
    page(
        words,
        StatusCode::OK,
        title,
        "/rsvp",
        &format!("<p>{text}</p>\n"),
    )
}

fn failed(sent: &Sent, problem: &Problem) -> Response {
    let (words, spanish) = sent.words();
    let (title, text) = match (problem.kind.slug, spanish) {
        ("rsvp-expired", false) => (
            "Too late",
            "The two days for confirming have passed. Please answer again.",
        ),
        ("rsvp-expired", true) => (
            "Demasiado tarde",
            "Han pasado los dos días para confirmar. Responda de nuevo.",
        ),
        ("event-not-open", false) => ("It is over", "It was called off, or is over."),
        ("event-not-open", true) => ("Ya no está abierto", "Se ha cancelado o ya ha pasado."),
        (_, false) => (
            "This link does not work",
            "It was mistyped, or the answer was taken back.",
        ),
        (_, true) => (
            "Este enlace no sirve",
            "Está mal escrito, o la respuesta se retiró.",
        ),
    };
    page(words, problem.status(), title, "/rsvp", &warning(text))
}
