//! What stands around every mail of one announcement: who writes, whom to ask, and where it ends.

use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::entity::announcement;
use super::keys::{self, Person};
use super::render::{Frame, Rendered, render};
use super::texts::{self, for_reader};
use super::wire::AnnouncementText;
use crate::app::App;
use crate::identity::entity::organization;

/// One announcement, ready to be rendered for anybody.
#[derive(Debug)]
pub struct Post {
    organization: organization::Model,
    texts: Vec<AnnouncementText>,
}

impl Post {
    pub async fn of(app: &App, row: &announcement::Model) -> Result<Option<Self>, DbErr> {
        let db = &app.db.read;
        let found = organization::for_jobs()
            .filter(organization::Column::Id.eq(row.organization_id))
            .one(db)
            .await?;
        let Some(organization) = found else {
            return Ok(None);
        };
        let texts = texts::of(db, row.id).await?;
        Ok(Some(Self {
            organization,
            texts,
        }))
    }

    /// The wording for a reader of this language, and which language that is.
    pub fn rendered(&self, language: &str, unsubscribe: &str) -> Option<(&str, Rendered)> {
        let text = for_reader(&self.texts, language)?;
        let asked = &self.organization;
        let ways = [
            &asked.contact_name,
            &asked.contact_email,
            &asked.contact_telephone,
        ];
        let ways: Vec<&str> = ways.into_iter().filter_map(|way| way.as_deref()).collect();
        let contact = if ways.is_empty() {
            asked.name.clone()
        } else {
            ways.join(", ")
        };
        let frame = Frame {
            organization: &asked.name,
            contact: &contact,
            unsubscribe,
            language: &text.language,
        };
        Some((&text.language, render(frame, &text.subject, &text.body)))
    }
}

/// Where one POST ends all of it.
pub fn unsubscribe_address(app: &App, person: &Person) -> String {
    address(app, &keys::unsubscribe_token(app, person))
}

pub fn address(app: &App, token: &str) -> String {
    format!("{}/unsubscribe?token={token}", app.settings.public_base())
}
