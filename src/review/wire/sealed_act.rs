//! Acts in a mailbox by clients that keep the receipt to themselves.

use std::fmt;

use poem_openapi::Object;

use crate::testimony::told::Told;

crate::words! {
    /// What a witness does in the mailbox.
    MailboxAct {
        /// Adds the text in `sealed` for the reviewers: an answer, or something more.
        Add = "add",
        /// Says yes to the wording that waits.
        Approve = "approve",
        /// Gives the wording in `sealed` instead of the one that waits.
        Correct = "correct",
        /// Takes the testimony back.
        Withdraw = "withdraw",
    }
}

/// One act, by who can open the mailbox. Neither the receipt nor a word of the text is in it.
#[derive(Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct NewMailboxAct {
    /// 32 bytes, base64url without padding: the `auth` of the receipt.
    #[oai(validator(max_length = 64))]
    pub auth: Told,
    pub act: MailboxAct,
    /// With `add` and `correct`: the text, sealed under the content key as a note of the mailbox is, base64url without
    /// padding. The purpose in its AAD is `addition` with `add` and `answer` with `correct`; at most 60,000 characters.
    #[oai(validator(max_length = 88000))]
    pub sealed: Option<String>,
    /// With `withdraw`, once the testimony is published: 32 bytes, base64url without padding, HKDF-SHA256 of the content key
    /// without salt, with the info `broadside/link/v1`. It shows which published text is meant, and opens nothing else.
    #[oai(validator(max_length = 64))]
    pub link_key: Option<Told>,
    /// With `add` and `correct`: set it when a first try was answered `employer-network` and the witness wants to say it all the same.
    pub accept_risk: Option<bool>,
}

impl fmt::Debug for NewMailboxAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewMailboxAct(hidden)")
    }
}
