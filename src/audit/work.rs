//! Chains what was recorded. The end of the chain is locked meanwhile, so that entries get their numbers one by one.

use chrono::Duration;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::chain::{self, Hash};
use super::entity::audit_entry::{self, Column};
use super::entity::audit_head;
use crate::app::App;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

const BATCH: u64 = 500;

/// The subject is an organization, or nil for all of them.
pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    let done = match kind {
        Kind::ChainAudit if job.subject.is_nil() => chain_all(app).await,
        Kind::ChainAudit => chain_one(app, OrganizationId(job.subject)).await,
        _ => return Outcome::Bury("unknown-kind"),
    };
    done.map_or(Outcome::Retry("database"), |()| Outcome::Done)
}

async fn chain_all(app: &App) -> Result<(), DbErr> {
    let waiting: Vec<OrganizationId> = audit_entry::for_jobs()
        .filter(Column::Sequence.is_null())
        .select_only()
        .column(Column::OrganizationId)
        .distinct()
        .into_tuple()
        .all(&app.db.read)
        .await?;
    for organization in waiting {
        chain_one(app, organization).await?;
    }
    Ok(())
}

async fn chain_one(app: &App, organization: OrganizationId) -> Result<(), DbErr> {
    while chain_batch(app, organization).await? == BATCH {}
    Ok(())
}

async fn chain_batch(app: &App, organization: OrganizationId) -> Result<u64, DbErr> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let (mut sequence, mut hash) = locked_head(app, tx, organization).await?;
            let waiting = waiting(app, organization).all(tx).await?;
            let mut of_days = Vec::new();
            for entry in &waiting {
                sequence += 1;
                hash = chain::link(&hash, sequence, entry);
                if entry.on_day_only {
                    of_days.push(chained(entry, sequence, &hash));
                    continue;
                }
                audit_entry::Entity::update_many()
                    .col_expr(Column::Sequence, Expr::value(sequence))
                    .col_expr(Column::Hash, Expr::value(hash.to_vec()))
                    .filter(Column::Id.eq(entry.id))
                    .exec(tx)
                    .await?;
            }
            move_together(tx, of_days).await?;
            audit_head::Entity::update_many()
                .col_expr(audit_head::Column::Sequence, Expr::value(sequence))
                .col_expr(audit_head::Column::Hash, Expr::value(hash.to_vec()))
                .filter(audit_head::Column::OrganizationId.eq(organization))
                .exec(tx)
                .await?;
            Ok(waiting.len() as u64)
        })
        .await
}

fn chained(entry: &audit_entry::Model, sequence: i64, hash: &Hash) -> audit_entry::Model {
    audit_entry::Model {
        sequence: Some(sequence),
        hash: Some(hash.to_vec()),
        ..entry.clone()
    }
}

/// Entries of a day leave the places in which they were written, and with them the order of the hours.
async fn move_together(tx: &Tx, rows: Vec<audit_entry::Model>) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    audit_entry::Entity::delete_many()
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    let rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    audit_entry::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// What has no number yet. What is kept by day gets its number when the day is over, in the order of its random
/// ids: a place in the chain would tell the hour.
fn waiting(app: &App, organization: OrganizationId) -> sea_orm::Select<audit_entry::Entity> {
    let day_is_over = Column::At.lte(app.clock.now() - Duration::days(1));
    let may_be_chained = Condition::any()
        .add(Column::OnDayOnly.eq(false))
        .add(day_is_over);
    audit_entry::of(organization)
        .filter(Column::Sequence.is_null())
        .filter(may_be_chained)
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .limit(BATCH)
}

async fn locked_head(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
) -> Result<(i64, Hash), DbErr> {
    let beginning = chain::beginning(organization);
    let row = audit_head::ActiveModel {
        organization_id: Set(organization),
        sequence: Set(0),
        hash: Set(beginning.to_vec()),
    };
    let mut there = OnConflict::column(audit_head::Column::OrganizationId);
    audit_head::Entity::insert(row)
        .on_conflict(there.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let mut head = audit_head::of(organization);
    if !app.db.is_sqlite() {
        head = head.lock_exclusive();
    }
    let head = head.one(tx).await?;
    let broken = || DbErr::Custom("the end of an audit chain has no hash".to_owned());
    let head = head.ok_or_else(broken)?;
    let hash = head.hash.try_into().map_err(|_| broken())?;
    Ok((head.sequence, hash))
}
