//! Who a testimony is sealed to: reviewers whose key the organization has signed, and the printed recovery key.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, Select,
};

use super::TestimonyId;
use super::entity::{recovery_key, reviewer_key, testimony_wrap};
use super::keys::{verify_recovery_key, verify_reviewer_key};
use super::seal::ContentKey;
use super::wrap::{Address, Recipient, WrapError, wrap};
use crate::app::App;
use crate::db::Tx;
use crate::identity::entity::{member, member_role, organization};
use crate::identity::{OrganizationId, Role};
use crate::secrets::exchange::PublicKey;

/// One holder of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    pub recipient: Recipient,
    pub key: PublicKey,
}

impl Reader {
    /// The id under which a wrap is stored; the mailbox has none of its own.
    pub fn id(&self) -> uuid::Uuid {
        recipient_id(&self.recipient)
    }
}

pub fn recipient_id(recipient: &Recipient) -> uuid::Uuid {
    match recipient {
        Recipient::Reviewer(id) | Recipient::Recovery(id) => uuid::Uuid::from_bytes(*id),
        Recipient::Mailbox => uuid::Uuid::nil(),
    }
}

/// Keys of active members who are reviewers today; those of the disabled rest.
pub fn keys_in_use(organization: OrganizationId) -> Select<reviewer_key::Entity> {
    let reviewers = member_role::for_jobs()
        .select_only()
        .column(member_role::Column::MemberId)
        .filter(member_role::Column::Role.eq(Role::Reviewer.as_str()));
    let active = member::of(organization)
        .select_only()
        .column(member::Column::Id)
        .filter(member::Column::State.eq("active"));
    reviewer_key::of(organization)
        .filter(reviewer_key::Column::RetiredOn.is_null())
        .filter(reviewer_key::Column::MemberId.in_subquery(reviewers.into_query()))
        .filter(reviewer_key::Column::MemberId.in_subquery(active.into_query()))
}

/// Keys without a valid signature of the organization are passed over: a host could have slipped them in.
pub async fn readers(
    db: &impl ConnectionTrait,
    organization: &organization::Model,
) -> Result<Vec<Reader>, DbErr> {
    let Ok(signer) = <[u8; 32]>::try_from(organization.public_key.as_slice()) else {
        return Ok(Vec::new());
    };
    let owner = organization.id.0.into_bytes();
    let mut readers = Vec::new();
    for row in keys_in_use(organization.id).all(db).await? {
        let (Ok(key), member) = (
            PublicKey::try_from(row.public_key.as_slice()),
            row.member_id.0.into_bytes(),
        ) else {
            continue;
        };
        if verify_reviewer_key(&signer, &owner, &member, &key, &row.signature).is_ok() {
            readers.push(Reader {
                recipient: Recipient::Reviewer(member),
                key,
            });
        }
    }
    if let Some(row) = recovery_key::of(organization.id).one(db).await?
        && let Ok(key) = PublicKey::try_from(row.public_key.as_slice())
        && verify_recovery_key(&signer, &owner, &owner, &key, &row.signature).is_ok()
    {
        readers.push(Reader {
            recipient: Recipient::Recovery(owner),
            key,
        });
    }
    Ok(readers)
}

/// Wraps the content key to each reader.
pub fn wraps(
    app: &App,
    organization: OrganizationId,
    testimony: TestimonyId,
    key: &ContentKey,
    readers: &[Reader],
) -> Result<Vec<testimony_wrap::Model>, WrapError> {
    let wrapped = |reader: &Reader| {
        let address = address(organization, testimony, reader.recipient);
        let wrapped = app
            .entropy
            .with(|rng| wrap(rng, key, &reader.key, &address))?;
        Ok(testimony_wrap::Model {
            testimony_id: testimony,
            recipient_kind: reader.recipient.kind().to_owned(),
            recipient_id: reader.id(),
            wrapped: wrapped.into_bytes(),
        })
    };
    readers.iter().map(wrapped).collect()
}

pub fn address(
    organization: OrganizationId,
    testimony: TestimonyId,
    recipient: Recipient,
) -> Address {
    Address {
        organization: organization.0.into_bytes(),
        testimony: testimony.0.into_bytes(),
        recipient,
    }
}

/// A wrap that is there already stays.
pub async fn keep_wraps(tx: &Tx, wraps: Vec<testimony_wrap::Model>) -> Result<(), DbErr> {
    use testimony_wrap::{ActiveModel, Column, Entity};
    if wraps.is_empty() {
        return Ok(());
    }
    let mut known = sea_orm::sea_query::OnConflict::columns([
        Column::TestimonyId,
        Column::RecipientKind,
        Column::RecipientId,
    ]);
    let rows = wraps.into_iter().map(ActiveModel::from);
    let rows = rows.map(|row| row.reset_all());
    Entity::insert_many(rows)
        .on_conflict(known.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// The wrap of one recipient.
pub async fn wrap_of(
    db: &impl ConnectionTrait,
    testimony: TestimonyId,
    recipient: Recipient,
) -> Result<Option<testimony_wrap::Model>, DbErr> {
    use testimony_wrap::{Column, for_jobs};
    for_jobs()
        .filter(Column::TestimonyId.eq(testimony))
        .filter(Column::RecipientKind.eq(recipient.kind()))
        .filter(Column::RecipientId.eq(recipient_id(&recipient)))
        .one(db)
        .await
}
