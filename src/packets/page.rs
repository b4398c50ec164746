//! `/check`: what somebody with a printed packet in hand sees behind its address. No script, nothing from elsewhere.

mod words;

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, Route, get, handler};
use sea_orm::{ColumnTrait, DbErr, QueryFilter};
use serde::Deserialize;

use self::words::Words;
use super::PacketId;
use super::bundle::{Bundle, REPORT};
use super::rules::State;
use super::verify::{VerifyError, find, find_by_digest};
use super::wire::{Packet, PacketVolume};
use crate::app::App;
use crate::http::Problem;
use crate::identity::entity::organization;
use crate::signatures::pages::Words as Frame;
use crate::signatures::pages::layout::{esc, page, warning};

/// Adds the pages to the routes of the server.
pub fn add(routes: Route) -> Route {
    routes
        .at("/check", get(look_up))
        .at("/check/:packet", get(show))
}

/// The language, and a digest that somebody typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    lang: String,
    sha256: String,
}

#[handler]
async fn show(app: Data<&App>, id: Path<String>, asked: Query<Asked>) -> Response {
    let found = match id.parse::<PacketId>() {
        Ok(id) => find(&app, id).await,
        Err(_) => Err(VerifyError::Missing),
    };
    match found {
        Ok(found) => shown(&app, found, &asked.lang, None).await,
        Err(why) => refused(&asked.lang, why),
    }
}

/// Whose file has this digest; without one, the form alone.
#[handler]
async fn look_up(app: Data<&App>, asked: Query<Asked>) -> Response {
    let (frame, words) = (Frame::of(&asked.lang), Words::of(&asked.lang));
    let digits: String = asked.sha256.split_whitespace().collect();
    if digits.is_empty() {
        let body = how_to(words, frame.code);
        return page(frame, StatusCode::OK, words.check, "/check", &body);
    }
    match find_by_digest(&app, &digits).await {
        Ok(Some(found)) => shown(&app, found, &asked.lang, Some(digits.to_lowercase())).await,
        Ok(None) => {
            let body = warning(words.unknown_digest) + &how_to(words, frame.code);
            page(frame, StatusCode::NOT_FOUND, words.check, "/check", &body)
        }
        Err(why) => refused(&asked.lang, why),
    }
}

async fn shown(app: &App, found: Bundle, lang: &str, digest: Option<String>) -> Response {
    // The packet's own language, until somebody chooses the other.
    let lang = if lang.is_empty() {
        found.row.language.clone()
    } else {
        lang.to_owned()
    };
    let (frame, words) = (Frame::of(&lang), Words::of(&lang));
    let here = format!("/check/{}", found.row.id);
    let organization = match organization_of(app, &found).await {
        Ok(name) => name,
        Err(error) => return refused(&lang, error.into()),
    };
    let packet = Packet::from(found);
    let mut body = state(words, &packet);
    if let Some(digest) = digest {
        let known = belongs(words, &packet, &digest);
        body.push_str(&format!("<p><strong>{known}</strong></p>\n"));
    }
    body.push_str(&facts(words, &packet, &organization));
    body.push_str(&how_to(words, frame.code));
    let title = if packet.state == State::Destroyed {
        words.destroyed
    } else {
        words.exists
    };
    page(frame, StatusCode::OK, title, &here, &body)
}

async fn organization_of(app: &App, found: &Bundle) -> Result<String, DbErr> {
    let own = organization::for_jobs()
        .filter(organization::Column::Id.eq(found.row.organization_id))
        .one(&app.db.read)
        .await?;
    Ok(own.map(|own| own.name).unwrap_or_default())
}

/// What a reader must know before anything else.
fn state(words: &Words, packet: &Packet) -> String {
    let mut said = match packet.state {
        State::Ready => String::new(),
        State::Destroyed => warning(words.destroyed_text),
        State::Frozen | State::Rendering | State::Failed | State::Cancelled => {
            warning(words.not_ready)
        }
    };
    if packet.recalled_on.is_some() {
        said.push_str(&warning(words.recalled));
    }
    if let Some(newer) = packet.superseded_by {
        let link = format!("<a href=\"/check/{newer}\">{newer}</a>");
        said.push_str(&warning(&format!("{} {link}", words.superseded)));
    }
    said
}

fn facts(words: &'static Words, packet: &Packet, organization: &str) -> String {
    let mut rows = vec![
        (words.packet, packet.id.to_string()),
        (words.organization, organization.to_owned()),
        (words.addressee, packet.addressee.clone()),
        (words.kind, words.kind_of(packet.kind).to_owned()),
        (words.frozen_on, packet.created_at.date_naive().to_string()),
    ];
    if packet.state != State::Destroyed {
        rows.extend([
            (words.signatures, packet.signatures.to_string()),
            (words.names, packet.names.to_string()),
            (words.exhibits, packet.exhibits.to_string()),
        ]);
    }
    let row =
        |(label, value): &(&str, String)| format!("<dt>{label}</dt>\n<dd>{}</dd>\n", esc(value));
    let mut rows: String = rows.iter().map(row).collect();
    let has_volumes = packet.volumes.len() > 1;
    for volume in &packet.volumes {
        let digests = digests(words, volume);
        if has_volumes {
            let name = words.volume_of(volume.number, volume.holds);
            rows.push_str(&format!("<dt><strong>{name}</strong></dt>\n<dd></dd>\n"));
        }
        rows.extend(digests.iter().map(row));
    }
    format!("<dl class=\"sheet\">\n{rows}</dl>\n")
}

fn digests(words: &'static Words, volume: &PacketVolume) -> Vec<(&'static str, String)> {
    let footer: String = volume.snapshot_sha256.chars().take(12).collect();
    let file = volume.document_sha256.clone();
    let table = volume.signatures_csv_sha256.clone();
    let rows = [
        file.map(|digest| (words.file_digest, digest)),
        table.map(|digest| (words.table_digest, digest)),
        Some((words.footer_digits, footer)),
    ];
    rows.into_iter().flatten().collect()
}

/// Which file of the packet a digest belongs to.
fn belongs(words: &Words, packet: &Packet, digest: &str) -> String {
    let is = |known: &Option<String>| known.as_deref() == Some(digest);
    for volume in &packet.volumes {
        let known = if is(&volume.document_sha256) {
            words.is_this_file
        } else if is(&volume.signatures_csv_sha256) {
            words.is_this_table
        } else {
            continue;
        };
        if packet.volumes.len() == 1 && volume.number == REPORT {
            return known.to_owned();
        }
        return format!("{known} {}.", words.volume_of(volume.number, volume.holds));
    }
    words.is_this_snapshot.to_owned()
}

fn how_to(words: &Words, lang: &str) -> String {
    format!(
        "<h2>{}</h2>\n<p>{}</p>\n<ul>\n<li>Linux: <code>sha256sum FILE.pdf</code></li>\n\
         <li>macOS: <code>shasum -a 256 FILE.pdf</code></li>\n<li>Windows: <code>certutil -hashfile FILE.pdf SHA256</code></li>\n</ul>\n\
         <form method=\"get\" action=\"/check\">\n<input type=\"hidden\" name=\"lang\" value=\"{lang}\">\n\
         <label for=\"sha256\">{}</label>\n\
         <input type=\"text\" id=\"sha256\" name=\"sha256\" maxlength=\"100\" required autocomplete=\"off\" spellcheck=\"false\">\n\
         <button>{}</button>\n</form>\n<p>{} <code>broadside verify FILE.pdf</code></p>\n",
        words.how, words.how_text, words.paste, words.check, words.offline
    )
}

fn refused(lang: &str, why: VerifyError) -> Response {
    let (frame, words) = (Frame::of(lang), Words::of(lang));
    let text = match &why {
        VerifyError::Missing => words.unknown,
        VerifyError::NotADigest => words.not_a_digest,
        VerifyError::Db(_) => frame.busy,
    };
    let status = Problem::from(why).status();
    let body = warning(text) + &how_to(words, frame.code);
    page(frame, status, words.check, "/check", &body)
}
