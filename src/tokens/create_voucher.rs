//! A steward makes a voucher for a worker they have checked.

use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};

use super::entity::token_voucher;
use super::rules::voucher_until;
use super::{voucher, wire};
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::campaigns::rules::State;
use crate::http::idempotency::NotOnce;
use crate::http::{Once, Problem, catalogue as known};
use crate::identity::Caller;

/// Why there is no voucher.
#[derive(Debug, thiserror::Error)]
pub enum CreateVoucherError {
    #[error("there is no such campaign")]
    NoCampaign,
    #[error("the campaign is over")]
    Ended,
    #[error(transparent)]
    NotOnce(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The code is in the answer and nowhere else.
pub async fn create_voucher(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    once: &Once,
) -> Result<wire::Voucher, CreateVoucherError> {
    let code = &app.entropy.with(voucher::Voucher::generate);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let own = campaign::of(caller.organization).filter(campaign::Column::Id.eq(campaign));
            let own = own.one(tx).await?.ok_or(CreateVoucherError::NoCampaign)?;
            if own.state == State::Ended.as_str() {
                return Err(CreateVoucherError::Ended);
            }
            let row = token_voucher::Model {
                mark: code.mark(&app.keys.pepper, campaign).to_vec(),
                organization_id: caller.organization,
                campaign_id: campaign,
                expires_on: voucher_until(app.clock.today()),
                request: None,
                epoch_id: None,
            };
            let made = wire::Voucher {
                code: code.print().to_string(),
                expires_on: row.expires_on,
            };
            let row = row.into_active_model().reset_all();
            token_voucher::Entity::insert(row)
                .exec_without_returning(tx)
                .await?;
            // By day and of the campaign: who was checked when must not follow from who made which.
            let entry = Action::new(caller.actor(), "create_voucher", campaign).by_day();
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

impl From<CreateVoucherError> for Problem {
    fn from(error: CreateVoucherError) -> Self {
        match error {
            CreateVoucherError::NoCampaign => Self::new(known::NOT_FOUND),
            CreateVoucherError::Ended => {
                Self::new(known::CAMPAIGN_RULE).because("The campaign is over.")
            }
            CreateVoucherError::NotOnce(error) => error.into(),
            CreateVoucherError::Db(error) => error.into(),
        }
    }
}
