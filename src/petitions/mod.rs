//! Petitions: their wording, languages and states.

pub mod api;
mod change_petition;
mod create_petition;
mod create_version;
pub mod entity;
mod find;
mod frozen_demands;
mod negotiate;
mod public;
pub mod rules;
mod schedule;
mod texts;
mod transition;
mod turn;
pub mod wire;
pub mod work;

pub use entity::{PetitionId, PetitionVersionId};
pub use find::{dates, find_petition, state_now};
pub use frozen_demands::{demands_in, freeze_demands};
pub use negotiate::choose as choose_language;
pub use public::{NotReadable, OpenPetition, find_public_petition, open_for_signing};
pub use transition::move_on;
