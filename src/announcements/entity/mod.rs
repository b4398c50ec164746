//! The tables of announcements.

pub mod announcement;
pub mod announcement_choice;
pub mod announcement_recipient;
pub mod announcement_text;
pub mod audience_count;
pub mod suppression;

pub use announcement::AnnouncementId;
pub use announcement_recipient::RecipientId;
