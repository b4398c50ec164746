//! The tables of testimony.

pub mod recovery_key;
pub mod reviewer_key;
pub mod testimony;
pub mod testimony_note;
pub mod testimony_wrap;

pub use testimony::TestimonyId;
pub use testimony_note::TestimonyNoteId;
