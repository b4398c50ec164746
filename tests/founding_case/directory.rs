//! The organizer keeps the directory by hand: whatever a spreadsheet got wrong, and whoever was elected since.

use poem::http::Method;
use serde_json::{Value, json};

use super::campaign::id;
use super::office::UNION;
use crate::kit::{Persona, Recorder, World};

const TOLD: &[&str] = &[
    "change_body",
    "change_division",
    "change_official",
    "change_workplace",
    "create_division",
    "create_employer_network",
    "create_official",
    "create_postal_code",
    "create_workplace",
    "get_body",
    "get_division",
    "get_official",
    "get_roster",
    "get_workplace",
    "list_bodies",
    "list_divisions",
    "list_employer_domains",
    "list_employer_networks",
    "list_postal_codes",
    "list_workplaces",
    "remove_employer_domain",
    "remove_employer_network",
    "remove_postal_code",
];

struct Desk {
    world: World,
    ramon: Persona,
}

impl Desk {
    async fn make(&self, path: &str, body: Value) -> Value {
        self.world
            .post(path, Some(&self.ramon), body)
            .await
            .expect(201)
    }

    /// Reads it alone and among all, then writes down what changed.
    async fn correct(&self, list: &str, made: &Value, new: Value) -> Value {
        let path = format!("{list}/{}", id(made));
        let among_all = self.world.get(list, Some(&self.ramon)).await.expect(200);
        assert!(among_all["items"].as_array().unwrap().contains(made));
        let alone = self.world.get(&path, Some(&self.ramon)).await.expect(200);
        assert_eq!(alone, *made);
        let changed = self
            .world
            .change(Method::PUT, (&path, &path), &self.ramon, new)
            .await;
        changed.expect(200)
    }

    async fn remove(&self, list: &str, made: &Value) {
        self.world.get(list, Some(&self.ramon)).await.expect(200);
        let path = format!("{list}/{}", id(made));
        self.world
            .send(Method::DELETE, &path, Some(&self.ramon), None)
            .await
            .expect(204);
        let left = self.world.get(list, Some(&self.ramon)).await.expect(200);
        assert_eq!(left["items"], json!([]));
    }
}

#[tokio::test]
async fn the_organizer_keeps_the_directory_by_hand() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let owner = world.organization(UNION).await;
    let ramon = world
        .member(&owner, &[broadside::identity::Role::Organizer])
        .await;
    let desk = Desk { world, ramon };
    let district = of_the_fifth_district(&desk).await;
    its_branch_moves(&desk, &district).await;
    its_supervisor_changes(&desk, &district).await;
    how_the_employer_is_recognised(&desk, &district).await;
    whom_the_finder_knows(&desk).await;
    recorder.compare("directory");
}

async fn of_the_fifth_district(desk: &Desk) -> String {
    let ocd = "ocd-division/country:us/state:ca/county:alder/council_district:5";
    let new = json!({"ocd_id": ocd, "name": "Fifth District"});
    let made = desk.make("/v1/divisions", new).await;
    let new = json!({"ocd_id": ocd, "name": "District 5"});
    let changed = desk.correct("/v1/divisions", &made, new).await;
    assert_eq!(
        (&changed["name"], &changed["revision"]),
        (&json!("District 5"), &json!(2))
    );
    id(&made)
}

async fn its_branch_moves(desk: &Desk, district: &str) {
    let library = desk
        .make(
            "/v1/bodies",
            json!({"name": "Alder County Libary", "kind": "employer"}),
        )
        .await;
    let new = json!({"name": "Alder County Library", "kind": "employer"});
    desk.correct("/v1/bodies", &library, new).await;
    let mut branch = json!({
        "name": "Palms Branch", "employer_id": library["id"], "division_id": district, "risk": "medium",
        "address": "12 Palm Court, Alder", "external_key": "alder-5",
        "headcounts": [{"job_group": "librarians", "headcount": 7, "as_of": "2026-07-01"}],
    });
    let made = desk.make("/v1/workplaces", branch.clone()).await;
    branch["address"] = json!("80 Harbor Road, Alder");
    branch["risk"] = json!("high");
    let changed = desk.correct("/v1/workplaces", &made, branch).await;
    assert_eq!(
        (&changed["risk"], &changed["headcount"]),
        (&json!("high"), &json!(7))
    );
}

async fn its_supervisor_changes(desk: &Desk, district: &str) {
    let board = desk
        .make(
            "/v1/bodies",
            json!({"name": "Alder County Board of Supervisors", "kind": "board"}),
        )
        .await;
    let mut supervisor = json!({
        "name": "Desmond Hallowell", "body_id": board["id"], "post": "Supervisor, District 5",
        "division_id": district, "start_on": "2025-01-06", "email": "district5@board.alder.example",
    });
    let made = desk.make("/v1/officials", supervisor.clone()).await;
    supervisor["end_on"] = json!("2026-10-01");
    let changed = desk.correct("/v1/officials", &made, supervisor).await;
    assert_eq!(changed["in_office"], false);
}

async fn how_the_employer_is_recognised(desk: &Desk, district: &str) {
    let domain = desk
        .make(
            "/v1/employer-domains",
            json!({"domain": "library.alder.example"}),
        )
        .await;
    desk.remove("/v1/employer-domains", &domain).await;
    let network = desk
        .make(
            "/v1/employer-networks",
            json!({"network": "198.51.100.0/24"}),
        )
        .await;
    desk.remove("/v1/employer-networks", &network).await;
    let code = json!({"code": "99505", "division_id": district});
    let code = desk.make("/v1/postal-codes", code).await;
    desk.remove("/v1/postal-codes", &code).await;
}

async fn whom_the_finder_knows(desk: &Desk) {
    let staff = "name\nTeodora Vance\nImani Okoro\n";
    let sent = desk
        .world
        .post_csv("/v1/imports/roster", &desk.ramon, staff);
    sent.await.expect(200);
    let roster = desk
        .world
        .get("/v1/roster", Some(&desk.ramon))
        .await
        .expect(200);
    assert_eq!(roster, json!({"names": 2}));
}
