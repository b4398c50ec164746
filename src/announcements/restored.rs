//! What a restored backup has to forget and to hold back: who unsubscribed since stays away, and what may have left since is not
//! sent again.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::audience::forget;
use super::entity::{announcement, announcement_choice, announcement_recipient as recipient};
use super::rules::{ALL, Stand, State};
use super::suppress::{UNSUBSCRIBED, write};
use super::wire::AnnouncementTrouble;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::clock::Clock;
use crate::db::Tx;
use crate::entropy::Entropy;
use crate::http::entity::deletion::{self, DeletionId};
use crate::jobs::entity::job;
use crate::jobs::{self, Kind, NewJob};
use crate::signatures::entity::subscription;

/// How the deletion list names those who unsubscribed: by the first half of a keyed hash.
pub const DELETION_KIND: &str = "unsubscribed";

/// A repeat adds nothing.
pub async fn note_deletion(app: &App, tx: &Tx, person: &[u8]) -> Result<(), DbErr> {
    let Some(subject) = half(person) else {
        return Ok(());
    };
    let row = deletion::ActiveModel {
        id: Set(DeletionId(subject)),
        kind: Set(DELETION_KIND.to_owned()),
        subject: Set(subject),
        created_at: Set(crate::clock::hour(app.clock.now())),
    };
    let mut known = OnConflict::column(deletion::Column::Id);
    deletion::Entity::insert(row)
        .on_conflict(known.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let log = NewJob::new(Kind::LogDeletions, Uuid::nil(), app.clock.now());
    jobs::enqueue(app, tx, log.only_once("log_deletions")).await
}

fn half(person: &[u8]) -> Option<Uuid> {
    person.first_chunk().map(|half| Uuid::from_bytes(*half))
}

/// Ends it again for those whom the backup has brought back, in every audience.
pub async fn forget_again(
    clock: &Clock,
    entropy: &Entropy,
    tx: &Tx,
    subjects: &HashSet<Uuid>,
) -> Result<(), DbErr> {
    if subjects.is_empty() {
        return Ok(());
    }
    let subscribers = subscription::for_jobs().all(tx).await?.into_iter();
    let members = announcement_choice::for_jobs().all(tx).await?.into_iter();
    let people: BTreeSet<(CampaignId, Vec<u8>)> = subscribers
        .map(|row| (row.campaign_id, row.address_key))
        .chain(members.map(|row| (row.campaign_id, row.person_key)))
        .filter(|(_, person)| half(person).is_some_and(|half| subjects.contains(&half)))
        .collect();
    let campaigns = campaign::for_jobs().all(tx).await?.into_iter();
    let owners: HashMap<_, _> = campaigns.map(|row| (row.id, row.organization_id)).collect();
    for (campaign, person) in people {
        if let Some(owner) = owners.get(&campaign) {
            let why = (UNSUBSCRIBED, clock.today());
            write(entropy, tx, *owner, (&person, ALL), why).await?;
        }
        forget(tx, campaign, &person).await?;
    }
    Ok(())
}

/// Nobody knows what has left since the backup: what was under way ends here, in doubt, and what was planned waits for a person.
pub async fn hold(now: DateTime<Utc>, tx: &Tx) -> Result<(), DbErr> {
    use announcement::Column as A;
    let under_way = [State::Sending, State::Paused].map(State::as_str);
    let mut of_these = Query::select();
    of_these
        .column(A::Id)
        .from(announcement::Entity)
        .and_where(Expr::col(A::State).is_in(under_way));
    recipient::Entity::update_many()
        .col_expr(
            recipient::Column::State,
            Expr::value(Stand::Uncertain.as_str()),
        )
        .col_expr(recipient::Column::Reason, Expr::value("restored"))
        .filter(recipient::Column::AnnouncementId.in_subquery(of_these))
        .filter(recipient::Column::State.is_in([Stand::Queued, Stand::Sending].map(Stand::as_str)))
        .exec(tx)
        .await?;
    announcement::Entity::update_many()
        .col_expr(A::State, Expr::value(State::Cancelled.as_str()))
        .col_expr(
            A::Trouble,
            Expr::value(AnnouncementTrouble::Restored.as_str()),
        )
        .col_expr(A::FinishedAt, Expr::value(now))
        .filter(A::State.is_in(under_way))
        .exec(tx)
        .await?;
    announcement::Entity::update_many()
        .col_expr(A::State, Expr::value(State::Previewed.as_str()))
        .col_expr(
            A::Trouble,
            Expr::value(AnnouncementTrouble::Restored.as_str()),
        )
        .filter(A::State.eq(State::Scheduled.as_str()))
        .exec(tx)
        .await?;
    job::Entity::delete_many()
        .filter(job::Column::Kind.eq(Kind::SendAnnouncement.as_str()))
        .exec(tx)
        .await
        .map(drop)
}
