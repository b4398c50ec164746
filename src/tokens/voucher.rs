//! What a steward hands to a worker who was checked: a code for one token, that anybody can copy from paper.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::campaigns::CampaignId;
pub use crate::secrets::crockford::CodeError;
use crate::secrets::{Key32, crockford, hmac_sha256, random};

/// Shorter than a receipt, so that neither is taken for the other.
const SYMBOLS: usize = 16;

/// 80 random bits and two check characters.
pub struct Voucher(Zeroizing<[u8; SYMBOLS]>);

impl Voucher {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(Zeroizing::new(random(rng).map(|byte: u8| byte & 31)))
    }

    pub fn parse(text: &str) -> Result<Self, CodeError> {
        crockford::read(text).map(Self)
    }

    pub fn print(&self) -> Zeroizing<String> {
        crockford::print(&*self.0)
    }

    /// What the service keeps of it: a keyed hash, for this campaign alone.
    pub fn mark(&self, pepper: &Key32, campaign: CampaignId) -> [u8; 32] {
        let parts: [&[u8]; 2] = [campaign.0.as_bytes(), &*self.0];
        hmac_sha256(pepper, "broadside/voucher/v1", &parts)
    }
}

impl fmt::Debug for Voucher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Voucher(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::testing::Counted;
    use crate::testimony::receipt::Receipt;

    #[test]
    fn a_voucher_is_read_as_people_type_it_and_a_mistyped_one_is_none() {
        let voucher = Voucher::generate(&mut Counted::default());
        let printed = voucher.print();
        let typed = printed.to_lowercase().replace('-', " ");
        assert_eq!(*Voucher::parse(&typed).unwrap().0, *voucher.0);
        let wrong = printed.replace(
            &printed[..1],
            if printed.starts_with('7') { "8" } else { "7" },
        );
        assert!(Voucher::parse(&wrong).is_err());
    }

    #[test]
    fn a_voucher_is_no_receipt_and_a_receipt_no_voucher() {
        let mut rng = Counted::default();
        assert!(Receipt::parse(&Voucher::generate(&mut rng).print()).is_err());
        assert!(Voucher::parse(&Receipt::generate(&mut rng).print()).is_err());
    }

    #[test]
    fn a_voucher_is_known_in_its_own_campaign_only() {
        let voucher = Voucher::generate(&mut Counted::default());
        let campaign = |byte| CampaignId(uuid::Uuid::from_bytes([byte; 16]));
        let pepper = Key32::from_bytes(&[7; 32]);
        assert_ne!(
            voucher.mark(&pepper, campaign(1)),
            voucher.mark(&pepper, campaign(2))
        );
    }
}
