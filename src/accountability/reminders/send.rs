//! The round of the day makes a job for each organizer; each job writes one mail, or none.

use std::collections::{HashMap, HashSet};

use chrono::{Duration, NaiveDate};
use sea_orm::{ColumnTrait, Condition, DbErr, QueryFilter, QuerySelect, QueryTrait};
use zeroize::Zeroizing;

use super::due::{Due, due};
use super::mail::{subject, text};
use crate::accountability::day::{day_begins, day_of};
use crate::accountability::entity::{commitment, delivery};
use crate::accountability::record::compose::compose;
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::identity::entity::{member, member_role, organization};
use crate::identity::{MemberId, OrganizationId, Role, seal};
use crate::jobs::entity::job::Model;
use crate::jobs::{self, Kind, NewJob, Outcome};
use crate::mail::Mail;

/// The round of the day. It waits for no mail server: whom it finds waits by itself.
pub async fn hand_out(app: &App) -> Outcome {
    match handed_out(app).await {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

/// One mail, about the day for which it was made, whenever it leaves.
pub async fn remind(app: &App, job: &Model) -> Outcome {
    let life = Kind::SendRecordReminder.tried_for();
    if life.is_some_and(|life| app.clock.now() > job.created_at + life) {
        return Outcome::Bury("reminder-too-late");
    }
    match mail(app, job).await {
        Ok(Some(mail)) => jobs::deliver(app, job, &mail).await,
        Ok(None) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

/// Organizers of organizations for which there is something to say.
async fn handed_out(app: &App) -> Result<(), DbErr> {
    let today = day_of(app.clock.now());
    let mut about: HashMap<OrganizationId, bool> = HashMap::new();
    for row in campaigns(app, None).await? {
        let lines = lines_of(app, &row, today).await?;
        *about.entry(row.organization_id).or_default() |= !lines.is_empty();
    }
    about.retain(|_, has_news| *has_news);
    let about: &HashSet<OrganizationId> = &about.into_keys().collect();
    if about.is_empty() {
        return Ok(());
    }
    app.db
        .write(|tx| async move { enqueue(app, &tx, about).await })
        .await
}

async fn enqueue(app: &App, tx: &Tx, about: &HashSet<OrganizationId>) -> Result<(), DbErr> {
    let day_ends = day_begins(app.clock.now()) + Duration::days(1);
    if !jobs::first_until(app, tx, "record_reminders", day_ends).await? {
        return Ok(());
    }
    let owners = organization::for_jobs()
        .filter(organization::Column::Id.is_in(about.iter().copied()))
        .all(tx)
        .await?;
    let languages: HashMap<_, _> = owners
        .into_iter()
        .map(|row| (row.id, row.language))
        .collect();
    let organizers = member_role::for_jobs()
        .select_only()
        .column(member_role::Column::MemberId)
        .filter(member_role::Column::Role.is_in([Role::Organizer, Role::Owner].map(Role::as_str)));
    let active = member::for_jobs()
        .filter(member::Column::State.eq("active"))
        .filter(member::Column::OrganizationId.is_in(about.iter().copied()))
        .filter(member::Column::Id.in_subquery(organizers.into_query()));
    let now = app.clock.now();
    let job = |row: member::Model| {
        let language = languages.get(&row.organization_id);
        let language = language.map_or("en", String::as_str);
        NewJob::new(Kind::SendRecordReminder, row.id.0, now).language(language)
    };
    let made = active.all(tx).await?.into_iter().map(job).collect();
    jobs::enqueue_many(app, tx, made).await
}

/// Campaigns of which something was delivered or promised.
async fn campaigns(app: &App, of: Option<OrganizationId>) -> Result<Vec<campaign::Model>, DbErr> {
    let delivered = delivery::for_jobs()
        .select_only()
        .column(delivery::Column::CampaignId);
    let promised = commitment::for_jobs()
        .select_only()
        .column(commitment::Column::CampaignId);
    let any = Condition::any()
        .add(campaign::Column::Id.in_subquery(delivered.into_query()))
        .add(campaign::Column::Id.in_subquery(promised.into_query()));
    let mut rows = campaign::for_jobs()
        .filter(any)
        .filter(campaign::Column::State.ne("ended"));
    if let Some(owner) = of {
        rows = rows.filter(campaign::Column::OrganizationId.eq(owner));
    }
    rows.all(&app.db.read).await
}

async fn lines_of(app: &App, row: &campaign::Model, day: NaiveDate) -> Result<Vec<Due>, DbErr> {
    let record = compose(app, &app.db.read, row).await?;
    Ok(due(&record, day))
}

async fn mail(app: &App, job: &Model) -> Result<Option<Mail>, DbErr> {
    let found = member::for_jobs()
        .filter(member::Column::Id.eq(MemberId(job.subject)))
        .filter(member::Column::State.eq("active"));
    let Some(to) = found.one(&app.db.read).await? else {
        return Ok(None);
    };
    let (mut lines, day) = (Vec::new(), day_of(job.created_at));
    for row in campaigns(app, Some(to.organization_id)).await? {
        lines.extend(lines_of(app, &row, day).await?);
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let address = seal::open(app, "member.email", to.id.0, &to.email_sealed);
    let base = app.settings.public_base();
    Ok(Some(Mail {
        to: Zeroizing::new(address),
        subject: subject(&job.language).to_owned(),
        text: Zeroizing::new(text(&job.language, &lines, &base)),
        html: None,
        calendar: None,
        message_id: jobs::message_id(app, job),
        language: job.language.clone(),
    }))
}
