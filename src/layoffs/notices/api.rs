//! Operations of layoff notices.

use chrono::NaiveDate;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::choose::{choose_layoff_notices, unchoose_layoff_notices};
use super::export::export_layoff_notices;
use super::import_notices::import_layoff_notices;
use super::join;
use super::read::{self, Wanted};
use super::read_figures;
use super::wire::{
    CampaignLayoffs, LayoffNoticeList, NewJoin, NewNoticeChoice, NewSplit, NoticeFigures,
    NoticeHistory, NoticesReport,
};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::directory::Manner;
use crate::directory::api::Csv;
use crate::http::{Checked, Listed, NoContent, Problem, catalogue as known};
use crate::identity::{Action, Caller};
use crate::layoffs::NoticeId;
use crate::page::{Page, link};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Notices that employers filed, beside what workers report; and a worker's letter to the employer.
    Layoffs,
}

/// Operations of notices.
#[derive(Debug)]
pub struct NoticesApi;

/// What became of the file.
#[derive(ApiResponse, Debug)]
pub enum NoticesImported {
    /// Imported, or with `dry_run` only looked at.
    #[oai(status = 200)]
    Ok(Json<NoticesReport>),
}

/// A table.
#[derive(ApiResponse, Debug)]
pub enum NoticesTable {
    /// RFC 4180, in UTF-8, with a header line.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    Ok(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Layoffs")]
impl NoticesApi {
    /// Import layoff notices
    ///
    /// A CSV file in UTF-8 of notices that employers filed with a state (WARN), by the header names of public registers: `state` and
    /// `employer_name` must be there; `canonical_name`, `place_name`, `county_name`, `county_fips`, `site_address`, `location`,
    /// `notice_date`, `effective_date`, `employees_affected`, `layoff_type`, `is_temporary`, `is_amendment`, `is_amended`,
    /// `current_version`, `source_url`, `source_notice_id` and `dedupe_key` are read where they are. Whole or not at all: a refused line
    /// takes everything back, unless such are to be skipped. The same file again changes nothing.
    ///
    /// **What is filed again is one notice.** A line joins a notice that is known (or stands above it in the file) where the register
    /// gives both one key; where the agency gives both one number, for one site; or where it is marked as an amendment and exactly
    /// one notice has its employer, site and time. `joined` lists each with the reason; sums know the current filing only. What
    /// merely looks like a repeat is never joined: `get_layoff_notice` points at it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `unsupported-media-type`, `body-too-large`, `import-unreadable`, `import-refused`,
    /// `invalid-parameter`.
    #[oai(
        path = "/layoff-notices/imports",
        method = "post",
        operation_id = "import_layoff_notices"
    )]
    async fn import_layoff_notices(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Import the good lines although others are refused.
        skip_refused: Query<Option<bool>>,
        /// Only say what would become of the file.
        dry_run: Query<Option<bool>>,
        body: Csv,
    ) -> Result<NoticesImported, Problem> {
        caller.may(Action::EditDirectory)?;
        let manner = Manner {
            skip_refused: skip_refused.0.unwrap_or(false),
            dry_run: dry_run.0.unwrap_or(false),
        };
        let report = import_layoff_notices(&app, &caller, &body.0, manner).await?;
        Ok(NoticesImported::Ok(Json(report)))
    }

    /// List layoff notices
    ///
    /// As they stand now, in the order in which they were imported.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/layoff-notices",
        method = "get",
        operation_id = "list_layoff_notices"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "one for each parameter of the query"
    )]
    async fn list_layoff_notices(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A part of the employer's name; case, punctuation and the form of company do not matter.
        #[oai(validator(max_length = 200))]
        employer: Query<Option<String>>,
        /// Two letters.
        #[oai(validator(max_length = 2))]
        state: Query<Option<String>>,
        /// From this day on, by the effective day or else the day of the notice.
        from: Query<Option<NaiveDate>>,
        /// Up to this day.
        to: Query<Option<NaiveDate>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<LayoffNoticeList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let wanted = wanted(employer.0, state.0, from.0, to.0);
        let found = read::list_layoff_notices(&app, caller.organization, &wanted, page).await?;
        let link = link(found.next.as_deref());
        Ok(Listed::Ok(Json(found), link))
    }

    /// Export layoff notices
    ///
    /// As they stand now, one line each, in the columns that `import_layoff_notices` reads. A cell that a spreadsheet would take
    /// for a formula has an apostrophe in front.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`.
    #[oai(
        path = "/layoff-notices.csv",
        method = "get",
        operation_id = "export_layoff_notices"
    )]
    async fn export_layoff_notices(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A part of the employer's name.
        #[oai(validator(max_length = 200))]
        employer: Query<Option<String>>,
        /// Two letters.
        #[oai(validator(max_length = 2))]
        state: Query<Option<String>>,
        /// From this day on.
        from: Query<Option<NaiveDate>>,
        /// Up to this day.
        to: Query<Option<NaiveDate>>,
    ) -> Result<NoticesTable, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let wanted = wanted(employer.0, state.0, from.0, to.0);
        let table = export_layoff_notices(&app, caller.organization, &wanted).await?;
        let name = "attachment; filename=\"layoff-notices.csv\"".to_owned();
        Ok(NoticesTable::Ok(Binary(table), name))
    }

    /// Get a layoff notice
    ///
    /// What it says now, everything that was filed of it with the reason why each stands here, and which other notices may be this
    /// one again.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/layoff-notices/:notice_id",
        method = "get",
        operation_id = "get_layoff_notice"
    )]
    async fn get_layoff_notice(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The notice.
        notice_id: Path<NoticeId>,
    ) -> Result<Json<NoticeHistory>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = read::get_layoff_notice(&app, caller.organization, notice_id.0).await?;
        Ok(Json(found))
    }

    /// Join two layoff notices
    ///
    /// Where they are one notice that was filed twice: all filings of the other move here, and sums count it once. Who did it stands
    /// in the audit list; `split_layoff_notice` undoes it filing by filing.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `notice-already-so`.
    #[oai(
        path = "/layoff-notices/:notice_id/join",
        method = "post",
        operation_id = "join_layoff_notices"
    )]
    async fn join_layoff_notices(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The notice that stays.
        notice_id: Path<NoticeId>,
        body: Checked<NewJoin>,
    ) -> Result<Json<NoticeHistory>, Problem> {
        caller.may(Action::EditDirectory)?;
        join::join_layoff_notices(&app, &caller, notice_id.0, body.0.notice_id).await?;
        let found = read::get_layoff_notice(&app, caller.organization, notice_id.0).await?;
        Ok(Json(found))
    }

    /// Split a layoff notice
    ///
    /// Where a filing was joined that is a notice of its own. Answered with the new notice. What members have parted is not pointed at
    /// as a repeat any more.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `notice-already-so`.
    #[oai(
        path = "/layoff-notices/:notice_id/split",
        method = "post",
        operation_id = "split_layoff_notice"
    )]
    async fn split_layoff_notice(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The notice that the filing stands in.
        notice_id: Path<NoticeId>,
        body: Checked<NewSplit>,
    ) -> Result<Json<NoticeHistory>, Problem> {
        caller.may(Action::EditDirectory)?;
        let own = join::split_layoff_notice(&app, &caller, notice_id.0, body.0.filing_id).await?;
        let found = read::get_layoff_notice(&app, caller.organization, own).await?;
        Ok(Json(found))
    }

    /// Get the figures of layoff notices
    ///
    /// Of all notices of the organization, by employer, place and month. They are public records: no threshold applies.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`.
    #[oai(
        path = "/layoff-figures",
        method = "get",
        operation_id = "get_layoff_figures"
    )]
    async fn get_layoff_figures(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A part of the employer's name.
        #[oai(validator(max_length = 200))]
        employer: Query<Option<String>>,
        /// Two letters.
        #[oai(validator(max_length = 2))]
        state: Query<Option<String>>,
        /// From this day on.
        from: Query<Option<NaiveDate>>,
        /// Up to this day.
        to: Query<Option<NaiveDate>>,
    ) -> Result<Json<NoticeFigures>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let wanted = wanted(employer.0, state.0, from.0, to.0);
        let found = read_figures::get_layoff_figures(&app, caller.organization, &wanted).await?;
        Ok(Json(found))
    }

    /// Choose the layoff notices of a campaign
    ///
    /// Those that it publishes (`get_campaign_layoffs`) and prints in its packets, in place of the choice before. A notice that is imported
    /// later and fits is among them. 5,000 fit at most; while more do, the campaign publishes none.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`.
    #[oai(
        path = "/campaigns/:campaign_id/layoff-notices",
        method = "put",
        operation_id = "choose_layoff_notices"
    )]
    async fn choose_layoff_notices(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        body: Checked<NewNoticeChoice>,
    ) -> Result<Json<NewNoticeChoice>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let kept = choose_layoff_notices(&app, &caller, campaign_id.0, &body.0).await?;
        Ok(Json(kept))
    }

    /// Publish no layoff notices
    ///
    /// The campaign publishes and prints none any more; the notices stay.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/campaigns/:campaign_id/layoff-notices",
        method = "delete",
        operation_id = "unchoose_layoff_notices"
    )]
    async fn unchoose_layoff_notices(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditCampaigns)?;
        unchoose_layoff_notices(&app, &caller, campaign_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Get the layoffs of a campaign
    ///
    /// For everybody; no sign-in. Two kinds of figures side by side, and never summed: the notices of employers that the campaign
    /// publishes, by employer, place and month; and what workers reported, by employer, district and period, as the last
    /// statistics release shows it: below its `k` a figure says only that, others are rounded to 5.
    ///
    /// Problems: `not-found`.
    #[oai(
        path = "/campaigns/:campaign_id/layoffs",
        method = "get",
        operation_id = "get_campaign_layoffs"
    )]
    async fn get_campaign_layoffs(
        &self,
        app: Data<&App>,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<Json<CampaignLayoffs>, Problem> {
        let found = read_figures::get_campaign_layoffs(&app, campaign_id.0).await?;
        Ok(Json(found.ok_or_else(|| Problem::new(known::NOT_FOUND))?))
    }
}

fn wanted(
    employer: Option<String>,
    state: Option<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Wanted {
    Wanted {
        employer,
        state,
        from,
        to,
    }
}
