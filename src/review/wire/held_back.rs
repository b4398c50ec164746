//! What a witness is told where a legal hold stands in the way.

use poem_openapi::Object;

/// What a witness is told who withdraws under a legal hold.
#[derive(Debug, Object)]
pub struct HeldBack {
    /// Always true: two owners have ordered that the sealed original be kept.
    pub legal_hold: bool,
    /// What this means, in English.
    pub detail: String,
}

impl Default for HeldBack {
    fn default() -> Self {
        Self {
            legal_hold: true,
            detail: "Your testimony is withdrawn: nobody works with it, and nothing of it is published any more. \
                     The sealed original is under a legal hold and must be kept until the hold ends; it is then \
                     destroyed. Until that day your receipt opens the mailbox."
                .to_owned(),
        }
    }
}
