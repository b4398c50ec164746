//! Renders the mails to signers when their jobs run, at most five a day to one mailbox.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
};
use zeroize::Zeroizing;

use super::address::Address;
use super::codes::{self, Purpose};
use super::entity::{mail_quota, signature};
use super::pages::Words;
use super::rules::{self, State, Visibility};
use super::sign::EXPIRES_AFTER_DAYS;
use super::texts::{self, Confirmation};
use super::{SignatureId, seal};
use crate::app::App;
use crate::db::Tx;
use crate::directory::entity::workplace;
use crate::identity::entity::organization;
use crate::jobs::entity::job;
use crate::jobs::{Outcome, deliver};
use crate::mail::Mail;
use crate::petitions::entity::{petition_text, petition_version};

/// Confirmation mails to one mailbox on one day, over all petitions.
pub const MAILS_A_DAY: i32 = 5;

pub async fn send_confirmation(app: &App, job: &job::Model) -> Outcome {
    match confirmation(app, job).await {
        Ok(outcome) => outcome,
        Err(error) => broken(&error),
    }
}

pub fn broken(error: &DbErr) -> Outcome {
    tracing::warn!(fault = ?crate::db::fault(error), "a job of signatures met the database");
    Outcome::Retry("database")
}

/// The mail has left: nothing that fails after it may send it again. What stays behind is swept at night.
fn tidied(done: Result<(), DbErr>) {
    if let Err(error) = done {
        tracing::warn!(fault = ?crate::db::fault(&error), "an address was not forgotten after its mail");
    }
}

async fn confirmation(app: &App, job: &job::Model) -> Result<Outcome, DbErr> {
    let Some((row, address)) = load(app, job).await? else {
        return Ok(Outcome::Done);
    };
    let Ok(state) = row.state.parse::<State>() else {
        return Ok(Outcome::Bury("unknown-state"));
    };
    // Past its time, link and code would be refused.
    let state = rules::effective(state, row.expires_at, app.clock.now());
    if matches!(state, State::Withdrawn | State::Erased | State::Expired) {
        return Ok(Outcome::Done);
    }
    let may = job.attempts > 1 || within_quota(app, &address).await?;
    let outcome = if may {
        let mail = confirmation_mail(app, job, &row, &address, state).await?;
        deliver(app, job, &mail).await
    } else {
        Outcome::Done
    };
    if !outcome.goes_on() && state != State::Pending {
        tidied(forget_counted_address(app, row.id).await);
    }
    Ok(outcome)
}

async fn confirmation_mail(
    app: &App,
    job: &job::Model,
    row: &signature::Model,
    address: &Address,
    state: State,
) -> Result<Mail, DbErr> {
    let language = job.language.as_str();
    let (organization, title) = named(app, row, language).await?;
    let base = app.settings.public_base();
    let spoken = if texts::is_spanish(language) {
        "&lang=es"
    } else {
        ""
    };
    let page = format!(
        "{base}/confirm{}",
        if spoken.is_empty() { "" } else { "?lang=es" }
    );
    let confirm = codes::token(app, row, Purpose::Confirm);
    let withdraw = codes::token(app, row, Purpose::Withdraw);
    let said = said_by(app, row, Words::of(language)).await?;
    let contact = contact(app, row, language).await?;
    let words = Confirmation {
        said: &said,
        organization: &organization,
        title: &title,
        state,
        contact: &contact,
        link: &format!("{base}/confirm?token={confirm}{spoken}"),
        code: &codes::code(app, row),
        confirm_page: &page,
        withdraw_link: &format!("{base}/withdraw?token={withdraw}{spoken}"),
        days: EXPIRES_AFTER_DAYS,
    };
    Ok(mail(
        app,
        job,
        address,
        texts::confirmation_subject(language),
        words.text(language),
    ))
}

/// Tells the mailbox that its signature is gone, and then forgets the mailbox. `more` is what whoever runs the job knows beside.
pub async fn send_withdrawn(app: &App, job: &job::Model, more: &str) -> Outcome {
    match withdrawn(app, job, more).await {
        Ok(outcome) => outcome,
        Err(error) => broken(&error),
    }
}

async fn withdrawn(app: &App, job: &job::Model, more: &str) -> Result<Outcome, DbErr> {
    let Some((row, address)) = load(app, job).await? else {
        return Ok(Outcome::Done);
    };
    if row.state != State::Withdrawn.as_str() {
        return Ok(Outcome::Done);
    }
    let (organization, title) = named(app, &row, &job.language).await?;
    let text = texts::withdrawn(&job.language, &organization, &title) + more;
    let mail = mail(
        app,
        job,
        &address,
        texts::withdrawn_subject(&job.language),
        text,
    );
    let outcome = deliver(app, job, &mail).await;
    if !outcome.goes_on() {
        tidied(forget_address(app, row.id).await);
    }
    Ok(outcome)
}

async fn load(app: &App, job: &job::Model) -> Result<Option<(signature::Model, Address)>, DbErr> {
    let row = signature::for_jobs().filter(signature::Column::Id.eq(SignatureId(job.subject)));
    let Some(row) = row.one(&app.db.read).await? else {
        return Ok(None);
    };
    let address = seal::address(app, &row).and_then(|text| Address::parse(&text).ok());
    Ok(address.map(|address| (row, address)))
}

async fn contact(app: &App, row: &signature::Model, language: &str) -> Result<String, DbErr> {
    let asked = organization::for_jobs()
        .filter(organization::Column::Id.eq(row.organization_id))
        .one(&app.db.read)
        .await?;
    let Some(asked) = asked else {
        return Ok(String::new());
    };
    let ways = [&asked.contact_email, &asked.contact_telephone].map(Option::as_deref);
    let name = asked.contact_name.as_deref();
    Ok(texts::contact(language, &asked.name, name, ways))
}

/// The organization's name, and the petition's title in the signer's language or the original's.
pub async fn named(
    app: &App,
    row: &signature::Model,
    language: &str,
) -> Result<(String, String), DbErr> {
    let db = &app.db.read;
    let owner = organization::for_jobs()
        .filter(organization::Column::Id.eq(row.organization_id))
        .one(db)
        .await?;
    let version = petition_version::for_jobs()
        .filter(petition_version::Column::PetitionId.eq(row.petition_id))
        .filter(petition_version::Column::Number.eq(row.version_number));
    let texts = match version.one(db).await? {
        Some(version) => {
            petition_text::for_jobs()
                .filter(petition_text::Column::VersionId.eq(version.id))
                .all(db)
                .await?
        }
        None => Vec::new(),
    };
    let spoken = texts
        .iter()
        .find(|text| texts::is_spanish(&text.language) == texts::is_spanish(language));
    let title = spoken.or_else(|| texts.iter().find(|text| text.is_original));
    Ok((
        owner.map(|row| row.name).unwrap_or_default(),
        title.map(|text| text.title.clone()).unwrap_or_default(),
    ))
}

/// What the signature says, so that nobody confirms what somebody else has put there.
pub async fn said_by(
    app: &App,
    row: &signature::Model,
    words: &Words,
) -> Result<Vec<String>, DbErr> {
    let standing = row
        .standing
        .parse()
        .map(|standing| words.standing_of(standing));
    let mut lines = vec![standing.unwrap_or_default().to_owned()];
    if let Some(id) = row.workplace_id {
        let place = workplace::of(row.organization_id).filter(workplace::Column::Id.eq(id));
        lines.extend(place.one(&app.db.read).await?.map(|row| row.name));
    }
    lines.extend(seal::name(app, row).map(|name| name.to_string()));
    let seen = match row.visibility.as_str() {
        "recipients" => words.recipients,
        "public" => words.public,
        _ => words.counted,
    };
    lines.push(seen.to_owned());
    lines.extend(seal::comment(app, row).map(|text| format!("“{}”", text.as_str())));
    Ok(lines)
}

fn mail(app: &App, job: &job::Model, address: &Address, subject: &str, text: String) -> Mail {
    let from = &app.settings.mail.from;
    let host = from
        .rsplit_once('@')
        .map_or("localhost", |(_, host)| host.trim_end_matches('>'));
    Mail {
        to: Zeroizing::new(address.expose().to_owned()),
        subject: subject.to_owned(),
        text: Zeroizing::new(text),
        html: None,
        calendar: None,
        message_id: format!("<{}@{host}>", job.id),
        language: job.language.clone(),
    }
}

/// Counts one mail of today to this mailbox; false where it had its share.
/// Whether a mail could leave today, without taking it from the quota.
pub async fn is_within_quota(
    app: &App,
    db: &impl ConnectionTrait,
    address: &Address,
) -> Result<bool, DbErr> {
    use mail_quota::Column as C;
    let day = app.clock.today();
    let row = mail_quota::for_jobs()
        .filter(C::Day.eq(day))
        .filter(C::AddressKey.eq(seal::quota_key(app, day, address)))
        .one(db)
        .await?;
    Ok(row.is_none_or(|row| row.sent < MAILS_A_DAY))
}

pub async fn within_quota(app: &App, address: &Address) -> Result<bool, DbErr> {
    use mail_quota::Column as C;
    let day = app.clock.today();
    let key = seal::quota_key(app, day, address);
    let row = mail_quota::ActiveModel {
        day: Set(day),
        address_key: Set(key),
        sent: Set(1),
    };
    let sent = Expr::col((mail_quota::Entity, C::Sent));
    let mut there = OnConflict::columns([C::Day, C::AddressKey]);
    there
        .value(C::Sent, sent.clone().add(1))
        .action_and_where(sent.lt(MAILS_A_DAY));
    let (row, there) = (&row, &there);
    app.db
        .write(|tx| async move {
            let made = mail_quota::Entity::insert(row.clone()).on_conflict(there.clone());
            Ok::<_, DbErr>(made.exec_without_returning(&*tx).await? == 1)
        })
        .await
}

/// A row of today for this mailbox, which counts no mail.
pub async fn note_asked(app: &App, tx: &Tx, address: &Address) -> Result<(), DbErr> {
    use mail_quota::Column as C;
    let day = app.clock.today();
    let row = mail_quota::ActiveModel {
        day: Set(day),
        address_key: Set(seal::quota_key(app, day, address)),
        sent: Set(0),
    };
    let mut there = OnConflict::columns([C::Day, C::AddressKey]);
    let there = there.value(C::Sent, Expr::col((mail_quota::Entity, C::Sent)));
    mail_quota::Entity::insert(row)
        .on_conflict(there.to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Whoever is only counted has no address here, except while a mail is on its way.
async fn forget_counted_address(app: &App, id: SignatureId) -> Result<(), DbErr> {
    forget(app, id, Some(Visibility::Counted)).await
}

async fn forget_address(app: &App, id: SignatureId) -> Result<(), DbErr> {
    forget(app, id, None).await
}

async fn forget(app: &App, id: SignatureId, only: Option<Visibility>) -> Result<(), DbErr> {
    use signature::Column as C;
    app.db
        .write(|tx| async move {
            let mut rows = signature::Entity::update_many()
                .col_expr(C::AddressSealed, Expr::value(None::<Vec<u8>>))
                .filter(C::Id.eq(id));
            if let Some(visibility) = only {
                rows = rows
                    .filter(C::Visibility.eq(visibility.as_str()))
                    .filter(C::State.ne(State::Pending.as_str()));
            }
            rows.exec(&*tx).await.map(drop)
        })
        .await
}
