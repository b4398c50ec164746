//! Operations of audit.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{OpenApi, Tags};

use super::list::list_audit_entries;
use super::wire::AuditEntryList;
use crate::app::App;
use crate::http::{Listed, Problem};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// What members did, chained.
    Audit,
}

/// Operations of audit.
#[derive(Debug)]
pub struct AuditApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Audit")]
impl AuditApi {
    /// List what was done
    ///
    /// The latest first, for owners. Entries are chained within moments; `broadside verify-audit` checks the chain.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `invalid-cursor`.
    #[oai(
        path = "/audit-entries",
        method = "get",
        operation_id = "list_audit_entries"
    )]
    async fn list_audit_entries(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// At most so many; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<AuditEntryList>, Problem> {
        caller.may(Action::ReadAudit)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_audit_entries(&app, caller.organization, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }
}
