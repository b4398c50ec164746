//! Who may do what, over every operation of the document.

use std::collections::BTreeSet;

use broadside::identity::Role;
use broadside::identity::entity::session;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::kit::contract::{Operation, operations};
use crate::kit::{Answer, Persona, World};

mod table;

const ROLES: [(char, Role); 4] = [
    ('O', Role::Owner),
    ('G', Role::Organizer),
    ('R', Role::Reviewer),
    ('V', Role::Viewer),
];

fn row(operation: &Operation) -> &'static str {
    let row = table::ROWS.iter().find(|(id, _)| *id == operation.id);
    row.unwrap_or_else(|| {
        panic!(
            "{} has no row in tests/authorization/table.rs",
            operation.id
        )
    })
    .1
}

/// Sends the smallest request that has the documented shape.
async fn call(
    world: &World,
    operation: &Operation,
    token: Option<&str>,
    fill: impl Fn(&str) -> Option<String>,
) -> Answer {
    let mut request = world.request(operation.method.clone(), &operation.path_with(&fill));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    for (name, value) in operation.headers() {
        request = request.header(name, value);
    }
    if let Some((media, body)) = operation.body_with(&fill) {
        request = request.header("content-type", media).body(body);
    }
    Answer::read(request.send().await).await
}

async fn try_it(world: &World, operation: &Operation, token: Option<&str>) -> Answer {
    call(world, operation, token, |_| None).await
}

/// The slug when the answer is a refusal for who is asking, whatever else may be wrong.
fn refusal(answer: &Answer) -> Option<String> {
    let is_problem = answer.header("content-type") == Some("application/problem+json");
    let slug = is_problem.then(|| answer.problem())?;
    let about_who = ["unauthenticated", "forbidden", "second-factor-required"];
    about_who.contains(&slug.as_str()).then_some(slug)
}

/// What was answered otherwise than the table says.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn note(&mut self, operation: &Operation, who: &str, answer: &Answer, expected: Option<&str>) {
        if refusal(answer).as_deref() != expected {
            let text = String::from_utf8_lossy(&answer.bytes).into_owned();
            let id = &operation.id;
            self.0.push(format!(
                "{id} by {who}: expected {expected:?}, got {} {text}",
                answer.status
            ));
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "\n{}\n", self.0.join("\n"));
    }
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let operations: BTreeSet<String> = operations().into_iter().map(|one| one.id).collect();
    let rows: BTreeSet<String> = table::ROWS.iter().map(|(id, _)| (*id).to_owned()).collect();
    let without_row: Vec<_> = operations.difference(&rows).collect();
    assert!(
        without_row.is_empty(),
        "operations without a row: {without_row:?}"
    );
    let without_operation: Vec<_> = rows.difference(&operations).collect();
    assert!(
        without_operation.is_empty(),
        "rows without an operation: {without_operation:?}"
    );
    assert_eq!(rows.len(), table::ROWS.len(), "a row stands twice");
}

#[test]
fn the_document_says_which_operations_are_open() {
    for operation in operations() {
        assert_eq!(
            operation.is_public,
            row(&operation) == "*",
            "{}",
            operation.id
        );
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token() {
    let world = World::new().await;
    let mut differences = Differences::default();
    for operation in operations() {
        let expected = (row(&operation) != "*").then_some("unauthenticated");
        let answer = try_it(&world, &operation, None).await;
        differences.note(&operation, "a stranger", &answer, expected);
        let asks = answer.header("www-authenticate").is_some();
        assert!(asks || expected.is_none(), "{}", operation.id);
    }
    differences.none();
}

#[tokio::test]
async fn each_role_may_do_what_the_table_says_and_nothing_else() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let mut differences = Differences::default();
    for (letter, role) in ROLES {
        for operation in operations() {
            let row = row(&operation);
            let may = row == "*" || row == "+" || row.contains(letter);
            // A new person each time: some operations end the caller's own session.
            let member = world.member(&owner, &[role]).await;
            let answer = try_it(&world, &operation, Some(&member.token)).await;
            differences.note(
                &operation,
                role.as_str(),
                &answer,
                (!may).then_some("forbidden"),
            );
        }
    }
    differences.none();
}

/// Takes the second factor away from a session.
async fn without_second_factor(world: &World, who: &Persona) {
    let nothing = Expr::value(None::<DateTime<Utc>>);
    let change = session::Entity::update_many()
        .col_expr(session::Column::SecondFactorAt, nothing)
        .filter(session::Column::MemberId.eq(who.member));
    let change = &change;
    let written = world
        .app
        .db
        .write(|tx| async move { change.clone().exec(&*tx).await.map(drop) });
    written.await.unwrap();
}

#[tokio::test]
async fn owners_and_reviewers_need_a_second_factor_for_more_than_looking() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let mut differences = Differences::default();
    for (letter, role) in ROLES {
        for operation in operations() {
            let row = row(&operation);
            if !row.contains(letter) {
                continue;
            }
            let member = world.member(&owner, &[role]).await;
            without_second_factor(&world, &member).await;
            let more_than_looking =
                matches!(role, Role::Owner | Role::Reviewer) && !row.contains('V');
            let expected =
                (row.contains('2') || more_than_looking).then_some("second-factor-required");
            let answer = try_it(&world, &operation, Some(&member.token)).await;
            differences.note(&operation, role.as_str(), &answer, expected);
        }
    }
    differences.none();
}

#[tokio::test]
async fn a_machine_may_do_what_its_scope_says_and_nothing_that_takes_a_person() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let mut differences = Differences::default();
    for (letter, scope) in [('G', "organizer"), ('V', "viewer")] {
        let body = json!({"name": "the printer", "scopes": [scope]});
        let made = world
            .post("/v1/api-keys", Some(&owner), body)
            .await
            .expect(201);
        let key = made["key"].as_str().unwrap();
        for operation in operations() {
            let row = row(&operation);
            let may = row == "*" || (row.contains(letter) && row.contains('m'));
            let answer = try_it(&world, &operation, Some(key)).await;
            differences.note(&operation, scope, &answer, (!may).then_some("forbidden"));
        }
    }
    differences.none();
}

/// What Alder has made is not there for anybody of Birch, whatever their role, and Birch changes nothing of it.
#[tokio::test]
async fn what_belongs_to_another_organization_is_not_there() {
    let world = World::new().await;
    let alder = world.organization("Alder County Library Workers").await;
    let new =
        json!({"ocd_id": "ocd-division/country:us/state:ca/county:alder", "name": "Alder County"});
    let division = world
        .post("/v1/divisions", Some(&alder), new)
        .await
        .expect(201);
    let new = json!({"name": "Alder County Board of Supervisors", "kind": "board"});
    let body = world
        .post("/v1/bodies", Some(&alder), new)
        .await
        .expect(201);
    let new = json!({"name": "Safe branches", "summary": "Guards.", "language": "en"});
    let campaign = world
        .post("/v1/campaigns", Some(&alder), new)
        .await
        .expect(201);
    let made = [&division["id"], &body["id"], &campaign["id"]];
    let mut ids: Vec<String> = made
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    ids.push(alder.member.to_string());
    let fill = |prefix: &str| {
        ids.iter()
            .find(|id| id.split('_').next() == Some(prefix))
            .cloned()
    };

    let birch = world.organization("Birch County Library Workers").await;
    let mut reached = vec![];
    for operation in operations() {
        let takes_an_id = operation.path_with(fill) != operation.path_with(|_| None);
        if operation.is_public || !takes_an_id {
            continue;
        }
        for (_, role) in ROLES {
            let member = world.member(&birch, &[role]).await;
            let answer = call(&world, &operation, Some(&member.token), fill).await;
            // Where the body alone is refused, it is refused for an id that nobody has just the same.
            let nobodys = try_it(&world, &operation, Some(&member.token)).await;
            let tells = answer.status.is_success() || answer.status != nobodys.status;
            if refusal(&answer).is_none() && tells {
                reached.push(format!(
                    "{} by {}: {}",
                    operation.id,
                    role.as_str(),
                    answer.status
                ));
            }
        }
    }
    assert!(reached.is_empty(), "\n{}\n", reached.join("\n"));
    let unchanged = world
        .get(&format!("/v1/campaigns/{}", ids[2]), Some(&alder))
        .await
        .expect(200);
    assert_eq!(unchanged["name"], "Safe branches");
}
