//! To be written.

pub mod api;
pub mod entity;

pub use entity::{
    BodyId, DivisionId, EmployerDomainId, EmployerNetworkId, OfficialId, PersonId, PostId,
    WorkplaceId,
};
