//! A reviewer loses the role or leaves: what was sealed to them is destroyed, and what they had open or claimed ends.

use std::collections::HashSet;

use futures_util::future::BoxFuture;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait,
};
use serde_json::json;

use super::entity::{review, unlock};
use super::queue::first_hidden_day;
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::identity::entity::organization;
use crate::identity::leaving::{CannotLeave, Leaving, Why};
use crate::identity::{MemberId, OrganizationId};
use crate::testimony::TestimonyId;
use crate::testimony::entity::{reviewer_key, testimony, testimony_wrap};
use crate::testimony::holds::holds_of;
use crate::testimony::readers::{readers, recipient_id};
use crate::testimony::wire::State;

/// What identity calls, in the transaction that takes the role or the member away.
pub fn reviewer_leaves<'a>(
    app: &'a App,
    tx: &'a Tx,
    leaving: &'a Leaving,
) -> BoxFuture<'a, Result<(), CannotLeave>> {
    Box::pin(leave(app, tx, leaving))
}

async fn leave(app: &App, tx: &Tx, leaving: &Leaving) -> Result<(), CannotLeave> {
    let member = leaving.member;
    lock_out(app, tx, member).await?;
    let released = release_claims(tx, member).await?;
    let wraps = if is_last_reader(app, tx, leaving.organization, member).await? {
        if leaving.why == Why::RoleTaken {
            return Err(CannotLeave::LastReader);
        }
        // Nobody can use the key while its holder is disabled; what only it opens must not be lost over that.
        None
    } else {
        retire_key(app, tx, member).await?;
        // Counted as reviewers see them: what came today would tell the hour.
        let known = known_wraps(app, tx, member).await?;
        destroy_wraps(tx, member).await?;
        Some(known)
    };
    let detail = json!({"wraps": wraps, "claims_released": released});
    let action = match wraps {
        Some(_) => "destroy_reviewer_wraps",
        None => "rest_reviewer_key",
    };
    let entry = Action::new(&leaving.actor, action, member).detail(detail);
    Ok(audit::record(app, tx, leaving.organization, entry).await?)
}

/// Ends every opening of the key. Should the transaction fail, its holder only has to unlock again.
async fn lock_out(app: &App, tx: &Tx, member: MemberId) -> Result<(), DbErr> {
    app.vault.retain(|_, kept| kept.holder != member.0);
    unlock::Entity::delete_many()
        .filter(unlock::Column::MemberId.eq(member))
        .exec(tx)
        .await
        .map(drop)
}

async fn release_claims(tx: &Tx, member: MemberId) -> Result<u64, DbErr> {
    use review::Column;
    let released = review::Entity::update_many()
        .col_expr(Column::ClaimedBy, Expr::value(None::<MemberId>))
        .col_expr(Column::ClaimedOn, Expr::value(None::<chrono::NaiveDate>))
        .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
        .filter(Column::ClaimedBy.eq(member))
        .exec(tx)
        .await?;
    Ok(released.rows_affected)
}

/// Whether something that still matters, undecided or held, is sealed to this reviewer alone.
async fn is_last_reader(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    member: MemberId,
) -> Result<bool, DbErr> {
    let only_theirs = sealed_only_to(app, tx, organization, ("reviewer", member.0)).await?;
    let holds = holds_of(tx, organization).await?;
    let matters = |(id, campaign, state): &Sealed| {
        state == State::Received.as_str() || holds.cover(*campaign, *id)
    };
    Ok(only_theirs.iter().any(matters))
}

type Sealed = (TestimonyId, CampaignId, String);

/// The testimonies that only this holder of a key can open. Mailboxes do not count.
pub(super) async fn sealed_only_to(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    (kind, holder): (&str, uuid::Uuid),
) -> Result<Vec<Sealed>, DbErr> {
    use testimony_wrap::Column;
    // Of two holders who go at once the second sees that the first is gone.
    let found = organization::for_jobs().filter(organization::Column::Id.eq(organization));
    let Some(row) = found.lock_exclusive().one(tx).await? else {
        return Ok(Vec::new());
    };
    let others: HashSet<uuid::Uuid> = readers(app, tx, &row)
        .await?
        .iter()
        .map(|reader| recipient_id(&reader.recipient))
        .filter(|id| *id != holder)
        .collect();
    let sealed_to_others = testimony_wrap::for_jobs()
        .select_only()
        .column(Column::TestimonyId)
        .filter(Column::RecipientKind.is_in(["reviewer", "recovery"]))
        .filter(Column::RecipientId.is_in(others));
    let sealed_to_them = testimony_wrap::for_jobs()
        .select_only()
        .column(Column::TestimonyId)
        .filter(Column::RecipientKind.eq(kind))
        .filter(Column::RecipientId.eq(holder));
    testimony::of(organization)
        .select_only()
        .columns([
            testimony::Column::Id,
            testimony::Column::CampaignId,
            testimony::Column::State,
        ])
        .filter(
            Condition::all()
                .add(testimony::Column::Id.in_subquery(sealed_to_them.into_query()))
                .add(testimony::Column::Id.not_in_subquery(sealed_to_others.into_query())),
        )
        .into_tuple()
        .all(tx)
        .await
}

/// The row stays as a mark that there was a key; its private half goes, so that wraps in a backup open with it no more.
async fn retire_key(app: &App, tx: &Tx, member: MemberId) -> Result<(), DbErr> {
    use reviewer_key::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::RetiredOn, Expr::value(app.clock.today()))
        .col_expr(Column::SealedPrivate, Expr::value(Vec::<u8>::new()))
        .filter(Column::MemberId.eq(member))
        .filter(Column::RetiredOn.is_null())
        .exec(tx)
        .await
        .map(drop)
}

async fn known_wraps(app: &App, tx: &Tx, member: MemberId) -> Result<u64, DbErr> {
    let arrived = testimony::for_jobs()
        .select_only()
        .column(testimony::Column::Id)
        .filter(testimony::Column::ReceivedOn.lt(first_hidden_day(app)));
    testimony_wrap::for_jobs()
        .filter(testimony_wrap::Column::RecipientKind.eq("reviewer"))
        .filter(testimony_wrap::Column::RecipientId.eq(member.0))
        .filter(testimony_wrap::Column::TestimonyId.in_subquery(arrived.into_query()))
        .count(tx)
        .await
}

pub(super) async fn destroy_wraps(tx: &Tx, member: MemberId) -> Result<(), DbErr> {
    testimony_wrap::Entity::delete_many()
        .filter(testimony_wrap::Column::RecipientKind.eq("reviewer"))
        .filter(testimony_wrap::Column::RecipientId.eq(member.0))
        .exec(tx)
        .await
        .map(drop)
}
