//! Photographs of a testimony: the witness adds them, reviewers look and blacken, a second reviewer publishes.

mod add;
mod decide;
mod open;
mod publish;
mod remove;
mod trouble;

pub use add::add_photograph;
pub use decide::decide_photograph;
pub use open::{Original, open_original_photograph, open_own_photograph, open_photograph};
pub(super) use publish::publish_photographs;
pub use publish::{published_photograph, published_with, with_photographs};
pub use remove::remove_photograph;
pub use trouble::PhotographError;
