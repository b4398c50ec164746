//! The wordings of announcements: read, written, and the one that a reader gets.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder,
};

use super::AnnouncementId;
use super::entity::announcement_text::{self, Column, Entity};
use super::wire::{AnnouncementText, NewAnnouncement};
use crate::campaigns::wire::closest;
use crate::db::Tx;
use crate::http::{Fields, Invalid};

const SUBJECT: usize = 150;
const BODY: usize = 20_000;

/// The texts as they are stored.
pub fn cleaned(new: &NewAnnouncement) -> Result<Vec<AnnouncementText>, Invalid> {
    let mut fields = Fields::default();
    let mut texts: Vec<AnnouncementText> = Vec::with_capacity(new.texts.len());
    for (at, text) in new.texts.iter().enumerate() {
        let field = |name: &str| format!("/texts/{at}/{name}");
        let language = fields.language(field("language"), &text.language);
        if texts.iter().any(|other| other.language == language) {
            fields.refuse(field("language"), "is there twice");
        }
        texts.push(AnnouncementText {
            language,
            subject: fields.line(field("subject"), &text.subject, SUBJECT),
            body: fields.text(field("body"), &text.body, BODY),
        });
    }
    fields.done()?;
    Ok(texts)
}

/// In place of those that were there.
pub async fn put(tx: &Tx, id: AnnouncementId, texts: &[AnnouncementText]) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::AnnouncementId.eq(id))
        .exec(tx)
        .await?;
    for (at, text) in texts.iter().enumerate() {
        let row = announcement_text::ActiveModel {
            announcement_id: Set(id),
            language: Set(text.language.clone()),
            subject: Set(text.subject.clone()),
            body: Set(text.body.clone()),
            is_original: Set(at == 0),
        };
        row.insert(tx).await?;
    }
    Ok(())
}

/// Of each, the original first.
pub async fn of_all(
    db: &impl ConnectionTrait,
    ids: Vec<AnnouncementId>,
) -> Result<BTreeMap<AnnouncementId, Vec<AnnouncementText>>, DbErr> {
    let rows = announcement_text::for_jobs()
        .filter(Column::AnnouncementId.is_in(ids))
        .order_by_desc(Column::IsOriginal)
        .order_by_asc(Column::Language)
        .all(db)
        .await?;
    let mut texts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        let text = AnnouncementText {
            language: row.language,
            subject: row.subject,
            body: row.body,
        };
        texts.entry(row.announcement_id).or_default().push(text);
    }
    Ok(texts)
}

pub async fn of(
    db: &impl ConnectionTrait,
    id: AnnouncementId,
) -> Result<Vec<AnnouncementText>, DbErr> {
    let mut all = of_all(db, vec![id]).await?;
    Ok(all.remove(&id).unwrap_or_default())
}

/// The same language before one of the same family, and the original before none.
pub fn for_reader<'a>(
    texts: &'a [AnnouncementText],
    language: &str,
) -> Option<&'a AnnouncementText> {
    let tags: Vec<&str> = texts.iter().map(|text| text.language.as_str()).collect();
    let best = closest(&tags, language).and_then(|at| texts.get(at));
    best.or_else(|| texts.first())
}
