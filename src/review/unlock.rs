//! Opens a reviewer's key for a while: a token of its own holds it, on one node in memory, on many in a row.

use chrono::{DateTime, Duration, DurationRound, Utc};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
};
use sha2::{Digest, Sha256};

use super::entity::unlock;
use super::trouble::ReviewError;
use super::wire::Unlock;
use crate::app::App;
use crate::audit::{self, Action};
use crate::identity::entity::{member, member_role, session};
use crate::identity::password::one_at_a_time;
use crate::identity::{Caller, MemberId, OrganizationId, Role, SessionId};
use crate::secrets::exchange::PrivateKey;
use crate::secrets::vault::Kept;
use crate::secrets::{Key32, aead_open, aead_seal, hkdf32};
use crate::testimony::entity::reviewer_key;
use crate::testimony::keys::passphrase::Passphrase;
use crate::testimony::keys::{SealedKey, open_reviewer_key};
use crate::testimony::told::Told;

pub const IDLE_MINUTES: i64 = 15;
pub const LONGEST_HOURS: i64 = 8;

/// A reviewer whose key is open for the length of one request.
#[derive(Debug)]
pub struct Unlocked {
    pub member: MemberId,
    pub organization: OrganizationId,
    pub actor: String,
    pub key: PrivateKey,
}

pub async fn unlock_review(
    app: &App,
    caller: &Caller,
    session: SessionId,
    passphrase: &Told,
) -> Result<Unlock, ReviewError> {
    let member = caller.member_id();
    still_reviewer(app, member).await?;
    let private = open_key(app, caller, passphrase).await?;
    let token: [u8; 32] = app.entropy.bytes();
    let sealed = app.entropy.with(|rng| {
        let key = wrapping_key(&token);
        aead_seal(rng, &key, member.0.as_bytes(), private.expose())
    });
    let now = app.clock.now();
    let kept = Kept {
        holder: member.0,
        session: session.0,
        sealed,
        created_at: now,
        used_at: now,
    };
    keep(app, caller, hash(&token), kept).await?;
    Ok(Unlock {
        unlock_token: BASE64URL_NOPAD.encode(&token).into(),
        idle_minutes: IDLE_MINUTES,
        ends_at: now + Duration::hours(LONGEST_HOURS),
    })
}

/// Opens the caller's stored key with a passphrase, as slowly as it was sealed.
pub(super) async fn open_key(
    app: &App,
    caller: &Caller,
    passphrase: &Told,
) -> Result<PrivateKey, ReviewError> {
    let member = caller.member_id();
    let own = reviewer_key::of(caller.organization)
        .filter(reviewer_key::Column::MemberId.eq(member))
        .filter(reviewer_key::Column::RetiredOn.is_null());
    let row = own.one(&app.db.read).await?.ok_or(ReviewError::NoKey)?;
    let passphrase =
        Passphrase::parse(passphrase.expose()).map_err(|_| ReviewError::WrongPassphrase)?;
    let (app, sealed) = (app.clone(), SealedKey::from(row.sealed_private));
    let id = member.0.into_bytes();
    let opened = one_at_a_time(move || {
        Ok(open_reviewer_key(
            &sealed,
            &passphrase,
            &app.keys.pepper,
            &id,
        ))
    });
    opened.await?.map_err(|_| ReviewError::WrongPassphrase)
}

/// The open key behind a token, if the member may still use it. Every use puts off the end of the idle time.
pub async fn unlocked(
    app: &App,
    caller: &Caller,
    session: SessionId,
    token: Option<&str>,
) -> Result<Unlocked, ReviewError> {
    let member = caller.member_id();
    still_reviewer(app, member).await?;
    let token = token.and_then(|token| BASE64URL_NOPAD.decode(token.as_bytes()).ok());
    let token = token.and_then(|token| <[u8; 32]>::try_from(token).ok());
    let token = token.ok_or(ReviewError::Locked)?;
    let (hash, now) = (hash(&token), app.clock.now());
    let kept = find(app, &hash).await?.ok_or(ReviewError::Locked)?;
    if kept.holder != member.0 || kept.session != session.0 || is_over(&kept, now) {
        return Err(ReviewError::Locked);
    }
    session_goes_on(app, session, now).await?;
    touch(app, &hash, now).await?;
    let opened = aead_open(&wrapping_key(&token), member.0.as_bytes(), &kept.sealed);
    let seed = opened
        .ok()
        .and_then(|seed| seed.as_slice().try_into().ok().map(Key32::from_bytes));
    let key = PrivateKey::from_seed(&seed.ok_or(ReviewError::Locked)?);
    Ok(Unlocked {
        member,
        organization: caller.organization,
        actor: caller.actor(),
        key,
    })
}

/// Ends every opening of a member's key: with the key itself, its passphrase, or on request.
pub async fn forget(app: &App, member: MemberId) -> Result<(), DbErr> {
    app.vault.retain(|_, kept| kept.holder != member.0);
    if app.db.is_sqlite() {
        return Ok(());
    }
    app.db
        .write(|tx| async move {
            unlock::Entity::delete_many()
                .filter(unlock::Column::MemberId.eq(member))
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
}

fn is_over(kept: &Kept, now: DateTime<Utc>) -> bool {
    now - kept.used_at >= Duration::minutes(IDLE_MINUTES)
        || now - kept.created_at >= Duration::hours(LONGEST_HOURS)
}

async fn still_reviewer(app: &App, id: MemberId) -> Result<(), ReviewError> {
    match is_reviewer(&app.db.read, id).await? {
        true => Ok(()),
        false => Err(ReviewError::NotAReviewer),
    }
}

/// Whether the member is active and a reviewer today.
pub(super) async fn is_reviewer(db: &impl ConnectionTrait, id: MemberId) -> Result<bool, DbErr> {
    let role = member_role::for_jobs()
        .filter(member_role::Column::MemberId.eq(id))
        .filter(member_role::Column::Role.eq(Role::Reviewer.as_str()));
    let active = member::for_jobs()
        .filter(member::Column::Id.eq(id))
        .filter(member::Column::State.eq("active"));
    Ok(role.count(db).await? > 0 && active.count(db).await? > 0)
}

async fn session_goes_on(app: &App, id: SessionId, now: DateTime<Utc>) -> Result<(), ReviewError> {
    let alive = session::for_jobs()
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now));
    match alive.count(&app.db.read).await? {
        0 => Err(ReviewError::Locked),
        _ => Ok(()),
    }
}

/// No finer time is kept of when a reviewer works.
fn minute(now: DateTime<Utc>) -> DateTime<Utc> {
    now.duration_trunc(Duration::minutes(1)).unwrap_or(now)
}

fn hash(token: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(token).into()
}

fn wrapping_key(token: &[u8; 32]) -> Key32 {
    hkdf32(token, b"broadside/unlock-token/v1")
}

async fn keep(app: &App, caller: &Caller, hash: [u8; 32], kept: Kept) -> Result<(), ReviewError> {
    let (kept, now) = (&kept, app.clock.now());
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if !app.db.is_sqlite() {
                let row = unlock::Model {
                    token_hash: hash.to_vec(),
                    member_id: MemberId(kept.holder),
                    session_id: SessionId(kept.session),
                    wrapped: kept.sealed.clone(),
                    created_at: minute(kept.created_at),
                    used_at: minute(kept.used_at),
                };
                unlock::Entity::delete_many()
                    .filter(unlock::Column::CreatedAt.lt(now - Duration::hours(LONGEST_HOURS)))
                    .exec(tx)
                    .await?;
                let row = unlock::ActiveModel::from(row).reset_all();
                unlock::Entity::insert(row)
                    .exec_without_returning(tx)
                    .await?;
            }
            let entry = Action::new(caller.actor(), "unlock_review", caller.member_id()).by_day();
            audit::record(app, tx, caller.organization, entry).await
        })
        .await?;
    if app.db.is_sqlite() {
        app.vault.retain(|_, kept| !is_over(kept, now));
        app.vault.keep(hash, kept.clone());
    }
    Ok(())
}

async fn find(app: &App, hash: &[u8; 32]) -> Result<Option<Kept>, DbErr> {
    if app.db.is_sqlite() {
        return Ok(app.vault.get(hash));
    }
    let found = unlock::for_jobs().filter(unlock::Column::TokenHash.eq(hash.to_vec()));
    let row = found.one(&app.db.read).await?;
    Ok(row.map(|row| Kept {
        holder: row.member_id.0,
        session: row.session_id.0,
        sealed: row.wrapped,
        created_at: row.created_at,
        used_at: row.used_at,
    }))
}

async fn touch(app: &App, hash: &[u8; 32], now: DateTime<Utc>) -> Result<(), DbErr> {
    if app.db.is_sqlite() {
        app.vault.touch(hash, now);
        return Ok(());
    }
    let now = minute(now);
    app.db
        .write(|tx| async move {
            unlock::Entity::update_many()
                .col_expr(unlock::Column::UsedAt, now.into())
                .filter(unlock::Column::TokenHash.eq(hash.to_vec()))
                .filter(unlock::Column::UsedAt.lt(now))
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
}
