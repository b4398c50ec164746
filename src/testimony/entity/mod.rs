//! The tables of testimony.

pub mod legal_hold;
pub mod recovery_key;
pub mod reviewer_key;
pub mod testimony;
pub mod testimony_note;
pub mod testimony_photograph;
pub mod testimony_wrap;

pub use legal_hold::LegalHoldId;
pub use testimony::TestimonyId;
pub use testimony_note::TestimonyNoteId;
pub use testimony_photograph::PhotographId;
