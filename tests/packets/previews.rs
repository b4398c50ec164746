//! Looking before anything is sent: pages as pictures, and a dry run that says what a packet would leave out.

use broadside::audit::entity::audit_entry;
use broadside::campaigns::entity::campaign;
use broadside::directory::entity::official;
use broadside::identity::Role;
use broadside::packets::entity::packet;
use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::county::{BRANCHES, County};
use super::signing::Signing;
use super::withdrawals::withdraw_all;
use super::{id, objects};
use crate::kit::{Answer, Persona};

impl County {
    async fn preview(&self, target: usize, more: Value) -> Answer {
        let mut body = json!({"target_id": self.supervisors[target]});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        let path = format!("/v1/campaigns/{}/packet-previews", self.campaign);
        self.world.post(&path, Some(&self.owner), body).await
    }

    async fn shown_page(&self, who: &Persona, packet: &Value, page: &str) -> Answer {
        let path = format!("/v1/packets/{}/pages/{page}", id(packet));
        self.world.get(&path, Some(who)).await
    }

    /// Entries of the audit list about looking.
    async fn looked(&self) -> u64 {
        audit_entry::for_jobs()
            .filter(audit_entry::Column::Action.eq("preview_packet_page"))
            .count(&self.world.app.db.read)
            .await
            .unwrap()
    }
}

/// Width and height of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let word = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (word(16), word(20))
}

fn line(part: &str, reason: &str, about: &str) -> Value {
    json!({"part": part, "reason": reason, "about": about})
}

fn number(part: &str, reason: &str, number: i64) -> Value {
    json!({"part": part, "reason": reason, "number": number})
}

fn has(list: &Value, line: &Value) -> bool {
    list.as_array().unwrap().contains(line)
}

#[tokio::test]
async fn a_page_is_shown_as_a_picture_while_the_document_is_still_being_set() {
    let county = County::signed().await;
    let made = county.compile(county.supervisors[0], json!({})).await;
    let made = made.expect(202);
    assert_eq!(made["state"], "frozen");
    let shown = county.shown_page(&county.owner, &made, "1").await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("content-type"), Some("image/png"));
    assert_eq!(shown.header("cache-control"), Some("private, no-store"));
    assert_eq!(size(&shown.bytes), (1_000, 1_294));
    county.world.work().await;
    let pages = county.read(id(&made)).await["pages"].to_string();
    assert_eq!(shown.header("page-count"), Some(pages.as_str()));
    let small = county.shown_page(&county.owner, &made, "2?width=300").await;
    assert_eq!(size(&small.bytes), (300, 388));
    for wrong in ["2?width=199", "2?width=2001", "0", "10001"] {
        let refused = county.shown_page(&county.owner, &made, wrong).await;
        assert_eq!(refused.problem(), "invalid-parameter", "{wrong}");
    }
    for no_number in ["x", "-1"] {
        let refused = county.shown_page(&county.owner, &made, no_number).await;
        assert_eq!(refused.problem(), "not-found", "{no_number}");
    }
}

#[tokio::test]
async fn a_picture_that_is_held_is_not_drawn_again() {
    let county = County::signed().await;
    let made = county.packet(county.supervisors[0], json!({})).await;
    let first = county.shown_page(&county.owner, &made, "1?width=200").await;
    let tag = first.header("etag").unwrap().to_owned();
    let path = format!("/v1/packets/{}/pages/1?width=200", id(&made));
    let request = county.world.request(poem::http::Method::GET, &path);
    let request = request
        .header("authorization", format!("Bearer {}", county.owner.token))
        .header("if-none-match", tag);
    let again = Answer::read(request.send().await).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    let same = county.shown_page(&county.owner, &made, "1?width=200").await;
    assert_eq!(same.bytes, first.bytes);
}

#[tokio::test]
async fn a_page_beyond_the_last_is_a_problem_that_says_how_many_there_are() {
    let county = County::signed().await;
    let made = county
        .packet(county.supervisors[0], json!({"kind": "one_page"}))
        .await;
    let beyond = county.shown_page(&county.owner, &made, "2").await;
    assert_eq!(beyond.problem(), "page-not-there");
    assert_eq!(beyond.expect(404)["detail"], "Its last page is 1.");
}

#[tokio::test]
async fn reviewers_and_organizers_look_and_nobody_else() {
    let county = County::signed().await;
    let made = county
        .packet(county.supervisors[0], json!({"kind": "full"}))
        .await;
    let (world, owner) = (&county.world, &county.owner);
    for role in [Role::Reviewer, Role::Organizer] {
        let who = world.member(owner, &[role]).await;
        let shown = county.shown_page(&who, &made, "1?width=200").await;
        assert_eq!(shown.status, 200);
    }
    // It holds names that were given for one reader's eyes.
    assert_eq!(county.looked().await, 2);
    let viewer = world.member(owner, &[Role::Viewer]).await;
    assert_eq!(
        county.shown_page(&viewer, &made, "1").await.problem(),
        "forbidden"
    );
    let stranger = world.organization("Somebody Else").await;
    assert_eq!(
        county.shown_page(&stranger, &made, "1").await.problem(),
        "not-found"
    );
    let safe = county.packet(county.supervisors[0], json!({})).await;
    county.shown_page(owner, &safe, "1?width=200").await;
    assert_eq!(county.looked().await, 2);
}

#[tokio::test]
async fn no_page_shows_a_testimony_that_was_withdrawn() {
    let county = County::signed().await;
    let made = county.packet(county.supervisors[0], json!({})).await;
    withdraw_all(&county).await;
    let gone = county.shown_page(&county.owner, &made, "1").await;
    assert_eq!(gone.problem(), "packet-destroyed");
    county.world.work().await;
    assert!(objects(&county.world).is_empty());
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_left_out_and_keeps_nothing() {
    let county = County::signed().await;
    let shown = county.preview(0, json!({})).await.expect(200);
    assert_eq!(shown["addressee"], "Marisol Vandergriff");
    assert_eq!(
        (&shown["signatures"], &shown["own_signatures"]),
        (&json!(93), &json!(37))
    );
    assert_eq!(
        (&shown["names"], &shown["exhibits"]),
        (&json!(5), &json!(3))
    );
    assert_eq!(
        (&shown["comments"], &shown["refusals"]),
        (&json!(2), &json!([]))
    );
    let withheld = &shown["withheld"];
    for line in [
        number("names", "counted_only", 86),
        number("names", "not_in_this_kind", 1),
        number("names", "below_threshold", 1),
        line("workplace_number", "kept_back", BRANCHES[5].0),
        json!({"part": "testimonies", "reason": "not_published"}),
        json!({"part": "statistics", "reason": "not_released"}),
    ] {
        assert!(has(withheld, &line), "{line} in {withheld}");
    }
    let hidden: Vec<&Value> = withheld
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["part"] == "district_number")
        .collect();
    assert_eq!(hidden.len(), 2, "{hidden:?}");
    let rows = packet::for_jobs()
        .count(&county.world.app.db.read)
        .await
        .unwrap();
    assert_eq!((rows, objects(&county.world).len()), (0, 0));
    // What it said is what comes.
    let made = county.packet(county.supervisors[0], json!({})).await;
    for same in [
        "signatures",
        "own_signatures",
        "names",
        "exhibits",
        "kind",
        "language",
        "addressee",
    ] {
        assert_eq!(made[same], shown[same], "{same}");
    }
}

#[tokio::test]
async fn names_are_left_out_for_as_many_reasons_as_there_are_signers_without_one() {
    let county = County::signed().await;
    for kind in ["public_record_safe", "full", "one_page", "association"] {
        let shown = county.preview(1, json!({"kind": kind})).await.expect(200);
        let lines = shown["withheld"].as_array().unwrap();
        let left: i64 = lines
            .iter()
            .filter(|line| line["part"] == "names")
            .map(|line| line["number"].as_i64().unwrap())
            .sum();
        let printed = shown["names"].as_i64().unwrap();
        assert_eq!(
            printed + left,
            shown["signatures"].as_i64().unwrap(),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn comments_that_nobody_has_read_are_counted() {
    use broadside::signatures::entity::signature;
    let county = County::signed().await;
    let ids = county
        .sign(&[
            Signing::patron(0).saying("Please hurry."),
            Signing::patron(0).saying("I know where you live."),
        ])
        .await;
    for (id, state) in ids.into_iter().zip(["waiting", "refused"]) {
        let written = county.world.app.db.write(|tx| async move {
            signature::Entity::update_many()
                .col_expr(signature::Column::CommentState, Expr::value(state))
                .filter(signature::Column::Id.eq(id))
                .exec(&*tx)
                .await
        });
        written.await.unwrap();
    }
    let shown = county.preview(0, json!({})).await.expect(200);
    assert!(
        has(&shown["withheld"], &number("comments", "not_reviewed", 1)),
        "{shown}"
    );
    assert!(
        has(&shown["withheld"], &number("comments", "refused", 1)),
        "{shown}"
    );
    assert_eq!(shown["comments"], 2);
}

#[tokio::test]
async fn warnings_name_what_a_reader_will_miss() {
    let county = County::signed().await;
    let evidence = json!({"statistic": "Calls for service", "value": "318"});
    let path = format!("/v1/campaigns/{}/evidence", county.campaign);
    let (world, owner) = (&county.world, &county.owner);
    world.post(&path, Some(owner), evidence).await.expect(201);
    end_term(&county, 3).await;
    world.advance(chrono::Duration::days(20));
    let shown = county.preview(4, json!({})).await.expect(200);
    let warning = |warning: &str, about: &str| json!({"warning": warning, "about": about});
    for line in [
        warning("evidence_without_n", "Calls for service"),
        warning("evidence_without_source", "Calls for service"),
        warning("district_without_official", "District 4"),
        warning("few_signatures", "District 5"),
        warning("few_testimonies", "District 5"),
        json!({"warning": "answer_date_passed"}),
    ] {
        assert!(
            has(&shown["warnings"], &line),
            "{line} in {}",
            shown["warnings"]
        );
    }
    // One page prints no evidence.
    let page = county
        .preview(4, json!({"kind": "one_page"}))
        .await
        .expect(200);
    assert!(!page["warnings"].to_string().contains("evidence"), "{page}");
}

#[tokio::test]
async fn a_term_that_has_ended_is_said_before_a_packet_is_refused() {
    let county = County::signed().await;
    end_term(&county, 0).await;
    let shown = county.preview(0, json!({})).await.expect(200);
    assert_eq!(shown["refusals"], json!(["official-not-in-office"]));
    let about = json!({"warning": "official_not_in_office", "about": "Marisol Vandergriff"});
    assert!(has(&shown["warnings"], &about), "{shown}");
    let refused = county.compile(county.supervisors[0], json!({})).await;
    assert_eq!(refused.problem(), "official-not-in-office");
}

async fn end_term(county: &County, which: usize) {
    let official = county.officials[which];
    let last = NaiveDate::from_ymd_opt(2026, 10, 4);
    let ended = county.world.app.db.write(|tx| async move {
        official::Entity::update_many()
            .col_expr(official::Column::EndOn, Expr::value(last))
            .filter(official::Column::Id.eq(official))
            .exec(&*tx)
            .await
    });
    ended.await.unwrap();
}

#[tokio::test]
async fn before_the_first_signature_a_dry_run_already_answers() {
    let county = County::new().await;
    let shown = county.preview(0, json!({})).await.expect(200);
    assert_eq!(shown["refusals"], json!(["packet-empty"]));
    assert_eq!(
        (&shown["signatures"], &shown["names"]),
        (&json!(0), &json!(0))
    );
    let nobody = json!({"quotation_id": "pub_00000000000070008000000000000000"});
    assert_eq!(county.preview(0, nobody).await.problem(), "not-found");
    let stranger = county.world.organization("Somebody Else").await;
    let path = format!("/v1/campaigns/{}/packet-previews", county.campaign);
    let body = json!({"target_id": county.supervisors[0]});
    let answer = county
        .world
        .post(&path, Some(&stranger), body.clone())
        .await;
    assert_eq!(answer.problem(), "not-found");
    let draft = county.world.app.db.write(|tx| async move {
        use broadside::petitions::entity::petition::{Column, Entity};
        Entity::update_many()
            .col_expr(Column::State, Expr::value("draft"))
            .exec(&*tx)
            .await
    });
    draft.await.unwrap();
    assert_eq!(county.preview(0, json!({})).await.problem(), "packet-empty");
}

/// A curious organizer learns nothing of the queue: the line is there whether or not anything waits.
#[tokio::test]
async fn a_dry_run_tells_nothing_of_what_waits_for_reviewers() {
    let county = County::signed().await;
    let told = |shown: &Value| {
        let lines = shown["withheld"].as_array().unwrap().clone();
        let told = lines
            .into_iter()
            .filter(|line| line["part"] == "testimonies");
        told.collect::<Vec<_>>()
    };
    let before = county.preview(0, json!({})).await.expect(200);
    assert_eq!(
        told(&before),
        [json!({"part": "testimonies", "reason": "not_published"})]
    );
    let closed = county.world.app.db.write(|tx| async move {
        campaign::Entity::update_many()
            .col_expr(campaign::Column::TestimonyOpen, Expr::value(false))
            .exec(&*tx)
            .await
    });
    closed.await.unwrap();
    let never_called = county.preview(0, json!({})).await.expect(200);
    assert_eq!(told(&never_called), Vec::<Value>::new());
}
