//! Who a testimony is sealed to: reviewers whose key the organization has signed, and the printed recovery key.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, Select,
};

use super::TestimonyId;
use super::entity::{recovery_key, reviewer_key, testimony_wrap};
use super::envelope::Reader;
use super::keys::{OrganizationKey, verify_recovery_key, verify_reviewer_key};
use super::seal::ContentKey;
use super::wrap::{Address, Recipient, WrapError, Wrapped, wrap};
use crate::app::App;
use crate::db::Tx;
use crate::identity::entity::{member, member_role, organization};
use crate::identity::{OrganizationId, Role, signing_key};
use crate::secrets::exchange::PublicKey;

/// The id under which a wrap is stored; the mailbox has none of its own.
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

/// A reader as the organization vouches for it.
#[derive(Clone, Debug)]
pub struct SignedReader {
    pub reader: Reader,
    pub signature: Vec<u8>,
}

/// Whether the organization has signed this key for this holder; without that, a host could have slipped it in.
pub fn is_vouched_for(
    organization_key: &[u8; 32],
    organization: OrganizationId,
    signed: &SignedReader,
) -> bool {
    let (owner, key) = (organization.0.into_bytes(), &signed.reader.key);
    match &signed.reader.recipient {
        Recipient::Reviewer(id) => {
            verify_reviewer_key(organization_key, &owner, id, key, &signed.signature).is_ok()
        }
        Recipient::Recovery(id) => {
            *id == owner
                && verify_recovery_key(organization_key, &owner, id, key, &signed.signature).is_ok()
        }
        Recipient::Mailbox => false,
    }
}

/// The public half of the key that vouches, as it follows from the sealed one: what stands open in the row could be
/// anybody's who can write there. Nothing when the two do not fit, and then nothing is sealed to anybody.
pub fn vouching_key(app: &App, organization: &organization::Model) -> Option<[u8; 32]> {
    let seed = signing_key(app, organization)?;
    let own = OrganizationKey::from_seed(&seed).public();
    (organization.public_key == own).then_some(own)
}

/// Those to whom new testimony is sealed; keys that the organization does not vouch for are passed over.
pub async fn signed_readers(
    app: &App,
    db: &impl ConnectionTrait,
    organization: &organization::Model,
) -> Result<Vec<SignedReader>, DbErr> {
    let Some(signer) = vouching_key(app, organization) else {
        return Ok(Vec::new());
    };
    let reviewers = keys_in_use(organization.id).all(db).await?.into_iter();
    let reviewers = reviewers.map(|row| {
        let recipient = Recipient::Reviewer(row.member_id.0.into_bytes());
        (recipient, row.public_key, row.signature)
    });
    let recovery = recovery_key::of(organization.id).one(db).await?;
    let recovery = recovery.map(|row| {
        let recipient = Recipient::Recovery(row.organization_id.0.into_bytes());
        (recipient, row.public_key, row.signature)
    });
    let listed = reviewers
        .chain(recovery)
        .filter_map(|(recipient, key, signature)| {
            let key = PublicKey::try_from(key.as_slice()).ok()?;
            let reader = Reader { recipient, key };
            Some(SignedReader { reader, signature })
        });
    let is_ours = |signed: &SignedReader| is_vouched_for(&signer, organization.id, signed);
    Ok(listed.filter(is_ours).collect())
}

pub async fn readers(
    app: &App,
    db: &impl ConnectionTrait,
    organization: &organization::Model,
) -> Result<Vec<Reader>, DbErr> {
    let signed = signed_readers(app, db, organization).await?;
    Ok(signed.into_iter().map(|signed| signed.reader).collect())
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
        Ok(wrap_row(testimony, &reader.recipient, wrapped))
    };
    readers.iter().map(wrapped).collect()
}

pub fn wrap_row(
    testimony: TestimonyId,
    recipient: &Recipient,
    wrapped: Wrapped,
) -> testimony_wrap::Model {
    testimony_wrap::Model {
        testimony_id: testimony,
        recipient_kind: recipient.kind().to_owned(),
        recipient_id: recipient_id(recipient),
        wrapped: wrapped.into_bytes(),
    }
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
