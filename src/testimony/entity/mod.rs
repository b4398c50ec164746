//! The tables of testimony.

pub mod testimony;
pub mod testimony_note;
pub mod testimony_wrap;

pub use testimony::TestimonyId;
pub use testimony_note::TestimonyNoteId;
