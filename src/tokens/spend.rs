//! Spending a token: in the transaction of what it is spent for, and leaving nothing but that it was.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::entity::{TokenEpochId, spent_token, token_epoch};
use super::poprf::{EpochKey, INPUT, OUTPUT, PoprfError, Purpose};
use super::rules::{EpochState, state};
use super::wire::WorkerToken;
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::secrets::{Key32, hmac_sha256, unpack};

/// Why a token counts for nothing.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("the token is none of this campaign and epoch, or its epoch is over")]
    NotValid,
    #[error("the epoch is not open yet")]
    NotOpen,
    #[error("the token was spent before")]
    Spent,
    #[error("no key can be derived")]
    Key(#[from] PoprfError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// A token that is good today. It can only be made by checking one.
#[derive(Clone, Debug)]
pub struct GoodToken {
    epoch: TokenEpochId,
    mark: [u8; 32],
}

/// Whether it is this campaign's, in an epoch that is open, and not spent as far as is known.
pub async fn check_token(
    app: &App,
    campaign: &campaign::Model,
    token: &WorkerToken,
) -> Result<GoodToken, TokenError> {
    let db = &app.db.read;
    let number = i32::try_from(token.epoch).map_err(|_| TokenError::NotValid)?;
    let epoch = token_epoch::for_jobs()
        .filter(token_epoch::Column::CampaignId.eq(campaign.id))
        .filter(token_epoch::Column::Number.eq(number))
        .one(db)
        .await?
        .ok_or(TokenError::NotValid)?;
    let purpose = Purpose {
        organization: campaign.organization_id,
        campaign: campaign.id,
        epoch: token.epoch,
    };
    let key = EpochKey::derive(&app.keys.tokens, &purpose)?;
    let input = unpack::<INPUT>(&token.input).ok_or(TokenError::NotValid)?;
    let output = unpack::<OUTPUT>(&token.output).ok_or(TokenError::NotValid)?;
    if epoch.public_key != key.public() || !key.is_ours(&input, &output) {
        return Err(TokenError::NotValid);
    }
    match state(epoch.opens_on, app.clock.today()) {
        EpochState::Issuing => return Err(TokenError::NotOpen),
        EpochState::Over => return Err(TokenError::NotValid),
        EpochState::Open => {}
    }
    let good = GoodToken {
        epoch: epoch.id,
        mark: mark(&app.keys.pepper, &output),
    };
    if is_spent(db, &good).await? {
        return Err(TokenError::Spent);
    }
    Ok(good)
}

/// Whoever has a token and the database must not be able to tell that it was spent: the pepper lies apart.
fn mark(pepper: &Key32, output: &[u8; OUTPUT]) -> [u8; 32] {
    hmac_sha256(pepper, "broadside/spent-token/v1", &[output])
}

async fn is_spent(db: &impl ConnectionTrait, token: &GoodToken) -> Result<bool, DbErr> {
    let found = spent_token::for_jobs()
        .filter(spent_token::Column::EpochId.eq(token.epoch))
        .filter(spent_token::Column::Mark.eq(token.mark.to_vec()));
    Ok(found.count(db).await? > 0)
}

/// Of two at once, one waits for the other and finds it spent.
pub async fn spend_token(tx: &Tx, token: &GoodToken) -> Result<(), TokenError> {
    let row = spent_token::ActiveModel {
        epoch_id: Set(token.epoch),
        mark: Set(token.mark.to_vec()),
    };
    let mut known = OnConflict::columns([spent_token::Column::EpochId, spent_token::Column::Mark]);
    let made = spent_token::Entity::insert(row)
        .on_conflict(known.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await;
    match made {
        Ok(1) => Ok(()),
        Ok(_) | Err(DbErr::RecordNotInserted) => Err(TokenError::Spent),
        Err(error) => Err(error.into()),
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::NotValid => Self::new(known::TOKEN_NOT_VALID),
            TokenError::NotOpen => Self::new(known::TOKEN_NOT_OPEN),
            TokenError::Spent => Self::new(known::TOKEN_SPENT),
            TokenError::Key(_) => Self::broken("tokens", &error),
            TokenError::Db(error) => error.into(),
        }
    }
}
