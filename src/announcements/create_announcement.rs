//! Drafts an announcement.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::AnnouncementId;
use super::entity::announcement;
use super::find::{must_be_ours, shown};
use super::rules::{Audience, State};
use super::texts;
use super::wire::{Announcement, NewAnnouncement};
use crate::app::App;
use crate::audit;
use crate::campaigns::CampaignId;
use crate::http::{Once, SaveError};
use crate::identity::Caller;
use crate::ids;

pub async fn create_announcement(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewAnnouncement,
    once: &Once,
) -> Result<Announcement, SaveError> {
    let texts = &texts::cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            must_be_ours(tx, caller.organization, campaign).await?;
            let id = AnnouncementId(ids::timely(&app.clock, &app.entropy));
            let row = announcement::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                campaign_id: Set(campaign),
                category: Set(new.category.as_str().to_owned()),
                audiences: Set(joined(&new.audiences)),
                state: Set(State::Drafted.as_str().to_owned()),
                enrolled_audiences: Set(0),
                revision: Set(1),
                created_at: Set(app.clock.now()),
                ..Default::default()
            };
            let row = row.insert(tx).await?;
            texts::put(tx, id, texts).await?;
            let entry = audit::Action::new(caller.actor(), "create_announcement", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let made = shown(app, tx, row).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

/// Each once, in an order of its own.
pub(super) fn joined(audiences: &[Audience]) -> String {
    let wanted = Audience::ALL.iter().filter(|one| audiences.contains(one));
    let words: Vec<&str> = wanted.map(|one| one.as_str()).collect();
    words.join(" ")
}
