//! Begins to set up a second factor: a secret that counts only once a code has been shown for it.

use data_encoding::BASE32_NOPAD;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use zeroize::Zeroizing;

use super::entity::member;
use super::proof::{self, NotProved};
use super::wire::{NewTotp, TotpSetup};
use super::{Caller, attempts, seal, second_factor};
use crate::app::App;
use crate::http::{Problem, catalogue as known};

/// Why no secret was made.
#[derive(Debug, thiserror::Error)]
pub enum StartTotpError {
    #[error(transparent)]
    NotProved(#[from] NotProved),
    #[error("the present second factor has to be used before it is replaced")]
    PresentOneFirst,
    #[error("the address does not fit into an otpauth address")]
    Url,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn start_totp(
    app: &App,
    caller: &Caller,
    new: NewTotp,
) -> Result<TotpSetup, StartTotpError> {
    let row = proof::by_password(app, caller, new.password).await?;
    if row.totp_sealed.is_some() && !caller.has_second_factor() {
        return Err(StartTotpError::PresentOneFirst);
    }
    let secret: Zeroizing<[u8; second_factor::SECRET_BYTES]> = Zeroizing::new(app.entropy.bytes());
    let email = seal::open(app, "member.email", row.id.0, &row.email_sealed);
    let url = second_factor::otpauth_url(&*secret, &email).ok_or(StartTotpError::Url)?;
    let sealed = seal::seal_bytes(app, "member.totp", row.id.0, &*secret);
    let (row, sealed) = (&row, &sealed);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            attempts::forgive(tx, &row.email_key).await?;
            member::Entity::update_many()
                .col_expr(member::Column::TotpNextSealed, sealed.clone().into())
                .filter(member::Column::Id.eq(row.id))
                .exec(tx)
                .await
                .map(drop)
        })
        .await?;
    Ok(TotpSetup {
        otpauth_url: url,
        secret: BASE32_NOPAD.encode(&*secret),
    })
}

impl From<StartTotpError> for Problem {
    fn from(error: StartTotpError) -> Self {
        match error {
            StartTotpError::NotProved(error) => error.into(),
            StartTotpError::PresentOneFirst => Self::new(known::SECOND_FACTOR_REQUIRED),
            StartTotpError::Url => Self::broken("second factor", &error),
            StartTotpError::Db(error) => error.into(),
        }
    }
}
