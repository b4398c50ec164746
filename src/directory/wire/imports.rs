//! Imports, and the workplaces that signers choose from.

use poem_openapi::Object;

use crate::directory::WorkplaceId;

crate::words! {
    /// What an import holds.
    ImportKind {
        /// `id` (Open Civic Data), `name`.
        Divisions = "divisions",
        /// `name`, `post`, `body`; may have `division`, `start_date`, `end_date`, `email`, `phone`, `language`.
        Officials = "officials",
        /// `name`; may have `key` or `fscskey`, `division`, `address`, `lat`, `lon`, `risk`, `headcount:…`.
        Workplaces = "workplaces",
        /// `workplace`, `job_group`, `headcount`, `as_of`.
        Headcounts = "headcounts",
        /// `address`: a mail domain or a network in each row.
        EmployerAddresses = "employer_addresses",
        /// `postal_code`, `division`.
        PostalCodes = "postal_codes",
        /// `name`: everybody whom the finder shall know. The file replaces the roster whole: who is not in it is erased,
        /// and a file of its header alone erases all.
        Roster = "roster",
    }
}

/// The employer's staff as the finder knows them.
#[derive(Clone, Debug, Object)]
pub struct Roster {
    /// How many names there are.
    pub names: u64,
}

/// What became of a file.
#[derive(Clone, Debug, Object)]
pub struct ImportReport {
    pub kind: ImportKind,
    /// Rows in the file, the header and blank lines apart.
    pub read: u64,
    /// Rows that made something new.
    pub imported: u64,
    /// Rows that changed what was there.
    pub updated: u64,
    /// Rows that said what was known already, or what an earlier row had said.
    pub unchanged: u64,
    /// Everything that was wrong, in the order of the file.
    pub refused: Vec<RefusedLine>,
    /// Columns of the file that mean nothing here.
    pub ignored_columns: Vec<String>,
    /// Whether this was only a trial: nothing was kept.
    pub dry_run: bool,
}

/// One thing that was wrong with one line. The value itself is not repeated.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RefusedLine {
    /// Counted as an editor does; the header is line 1.
    pub line: u64,
    /// The column; absent where the whole line is wrong.
    pub field: Option<String>,
    /// A sentence without its subject, such as `is not a day written YYYY-MM-DD`.
    pub reason: String,
}

/// A workplace as signers choose it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PetitionWorkplace {
    pub id: WorkplaceId,
    pub name: String,
    /// The name of its division.
    pub division: Option<String>,
}

/// The workplaces that a signer may name.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PetitionWorkplaceList {
    pub items: Vec<PetitionWorkplace>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// Always true: a signer may choose "not listed" by naming no workplace.
    pub not_listed: bool,
}
