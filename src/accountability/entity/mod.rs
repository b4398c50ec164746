//! The tables of accountability.

pub mod commitment;
pub mod correction;
pub mod delivery;
pub mod response;
pub mod vote;
pub mod vote_cast;

pub use commitment::CommitmentId;
pub use correction::CorrectionId;
pub use delivery::DeliveryId;
pub use response::ResponseId;
pub use vote::VoteId;
