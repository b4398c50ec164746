//! The tables of directory.

pub mod body;
pub mod division;
pub mod employer_domain;
pub mod employer_network;
pub mod headcount;
pub mod official;
pub mod person;
pub mod post;
pub mod postal_code;
pub mod roster_name;
pub mod workplace;

pub use body::BodyId;
pub use division::DivisionId;
pub use employer_domain::EmployerDomainId;
pub use employer_network::EmployerNetworkId;
pub use official::OfficialId;
pub use person::PersonId;
pub use post::PostId;
pub use postal_code::PostalCodeId;
pub use roster_name::RosterNameId;
pub use workplace::WorkplaceId;
