//! The review queue: a day's arrivals together, in random order, with ages in days.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use rand::seq::SliceRandom;
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QuerySelect};

use super::desk::{WitnessAnswer, answer};
use super::entity::review;
use super::said::settle;
use super::wire::{QueueState, Queued, ReviewQueue};
use crate::app::App;
use crate::identity::Caller;
use crate::testimony::TestimonyId;
use crate::testimony::entity::{testimony, testimony_wrap};
use crate::testimony::holds::holds_of;
use crate::testimony::mailbox::{keeping, retention_days};
use crate::testimony::wire::State;

const MOST: usize = 200;

/// What came today comes into the queue tomorrow, all at once: one by one it would tell the hour at which somebody wrote.
pub(super) fn first_hidden_day(app: &App) -> NaiveDate {
    let today = app.clock.today();
    match app.settings.shows_arrivals_at_once {
        true => today + Days::new(1),
        false => today,
    }
}

/// Whether reviewers may know that it is there.
pub(super) fn has_arrived(app: &App, row: &testimony::Model) -> bool {
    row.received_on < first_hidden_day(app)
}

pub async fn list_review_queue(app: &App, caller: &Caller) -> Result<ReviewQueue, DbErr> {
    let db = &app.db.read;
    let waiting = testimony::of(caller.organization)
        .filter(testimony::Column::State.eq(State::Received.as_str()))
        .filter(testimony::Column::ReceivedOn.lt(first_hidden_day(app)));
    let mut rows = waiting.all(db).await?;
    app.entropy.with(|rng| rows.shuffle(rng));
    rows.truncate(MOST);
    let reviews = review::of(caller.organization).all(db).await?;
    let hidden_from = first_hidden_day(app);
    let reviews: HashMap<TestimonyId, review::Model> = reviews
        .into_iter()
        .map(|mut row| {
            settle(&mut row, hidden_from);
            (row.testimony_id, row)
        })
        .collect();
    let own: Vec<TestimonyId> = testimony_wrap::for_jobs()
        .filter(testimony_wrap::Column::RecipientKind.eq("reviewer"))
        .filter(testimony_wrap::Column::RecipientId.eq(caller.member_id().0))
        .select_only()
        .column(testimony_wrap::Column::TestimonyId)
        .into_tuple()
        .all(db)
        .await?;
    let own: HashSet<TestimonyId> = own.into_iter().collect();
    let today = app.clock.today();
    let holds = holds_of(db, caller.organization).await?;
    let setting = retention_days(db, caller.organization).await?;
    let queued = |row: testimony::Model| {
        let review = reviews.get(&row.id);
        let kept = keeping(&row, setting, &holds);
        Queued {
            legal_hold: kept.is_ok_and(|kept| kept.legal_hold),
            destroyed_from: kept.ok().and_then(|kept| kept.destroyed_from),
            id: row.id,
            campaign_id: row.campaign_id,
            age_days: (today - row.received_on).num_days(),
            state: state(review),
            claimed_by: review.and_then(|review| review.claimed_by),
            approved_by: review.and_then(|review| review.approved_by),
            sealed_to_you: own.contains(&row.id),
        }
    };
    Ok(ReviewQueue {
        items: rows.into_iter().map(queued).collect(),
        arrived_before: first_hidden_day(app),
    })
}

fn state(review: Option<&review::Model>) -> QueueState {
    let Some(review) = review else {
        return QueueState::Waiting;
    };
    match (answer(review), review.approved_by, review.claimed_by) {
        (Some(WitnessAnswer::Waiting), ..) => QueueState::WaitingForWitness,
        (Some(WitnessAnswer::Corrected), ..) => QueueState::Corrected,
        (_, Some(_), _) => QueueState::Approved,
        (_, None, Some(_)) => QueueState::Claimed,
        _ => QueueState::Waiting,
    }
}
