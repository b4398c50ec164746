//! Ten codes for the day on which the authenticator app is lost: shown once, kept by keyed hash, each good once.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
};
use serde_json::json;
use zeroize::Zeroizing;

use super::entity::recovery_code::{ActiveModel, Column, Entity, for_jobs};
use super::wire::RecoveryCodes;
use super::{Caller, MemberId, members};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::secrets::{crockford, hmac_sha256, random};

const CODES: usize = 10;
/// 50 random bits a code: too many to try, even with the key of the hash.
const SYMBOLS: usize = 10;

/// Why no codes were made.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryCodesError {
    #[error("machines have no second factor")]
    Machine,
    #[error("the session was opened without the second factor")]
    SecondFactorRequired,
    #[error("no second factor is set up")]
    NoSecondFactor,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// New codes in the place of those that are left.
pub async fn create_recovery_codes(
    app: &App,
    caller: &Caller,
) -> Result<RecoveryCodes, RecoveryCodesError> {
    caller.session().map_err(|_| RecoveryCodesError::Machine)?;
    let id = caller.member_id();
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = members::find(tx, caller.organization, id).await?;
            let row = row.ok_or(RecoveryCodesError::Machine)?;
            if row.totp_sealed.is_none() {
                return Err(RecoveryCodesError::NoSecondFactor);
            }
            if !caller.has_second_factor() {
                return Err(RecoveryCodesError::SecondFactorRequired);
            }
            let codes = replace(app, tx, id).await?;
            let entry = Action::new(caller.actor(), "create_recovery_codes", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(codes)
        })
        .await
}

/// Makes ten codes; those of before are worth nothing from now on.
pub async fn replace(app: &App, tx: &Tx, member: MemberId) -> Result<RecoveryCodes, DbErr> {
    forget(tx, member).await?;
    let drawn: Vec<Zeroizing<[u8; SYMBOLS]>> = (0..CODES)
        .map(|_| {
            app.entropy
                .with(|rng| Zeroizing::new(random::<SYMBOLS>(rng).map(|byte| byte & 31)))
        })
        .collect();
    let rows = drawn.iter().map(|symbols| ActiveModel {
        member_id: Set(member),
        code_hash: Set(hash(app, member, &**symbols)),
    });
    Entity::insert_many(rows).exec_without_returning(tx).await?;
    let codes = drawn
        .iter()
        .map(|symbols| crockford::print(&**symbols).to_string());
    Ok(RecoveryCodes {
        codes: codes.collect(),
    })
}

pub async fn forget(tx: &Tx, member: MemberId) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::MemberId.eq(member))
        .exec(tx)
        .await
        .map(drop)
}

/// The hash of what somebody typed, or nothing when it is mistyped.
pub fn read(app: &App, member: MemberId, typed: &str) -> Option<Vec<u8>> {
    let symbols = crockford::read::<SYMBOLS>(typed).ok()?;
    Some(hash(app, member, &*symbols))
}

/// Uses a code up, and says on record how many are left; false when there is no such code any more.
pub async fn burn(
    app: &App,
    tx: &Tx,
    (organization, member): (super::OrganizationId, MemberId),
    hash: &[u8],
) -> Result<bool, DbErr> {
    let burned = Entity::delete_many()
        .filter(Column::MemberId.eq(member))
        .filter(Column::CodeHash.eq(hash.to_vec()))
        .exec(tx)
        .await?;
    if burned.rows_affected == 0 {
        return Ok(false);
    }
    let detail = json!({"left": left(tx, member).await?});
    let entry = Action::new(member, "use_recovery_code", member).detail(detail);
    audit::record(app, tx, organization, entry).await?;
    Ok(true)
}

pub async fn left(db: &impl ConnectionTrait, member: MemberId) -> Result<u32, DbErr> {
    let count = for_jobs().filter(Column::MemberId.eq(member)).count(db);
    Ok(u32::try_from(count.await?).unwrap_or(u32::MAX))
}

fn hash(app: &App, member: MemberId, symbols: &[u8]) -> Vec<u8> {
    let parts: [&[u8]; 2] = [member.0.as_bytes(), symbols];
    hmac_sha256(&app.keys.fields, "member.recovery-code", &parts).to_vec()
}

impl From<RecoveryCodesError> for Problem {
    fn from(error: RecoveryCodesError) -> Self {
        use RecoveryCodesError as E;
        match error {
            E::Machine => Self::new(known::FORBIDDEN),
            E::SecondFactorRequired => Self::new(known::SECOND_FACTOR_REQUIRED),
            E::NoSecondFactor => Self::new(known::SECOND_FACTOR_NOT_STARTED),
            E::Db(error) => error.into(),
        }
    }
}
