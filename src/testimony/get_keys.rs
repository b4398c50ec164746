//! Shows whoever wants to seal a testimony the keys to seal it to, each as the organization signed it.

use data_encoding::BASE64URL_NOPAD;

use super::client::named;
use super::keys::fingerprint;
use super::readers::{SignedReader, signed_readers, vouching_key};
use super::submit::{SubmitTestimonyError, called, owner, still_open};
use super::wire::sealing::{TestimonyKeys, TestimonyReader};
use crate::app::App;
use crate::campaigns::CampaignId;

pub async fn get_testimony_keys(
    app: &App,
    campaign: CampaignId,
) -> Result<TestimonyKeys, SubmitTestimonyError> {
    let campaign = called(app, campaign).await?;
    let owner = owner(app, &campaign).await?;
    let key = vouching_key(app, &owner).ok_or(SubmitTestimonyError::NotSealed)?;
    let readers = signed_readers(app, &app.db.read, &owner).await?;
    Ok(TestimonyKeys {
        organization_id: owner.id,
        organization_name: owner.name,
        organization_key: BASE64URL_NOPAD.encode(&key),
        fingerprint: fingerprint(&key),
        takes_testimony: still_open(&campaign).is_ok() && !readers.is_empty(),
        language: campaign.language,
        readers: readers.iter().filter_map(listed).collect(),
        withdraw_until: campaign.testimony_withdraw_until,
    })
}

fn listed(signed: &SignedReader) -> Option<TestimonyReader> {
    let (recipient, id) = named(&signed.reader.recipient);
    Some(TestimonyReader {
        recipient,
        id: id?,
        public_key: signed.reader.key.to_string(),
        signature: BASE64URL_NOPAD.encode(&signed.signature),
        fingerprint: fingerprint(signed.reader.key.as_bytes()),
    })
}
