//! Finds a record that everybody may read: of a campaign with a petition that is public.

use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::compose::compose;
use super::wire::{PublicRecord, RecordEntry};
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::campaigns::{CampaignId, TargetId};
use crate::http::SaveError;
use crate::petitions::entity::petition;

/// With the campaign, for its language.
pub async fn public_record(
    app: &App,
    id: CampaignId,
) -> Result<(campaign::Model, PublicRecord), Trouble> {
    let found = app.db.read_from_one_moment(|tx| async move {
        let tx = &*tx;
        let row = campaign::for_jobs().filter(campaign::Column::Id.eq(id));
        let row = row.one(tx).await?.ok_or(SaveError::Unknown)?;
        let open = petition::public(app.clock.now())
            .filter(petition::Column::CampaignId.eq(id))
            .filter(petition::Column::State.ne("removed"));
        open.one(tx).await?.ok_or(SaveError::Unknown)?;
        let record: Result<PublicRecord, DbErr> = compose(app, tx, &row).await;
        Ok::<_, Trouble>((row, record?))
    });
    found.await
}

pub async fn public_record_entry(
    app: &App,
    id: CampaignId,
    target: TargetId,
) -> Result<RecordEntry, Trouble> {
    let (_, record) = public_record(app, id).await?;
    let mut entries = record.entries.into_iter();
    let entry = entries.find(|entry| entry.target_id == target);
    Ok(entry.ok_or(SaveError::Unknown)?)
}
