//! Whom a campaign can address, and where people work: divisions, bodies, officials, workplaces.

pub mod api;
mod bodies;
mod divisions;
mod employers;
pub mod entity;
pub mod import;
mod import_file;
mod names;
mod officials;
mod postal_codes;
mod roster;
pub mod wire;
mod workplaces;

pub use bodies::{find_bodies, find_body};
pub use employers::{is_at_work, is_employer_domain, is_employer_network};
pub use entity::{
    BodyId, DivisionId, EmployerDomainId, EmployerNetworkId, OfficialId, PersonId, PostId,
    PostalCodeId, RosterNameId, WorkplaceId,
};
pub use import_file::{Manner, refused, unreadable};
pub use names::WorkplaceNames;
pub use officials::{find_officials, officials_in_office};
pub use roster::names as roster_names;
pub use workplaces::{headcount_totals, workplaces_for_signers};
