//! What the directory says and hears over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use super::entity::{body, division, employer_domain, employer_network, headcount, postal_code};
use super::import::workplaces::Risk;
use super::{
    BodyId, DivisionId, EmployerDomainId, EmployerNetworkId, OfficialId, PostalCodeId, WorkplaceId,
};

mod imports;

pub use imports::{
    ImportKind, ImportReport, PetitionWorkplace, PetitionWorkplaceList, RefusedLine, Roster,
};

crate::words! {
    /// What a body is.
    BodyKind {
        /// Elected, such as a Board of Supervisors or of trustees.
        Board = "board",
        /// Elected or appointed, such as a city council.
        Council = "council",
        /// A professional association.
        Association = "association",
        /// Whoever employs the workers.
        Employer = "employer",
        /// Anything else that can act.
        Other = "other",
    }
}

/// An area, as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewDivision {
    /// Open Civic Data division id (OCDEP 2), such as `ocd-division/country:us/state:ca/county:alameda`.
    #[oai(validator(max_length = 250))]
    pub ocd_id: String,
    /// What people call it.
    #[oai(validator(max_length = 200))]
    pub name: String,
}

/// An area with an Open Civic Data id: a county, a supervisor district.
#[derive(Clone, Debug, Object)]
pub struct Division {
    pub id: DivisionId,
    /// Open Civic Data division id.
    pub ocd_id: String,
    pub name: String,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of divisions.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DivisionList {
    pub items: Vec<Division>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl From<division::Model> for Division {
    fn from(row: division::Model) -> Self {
        Self {
            id: row.id,
            ocd_id: row.ocd_id,
            name: row.name,
            revision: row.revision,
            created_at: row.created_at,
        }
    }
}

/// A body, as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewBody {
    /// Unique within the organization.
    #[oai(validator(max_length = 200))]
    pub name: String,
    pub kind: BodyKind,
    /// The area it decides for.
    pub division_id: Option<DivisionId>,
    /// Whether what it receives becomes a public record. Boards and councils are public unless you say otherwise.
    pub is_public: Option<bool>,
    /// The language to write to it in (BCP 47); `en` when absent.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
}

/// A board, council, association or employer.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Body {
    pub id: BodyId,
    pub name: String,
    pub kind: BodyKind,
    pub division_id: Option<DivisionId>,
    /// Whether what it receives becomes a public record; packets for it are public-record-safe by default.
    pub is_public: bool,
    /// BCP 47.
    pub language: String,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of bodies.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BodyList {
    pub items: Vec<Body>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl From<body::Model> for Body {
    fn from(row: body::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind.parse().unwrap_or(BodyKind::Other),
            division_id: row.division_id,
            is_public: row.is_public,
            language: row.language,
            revision: row.revision,
            created_at: row.created_at,
        }
    }
}

/// Somebody who holds a post (Popolo: person, post and membership in one), as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewOfficial {
    /// The person's name, as it should be printed.
    #[oai(validator(max_length = 120))]
    pub name: String,
    pub body_id: BodyId,
    /// The label of the post, such as `Supervisor, District 4`. A post of this label in this body and division is reused.
    #[oai(validator(max_length = 120))]
    pub post: String,
    /// The area that the post speaks for.
    pub division_id: Option<DivisionId>,
    /// The first day in office.
    pub start_on: Option<NaiveDate>,
    /// The last day in office.
    pub end_on: Option<NaiveDate>,
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
    #[oai(validator(max_length = 40))]
    pub telephone: Option<String>,
    /// The language to write to them in (BCP 47); that of the body when absent.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
}

/// Somebody who holds, held or will hold a post.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Official {
    pub id: OfficialId,
    pub name: String,
    pub body_id: BodyId,
    /// The name of the body.
    pub body: String,
    /// The label of the post.
    pub post: String,
    pub division_id: Option<DivisionId>,
    /// The name of the division.
    pub division: Option<String>,
    pub start_on: Option<NaiveDate>,
    pub end_on: Option<NaiveDate>,
    /// Whether today lies within these days.
    pub in_office: bool,
    pub email: Option<String>,
    pub telephone: Option<String>,
    /// BCP 47.
    pub language: String,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of officials.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OfficialList {
    pub items: Vec<Official>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// How many people of one job group work at a workplace.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields)]
pub struct Headcount {
    /// Such as `librarians` or `pages`; kept in lower case.
    #[oai(validator(max_length = 80))]
    pub job_group: String,
    #[oai(validator(minimum(value = "0"), maximum(value = "100000")))]
    pub headcount: i32,
    /// The day of the count.
    pub as_of: NaiveDate,
}

impl From<headcount::Model> for Headcount {
    fn from(row: headcount::Model) -> Self {
        Self {
            job_group: row.job_group,
            headcount: row.headcount,
            as_of: row.as_of,
        }
    }
}

/// A branch or site, as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewWorkplace {
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// The area whose official decides about it.
    pub division_id: Option<DivisionId>,
    /// The body that employs the people there.
    pub employer_id: Option<BodyId>,
    /// The key of another system, unique within the organization; imports find the workplace by it.
    #[oai(validator(max_length = 100))]
    pub external_key: Option<String>,
    #[oai(validator(max_length = 300))]
    pub address: Option<String>,
    /// Degrees north (WGS 84); only together with `longitude`.
    #[oai(validator(minimum(value = "-90"), maximum(value = "90")))]
    pub latitude: Option<f64>,
    /// Degrees east (WGS 84).
    #[oai(validator(minimum(value = "-180"), maximum(value = "180")))]
    pub longitude: Option<f64>,
    /// The risk designation; `not_rated` when absent.
    pub risk: Option<Risk>,
    /// The last day of work there, once it is known.
    pub closed_on: Option<NaiveDate>,
    /// By job group; each group once.
    #[oai(default, validator(max_items = 50))]
    pub headcounts: Vec<Headcount>,
}

/// A branch or site.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Workplace {
    pub id: WorkplaceId,
    pub name: String,
    pub division_id: Option<DivisionId>,
    pub employer_id: Option<BodyId>,
    pub external_key: Option<String>,
    pub address: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub risk: Risk,
    pub closed_on: Option<NaiveDate>,
    /// By job group, in alphabetical order.
    pub headcounts: Vec<Headcount>,
    /// All job groups together; absent while none is known.
    pub headcount: Option<i32>,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of workplaces.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WorkplaceList {
    pub items: Vec<Workplace>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// A mail domain of the employer, as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewEmployerDomain {
    /// Such as `county.example`; addresses in it and below it are meant. Providers that everybody uses are refused.
    #[oai(validator(max_length = 253))]
    pub domain: String,
}

/// A mail domain of the employer: signing from it is answered with a warning first.
#[derive(Clone, Debug, Object)]
pub struct EmployerDomain {
    pub id: EmployerDomainId,
    pub domain: String,
}

/// A page of mail domains.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EmployerDomainList {
    pub items: Vec<EmployerDomain>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl From<employer_domain::Model> for EmployerDomain {
    fn from(row: employer_domain::Model) -> Self {
        Self {
            id: row.id,
            domain: row.domain,
        }
    }
}

/// A network of the employer, as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewEmployerNetwork {
    /// CIDR (RFC 4632), such as `198.51.100.0/24`, or one address. Private networks and very wide ones are refused.
    #[oai(validator(max_length = 64))]
    pub network: String,
}

/// A network of the employer: signing and testifying from it are answered with a warning first.
#[derive(Clone, Debug, Object)]
pub struct EmployerNetwork {
    pub id: EmployerNetworkId,
    pub network: String,
}

/// A page of networks.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EmployerNetworkList {
    pub items: Vec<EmployerNetwork>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl From<employer_network::Model> for EmployerNetwork {
    fn from(row: employer_network::Model) -> Self {
        Self {
            id: row.id,
            network: row.network,
        }
    }
}

/// A postal code and a division that it lies in, as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPostalCode {
    /// Of a ZIP+4 the first five digits are kept.
    #[oai(validator(max_length = 20))]
    pub code: String,
    pub division_id: DivisionId,
}

/// A postal code and a division that it lies in; a code may lie in several.
#[derive(Clone, Debug, Object)]
pub struct PostalCode {
    pub id: PostalCodeId,
    pub code: String,
    pub division_id: DivisionId,
}

/// A page of postal codes.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PostalCodeList {
    pub items: Vec<PostalCode>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl From<postal_code::Model> for PostalCode {
    fn from(row: postal_code::Model) -> Self {
        Self {
            id: row.id,
            code: row.code,
            division_id: row.division_id,
        }
    }
}
