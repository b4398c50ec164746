//! Finds commitments of an organization: one, or a campaign's list, newest first.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};
use uuid::Uuid;

use super::wire::{Commitment, CommitmentList};
use crate::accountability::CommitmentId;
use crate::accountability::corrections::{self, Told};
use crate::accountability::day::day_of;
use crate::accountability::deliveries::find::campaign_row;
use crate::accountability::entity::commitment;
use crate::accountability::entry;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::campaigns::{CampaignId, TargetId};
use crate::db::Tx;
use crate::identity::{Caller, OrganizationId};
use crate::page::Page;

pub async fn row(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: CommitmentId,
) -> Result<commitment::Model, Trouble> {
    entry::found(
        db,
        commitment::of(owner).filter(commitment::Column::Id.eq(id)),
    )
    .await
}

/// The row, held until the transaction ends.
pub(super) async fn locked(
    tx: &Tx,
    owner: OrganizationId,
    id: CommitmentId,
) -> Result<commitment::Model, Trouble> {
    entry::held(
        tx,
        commitment::of(owner).filter(commitment::Column::Id.eq(id)),
    )
    .await
}

pub async fn get_commitment(
    app: &App,
    caller: &Caller,
    id: CommitmentId,
) -> Result<Commitment, Trouble> {
    let row = row(&app.db.read, caller.organization, id).await?;
    Ok(shown(app, &app.db.read, row).await?)
}

pub async fn shown(
    app: &App,
    db: &impl ConnectionTrait,
    row: commitment::Model,
) -> Result<Commitment, DbErr> {
    let mut all = described(app, db, vec![row]).await?;
    all.pop()
        .ok_or_else(|| DbErr::RecordNotFound("commitment".to_owned()))
}

pub async fn described(
    app: &App,
    db: &impl ConnectionTrait,
    rows: Vec<commitment::Model>,
) -> Result<Vec<Commitment>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut corrections = corrections::of(db, &ids).await?;
    let today = day_of(app.clock.now());
    let describe = |row: commitment::Model| {
        let own = corrections.remove(&row.id.0).unwrap_or_default();
        Commitment::of(row, own, today)
    };
    Ok(rows.into_iter().map(describe).collect())
}

pub async fn list_commitments(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    target: Option<TargetId>,
    page: &Page,
) -> Result<CommitmentList, Trouble> {
    use commitment::Column as C;
    let (owner, db) = (caller.organization, &app.db.read);
    campaign_row(db, owner, campaign).await?;
    let mut rows = commitment::of(owner).filter(C::CampaignId.eq(campaign));
    if let Some(target) = target {
        rows = rows.filter(C::TargetId.eq(target));
    }
    let (rows, next) = entry::newest(db, rows, (C::Id, |row| row.id.0), page).await?;
    let items = described(app, db, rows).await?;
    Ok(CommitmentList { items, next })
}

/// What readers of the record are told. That an open promise is settled is no correction.
pub fn told(row: &commitment::Model) -> [Told; 7] {
    let settled = row.state != "open";
    [
        ("what", Some(row.what.clone())),
        ("due_on", Some(row.due_on.to_string())),
        ("outcome", settled.then(|| row.state.clone())),
        ("settled_on", row.settled_on.map(|day| day.to_string())),
        ("evidence", row.evidence.clone()),
        ("evidence_url", row.evidence_url.clone()),
        (
            "stands",
            row.retracted_on.is_none().then(|| "yes".to_owned()),
        ),
    ]
}
