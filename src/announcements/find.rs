//! Finds announcements, and says how far each has come.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::AnnouncementId;
use super::audience::of_row;
use super::entity::{announcement, announcement_recipient};
use super::keys::progress_draw;
use super::rules::{Category, Stand, State};
use super::texts;
use super::wire::{Announcement, AnnouncementCount, AnnouncementList, AnnouncementProgress};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::page::Page;

/// How many recipients stand how.
pub type Totals = BTreeMap<String, i64>;

pub async fn list_announcements(
    app: &App,
    owner: OrganizationId,
    campaign: CampaignId,
    page: &Page,
) -> Result<AnnouncementList, SaveError> {
    let db = &app.db.read;
    must_be_ours(db, owner, campaign).await?;
    let mut rows = announcement::of(owner)
        .filter(announcement::Column::CampaignId.eq(campaign))
        .order_by_desc(announcement::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(announcement::Column::Id.lt(after));
    }
    let rows = rows.limit(page.fetch()).all(db).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = described(app, db, rows).await?;
    Ok(AnnouncementList { items, next })
}

pub async fn get_announcement(
    app: &App,
    owner: OrganizationId,
    id: AnnouncementId,
) -> Result<Announcement, SaveError> {
    let row = announcement::of(owner).filter(announcement::Column::Id.eq(id));
    let row = row.one(&app.db.read).await?.ok_or(SaveError::Unknown)?;
    shown(app, &app.db.read, row).await
}

pub async fn shown(
    app: &App,
    db: &impl ConnectionTrait,
    row: announcement::Model,
) -> Result<Announcement, SaveError> {
    let mut shown = described(app, db, vec![row]).await?;
    shown.pop().ok_or(SaveError::Unknown)
}

/// The row, locked until the transaction ends.
pub async fn locked(
    tx: &Tx,
    owner: OrganizationId,
    id: AnnouncementId,
) -> Result<announcement::Model, SaveError> {
    let row = announcement::of(owner).filter(announcement::Column::Id.eq(id));
    let row = row.lock_exclusive().one(tx).await?;
    row.ok_or(SaveError::Unknown)
}

pub async fn must_be_ours(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    campaign: CampaignId,
) -> Result<campaign::Model, SaveError> {
    let ours = campaign::of(owner).filter(campaign::Column::Id.eq(campaign));
    ours.one(db).await?.ok_or(SaveError::Unknown)
}

async fn described(
    app: &App,
    db: &impl ConnectionTrait,
    rows: Vec<announcement::Model>,
) -> Result<Vec<Announcement>, DbErr> {
    let ids = rows.iter().map(|row| row.id).collect();
    let mut texts = texts::of_all(db, ids).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let progress = match row.begun_at {
            Some(_) => Some(progress(app, db, &row).await?),
            None => None,
        };
        shown.push(Announcement {
            texts: texts.remove(&row.id).unwrap_or_default(),
            progress,
            audiences: of_row(&row),
            category: category(&row),
            state: state(&row),
            id: row.id,
            campaign_id: row.campaign_id,
            send_at: row.send_at,
            begun_at: row.begun_at,
            finished_at: row.finished_at,
            trouble: row.trouble.and_then(|word| word.parse().ok()),
            created_at: row.created_at,
            revision: row.revision,
        });
    }
    Ok(shown)
}

async fn progress(
    app: &App,
    db: &impl ConnectionTrait,
    row: &announcement::Model,
) -> Result<AnnouncementProgress, DbErr> {
    let kept = row.totals.as_deref().map(serde_json::from_str::<Totals>);
    let totals = match kept {
        Some(Ok(kept)) => kept,
        _ => totals(db, row.id).await?,
    };
    let of = |stand: Stand| totals.get(stand.as_str()).copied().unwrap_or_default();
    let draw = progress_draw(app, row.campaign_id);
    let told = |people| AnnouncementCount::of(people, draw);
    let enrolled = usize::try_from(row.enrolled_audiences).unwrap_or_default();
    Ok(AnnouncementProgress {
        queued: told(of(Stand::Queued) + of(Stand::Sending)),
        sent: told(of(Stand::Sent)),
        uncertain: of(Stand::Uncertain),
        failed: of(Stand::Failed),
        suppressed: told(of(Stand::Suppressed)),
        enrolling: state(row) == State::Sending && enrolled < of_row(row).len(),
    })
}

pub async fn totals(db: &impl ConnectionTrait, id: AnnouncementId) -> Result<Totals, DbErr> {
    use announcement_recipient::Column as C;
    let counted: Vec<(String, i64)> = announcement_recipient::for_jobs()
        .select_only()
        .column(C::State)
        .column_as(C::Id.count(), "people")
        .filter(C::AnnouncementId.eq(id))
        .group_by(C::State)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().collect())
}

/// Whether anybody is left who was not written to.
pub async fn is_any_queued(db: &impl ConnectionTrait, id: AnnouncementId) -> Result<bool, DbErr> {
    use announcement_recipient::Column as C;
    let queued = announcement_recipient::for_jobs()
        .filter(C::AnnouncementId.eq(id))
        .filter(C::State.eq(Stand::Queued.as_str()))
        .limit(1);
    Ok(queued.count(db).await? > 0)
}

pub fn state(row: &announcement::Model) -> State {
    row.state.parse().unwrap_or(State::Paused)
}

pub fn category(row: &announcement::Model) -> Category {
    row.category.parse().unwrap_or(Category::CountyWide)
}
