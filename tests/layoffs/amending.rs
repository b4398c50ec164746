//! The same notice filed again is one notice with its history, and members have the last word.

use serde_json::{Value, json};

use super::{REGISTER, figures, import, list, sums};
use crate::kit::{Persona, World};

async fn read(world: &World, who: &Persona, notice: &Value) -> Value {
    let path = format!("/v1/layoff-notices/{}", notice["id"].as_str().unwrap());
    world.get(&path, Some(who)).await.expect(200)
}

#[tokio::test]
async fn a_later_file_with_amendments_changes_the_sums_and_keeps_the_history() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    import(&world, &owner, REGISTER).await.expect(200);
    let before = sums(&figures(&world, &owner, "").await);
    // The register's next version of one record: 318 became 300, and a number has come where there was none.
    let later = REGISTER
        .replace(
            "2025-10-06,2025-10-06,318,closure,,0,1,2",
            "2025-10-06,2025-12-05,300,closure,,0,1,3",
        )
        .replace(
            "1999-11-10,2000-04-30,,closure,,0,1,2",
            "1999-11-10,2000-04-30,51,closure,,0,1,3",
        );
    let report = import(&world, &owner, &later).await.expect(200);
    assert_eq!(
        (
            &report["imported"],
            &report["amended"],
            &report["unchanged"]
        ),
        (&json!(0), &json!(2), &json!(19))
    );
    assert_eq!(report["joined"][0]["because"], "same_record");
    let after = sums(&figures(&world, &owner, "").await);
    assert_eq!(after, (before.0, before.1 - 18 + 51, before.2 - 1));
    let momence = list(
        &world,
        &owner,
        "&employer=Baker%20%26%20Taylor&state=IL&from=2025-01-01",
    )
    .await;
    assert_eq!(
        (&momence[0]["filings"], &momence[0]["current"]["people"]),
        (&json!(2), &json!(300))
    );
    let history = read(&world, &owner, &momence[0]).await;
    assert_eq!(history["filings"][0]["people"], 318);
    assert_eq!(history["filings"][1]["because"], "same_record");
    // The older file once more: everything in it is known, and nothing turns back.
    let old = import(&world, &owner, REGISTER).await.expect(200);
    assert_eq!(old["unchanged"], 21);
    assert_eq!(sums(&figures(&world, &owner, "").await), after);
}

#[tokio::test]
async fn two_places_are_two_notices_and_a_missing_number_is_not_0() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    import(&world, &owner, REGISTER).await.expect(200);
    let illinois = figures(
        &world,
        &owner,
        "?employer=baker%20taylor&state=IL&to=2000-12-31",
    )
    .await;
    assert_eq!(sums(&illinois), (2, 112, 1));
    let rows = illinois["rows"].as_array().unwrap();
    assert_eq!(
        (&rows[0]["place"], &rows[0]["people"]),
        (&json!("Morton Grove, IL"), &json!(112))
    );
    assert_eq!(rows[1]["place"], "Niles, IL");
    assert!(rows[1].get("people").is_none(), "{}", rows[1]);
    let niles = list(
        &world,
        &owner,
        "&employer=baker&state=IL&from=2000-01-01&to=2000-12-31",
    )
    .await;
    let remarks: Vec<_> = niles
        .iter()
        .map(|notice| notice["remarks"].clone())
        .collect();
    assert!(remarks.contains(&json!(["no_number"])), "{remarks:?}");
}

#[tokio::test]
async fn what_only_looks_like_a_repeat_is_counted_until_a_member_joins_it() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    import(&world, &owner, REGISTER).await.expect(200);
    let jersey = "?state=NJ";
    let told = figures(&world, &owner, jersey).await;
    assert_eq!(
        (sums(&told), &told["possible_repeats"]),
        ((3, 555, 0), &json!(1))
    );
    let notices = list(&world, &owner, "&state=NJ&to=2019-12-31").await;
    let [first, second] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    let history = read(&world, &owner, first).await;
    assert_eq!(history["may_repeat"], json!([second["id"]]));
    let one = format!("/v1/layoff-notices/{}", first["id"].as_str().unwrap());
    let own = world
        .post(
            &format!("{one}/join"),
            Some(&owner),
            json!({"notice_id": first["id"]}),
        )
        .await;
    assert_eq!(own.problem(), "notice-already-so");
    let joined = world
        .post(
            &format!("{one}/join"),
            Some(&owner),
            json!({"notice_id": second["id"]}),
        )
        .await
        .expect(200);
    let filings = joined["filings"].as_array().unwrap();
    let moved = filings
        .iter()
        .find(|filing| filing["because"] == "joined_by_hand")
        .unwrap();
    assert_eq!(sums(&figures(&world, &owner, jersey).await), (2, 311, 0));
    import(&world, &owner, REGISTER).await.expect(200);
    assert_eq!(
        sums(&figures(&world, &owner, jersey).await),
        (2, 311, 0),
        "an import undoes nothing"
    );
    let gone = format!("/v1/layoff-notices/{}", second["id"].as_str().unwrap());
    assert_eq!(world.get(&gone, Some(&owner)).await.problem(), "not-found");

    let filing = moved["id"].clone();
    let parted = world
        .post(
            &format!("{one}/split"),
            Some(&owner),
            json!({"filing_id": filing}),
        )
        .await
        .expect(200);
    assert_eq!(
        (&parted["notice"]["filings"], &parted["may_repeat"]),
        (&json!(1), &json!([]))
    );
    let told = figures(&world, &owner, jersey).await;
    assert_eq!(
        (sums(&told), &told["possible_repeats"]),
        ((3, 555, 0), &json!(0))
    );
    let alone = format!(
        "/v1/layoff-notices/{}/split",
        parted["notice"]["id"].as_str().unwrap()
    );
    let only = world
        .post(&alone, Some(&owner), json!({"filing_id": filing}))
        .await;
    assert_eq!(only.problem(), "notice-already-so");

    world.work().await;
    let audit = world
        .get("/v1/audit-entries?limit=200", Some(&owner))
        .await
        .json()
        .to_string();
    for action in [
        "import_layoff_notices",
        "join_layoff_notices",
        "split_layoff_notice",
    ] {
        assert!(audit.contains(action), "{action}: {audit}");
    }
    assert!(!audit.contains("Baker"), "{audit}");
}

#[tokio::test]
async fn an_amendment_under_another_name_is_parted_by_hand_and_stays_so() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    import(&world, &owner, REGISTER).await.expect(200);
    let woodridge = list(
        &world,
        &owner,
        "&employer=follett&from=2022-01-01&to=2022-12-31",
    )
    .await;
    assert_eq!((woodridge.len(), &woodridge[0]["filings"]), (1, &json!(2)));
    let history = read(&world, &owner, &woodridge[0]).await;
    assert_eq!(history["filings"][1]["because"], "amendment_other_name");
    // The amendment has no effective day: that of the first filing stands, by which the notice is found.
    assert_eq!(woodridge[0]["current"]["effective_on"], "2022-11-19");
    assert_eq!(woodridge[0]["remarks"], json!(["day_from_earlier"]));
    assert!(history["filings"][1].get("effective_on").is_none());
    let in_november = list(&world, &owner, "&from=2022-11-01&to=2022-11-30").await;
    assert_eq!(in_november[0]["id"], woodridge[0]["id"]);
    // And it is found under the name of either filing.
    for name in ["follett%20content", "follett%20educational"] {
        let found = list(
            &world,
            &owner,
            &format!("&employer={name}&from=2022-01-01&to=2022-12-31"),
        )
        .await;
        assert_eq!((found.len(), &found[0]["id"]), (1, &woodridge[0]["id"]));
    }
    let path = format!(
        "/v1/layoff-notices/{}/split",
        woodridge[0]["id"].as_str().unwrap()
    );
    let filing = json!({"filing_id": history["filings"][1]["id"]});
    world.post(&path, Some(&owner), filing).await.expect(200);
    import(&world, &owner, REGISTER).await.expect(200);
    let both = figures(
        &world,
        &owner,
        "?employer=follett&from=2022-01-01&to=2022-12-31",
    )
    .await;
    assert_eq!(sums(&both), (2, 240, 0));
}
