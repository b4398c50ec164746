//! `/confirm` and `/withdraw`: looking shows, only the button acts, since mail scanners open every link.

use poem::http::StatusCode;
use poem::web::{Data, Form, Query};
use poem::{Response, handler};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Deserialize;

use super::super::SigningQueues;
use super::super::codes::{self, Purpose};
use super::super::confirm::confirm;
use super::super::entity::signature;
use super::super::mail::{named, said_by};
use super::super::rules::State;
use super::super::wire::{NewConfirmation, NewWithdrawal};
use super::super::withdraw::withdraw;
use super::layout::{esc, hidden, page, warning};
use super::words::Words;
use crate::app::App;
use crate::http::Problem;

/// What the link carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Link {
    token: String,
    lang: String,
}

/// What the button sends: the token, or a code that was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    token: String,
    code: String,
    lang: String,
}

impl Pressed {
    /// A typed code wins; either may be too long to be one of ours.
    fn parts(self) -> (Option<String>, Option<String>) {
        if self.code.trim().is_empty() {
            (Some(self.token), None)
        } else {
            (None, Some(self.code))
        }
    }
}

#[handler]
pub async fn show_confirm(app: Data<&App>, link: Query<Link>) -> Response {
    let words = Words::of(&link.lang);
    show(&app, &link.0, Purpose::Confirm, words, words.confirm).await
}

#[handler]
pub async fn show_withdraw(app: Data<&App>, link: Query<Link>) -> Response {
    let words = Words::of(&link.lang);
    show(&app, &link.0, Purpose::Withdraw, words, words.withdraw).await
}

#[handler]
pub async fn press_confirm(queues: Data<&SigningQueues>, pressed: Form<Pressed>) -> Response {
    let words = Words::of(&pressed.lang);
    let (token, code) = pressed.0.parts();
    match confirm(&queues, &NewConfirmation { token, code }).await {
        Ok(done) if done.state == State::Quarantined => said(
            words,
            StatusCode::OK,
            words.set_aside,
            words.set_aside_text,
            "/confirm",
        ),
        Ok(_) => said(
            words,
            StatusCode::OK,
            words.confirmed,
            words.confirmed_text,
            "/confirm",
        ),
        Err(error) => failed(words, error.into(), words.confirm, "/confirm"),
    }
}

#[handler]
pub async fn press_withdraw(app: Data<&App>, pressed: Form<Pressed>) -> Response {
    let words = Words::of(&pressed.lang);
    let (token, code) = pressed.0.parts();
    let given = NewWithdrawal { token, code };
    match withdraw(&app, &given).await {
        Ok(_) => {
            let body = format!("<p>{}</p>\n{}", words.withdrawn_text, copies(words, &given));
            page(words, StatusCode::OK, words.withdrawn, "/withdraw", &body)
        }
        Err(error) => failed(words, error.into(), words.withdraw, "/withdraw"),
    }
}

/// Leads to what was delivered before and cannot be called back.
fn copies(words: &Words, given: &NewWithdrawal) -> String {
    let token = given.token.as_deref().unwrap_or_default();
    let code = given.code.as_deref().unwrap_or_default();
    format!(
        "<form method=\"post\" action=\"/copies\">\n{}{}{}<button>{}</button>\n</form>\n",
        hidden("token", token),
        hidden("code", code),
        hidden("lang", words.code),
        words.copies_button
    )
}

async fn show(app: &App, link: &Link, purpose: Purpose, words: &Words, title: &str) -> Response {
    let (path, text, button) = match purpose {
        Purpose::Confirm => ("/confirm", words.confirm_text, words.confirm_button),
        Purpose::Withdraw => ("/withdraw", words.withdraw_text, words.withdraw_button),
    };
    let mut body = String::new();
    let mut here = path.to_owned();
    let token = link.token.trim();
    match meant(app, token, purpose).await {
        Some(row) => {
            body.push_str(&about(app, &row, words).await);
            here = format!("{path}?token={token}");
        }
        None if !token.is_empty() => body.push_str(&warning(words.not_valid)),
        None => {}
    }
    let input = if here == path {
        code_field(words)
    } else {
        hidden("token", token)
    };
    body.push_str(&format!(
        "<p>{text}</p>\n<form method=\"post\" action=\"{path}\">\n{input}{}<button>{button}</button>\n</form>\n",
        hidden("lang", words.code)
    ));
    page(words, StatusCode::OK, title, &here, &body)
}

/// The signature that the link proves.
async fn meant(app: &App, token: &str, purpose: Purpose) -> Option<signature::Model> {
    let slip = codes::read_token(token, purpose)?;
    let found = signature::for_jobs().filter(signature::Column::Id.eq(slip.id()?));
    let row = found.one(&app.db.read).await.ok()??;
    slip.proves(app, &row).then_some(row)
}

/// What the signature says, so that its owner sees what the button is about to confirm.
async fn about(app: &App, row: &signature::Model, words: &Words) -> String {
    let Ok((organization, title)) = named(app, row, words.code).await else {
        return String::new();
    };
    let Ok(said) = said_by(app, row, words).await else {
        return String::new();
    };
    let said: String = said
        .iter()
        .map(|line| format!("<p>{}</p>\n", esc(line)))
        .collect();
    format!(
        "<div class=\"sheet\">\n<p><strong>{}</strong><br>{}</p>\n{said}</div>\n",
        esc(&title),
        esc(&organization),
    )
}

pub fn code_field(words: &Words) -> String {
    format!(
        "<label for=\"code\">{}<span class=\"hint\" id=\"code-hint\">{}</span></label>\n\
         <input type=\"text\" id=\"code\" name=\"code\" maxlength=\"40\" required autocomplete=\"one-time-code\" autocapitalize=\"characters\" \
         spellcheck=\"false\" aria-describedby=\"code-hint\">\n",
        words.code_label, words.code_hint
    )
}

fn said(words: &Words, status: StatusCode, title: &str, text: &str, path: &str) -> Response {
    page(words, status, title, path, &format!("<p>{text}</p>\n"))
}

fn failed(words: &Words, problem: Problem, title: &str, path: &str) -> Response {
    let text = match problem.kind.slug {
        "invalid-body" => words.not_valid,
        slug => words.problem(slug),
    };
    let form = format!(
        "<form method=\"post\" action=\"{path}\">\n{}{}<button>{title}</button>\n</form>\n",
        code_field(words),
        hidden("lang", words.code)
    );
    page(
        words,
        problem.status(),
        title,
        path,
        &(warning(text) + &form),
    )
}
