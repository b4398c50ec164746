//! Divisions, bodies, officials and workplaces.

use broadside::identity::Role;
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};

const DISTRICT_4: &str = "ocd-division/country:us/state:ca/county:alder/council_district:4";

struct County {
    world: World,
    owner: Persona,
    district: String,
    board: String,
}

async fn county() -> County {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let district = json!({"ocd_id": DISTRICT_4, "name": "District 4"});
    let district = world.post("/v1/divisions", Some(&owner), district).await;
    let district = id(&district.expect(201));
    let board = json!({"name": "Alder County Board of Supervisors", "kind": "board"});
    let board = world.post("/v1/bodies", Some(&owner), board).await;
    let board = id(&board.expect(201));
    County {
        world,
        owner,
        district,
        board,
    }
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

impl County {
    fn supervisor(&self) -> Value {
        json!({
            "name": "Imelda Quintanar", "body_id": self.board, "post": "Supervisor, District 4",
            "division_id": self.district, "start_on": "2025-01-06", "end_on": "2029-01-05",
            "email": "district4@board.alder.example",
        })
    }

    async fn make(&self, path: &str, body: Value) -> Value {
        self.world.advance(chrono::Duration::milliseconds(1));
        self.world
            .post(path, Some(&self.owner), body)
            .await
            .expect(201)
    }
}

#[tokio::test]
async fn a_board_is_public_unless_said_otherwise() {
    let county = county().await;
    let path = format!("/v1/bodies/{}", county.board);
    let shown = county.world.get(&path, Some(&county.owner)).await;
    assert_eq!(shown.expect(200)["is_public"], true);
    let library = json!({"name": "Alder County Library", "kind": "employer"});
    assert_eq!(county.make("/v1/bodies", library).await["is_public"], false);
}

#[tokio::test]
async fn two_bodies_do_not_share_a_name() {
    let county = county().await;
    let again = json!({"name": "Alder County  Board of Supervisors", "kind": "board"});
    let again = county
        .world
        .post("/v1/bodies", Some(&county.owner), again)
        .await;
    assert_eq!(again.problem(), "already-exists");
}

#[tokio::test]
async fn an_official_holds_a_post_from_one_day_to_another() {
    let county = county().await;
    let mut supervisor = county.supervisor();
    supervisor["end_on"] = json!("2026-10-15");
    let made = county.make("/v1/officials", supervisor).await;
    assert_eq!(made["in_office"], true);
    assert_eq!(
        (&made["body"], &made["division"]),
        (
            &json!("Alder County Board of Supervisors"),
            &json!("District 4")
        )
    );
    county.world.advance(chrono::Duration::days(11));
    let later = county
        .world
        .get(&format!("/v1/officials/{}", id(&made)), Some(&county.owner))
        .await;
    assert_eq!(later.expect(200)["in_office"], false);
}

#[tokio::test]
async fn a_successor_takes_the_same_post() {
    let county = county().await;
    county.make("/v1/officials", county.supervisor()).await;
    let mut successor = county.supervisor();
    successor["name"] = json!("Bertrand Osei");
    successor["start_on"] = json!("2029-01-06");
    successor["end_on"] = Value::Null;
    county.make("/v1/officials", successor).await;
    let path = format!("/v1/officials?body_id={}", county.board);
    let list = county
        .world
        .get(&path, Some(&county.owner))
        .await
        .expect(200);
    let in_office: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["in_office"].clone())
        .collect();
    assert_eq!(in_office, [json!(true), json!(false)]);
}

#[tokio::test]
async fn nobody_leaves_office_before_entering_it() {
    let county = county().await;
    let mut backwards = county.supervisor();
    backwards["end_on"] = json!("2024-01-01");
    let answer = county
        .world
        .post("/v1/officials", Some(&county.owner), backwards)
        .await;
    assert_eq!(answer.problem(), "invalid-body");
    assert_eq!(answer.json()["violations"][0]["pointer"], "/end_on");
}

#[tokio::test]
async fn an_edit_says_which_version_it_read() {
    let county = county().await;
    let path = format!("/v1/divisions/{}", county.district);
    let new = json!({"ocd_id": DISTRICT_4, "name": "Fourth District"});
    let shown = county.world.get(&path, Some(&county.owner)).await;
    let etag = shown.header("etag").unwrap().to_owned();
    let changed = county
        .world
        .put(&path, &county.owner, &etag, new.clone())
        .await;
    assert_eq!(changed.expect(200)["name"], "Fourth District");
    let stale = county
        .world
        .put(&path, &county.owner, &etag, new.clone())
        .await;
    assert_eq!(stale.problem(), "precondition-failed");
    let blind = county
        .world
        .send(
            poem::http::Method::PUT,
            &path,
            Some(&county.owner),
            Some(new),
        )
        .await;
    assert_eq!(blind.problem(), "precondition-required");
}

#[tokio::test]
async fn a_repeated_creation_makes_one_thing() {
    let county = county().await;
    let branch = json!({"name": "Eastmont Branch", "division_id": county.district});
    let key = "11111111-2222-3333-4444-555555555555";
    let first = county
        .world
        .post_once("/v1/workplaces", &county.owner, key, branch.clone())
        .await
        .expect(201);
    let again = county
        .world
        .post_once("/v1/workplaces", &county.owner, key, branch.clone())
        .await
        .expect(201);
    assert_eq!(first, again);
    let other = county
        .world
        .post_once(
            "/v1/workplaces",
            &county.owner,
            key,
            json!({"name": "Alder Street Branch"}),
        )
        .await;
    assert_eq!(other.problem(), "idempotency-key-reused");
    let list = county
        .world
        .get("/v1/workplaces", Some(&county.owner))
        .await
        .expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_workplace_knows_its_people_by_job_group() {
    let county = county().await;
    let branch = json!({
        "name": "Eastmont Branch", "division_id": county.district, "risk": "high",
        "latitude": 37.7, "longitude": -122.1,
        "headcounts": [
            {"job_group": "Librarians", "headcount": 7, "as_of": "2026-09-01"},
            {"job_group": "pages", "headcount": 5, "as_of": "2026-09-01"},
        ],
    });
    let made = county.make("/v1/workplaces", branch.clone()).await;
    assert_eq!(
        (&made["headcount"], &made["headcounts"][0]["job_group"]),
        (&json!(12), &json!("librarians"))
    );
    let path = format!("/v1/workplaces/{}", id(&made));
    let mut fewer = branch;
    fewer["headcounts"] = json!([{"job_group": "pages", "headcount": 5, "as_of": "2026-10-01"}]);
    let changed = county
        .world
        .put(&path, &county.owner, "\"1\"", fewer)
        .await
        .expect(200);
    assert_eq!(
        (&changed["headcount"], &changed["revision"]),
        (&json!(5), &json!(2))
    );
}

#[tokio::test]
async fn a_job_group_is_counted_once_and_a_position_has_two_halves() {
    let county = county().await;
    let group = json!({"job_group": "pages", "headcount": 5, "as_of": "2026-09-01"});
    let branch = json!({"name": "Eastmont Branch", "latitude": 37.7, "headcounts": [group, group]});
    let answer = county
        .world
        .post("/v1/workplaces", Some(&county.owner), branch)
        .await;
    assert_eq!(answer.problem(), "invalid-body");
    let pointers: Vec<_> = answer.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/longitude", "/headcounts/1/job_group"]);
}

#[tokio::test]
async fn nothing_of_another_organization_is_seen_or_used() {
    let county = county().await;
    let other = county.world.organization("Birch City Staff").await;
    for path in [
        format!("/v1/bodies/{}", county.board),
        format!("/v1/divisions/{}", county.district),
    ] {
        assert_eq!(
            county.world.get(&path, Some(&other)).await.problem(),
            "not-found"
        );
    }
    let list = county
        .world
        .get("/v1/divisions", Some(&other))
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
    let branch = json!({"name": "Birch Branch", "division_id": county.district});
    let answer = county
        .world
        .post("/v1/workplaces", Some(&other), branch)
        .await;
    assert_eq!(answer.problem(), "invalid-body");
    let body = json!({"name": "Taken", "kind": "board"});
    let path = format!("/v1/bodies/{}", county.board);
    assert_eq!(
        county
            .world
            .put(&path, &other, "\"1\"", body)
            .await
            .problem(),
        "not-found"
    );
}

#[tokio::test]
async fn viewers_read_the_directory_and_change_nothing() {
    let county = county().await;
    let viewer = county.world.member(&county.owner, &[Role::Viewer]).await;
    county
        .world
        .get("/v1/bodies", Some(&viewer))
        .await
        .expect(200);
    let body = json!({"name": "Another Board", "kind": "board"});
    assert_eq!(
        county
            .world
            .post("/v1/bodies", Some(&viewer), body)
            .await
            .problem(),
        "forbidden"
    );
    assert_eq!(
        county.world.get("/v1/bodies", None).await.problem(),
        "unauthenticated"
    );
}

#[tokio::test]
async fn the_employers_domains_and_networks_are_what_they_say() {
    let county = county().await;
    let app = &county.world.app;
    let organization = county.owner.organization;
    county
        .make("/v1/employer-domains", json!({"domain": "@Alder.Example"}))
        .await;
    let network = county
        .make(
            "/v1/employer-networks",
            json!({"network": "198.51.100.7/24"}),
        )
        .await;
    assert_eq!(network["network"], "198.51.100.0/24");
    for (domain, is_theirs) in [
        ("alder.example", true),
        ("mail.alder.example", true),
        ("notalder.example", false),
    ] {
        let found =
            broadside::directory::is_employer_domain(&app.db.read, organization, domain).await;
        assert_eq!(found.unwrap(), is_theirs, "{domain}");
    }
    for (address, is_theirs) in [
        ("198.51.100.200", true),
        ("::ffff:198.51.100.1", true),
        ("203.0.113.1", false),
    ] {
        let found = broadside::directory::is_employer_network(
            &app.db.read,
            organization,
            address.parse().unwrap(),
        )
        .await;
        assert_eq!(found.unwrap(), is_theirs, "{address}");
    }
    for (path, body) in [
        ("/v1/employer-domains", json!({"domain": "gmail.com"})),
        ("/v1/employer-networks", json!({"network": "10.0.0.0/8"})),
    ] {
        assert_eq!(
            county
                .world
                .post(path, Some(&county.owner), body)
                .await
                .problem(),
            "invalid-body"
        );
    }
    let path = format!("/v1/employer-networks/{}", id(&network));
    for expected in [204, 404] {
        let gone = county
            .world
            .send(poem::http::Method::DELETE, &path, Some(&county.owner), None)
            .await;
        assert_eq!(gone.status.as_u16(), expected);
    }
}

#[tokio::test]
async fn a_postal_code_in_two_districts_tells_neither() {
    let county = county().await;
    let other = json!({"ocd_id": DISTRICT_4.replace(":4", ":5"), "name": "District 5"});
    let other = id(&county.make("/v1/divisions", other).await);
    for (code, district) in [
        ("94601-1234", &county.district),
        ("94602", &county.district),
        ("94602", &other),
    ] {
        county
            .make(
                "/v1/postal-codes",
                json!({"code": code, "division_id": district}),
            )
            .await;
    }
    let app = &county.world.app;
    for (code, known) in [("94601", true), ("94602", false), ("nowhere", false)] {
        let found = broadside::directory::division_of_postal_code(
            &app.db.read,
            county.owner.organization,
            code,
        )
        .await;
        assert_eq!(found.unwrap().is_some(), known, "{code}");
    }
}

#[tokio::test]
async fn lists_come_in_pages() {
    let county = county().await;
    for name in ["Alder Street Branch", "Eastmont Branch", "Harbor Branch"] {
        county.make("/v1/workplaces", json!({"name": name})).await;
    }
    let first = county
        .world
        .get("/v1/workplaces?limit=2", Some(&county.owner))
        .await
        .expect(200);
    let next = first["next"].as_str().unwrap();
    let rest = county
        .world
        .get(
            &format!("/v1/workplaces?limit=2&cursor={next}"),
            Some(&county.owner),
        )
        .await
        .expect(200);
    let names: Vec<_> = [first, rest]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap().clone())
        .map(|w| w["name"].clone())
        .collect();
    assert_eq!(
        names,
        ["Alder Street Branch", "Eastmont Branch", "Harbor Branch"]
    );
}

const OUTLETS: &str = include_str!("data/imls_pls_outlets_california.csv");
const DISTRICTS: &str = include_str!("data/ocd_ca_county_supervisor_districts.csv");

impl County {
    async fn import(&self, kind: &str, file: &str) -> Answer {
        let path = format!("/v1/imports/{kind}");
        let request = self.world.request(poem::http::Method::POST, &path);
        let request = request.header("authorization", format!("Bearer {}", self.owner.token));
        let request = request.content_type("text/csv; charset=utf-8");
        Answer::read(request.body(file.to_owned()).send().await).await
    }
}

#[tokio::test]
async fn public_files_import_as_they_are_and_a_second_time_change_nothing() {
    let county = county().await;
    for (kind, file, rows) in [("divisions", DISTRICTS, 296), ("workplaces", OUTLETS, 121)] {
        let first = county.import(kind, file).await.expect(200);
        assert_eq!(
            (&first["imported"], &first["refused"]),
            (&json!(rows), &json!([]))
        );
        let again = county.import(kind, file).await.expect(200);
        assert_eq!(
            (&again["imported"], &again["updated"], &again["unchanged"]),
            (&json!(0), &json!(0), &json!(rows))
        );
    }
}

#[tokio::test]
async fn a_bad_row_imports_nothing_unless_it_is_skipped() {
    let county = county().await;
    let file = format!(
        "name,division,risk\nEastmont Branch,{DISTRICT_4},high\nHarbor Branch,{DISTRICT_4}9,low\nMill Branch,,scary\n"
    );
    let refused = county.import("workplaces", &file).await;
    assert_eq!(refused.problem(), "import-refused");
    let pointers: Vec<_> = refused.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/lines/3/division", "/lines/4/risk"]);
    let trial = county
        .import("workplaces?dry_run=true", &file)
        .await
        .expect(200);
    assert_eq!(
        (&trial["imported"], &trial["read"], &trial["dry_run"]),
        (&json!(1), &json!(3), &json!(true))
    );
    let list = county
        .world
        .get("/v1/workplaces", Some(&county.owner))
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
    let skipped = county
        .import("workplaces?skip_refused=true", &file)
        .await
        .expect(200);
    assert_eq!(
        (
            &skipped["imported"],
            skipped["refused"].as_array().unwrap().len()
        ),
        (&json!(1), 2)
    );
}

#[tokio::test]
async fn officials_headcounts_codes_and_networks_import_too() {
    let county = county().await;
    county
        .make(
            "/v1/workplaces",
            json!({"name": "Eastmont Branch", "external_key": "EB"}),
        )
        .await;
    let board = "Alder County Board of Supervisors";
    for (kind, file, imported) in [
        ("officials", format!("name,post,body,division,start_date\nImelda Quintanar,\"Supervisor, District 4\",{board},{DISTRICT_4},2025-01-06\n"), 1),
        ("headcounts", "workplace,job_group,headcount,as_of\nEB,Librarians,7,2026-09-01\neastmont branch,pages,4,2026-09-01\n".to_owned(), 2),
        ("postal_codes", format!("zip,division\n94601,{DISTRICT_4}\n"), 1),
        ("employer_addresses", "address\nalder.example\n198.51.100.0/24\n".to_owned(), 2),
    ] {
        let report = county.import(kind, &file).await.expect(200);
        assert_eq!(report["imported"], imported, "{kind}");
        let again = county.import(kind, &file).await.expect(200);
        assert_eq!((&again["imported"], &again["unchanged"]), (&json!(0), &json!(imported)), "{kind}");
    }
    let refused = county
        .import(
            "officials",
            "name,post,body\nAda Obi,Mayor,No Such Council\n",
        )
        .await;
    assert_eq!(refused.json()["violations"][0]["pointer"], "/lines/2/body");
    let refused = county.import("officials", "nome\nAda\n").await;
    assert_eq!(refused.problem(), "import-unreadable");
}
