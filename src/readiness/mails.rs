//! How many mails of an organization have not arrived, so that organizers need not ask whoever runs the server.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityName, QueryFilter, QuerySelect};

use super::wire::{MailsUnderWay, ReadinessCheck as Check, ReadinessItem};
use crate::app::App;
use crate::identity::OrganizationId;
use crate::identity::entity::{invitation, member};
use crate::jobs::Lane;
use crate::jobs::entity::job;
use crate::signatures::entity::signature;

/// What a refused address leaves: nothing that anybody here could mend.
const REFUSED: &str = "mail-refused";

pub async fn mails(
    app: &App,
    organization: OrganizationId,
) -> Result<(ReadinessItem, MailsUnderWay), DbErr> {
    use job::Column as C;
    let counted: Vec<(String, Option<String>, i64)> = job::for_jobs()
        .select_only()
        .column(C::State)
        .column(C::LastError)
        .column_as(C::Id.count(), "mails")
        .filter(C::Lane.eq(Lane::Mail.as_str()))
        .filter(C::State.is_in(["queued", "buried", "uncertain"]))
        .filter(about(organization))
        .group_by(C::State)
        .group_by(C::LastError)
        .into_tuple()
        .all(&app.db.read)
        .await?;
    let sum = |state: &str, wanted: &dyn Fn(Option<&str>) -> bool| -> i64 {
        let of_state = counted.iter().filter(|(found, ..)| found == state);
        let wanted = of_state.filter(|(_, why, _)| wanted(why.as_deref()));
        wanted.map(|(_, _, mails)| mails).sum()
    };
    let found = MailsUnderWay {
        waiting: sum("queued", &|_| true),
        tried_in_vain: sum("queued", &|why| why.is_some()),
        refused: sum("buried", &|why| why == Some(REFUSED)),
        given_up: sum("buried", &|why| why != Some(REFUSED)),
        uncertain: sum("uncertain", &|_| true),
    };
    let ready = found.tried_in_vain + found.given_up + found.uncertain == 0;
    let detail = if ready && found.refused + found.waiting == 0 {
        "No mail waits.".to_owned()
    } else {
        said(&found)
    };
    let item = ReadinessItem {
        check: Check::MailsUnderWay,
        ready,
        detail,
    };
    Ok((item, found))
}

fn said(found: &MailsUnderWay) -> String {
    let parts = [
        (found.waiting, "waiting to be sent"),
        (found.tried_in_vain, "of these tried in vain so far"),
        (found.refused, "refused by the recipient's server"),
        (found.given_up, "given up"),
        (found.uncertain, "may or may not have left"),
    ];
    let parts = parts.iter().filter(|(mails, _)| *mails > 0);
    let parts: Vec<_> = parts
        .map(|(mails, what)| format!("{mails} {what}"))
        .collect();
    let mails = format!("Mails: {}.", parts.join(", "));
    if found.given_up + found.uncertain > 0 {
        return mails + " Ask whoever runs the server: `broadside jobs list` names them.";
    }
    mails
}

/// Its signers, members and those whom it has invited.
fn about(organization: OrganizationId) -> Condition {
    let there = |table: &str| {
        let table = Alias::new(table);
        let row = Query::select()
            .expr(Expr::val(1))
            .from(table.clone())
            .and_where(
                Expr::col((table.clone(), Alias::new("id")))
                    .equals((job::Entity, job::Column::Subject)),
            )
            .and_where(Expr::col((table, Alias::new("organization_id"))).eq(organization))
            .to_owned();
        Expr::exists(row)
    };
    let tables = [
        signature::Entity.table_name(),
        member::Entity.table_name(),
        invitation::Entity.table_name(),
    ];
    let each = tables.into_iter().map(there);
    each.fold(Condition::any(), |any, there| any.add(there))
}
