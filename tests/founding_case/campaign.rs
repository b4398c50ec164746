//! The directory comes in from spreadsheets; the campaign gets its demands, its targets and its petition.

use poem::http::Method;
use serde_json::{Value, json};

use super::alder_county::{self, BOARD, BRANCHES, EMPLOYER_DOMAIN};
use super::office::Office;
use crate::kit::{Persona, World};

/// What the organizer prepared, and what the rest of the story refers to.
pub struct Case {
    pub campaign: String,
    pub petition: String,
    pub board: String,
    /// In the order of `BRANCHES`.
    pub branches: Vec<String>,
    /// In the order of the districts.
    pub supervisors: Vec<String>,
    pub association: String,
}

pub async fn prepare(world: &World, office: &Office) -> Case {
    let board = body(world, office, json!({"name": BOARD, "kind": "board"})).await;
    bring_in_the_directory(world, office).await;
    let campaign = plan(world, office).await;
    let mut supervisors = Vec::new();
    let officials = world
        .get(
            &format!("/v1/officials?body_id={board}"),
            Some(&office.ramon.who),
        )
        .await;
    let officials = officials.expect(200)["items"].as_array().unwrap().clone();
    for name in alder_county::SUPERVISORS {
        let official = officials
            .iter()
            .find(|official| official["name"] == name)
            .unwrap();
        let target = json!({"official_id": official["id"]});
        supervisors.push(address(world, office, &campaign, target).await);
    }
    let association =
        json!({"name": "State Library Association (fictional)", "kind": "association"});
    let association = json!({"body_id": body(world, office, association).await});
    let association = address(world, office, &campaign, association).await;
    let petition = write_petition(world, office, &campaign).await;
    let branches = branches(world, &petition).await;
    Case {
        campaign,
        petition,
        board,
        branches,
        supervisors,
        association,
    }
}

async fn bring_in_the_directory(world: &World, office: &Office) {
    let files = [
        ("divisions", alder_county::divisions(), 5),
        ("officials", alder_county::officials(), 5),
        ("postal_codes", alder_county::postal_codes(), 2),
        ("workplaces", alder_county::workplaces(), 6),
    ];
    for (kind, sheet, rows) in files {
        let path = format!("/v1/imports/{kind}");
        let report = world
            .post_csv(&path, &office.ramon.who, &sheet)
            .await
            .expect(200);
        assert_eq!(
            (&report["imported"], &report["refused"]),
            (&json!(rows), &json!([])),
            "{kind}"
        );
    }
    let domain = json!({"domain": EMPLOYER_DOMAIN});
    world
        .post("/v1/employer-domains", Some(&office.ramon.who), domain)
        .await
        .expect(201);
}

/// Not everybody wants guards: the alternative stands beside the demand it would replace.
async fn plan(world: &World, office: &Office) -> String {
    let ramon = &office.ramon.who;
    let mut campaign = json!({
        "name": "Safe branches for everyone", "language": "en",
        "summary": "Security staff at every high-risk branch of the county library, and help that fits the need.",
        "answer_requested_by": "2026-10-26", "agenda_item": "Item 14, library budget",
    });
    let made = world
        .post("/v1/campaigns", Some(ramon), campaign.clone())
        .await;
    let id = id(&made.expect(201));
    let (path, edit) = (
        format!("/v1/campaigns/{id}"),
        format!("/v1/campaigns/{id}/demands"),
    );
    let demands = json!({"demands": [
        {"text": "Post one trained, unarmed guard at each branch that the county itself designates high risk."},
        {"text": "Instead of guards, staff the same branches with a social worker and a psychiatric nurse.", "alternative_to": 1},
        {"text": "Publish every month how often staff called for help at each branch, and what came of it."},
    ]});
    world
        .change(Method::PUT, (&path, &edit), ramon, demands)
        .await
        .expect(200);
    translate(world, ramon, &path).await;
    campaign["state"] = json!("running");
    campaign["testimony_open"] = json!(true);
    campaign["testimony_withdraw_until"] = json!("2026-10-19");
    world
        .change(Method::PUT, (&path, &path), ramon, campaign)
        .await
        .expect(200);
    id
}

/// One of the five Supervisors reads Spanish; nobody reads Portuguese after all.
async fn translate(world: &World, ramon: &Persona, path: &str) {
    let campaign = world.get(path, Some(ramon)).await.expect(200);
    let said = [
        "Poner una persona de seguridad capacitada y sin armas en cada sucursal que el propio condado califica de alto riesgo.",
        "En lugar de guardias, dotar las mismas sucursales de una persona de trabajo social y otra de enfermería psiquiátrica.",
        "Publicar cada mes cuántas veces pidió ayuda el personal de cada sucursal y qué resultó de ello.",
    ];
    let demands = campaign["demands"].as_array().unwrap().iter().zip(said);
    let demands: Vec<_> = demands
        .map(|(demand, text)| json!({"id": demand["id"], "text": text}))
        .collect();
    let spanish = json!({
        "name": "Sucursales seguras para todos",
        "summary": "Personal de seguridad en cada sucursal de alto riesgo, y una ayuda que responda a lo que hace falta.",
        "agenda_item": "Punto 14, presupuesto de la biblioteca", "demands": demands,
    });
    let edit = format!("{path}/texts/es");
    let put = world
        .change(Method::PUT, (path, &edit), ramon, spanish)
        .await;
    assert_eq!(put.expect(200)["texts"][0]["language"], "es");
    let edit = format!("{path}/texts/pt");
    let portuguese = json!({"name": "Filiais seguras", "demands": []});
    world
        .change(Method::PUT, (path, &edit), ramon, portuguese)
        .await
        .expect(200);
    let removed = world
        .change(Method::DELETE, (path, &edit), ramon, Value::Null)
        .await;
    assert_eq!(removed.expect(200)["texts"].as_array().unwrap().len(), 1);
}

async fn write_petition(world: &World, office: &Office, campaign: &str) -> String {
    let ramon = &office.ramon.who;
    let words = json!({
        "campaign_id": campaign, "language": "en", "goal": 100,
        "title": "Safe branches for everyone in Alder County",
        "body": "To the Board of Supervisors of Alder County:\n\nOur libraries are open to everyone, and we want to keep them so. The county has designated four branches as high risk and has posted nobody there after five in the evening.\n\nWe ask the Board to fund trained, unarmed security staff at each of them or, where the people of a branch prefer it, a social worker and a psychiatric nurse.",
    });
    let petition = id(&world
        .post("/v1/petitions", Some(ramon), words)
        .await
        .expect(201));
    let (path, spanish) = (
        format!("/v1/petitions/{petition}"),
        format!("/v1/petitions/{petition}/texts/es"),
    );
    let words = json!({
        "title": "Bibliotecas seguras para todos en el condado de Alder",
        "body": "A la Junta de Supervisores del condado de Alder:\n\nNuestras bibliotecas están abiertas a todo el mundo y queremos que sigan así.",
    });
    world
        .change(Method::PUT, (&path, &spanish), ramon, words)
        .await
        .expect(200);

    world
        .post("/v1/test-mails", Some(ramon), json!({}))
        .await
        .expect(202);
    let readiness = world.get("/v1/readiness", Some(ramon)).await.expect(200);
    assert_eq!(
        readiness["can_open_petitions"], true,
        "the union is marked as made up"
    );
    for (check, is_ready) in [
        ("two_reviewers", true),
        ("recovery_key", true),
        ("headcounts", true),
        ("mail", false),
    ] {
        let items = readiness["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["check"] == check).unwrap();
        assert_eq!(item["ready"], is_ready, "{item}");
    }
    let open = json!({"transition": "open"});
    let opened = world
        .post(&format!("{path}/transitions"), Some(ramon), open)
        .await;
    assert_eq!(opened.expect(200)["state"], "open");
    petition
}

/// As anybody finds them who wants to sign.
async fn branches(world: &World, petition: &str) -> Vec<String> {
    let public = world
        .get(&format!("/v1/public/petitions/{petition}"), None)
        .await
        .expect(200);
    assert_eq!(
        (&public["can_be_signed"], &public["languages"]),
        (&json!(true), &json!(["en", "es"]))
    );
    assert_eq!(public["addressees"].as_array().unwrap().len(), 6);
    let listed = world
        .get(&format!("/v1/petitions/{petition}/workplaces"), None)
        .await
        .expect(200);
    let listed = listed["items"].as_array().unwrap();
    let find = |name: &str| id(listed.iter().find(|place| place["name"] == name).unwrap());
    BRANCHES.iter().map(|(name, ..)| find(name)).collect()
}

async fn body(world: &World, office: &Office, new: Value) -> String {
    id(&world
        .post("/v1/bodies", Some(&office.ramon.who), new)
        .await
        .expect(201))
}

async fn address(world: &World, office: &Office, campaign: &str, target: Value) -> String {
    let path = format!("/v1/campaigns/{campaign}/targets");
    id(&world
        .post(&path, Some(&office.ramon.who), target)
        .await
        .expect(201))
}

pub fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}
