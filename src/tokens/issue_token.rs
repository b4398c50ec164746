//! A worker's client redeems a voucher: the blinded element is evaluated under the epoch's key, and the voucher is burned.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signer, SigningKey};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::client::signed_text;
use super::entity::token_voucher::Column as Vouchers;
use super::entity::{TokenEpochId, token_epoch, token_voucher};
use super::poprf::{ELEMENT, EpochKey, PoprfError, Purpose, is_element};
use super::rules::{EpochState, opens_on, repeatable_until, state};
use super::voucher::Voucher;
use super::wire::{IssuedToken, NewTokenRequest};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::db::{Tx, is_duplicate};
use crate::http::{Problem, Violation, catalogue as known};
use crate::identity::entity::organization;
use crate::identity::signing_key;
use crate::ids;
use crate::secrets::{ct_eq, hmac_sha256};

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum IssueTokenError {
    #[error("there is no such campaign")]
    NoCampaign,
    #[error("the blinded element is none")]
    NoElement,
    #[error("the voucher is unknown, too old, or was redeemed otherwise")]
    VoucherNotValid,
    #[error("the organization's key cannot sign")]
    NotSigned,
    #[error("no key can be derived")]
    Key(#[from] PoprfError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// What is asked for, as the transaction knows it.
struct Request {
    organization: organization::Model,
    campaign: CampaignId,
    voucher: [u8; 32],
    /// Recognises a repeat.
    element: [u8; 32],
}

pub async fn issue_worker_token(
    app: &App,
    campaign: CampaignId,
    new: &NewTokenRequest,
) -> Result<IssuedToken, IssueTokenError> {
    let blinded = element(&new.blinded_element).ok_or(IssueTokenError::NoElement)?;
    let organization = owner(app, campaign).await?;
    let voucher = Voucher::parse(&new.voucher).map_err(|_| IssueTokenError::VoucherNotValid)?;
    let pepper = &app.keys.pepper;
    let asked = &Request {
        organization,
        campaign,
        voucher: voucher.mark(pepper, campaign),
        element: hmac_sha256(pepper, "broadside/token-request/v1", &[&blinded]),
    };
    let redeemed = || {
        app.db
            .write_intake(|tx| async move { redeem(app, &tx, asked).await })
    };
    let epoch = match redeemed().await {
        // Two were the first of an epoch at once.
        Err(IssueTokenError::Db(error)) if is_duplicate(&error) => redeemed().await?,
        done => done?,
    };
    let number = u32::try_from(epoch.number).unwrap_or_default();
    let key = epoch_key(app, asked, number)?;
    let evaluated = app.entropy.with(|rng| key.evaluate(rng, &blinded))?;
    Ok(IssuedToken {
        organization_id: epoch.organization_id,
        campaign_id: campaign,
        epoch: number,
        public_key: BASE64URL_NOPAD.encode(&epoch.public_key),
        signature: BASE64URL_NOPAD.encode(&epoch.signature),
        evaluated_element: BASE64URL_NOPAD.encode(&evaluated.element),
        proof: BASE64URL_NOPAD.encode(&evaluated.proof),
    })
}

fn element(text: &str) -> Option<[u8; ELEMENT]> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let bytes = bytes.try_into().ok()?;
    is_element(&bytes).then_some(bytes)
}

/// Of a campaign that everybody may know.
pub(super) async fn owner(
    app: &App,
    id: CampaignId,
) -> Result<organization::Model, IssueTokenError> {
    let found = campaign::public().filter(campaign::Column::Id.eq(id));
    let campaign = found.one(&app.db.read).await?;
    let campaign = campaign.ok_or(IssueTokenError::NoCampaign)?;
    let found = organization::for_jobs()
        .filter(organization::Column::Id.eq(campaign.organization_id))
        .one(&app.db.read)
        .await?;
    found.ok_or(IssueTokenError::NoCampaign)
}

fn epoch_key(app: &App, asked: &Request, epoch: u32) -> Result<EpochKey, PoprfError> {
    let purpose = Purpose {
        organization: asked.organization.id,
        campaign: asked.campaign,
        epoch,
    };
    EpochKey::derive(&app.keys.tokens, &purpose)
}

/// Burns the voucher, counts the token, and says of which epoch it is.
async fn redeem(
    app: &App,
    tx: &Tx,
    asked: &Request,
) -> Result<token_epoch::Model, IssueTokenError> {
    let today = app.clock.today();
    let found = token_voucher::for_jobs()
        .filter(Vouchers::Mark.eq(asked.voucher.to_vec()))
        .lock_exclusive();
    let voucher = found.one(tx).await?;
    let voucher = voucher.filter(|voucher| today <= voucher.expires_on);
    let voucher = voucher.ok_or(IssueTokenError::VoucherNotValid)?;
    if let Some(request) = &voucher.request {
        let epoch = voucher.epoch_id.filter(|_| ct_eq(request, &asked.element));
        let epoch = epoch.ok_or(IssueTokenError::VoucherNotValid)?;
        let found = token_epoch::for_jobs().filter(token_epoch::Column::Id.eq(epoch));
        return found.one(tx).await?.ok_or(IssueTokenError::VoucherNotValid);
    }
    let epoch = issuing(app, tx, asked).await?;
    let issued = epoch.issued + 1;
    let changed = token_epoch::ActiveModel {
        issued: Set(issued),
        opens_on: Set(opens_on(issued, epoch.opens_on, today)),
        ..Default::default()
    };
    token_epoch::Entity::update_many()
        .set(changed)
        .filter(token_epoch::Column::Id.eq(epoch.id))
        .exec(tx)
        .await?;
    let burned = token_voucher::ActiveModel {
        request: Set(Some(asked.element.to_vec())),
        epoch_id: Set(Some(epoch.id)),
        expires_on: Set(voucher.expires_on.min(repeatable_until(today))),
        ..Default::default()
    };
    token_voucher::Entity::update_many()
        .set(burned)
        .filter(Vouchers::Mark.eq(voucher.mark))
        .exec(tx)
        .await?;
    Ok(epoch)
}

/// The epoch that issues now. One that opens issues no more, and one whose key is lost cannot: then the next one begins.
async fn issuing(
    app: &App,
    tx: &Tx,
    asked: &Request,
) -> Result<token_epoch::Model, IssueTokenError> {
    let last = token_epoch::for_jobs()
        .filter(token_epoch::Column::CampaignId.eq(asked.campaign))
        .order_by_desc(token_epoch::Column::Number)
        .lock_exclusive()
        .one(tx)
        .await?;
    let number = last.as_ref().map_or(1, |last| last.number + 1);
    if let Some(last) = last {
        let key = epoch_key(app, asked, u32::try_from(last.number).unwrap_or_default())?;
        let has_key = last.public_key == key.public();
        if has_key && state(last.opens_on, app.clock.today()) == EpochState::Issuing {
            return Ok(last);
        }
    }
    let row = begun(app, asked, number)?;
    let new = row.clone().into_active_model().reset_all();
    token_epoch::Entity::insert(new)
        .exec_without_returning(tx)
        .await?;
    Ok(row)
}

/// Its id tells no time: a worker's visit begins it.
fn begun(app: &App, asked: &Request, number: i32) -> Result<token_epoch::Model, IssueTokenError> {
    let epoch = u32::try_from(number).unwrap_or_default();
    let public = epoch_key(app, asked, epoch)?.public();
    let owner = &asked.organization;
    let seed = signing_key(app, owner).ok_or(IssueTokenError::NotSigned)?;
    let purpose = Purpose {
        organization: owner.id,
        campaign: asked.campaign,
        epoch,
    };
    let signature = SigningKey::from_bytes(seed.expose()).sign(&signed_text(&purpose, &public));
    Ok(token_epoch::Model {
        id: TokenEpochId(ids::timeless(&app.entropy)),
        organization_id: owner.id,
        campaign_id: asked.campaign,
        number,
        public_key: public.to_vec(),
        signature: signature.to_bytes().to_vec(),
        issued: 0,
        opens_on: None,
        spent: None,
    })
}

impl From<IssueTokenError> for Problem {
    fn from(error: IssueTokenError) -> Self {
        use IssueTokenError as E;
        match error {
            E::NoCampaign => Self::new(known::NOT_FOUND),
            E::NoElement => Self::invalid(vec![Violation::new(
                "/blinded_element",
                "must be an element of ristretto255 other than the identity, in base64url without padding",
            )]),
            E::VoucherNotValid => Self::new(known::VOUCHER_NOT_VALID),
            E::NotSigned | E::Key(_) => Self::broken("tokens", &error),
            E::Db(error) => error.into(),
        }
    }
}
