//! Operations of the directory, a file for each kind of thing.

mod bodies;
mod divisions;
mod employer_domains;
mod employer_networks;
mod imports;
mod officials;
mod postal_codes;
mod roster;
mod workplaces;

use bodies::BodiesApi;
use divisions::DivisionsApi;
use employer_domains::EmployerDomainsApi;
use employer_networks::EmployerNetworksApi;
pub use imports::Csv;
use imports::ImportsApi;
use officials::OfficialsApi;
use poem_openapi::Tags;
use postal_codes::PostalCodesApi;
use roster::RosterApi;
use workplaces::WorkplacesApi;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Divisions, bodies, officials, workplaces and their imports.
    Directory,
}

/// All operations of the directory.
pub type DirectoryApi = (
    DivisionsApi,
    BodiesApi,
    OfficialsApi,
    WorkplacesApi,
    EmployerDomainsApi,
    EmployerNetworksApi,
    PostalCodesApi,
    RosterApi,
    ImportsApi,
);

pub const DIRECTORY: DirectoryApi = (
    DivisionsApi,
    BodiesApi,
    OfficialsApi,
    WorkplacesApi,
    EmployerDomainsApi,
    EmployerNetworksApi,
    PostalCodesApi,
    RosterApi,
    ImportsApi,
);
