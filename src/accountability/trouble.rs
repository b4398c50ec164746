//! Why an entry of the record was not made or changed: the facts that deliveries, answers, promises and votes share.

use sea_orm::DbErr;

use super::files::FileError;
use crate::http::idempotency::NotOnce;
use crate::http::{Invalid, Problem, SaveError, catalogue as known};
use crate::packets::NotDeliverable;

/// What stands in the way.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("nothing of this packet was delivered")]
    NotDelivered,
    #[error("the packet prints names, and nobody said that they may leave by mail")]
    NamesNotAccepted,
    #[error("the documents are too large for a mail")]
    TooLargeForMail,
    #[error("mail does not leave this service")]
    MailNotDelivered,
    #[error("the entry is over: it was recorded in error, or has an outcome already")]
    Settled,
    #[error("the link is not one of ours, or its time is over")]
    LinkNotValid,
    #[error("there is no file")]
    NoFile,
    #[error(transparent)]
    Packet(#[from] NotDeliverable),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

impl From<Invalid> for Trouble {
    fn from(error: Invalid) -> Self {
        Self::Save(error.into())
    }
}

impl From<NotOnce> for Trouble {
    fn from(error: NotOnce) -> Self {
        Self::Save(error.into())
    }
}

impl From<Trouble> for Problem {
    fn from(error: Trouble) -> Self {
        use Trouble as T;
        match error {
            T::NotDelivered => Self::new(known::PACKET_NOT_DELIVERED),
            T::NamesNotAccepted => Self::new(known::NAMES_NOT_ACCEPTED),
            T::TooLargeForMail => Self::new(known::TOO_LARGE_FOR_MAIL),
            T::MailNotDelivered => Self::new(known::MAIL_NOT_DELIVERED),
            T::Settled => Self::new(known::ENTRY_SETTLED),
            T::LinkNotValid => Self::new(known::DELIVERY_LINK_NOT_VALID),
            T::NoFile => Self::new(known::NOT_FOUND),
            T::Packet(error) => error.into(),
            T::File(error) => error.into(),
            T::Save(error) => error.into(),
            T::Db(error) => error.into(),
        }
    }
}
