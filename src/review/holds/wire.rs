//! What owners say and hear about legal holds.

use chrono::NaiveDate;
use poem_openapi::Object;

use crate::campaigns::CampaignId;
use crate::identity::MemberId;
use crate::testimony::entity::legal_hold::Model;
use crate::testimony::wire::HoldState;
use crate::testimony::{LegalHoldId, TestimonyId};
use crate::words::UnknownWord;

/// Proposes that sealed originals be kept, because a court or an office may ask for them.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewLegalHold {
    /// The campaign whose testimony is to be kept.
    pub campaign_id: CampaignId,
    /// One testimony only; its id comes from a reviewer. Left out, the hold covers all testimony of the campaign, that
    /// of days to come included.
    pub testimony_id: Option<TestimonyId>,
    /// How the owners call the matter, such as the number of a case; 1 to 120 characters, and nobody's name. Only owners
    /// read it.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub matter: String,
}

/// An order of two owners that sealed originals be kept. Days only.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LegalHold {
    pub id: LegalHoldId,
    pub campaign_id: CampaignId,
    /// Left out when it covers all testimony of the campaign.
    pub testimony_id: Option<TestimonyId>,
    pub matter: String,
    pub state: HoldState,
    pub proposed_by: MemberId,
    pub proposed_on: NaiveDate,
    pub confirmed_by: Option<MemberId>,
    pub confirmed_on: Option<NaiveDate>,
    pub lift_proposed_by: Option<MemberId>,
    pub lift_proposed_on: Option<NaiveDate>,
    pub lifted_by: Option<MemberId>,
    pub lifted_on: Option<NaiveDate>,
}

impl TryFrom<Model> for LegalHold {
    type Error = UnknownWord;

    fn try_from(row: Model) -> Result<Self, UnknownWord> {
        Ok(Self {
            id: row.id,
            campaign_id: row.campaign_id,
            testimony_id: row.testimony_id,
            state: row.state.parse()?,
            matter: row.matter,
            proposed_by: row.proposed_by,
            proposed_on: row.proposed_on,
            confirmed_by: row.confirmed_by,
            confirmed_on: row.confirmed_on,
            lift_proposed_by: row.lift_proposed_by,
            lift_proposed_on: row.lift_proposed_on,
            lifted_by: row.lifted_by,
            lifted_on: row.lifted_on,
        })
    }
}

/// One page of legal holds, in the order of random ids.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LegalHoldList {
    pub items: Vec<LegalHold>,
    /// The cursor of the next page.
    pub next: Option<String>,
}
