//! What reviewers read of texts that one of them wants taken down.

use poem_openapi::Object;

use crate::campaigns::CampaignId;
use crate::identity::MemberId;
use crate::layoffs::PublishedTestimonyId;

/// A published text of which one reviewer has asked that it be taken down.
#[derive(Debug, Object)]
pub struct OpenTakedown {
    pub published_id: PublishedTestimonyId,
    pub campaign_id: CampaignId,
    pub asked_by: MemberId,
    /// Days since it was asked for.
    pub age_days: i64,
    /// Whether the caller can confirm it. Not who has asked, and nobody where that member is no reviewer any more: then
    /// `propose_takedown` asks anew.
    pub can_confirm: bool,
}

/// Texts that wait for a second reviewer, in random order.
#[derive(Debug, Object)]
pub struct OpenTakedowns {
    /// At most 200 at a time.
    pub items: Vec<OpenTakedown>,
}
