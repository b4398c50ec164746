//! Makes every voucher of a campaign useless, where some may be in the wrong hands.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::entity::token_voucher;
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::http::{Problem, catalogue as known};
use crate::identity::Caller;

/// Why nothing was revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeVouchersError {
    #[error("there is no such campaign")]
    NoCampaign,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Those that were redeemed go too: what is left would tell which were not.
pub async fn revoke_vouchers(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
) -> Result<(), RevokeVouchersError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let own = campaign::of(caller.organization).filter(campaign::Column::Id.eq(campaign));
            if own.count(tx).await? == 0 {
                return Err(RevokeVouchersError::NoCampaign);
            }
            token_voucher::Entity::delete_many()
                .filter(token_voucher::Column::CampaignId.eq(campaign))
                .exec(tx)
                .await?;
            let entry = Action::new(caller.actor(), "revoke_vouchers", campaign);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(())
        })
        .await
}

impl From<RevokeVouchersError> for Problem {
    fn from(error: RevokeVouchersError) -> Self {
        match error {
            RevokeVouchersError::NoCampaign => Self::new(known::NOT_FOUND),
            RevokeVouchersError::Db(error) => error.into(),
        }
    }
}
