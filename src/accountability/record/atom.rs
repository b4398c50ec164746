//! The record as a feed (RFC 4287), written by a library that escapes what people wrote.

use std::io;

use chrono::{DateTime, SecondsFormat, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};

use super::compose::url_of;
use super::events::{Event, events};
use super::wire::PublicRecord;
use super::words::Words;
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::http::Problem;

/// The most entries of the feed; the record itself has all.
const MOST: usize = 200;

/// Why there is no feed.
#[derive(Debug, thiserror::Error)]
#[error("the feed cannot be written")]
pub struct NotWritten(#[from] io::Error);

pub fn feed(
    app: &App,
    campaign: &campaign::Model,
    record: &PublicRecord,
) -> Result<String, NotWritten> {
    let words = Words::of(&campaign.language);
    let url = url_of(app, campaign);
    let mut all = events(record, &url, words);
    all.truncate(MOST);
    let begun = campaign.created_at;
    let updated = all.iter().map(Event::at).max().unwrap_or(begun);
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    writer
        .create_element("feed")
        .with_attributes([
            ("xmlns", "http://www.w3.org/2005/Atom"),
            ("xml:lang", words.code),
        ])
        .write_inner_content(|writer| {
            text(writer, "id", &url)?;
            text(
                writer,
                "title",
                &format!("{} {}", words.title, record.campaign),
            )?;
            if record.is_demo {
                text(writer, "subtitle", words.demo)?;
            }
            text(writer, "updated", &moment(updated))?;
            link(writer, "self", &record.feed)?;
            link(writer, "alternate", &url)?;
            author(writer, &record.organization)?;
            for event in &all {
                entry(writer, &url, event)?;
            }
            Ok(())
        })?;
    String::from_utf8(writer.into_inner()).map_err(|error| NotWritten(io::Error::other(error)))
}

type To = Writer<Vec<u8>>;

fn entry(writer: &mut To, url: &str, event: &Event) -> io::Result<()> {
    let inner = writer.create_element("entry");
    inner.write_inner_content(|writer| {
        text(writer, "id", &format!("{url}#{}", event.key))?;
        text(writer, "title", &event.title)?;
        text(writer, "updated", &moment(event.at()))?;
        link(writer, "alternate", &event.url)?;
        text(writer, "summary", &event.text)
    })?;
    Ok(())
}

fn text(writer: &mut To, name: &str, said: &str) -> io::Result<()> {
    writer
        .create_element(name)
        .write_text_content(BytesText::new(said))
        .map(drop)
}

fn link(writer: &mut To, rel: &str, to: &str) -> io::Result<()> {
    writer
        .create_element("link")
        .with_attributes([("rel", rel), ("href", to)])
        .write_empty()
        .map(drop)
}

fn author(writer: &mut To, name: &str) -> io::Result<()> {
    let inner = writer.create_element("author");
    inner
        .write_inner_content(|writer| text(writer, "name", name))
        .map(drop)
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl From<NotWritten> for Problem {
    fn from(error: NotWritten) -> Self {
        Self::broken("record", &error)
    }
}
