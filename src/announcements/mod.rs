//! Messages to a campaign's people: drafted, previewed, sent to each person at most once, and ended by one click.

pub mod api;
mod audience;
pub mod bounces;
mod change_announcement;
mod count_audience;
mod create_announcement;
mod enrol;
pub mod entity;
mod find;
mod keys;
mod my_announcements;
pub mod page;
mod post;
mod preview_announcement;
mod render;
pub mod restored;
pub mod rules;
mod send;
mod suppress;
mod sweep;
mod texts;
mod transition_announcement;
mod turn;
mod unsubscribe;
pub mod wire;
mod words;
pub mod work;

pub use entity::{AnnouncementId, RecipientId};
