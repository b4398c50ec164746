//! The organization's signing key, opened for the moment in which it signs a reviewer's key.

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::entity::organization;
use crate::app::App;
use crate::secrets::Key32;
use crate::secrets::field::open_field;

/// Nothing when the server's key for fields no longer fits the row.
pub fn signing_key(app: &App, organization: &organization::Model) -> Option<Key32> {
    let text = open_field(
        &app.keys.fields,
        "organization.signing_key",
        organization.id.0.as_bytes(),
        &organization.signing_key_sealed,
    )
    .ok()?;
    let bytes = Zeroizing::new(HEXLOWER.decode(text.as_bytes()).ok()?);
    bytes.as_slice().try_into().ok().map(Key32::from_bytes)
}
