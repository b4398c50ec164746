//! Whoever left an address on paper and signs online counts once: the line is set aside for a member to decide.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter, Select,
};

use super::count_sheet::POSSIBLE_DUPLICATE;
use super::held::{self, HeldError};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;
use crate::signatures::Counters;
use crate::signatures::entity::{paper_signature, signature};
use crate::signatures::rules::State;

/// Of all petitions, every night.
pub async fn find_twins(app: &App) -> Result<(), DbErr> {
    set_aside(app, twins()).await
}

/// Of a campaign, before a packet tells how many have signed.
pub async fn find_twins_of(
    app: &App,
    owner: OrganizationId,
    campaign: CampaignId,
) -> Result<(), DbErr> {
    use paper_signature::Column as P;
    let mut petitions = Query::select();
    petitions
        .column(petition::Column::Id)
        .from(petition::Entity)
        .and_where(Expr::col(petition::Column::CampaignId).eq(campaign));
    let ours = twins().filter(P::OrganizationId.eq(owner));
    set_aside(app, ours.filter(P::PetitionId.in_subquery(petitions))).await
}

/// Lines that count although their address counts online too.
fn twins() -> Select<paper_signature::Entity> {
    use paper_signature::{Column as P, Entity as Paper};
    use signature::{Column as S, Entity as Online};
    let mut online = Query::select();
    online
        .expr(Expr::val(1))
        .from(Online)
        .and_where(Expr::col((Online, S::PetitionId)).equals((Paper, P::PetitionId)))
        .and_where(Expr::col((Online, S::DedupeKey)).equals((Paper, P::AddressKey)))
        .and_where(Expr::col((Online, S::State)).eq(State::Confirmed.as_str()));
    paper_signature::for_jobs()
        .filter(P::State.eq(State::Confirmed.as_str()))
        .filter(P::AddressKey.is_not_null())
        .filter(Expr::exists(online))
}

async fn set_aside(app: &App, twins: Select<paper_signature::Entity>) -> Result<(), DbErr> {
    let found = twins.all(&app.db.read).await?.into_iter();
    let petitions: BTreeSet<(OrganizationId, PetitionId)> = found
        .map(|row| (row.organization_id, row.petition_id))
        .collect();
    for (owner, petition) in petitions {
        app.db
            .write(|tx| async move { set_aside_in(&tx, owner, petition).await })
            .await?;
    }
    Ok(())
}

/// The petition first, as whoever counts or moves a line does; then the lines as they are behind that lock.
async fn set_aside_in(tx: &Tx, owner: OrganizationId, id: PetitionId) -> Result<(), DbErr> {
    match held::petition(tx, owner, id).await {
        Ok(_) => {}
        Err(HeldError::Db(error)) => return Err(error),
        Err(_) => return Ok(()),
    }
    let now = twins().filter(paper_signature::Column::PetitionId.eq(id));
    let mut counters = Counters::default();
    for row in now.all(tx).await? {
        counters.moved_on_paper(&row, Some(State::Confirmed), State::Quarantined);
        let mut row = row.into_active_model();
        row.state = Set(State::Quarantined.as_str().to_owned());
        row.reason = Set(Some(POSSIBLE_DUPLICATE.to_owned()));
        row.update(tx).await?;
    }
    counters.write(tx).await
}

/// Whether the address of a line counts already, online or on another line.
pub async fn address_counts(tx: &Tx, line: &paper_signature::Model) -> Result<bool, DbErr> {
    use paper_signature::Column as P;
    use signature::Column as S;
    let Some(key) = &line.address_key else {
        return Ok(false);
    };
    let on_paper = paper_signature::of(line.organization_id)
        .filter(P::PetitionId.eq(line.petition_id))
        .filter(P::Id.ne(line.id))
        .filter(P::AddressKey.eq(key.clone()))
        .filter(P::State.eq(State::Confirmed.as_str()));
    if on_paper.one(tx).await?.is_some() {
        return Ok(true);
    }
    let online = signature::of(line.organization_id)
        .filter(S::PetitionId.eq(line.petition_id))
        .filter(S::DedupeKey.eq(key.clone()))
        .filter(S::State.eq(State::Confirmed.as_str()));
    Ok(online.one(tx).await?.is_some())
}
