//! One line of an association's list: an address, and whether its owner is a member still.

use crate::directory::import::{Cells, Column, Reason, Row};
use crate::signatures::address::{Address, canonical};

/// Somebody on the list. Lives as long as the request.
#[derive(Debug)]
pub struct Listed {
    /// Nothing where it was refused.
    pub address: Option<Address>,
    pub is_former: bool,
}

impl Row for Listed {
    const COLUMNS: &'static [Column] = &[
        Column::required("email", &["e_mail", "mail", "address", "email_address"]),
        Column::optional("status", &["membership", "standing"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        if cells.raw("email").is_none() {
            cells.refuse("email", Reason::Missing);
        }
        let status = cells.raw("status").unwrap_or_default();
        let is_former = match status
            .trim()
            .to_lowercase()
            .replace([' ', '-'], "_")
            .as_str()
        {
            "" | "member" => false,
            "former_member" | "former" => true,
            _ => {
                let known = "member, former_member";
                cells.refuse("status", Reason::UnknownWord { known });
                false
            }
        };
        Self {
            address: cells.address("email"),
            is_former,
        }
    }

    /// All spellings that reach one mailbox are one person.
    fn key(&self) -> String {
        let address = self.address.as_ref().map(canonical);
        let bytes = address.as_ref().map(|canonical| canonical.as_bytes());
        String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
    }

    fn absorb(&mut self, other: Self) -> bool {
        self.is_former == other.is_former
    }
}
