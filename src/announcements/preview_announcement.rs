//! Shows what would leave, and notes that somebody has looked at it.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::AnnouncementId;
use super::audience::of_row;
use super::count_audience::people_today;
use super::entity::announcement;
use super::find::{category, locked, shown, state};
use super::keys::audience_draw;
use super::post::{Post, address};
use super::rules::State;
use super::wire::{
    AnnouncementCount, AnnouncementPreview, AnnouncementWarning as Warning, NewAnnouncementPreview,
};
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::http::SaveError;
use crate::identity::Caller;
use crate::petitions::entity::{petition, petition_text, petition_version};

/// Stands where a link would have a reader's own token.
const NOBODY: &str = "PREVIEW";

pub async fn preview_announcement(
    app: &App,
    caller: &Caller,
    id: AnnouncementId,
    new: &NewAnnouncementPreview,
) -> Result<AnnouncementPreview, SaveError> {
    let row = app
        .db
        .write(|tx| async move { look(&tx, caller, id).await });
    let row: announcement::Model = row.await?;
    let post = Post::of(app, &row).await?.ok_or(SaveError::Unknown)?;
    let language = new.language.as_deref().unwrap_or_default();
    let rendered = post.rendered(language, &address(app, NOBODY));
    let (language, rendered) = rendered.ok_or(SaveError::Unknown)?;
    let recipients = people_today(app, row.campaign_id, &of_row(&row), category(&row)).await?;
    let language = language.to_owned();
    Ok(AnnouncementPreview {
        warnings: warnings(app, &row, &rendered.subject).await?,
        recipients: AnnouncementCount::of(recipients, audience_draw(app, row.campaign_id)),
        announcement: shown(app, &app.db.read, row).await?,
        language,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
    })
}

async fn look(
    tx: &crate::db::Tx,
    caller: &Caller,
    id: AnnouncementId,
) -> Result<announcement::Model, SaveError> {
    let found = locked(tx, caller.organization, id).await?;
    if state(&found) != State::Drafted {
        return Ok(found);
    }
    let revision = found.revision + 1;
    let mut row = found.into_active_model();
    row.state = Set(State::Previewed.as_str().to_owned());
    row.revision = Set(revision);
    Ok(row.update(tx).await?)
}

async fn warnings(
    app: &App,
    row: &announcement::Model,
    subject: &str,
) -> Result<Vec<Warning>, DbErr> {
    let subject = subject.to_lowercase();
    let names = names(app, row).await?;
    let is_named = names
        .iter()
        .any(|name| subject.contains(&name.to_lowercase()));
    let found = [
        (is_named, Warning::SubjectNamesCampaign),
        (!app.bulk_mailer.signs(), Warning::NotSigned),
        (!app.bulk_mailer.delivers(), Warning::NotDelivered),
    ];
    let found = found.into_iter().filter(|(is_so, _)| *is_so);
    Ok(found.map(|(_, warning)| warning).collect())
}

/// Of the campaign, and of its petitions in every language.
async fn names(app: &App, row: &announcement::Model) -> Result<Vec<String>, DbErr> {
    let db = &app.db.read;
    let campaign = campaign::of(row.organization_id)
        .filter(campaign::Column::Id.eq(row.campaign_id))
        .one(db)
        .await?;
    let petitions = petition::of(row.organization_id)
        .filter(petition::Column::CampaignId.eq(row.campaign_id))
        .all(db)
        .await?;
    let versions = petition_version::for_jobs()
        .filter(petition_version::Column::PetitionId.is_in(petitions.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let titles = petition_text::for_jobs()
        .filter(petition_text::Column::VersionId.is_in(versions.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let titles = titles.into_iter().map(|text| text.title);
    Ok(campaign
        .map(|row| row.name)
        .into_iter()
        .chain(titles)
        .collect())
}
