//! One mail a day to each reviewer for whom something waits: numbers, and nothing else.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QuerySelect};

use super::desk::WitnessAnswer;
use super::digest_mail::{Letter, Numbers, digest};
use super::entity::review;
use super::said::settle;
use crate::app::App;
use crate::db::Tx;
use crate::identity::entity::{member, member_role, organization};
use crate::identity::{MemberId, OrganizationId, Role, seal};
use crate::jobs::entity::job::Model;
use crate::jobs::{self, Kind, NewJob, Outcome};
use crate::mail::Mail;
use crate::testimony::TestimonyId;
use crate::testimony::entity::{testimony, testimony_wrap};
use crate::testimony::holds::holds_of;
use crate::testimony::rules::{Life, dies_on};
use crate::testimony::wire::State;

/// So many days before an undecided original dies, the digest says so.
const WARNING_DAYS: u64 = 14;

/// The round of the day makes a job for each reviewer; each job writes one mail, or none.
pub async fn run(app: &App, job: &Model) -> Outcome {
    if job.subject.is_nil() {
        let made = app.db.write(|tx| async move { hand_out(app, &tx).await });
        return made
            .await
            .map_or(Outcome::Retry("database"), |()| Outcome::Done);
    }
    // Numbers of another day help nobody, and today's digest is a job of its own.
    if job.created_at.date_naive() != app.clock.today() {
        return Outcome::Done;
    }
    match mail(app, job).await {
        Ok(Some(mail)) => jobs::deliver(app, job, &mail).await,
        Ok(None) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

async fn hand_out(app: &App, tx: &Tx) -> Result<(), DbErr> {
    if !jobs::first_today(app, tx, "reviewer_digests").await? {
        return Ok(());
    }
    let languages: HashMap<OrganizationId, String> = organization::for_jobs()
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row.language))
        .collect();
    let reviewers = member_role::for_jobs()
        .select_only()
        .column(member_role::Column::MemberId)
        .filter(member_role::Column::Role.eq(Role::Reviewer.as_str()));
    let active = member::for_jobs()
        .filter(member::Column::State.eq("active"))
        .filter(member::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(reviewers)));
    let now = app.clock.now();
    let job = |row: member::Model| {
        let language = languages
            .get(&row.organization_id)
            .map_or("en", String::as_str);
        NewJob::new(Kind::SendReviewerDigest, row.id.0, now).language(language)
    };
    let made = active.all(tx).await?.into_iter().map(job).collect();
    jobs::enqueue_many(app, tx, made).await
}

async fn mail(app: &App, job: &Model) -> Result<Option<Mail>, DbErr> {
    let db = &app.db.read;
    let found = member::for_jobs()
        .filter(member::Column::Id.eq(MemberId(job.subject)))
        .filter(member::Column::State.eq("active"));
    let Some(to) = found.one(db).await? else {
        return Ok(None);
    };
    let role = member_role::for_jobs()
        .filter(member_role::Column::MemberId.eq(to.id))
        .filter(member_role::Column::Role.eq(Role::Reviewer.as_str()));
    if role.one(db).await?.is_none() {
        return Ok(None);
    }
    let Some(numbers) = numbers(app, &to).await? else {
        return Ok(None);
    };
    let address = seal::open(app, "member.email", to.id.0, &to.email_sealed);
    let letter = Letter {
        to: &address,
        message_id: &jobs::message_id(app, job),
        language: &job.language,
        base: &app.settings.public_base(),
    };
    Ok(Some(digest(letter, numbers)))
}

type Waiting = (TestimonyId, crate::campaigns::CampaignId, NaiveDate);

/// What waits for this reviewer; nothing when nothing does. What came today is not counted: the hour of this mail would
/// tell at which half of the day it came.
async fn numbers(app: &App, to: &member::Model) -> Result<Option<Numbers>, DbErr> {
    let (db, today) = (&app.db.read, app.clock.today());
    let waiting: Vec<Waiting> = testimony::of(to.organization_id)
        .select_only()
        .columns([
            testimony::Column::Id,
            testimony::Column::CampaignId,
            testimony::Column::ReceivedOn,
        ])
        .filter(testimony::Column::State.eq(State::Received.as_str()))
        .filter(testimony::Column::ReceivedOn.lt(today))
        .into_tuple()
        .all(db)
        .await?;
    let standing = review::of(to.organization_id).all(db).await?;
    let standing: HashMap<_, _> = standing
        .into_iter()
        .map(|mut row| {
            settle(&mut row, today);
            (row.testimony_id, (row.approved_by, row.witness_answer))
        })
        .collect();
    let sealed_to_them = sealed_to(app, to.id).await?;
    let holds = holds_of(db, to.organization_id).await?;
    let mut numbers = Numbers::default();
    for (id, campaign, received_on) in waiting {
        let (approved_by, answer) = standing.get(&id).cloned().unwrap_or_default();
        if answer.as_deref() == Some(WitnessAnswer::Waiting.as_str()) || approved_by == Some(to.id)
        {
            continue;
        }
        match approved_by {
            Some(_) => numbers.second += 1,
            None => numbers.first += 1,
        }
        numbers.note_age((today - received_on).num_days());
        numbers.not_sealed_to_you += u32::from(!sealed_to_them.contains(&id));
        let life = Life {
            state: State::Received,
            received_on,
            decided_on: None,
            keep_days: None,
        };
        let soon = dies_on(life, 0) <= today + Days::new(WARNING_DAYS);
        numbers.dies_soon += u32::from(soon && !holds.cover(campaign, id));
    }
    Ok((numbers.waiting() > 0).then_some(numbers))
}

async fn sealed_to(app: &App, member: MemberId) -> Result<HashSet<TestimonyId>, DbErr> {
    let ids: Vec<TestimonyId> = testimony_wrap::for_jobs()
        .filter(testimony_wrap::Column::RecipientKind.eq("reviewer"))
        .filter(testimony_wrap::Column::RecipientId.eq(member.0))
        .select_only()
        .column(testimony_wrap::Column::TestimonyId)
        .into_tuple()
        .all(&app.db.read)
        .await?;
    Ok(ids.into_iter().collect())
}
