//! Makes the first owner of a new organization, from the command line.

use ed25519_dalek::SigningKey;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};

use super::entity::{OrganizationId, member, member_role, organization};
use super::password::{self, HashFailed};
use super::rules::Role;
use super::{MemberId, seal};
use crate::app::App;
use crate::audit::{self, Action};
use crate::ids;
use crate::mail::Address;

/// Who founds what.
#[derive(Clone, Debug)]
pub struct NewOwner {
    pub organization: String,
    pub email: String,
    pub name: String,
    pub language: String,
    /// Marks an organization whose people are made up.
    pub is_demo: bool,
}

/// Why there is no new owner.
#[derive(Debug, thiserror::Error)]
pub enum CreateOwnerError {
    #[error("the address is not an e-mail address")]
    Address,
    #[error("the password must have 12 to 200 characters")]
    Password,
    #[error("a member with this address exists already")]
    Taken,
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn create_owner(
    app: &App,
    new: &NewOwner,
    password: String,
) -> Result<(OrganizationId, MemberId), CreateOwnerError> {
    Address::parse(&new.email).map_err(|_| CreateOwnerError::Address)?;
    if !(password::MIN_LENGTH..=password::MAX_LENGTH).contains(&password.chars().count()) {
        return Err(CreateOwnerError::Password);
    }
    let hash = password::hash(app, password).await?;
    let organization = OrganizationId(ids::timely(&app.clock, &app.entropy));
    let member = MemberId(ids::timely(&app.clock, &app.entropy));
    let signing = SigningKey::from_bytes(&app.entropy.bytes());
    let key = seal::seal_bytes(
        app,
        "organization.signing_key",
        organization.0,
        signing.as_bytes(),
    );
    let public_key = signing.verifying_key().to_bytes().to_vec();
    let (hash, key, public_key) = (&hash, &key, &public_key);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let email_key = seal::email_key(app, &new.email);
            let taken = member::for_jobs().filter(member::Column::EmailKey.eq(email_key));
            if taken.count(tx).await? > 0 {
                return Err(CreateOwnerError::Taken);
            }
            organization_row(app, organization, new, (public_key.clone(), key.clone()))
                .insert(tx)
                .await?;
            member_row(app, organization, member, new, hash.clone())
                .insert(tx)
                .await?;
            let owner = member_role::ActiveModel {
                member_id: Set(member),
                role: Set(Role::Owner.as_str().to_owned()),
            };
            member_role::Entity::insert(owner)
                .exec_without_returning(tx)
                .await?;
            let entry = Action::new(member, "create_organization", organization);
            Ok(audit::record(app, tx, organization, entry).await?)
        })
        .await?;
    Ok((organization, member))
}

fn organization_row(
    app: &App,
    id: OrganizationId,
    new: &NewOwner,
    (public_key, signing_key_sealed): (Vec<u8>, Vec<u8>),
) -> organization::ActiveModel {
    organization::ActiveModel {
        id: Set(id),
        name: Set(new.organization.clone()),
        language: Set(new.language.clone()),
        moderates: Set(false),
        k: Set(10),
        retention_days: Set(90),
        public_key: Set(public_key),
        signing_key_sealed: Set(signing_key_sealed),
        contact_name: Set(None),
        contact_title: Set(None),
        contact_titles: Set("[]".to_owned()),
        contact_telephone: Set(None),
        contact_email: Set(None),
        is_demo: Set(new.is_demo),
        mail_proven_at: Set(None),
        revision: Set(1),
        created_at: Set(app.clock.now()),
    }
}

fn member_row(
    app: &App,
    organization: OrganizationId,
    id: MemberId,
    new: &NewOwner,
    password_hash: String,
) -> member::ActiveModel {
    member::ActiveModel {
        id: Set(id),
        organization_id: Set(organization),
        email_key: Set(seal::email_key(app, &new.email)),
        email_sealed: Set(seal::seal(app, "member.email", id.0, new.email.trim())),
        name_sealed: Set(seal::seal(app, "member.name", id.0, &new.name)),
        password_hash: Set(password_hash),
        state: Set("active".to_owned()),
        totp_sealed: Set(None),
        totp_next_sealed: Set(None),
        totp_confirmed_at: Set(None),
        totp_last_step: Set(None),
        revision: Set(1),
        created_at: Set(app.clock.now()),
    }
}
