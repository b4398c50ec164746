//! The directory: divisions, bodies, officials, workplaces, employers.

pub mod api;
pub mod entity;
pub mod import;

pub use entity::{
    BodyId, DivisionId, EmployerDomainId, EmployerNetworkId, OfficialId, PersonId, PostId,
    WorkplaceId,
};
