//! The list of mailboxes that get nothing more: keyed hashes alone, which outlive everything else about a person.

use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::suppression::{self, Column, SuppressionId};
use super::rules::ALL;
use crate::app::App;
use crate::db::Tx;
use crate::db::many::among_bytes;
use crate::entropy::Entropy;
use crate::identity::OrganizationId;
use crate::ids;

pub const UNSUBSCRIBED: &str = "unsubscribed";
pub const BOUNCED: &str = "bounced";

/// What is noted about these keys.
pub async fn noted<'a>(
    db: &impl ConnectionTrait,
    keys: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<suppression::Model>, DbErr> {
    let among = among_bytes(db.get_database_backend(), Column::AddressKey, keys);
    suppression::for_jobs().filter(among).all(db).await
}

/// A repeat moves the day.
pub async fn note(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    what: (&[u8], &str),
    reason: &str,
) -> Result<(), DbErr> {
    let why = (reason, app.clock.today());
    write(&app.entropy, tx, organization, what, why).await
}

/// The same while no service runs.
pub async fn write(
    entropy: &Entropy,
    tx: &Tx,
    organization: OrganizationId,
    (key, what): (&[u8], &str),
    (reason, since): (&str, NaiveDate),
) -> Result<(), DbErr> {
    let row = suppression::ActiveModel {
        id: Set(SuppressionId(ids::timeless(entropy))),
        organization_id: Set(organization),
        address_key: Set(key.to_vec()),
        what: Set(what.to_owned()),
        reason: Set(reason.to_owned()),
        since: Set(since),
    };
    let mut there = OnConflict::columns([Column::AddressKey, Column::What]);
    suppression::Entity::insert(row)
        .on_conflict(there.update_columns([Column::Since]).to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// A mailbox that does not exist: nothing goes there from any campaign.
pub async fn note_bounce(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    mailbox: &[u8],
) -> Result<(), DbErr> {
    note(app, tx, organization, (mailbox, ALL), BOUNCED).await
}

/// What somebody had refused before, they may ask for again.
pub async fn lift(tx: &Tx, person: &[u8]) -> Result<(), DbErr> {
    suppression::Entity::delete_many()
        .filter(Column::AddressKey.eq(person))
        .filter(Column::Reason.eq(UNSUBSCRIBED))
        .exec(tx)
        .await
        .map(drop)
}
