//! A packet in its reader's language: what was translated, what was not, and what stays as it was signed.

use broadside::petitions::freeze_demands;
use broadside::review::PublishedTestimonyId;
use broadside::review::entity::published_testimony;
use poem::http::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};

use super::county::County;
use super::{id, keep, words};
use crate::kit::Answer;

const SPANISH: [&str; 3] = [
    "Poner una persona de seguridad capacitada y sin armas en cada sucursal de alto riesgo.",
    "En lugar de guardias, una trabajadora social y una enfermera psiquiátrica.",
    "Publicar cada mes cuántas veces se pidió ayuda y qué resultó.",
];

const LATE: &str = "Las demandas figuran aquí en una traducción añadida el";

impl County {
    fn path(&self) -> String {
        format!("/v1/campaigns/{}", self.campaign)
    }

    pub async fn read_campaign(&self) -> Value {
        let read = self.world.get(&self.path(), Some(&self.owner)).await;
        read.expect(200)
    }

    /// Its demands in Spanish, as many as are given, with name and summary.
    async fn translate(&self, texts: &[&str]) -> Answer {
        let demands = self.read_campaign().await["demands"].clone();
        let demands = demands.as_array().unwrap().iter().zip(texts);
        let demands: Vec<_> = demands
            .map(|(demand, text)| json!({"id": demand["id"], "text": text}))
            .collect();
        let body = json!({
            "name": "Sucursales seguras", "summary": "Personal y usuarios piden seguridad.",
            "agenda_item": "Punto 14, presupuesto", "demands": demands,
        });
        self.put_text("es", body).await
    }

    async fn put_text(&self, language: &str, body: Value) -> Answer {
        let (read, path) = (self.path(), format!("{}/texts/{language}", self.path()));
        let way = (read.as_str(), path.as_str());
        self.world.change(Method::PUT, way, &self.owner, body).await
    }

    async fn in_spanish(&self) -> (Value, Option<String>) {
        let packet = self
            .packet(self.supervisors[0], json!({"language": "es"}))
            .await;
        let answer = self.document(id(&packet)).await;
        keep("translated", &answer.bytes);
        let words = words(&answer.bytes);
        let flat = words.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "));
        (packet, flat)
    }

    /// The petition's demands as they are, as if somebody signed now.
    async fn freeze(&self) {
        let petition = self.petition;
        let frozen = self
            .world
            .app
            .db
            .write(|tx| async move { freeze_demands(&tx, &[petition]).await });
        frozen.await.unwrap();
    }

    async fn spanish_petition(&self) {
        let read = format!("/v1/petitions/{}", self.petition);
        let path = format!("{read}/texts/es");
        let text =
            json!({"title": "Bibliotecas seguras", "body": "A la Junta:\n\nPedimos seguridad."});
        let put = self
            .world
            .change(Method::PUT, (&read, &path), &self.owner, text);
        put.await.expect(200);
    }
}

#[tokio::test]
async fn a_spanish_packet_carries_spanish_demands_and_says_what_is_missing() {
    let county = County::signed().await;
    let (before, _) = county.in_spanish().await;
    assert_eq!(
        before["warnings"],
        json!([
            "petition_untranslated",
            "demands_untranslated",
            "campaign_untranslated"
        ])
    );
    county.translate(&SPANISH[..2]).await.expect(200);
    let (half, words) = county.in_spanish().await;
    assert_eq!(
        half["warnings"],
        json!(["petition_untranslated", "demands_untranslated"])
    );
    if let Some(words) = words {
        assert!(words.contains("Post one trained, unarmed guard") && !words.contains(SPANISH[0]));
        assert!(words.contains("Punto 14") && words.contains("Personal y usuarios piden"));
    }
    let whole = county.translate(&SPANISH).await.expect(200);
    assert_eq!(whole["texts"][0]["language"], "es");
    assert_eq!(
        whole["demands"][2]["texts"],
        json!([{"language": "es", "text": SPANISH[2], "added_on": "2026-10-05"}])
    );
    county.spanish_petition().await;
    let (packet, words) = county.in_spanish().await;
    assert_eq!(packet["warnings"], json!([]));
    if let Some(words) = words {
        assert!(
            words.contains(SPANISH[0]) && words.contains(SPANISH[1]) && words.contains(SPANISH[2])
        );
        for english in [
            "unarmed guard",
            "Instead of guards",
            "Publish every month",
            "Item 14",
        ] {
            assert!(!words.contains(english), "{english}");
        }
    }
    let english = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(english["warnings"], json!([]));
}

#[tokio::test]
async fn what_says_something_else_loses_its_translation() {
    let county = County::new().await;
    county.translate(&SPANISH).await.expect(200);
    let mut campaign = county.read_campaign().await;
    let mut demands = campaign["demands"].clone();
    for demand in demands.as_array_mut().unwrap() {
        let fields = demand.as_object_mut().unwrap();
        fields.remove("position");
        fields.remove("texts");
    }
    demands[0]["text"] = json!("Post two guards.");
    let (read, path) = (county.path(), format!("{}/demands", county.path()));
    let body = json!({"demands": demands});
    let way = (read.as_str(), path.as_str());
    let changed = county
        .world
        .change(Method::PUT, way, &county.owner, body)
        .await
        .expect(200);
    let left: Vec<_> = changed["demands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|demand| demand["texts"].as_array().unwrap().len())
        .collect();
    assert_eq!(left, [0, 1, 1]);
    let fields = campaign.as_object_mut().unwrap();
    for read_only in [
        "id",
        "demands",
        "targets",
        "texts",
        "revision",
        "created_at",
    ] {
        fields.remove(read_only);
    }
    campaign["summary"] = json!("Another summary.");
    let changed = county
        .world
        .change(Method::PUT, (&read, &read), &county.owner, campaign)
        .await
        .expect(200);
    let text = &changed["texts"][0];
    assert!(
        text.get("summary").is_none() && text["name"] == "Sucursales seguras",
        "{text}"
    );
}

#[tokio::test]
async fn a_signed_petition_keeps_its_demands_in_the_languages_in_which_people_read_it() {
    let county = County::signed().await;
    county.spanish_petition().await;
    county.translate(&SPANISH).await.expect(200);
    county.freeze().await;
    let others = ["Otra cosa.", "Y otra.", "Y otra más."];
    county.translate(&others).await.expect(200);
    let (_, words) = county.in_spanish().await;
    if let Some(words) = words {
        assert!(words.contains(SPANISH[0]) && !words.contains("Otra cosa"));
        assert!(!words.contains(LATE), "whoever signed could read them");
    }
    let path = format!("/v1/public/petitions/{}?language=es", county.petition);
    let public = county.world.get(&path, None).await.expect(200);
    assert_eq!(public["demands"][0]["text"], SPANISH[0]);
}

#[tokio::test]
async fn a_language_that_nobody_could_sign_in_is_printed_as_it_stands_today() {
    let county = County::signed().await;
    county.translate(&SPANISH).await.expect(200);
    county.freeze().await;
    let better = ["Una persona de seguridad.", SPANISH[1], SPANISH[2]];
    county.translate(&better).await.expect(200);
    let (_, words) = county.in_spanish().await;
    if let Some(words) = words {
        assert!(words.contains(better[0]));
        let late = format!(
            "{LATE} 5 de octubre de 2026; quienes firmaron sin ella las leyeron en inglés."
        );
        assert!(words.contains(&late), "{words}");
    }
    // From here on people read it in Spanish.
    county.spanish_petition().await;
    county.translate(&SPANISH).await.expect(200);
    let (_, words) = county.in_spanish().await;
    if let Some(words) = words {
        assert!(words.contains(better[0]) && !words.contains(SPANISH[0]));
    }
}

#[tokio::test]
async fn a_translation_is_of_this_campaign_and_into_another_language() {
    let county = County::new().await;
    let own = county.put_text("en", json!({"demands": []})).await;
    assert_eq!(own.problem(), "campaign-rule");
    let strange =
        json!({"demands": [{"id": "dem_0190d3f8a7c07000a1b2c3d4e5f60718", "text": "Otra"}]});
    assert_eq!(
        county.put_text("es", strange).await.problem(),
        "invalid-body"
    );
    assert_eq!(
        county.put_text("1", json!({"demands": []})).await.problem(),
        "not-found"
    );
    let first = county.read_campaign().await["demands"][0]["id"].clone();
    let twice = json!({"demands": [{"id": first, "text": "Una"}, {"id": first, "text": "Otra"}]});
    assert_eq!(county.put_text("es", twice).await.problem(), "invalid-body");
    let (read, path) = (county.path(), format!("{}/texts/es", county.path()));
    let way = (read.as_str(), path.as_str());
    let gone = county
        .world
        .change(Method::DELETE, way, &county.owner, json!(null))
        .await;
    assert_eq!(gone.problem(), "no-such-translation");
    county.translate(&SPANISH).await.expect(200);
    let gone = county
        .world
        .change(Method::DELETE, way, &county.owner, json!(null))
        .await
        .expect(200);
    assert_eq!(
        (&gone["texts"], &gone["demands"][0]["texts"]),
        (&json!([]), &json!([]))
    );
    let stranger = county.world.organization("Another Local").await;
    let put = county
        .world
        .put(&path, &stranger, "\"1\"", json!({"demands": []}))
        .await;
    assert_eq!(put.problem(), "not-found");
    let late = county
        .world
        .put(&path, &county.owner, "\"1\"", json!({"demands": []}))
        .await;
    assert_eq!(late.problem(), "precondition-failed");
}

#[tokio::test]
async fn readiness_says_who_would_read_another_language_than_their_own() {
    let county = County::new().await;
    let item = async || {
        let all = county
            .world
            .get("/v1/readiness", Some(&county.owner))
            .await
            .expect(200);
        let items = all["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .find(|item| item["check"] == "translations")
            .unwrap()
    };
    assert_eq!(item().await["ready"], true);
    county.speak_spanish(1).await;
    let missing = item().await;
    assert_eq!(missing["ready"], false, "{missing}");
    assert!(missing["detail"].as_str().unwrap().contains("es"));
    county.translate(&SPANISH).await.expect(200);
    assert_eq!(item().await["ready"], true);
}

impl County {
    async fn speak_spanish(&self, supervisor: usize) {
        use broadside::directory::entity::{official, person};
        use sea_orm::sea_query::Expr;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let id = self.officials[supervisor];
        let row = official::of(self.owner.organization).filter(official::Column::Id.eq(id));
        let row = row.one(&self.world.app.db.read).await.unwrap().unwrap();
        let written = self.world.app.db.write(|tx| async move {
            person::Entity::update_many()
                .col_expr(person::Column::Language, Expr::value("es"))
                .filter(person::Column::Id.eq(row.person_id))
                .exec(&*tx)
                .await
        });
        written.await.unwrap();
    }

    async fn publish_in(&self, language: &str, district: usize, text: &str) {
        let row = &published_testimony::ActiveModel {
            id: Set(PublishedTestimonyId(broadside::ids::timeless(
                &self.world.app.entropy,
            ))),
            organization_id: Set(self.owner.organization),
            campaign_id: Set(self.campaign),
            kind: Set("safety_incident".to_owned()),
            language: Set(Some(language.to_owned())),
            text: Set(text.to_owned()),
            division_id: Set(Some(self.districts[district])),
            quarter: Set(None),
            job_group: Set(None),
            verified_worker: Set(false),
            published_on: Set(self.world.app.clock.today()),
            withdrawn_on: Set(None),
            takedown_asked_by: Set(None),
            takedown_asked_on: Set(None),
        };
        let written = self
            .world
            .app
            .db
            .write(|tx| async move { row.clone().insert(&*tx).await.map(drop) });
        written.await.unwrap();
    }
}

#[tokio::test]
async fn page_two_quotes_somebody_who_speaks_the_readers_language_and_marks_are_in_it() {
    let county = County::signed().await;
    let spanish = "Llamamos dos veces y nadie vino; cerramos la sala infantil y esperamos una hora hasta que se fue.";
    county.publish_in("es", 3, spanish).await;
    let (_, words) = county.in_spanish().await;
    let Some(words) = words else { return };
    let (front, rest) = words.split_once("Índice").unwrap();
    assert!(front.contains("Llamamos dos veces"), "{front}");
    assert!(rest.contains("[una persona del equipo]") && !rest.contains("[a coworker]"));
    assert!(rest.contains("[una persona de la dirección]"));
    let english = county.packet(county.supervisors[0], json!({})).await;
    let answer = county.document(id(&english)).await;
    let flat = super::words(&answer.bytes).unwrap();
    let (front, _) = flat.split_once("Contents").unwrap();
    assert!(!front.contains("Llamamos"));
}

#[tokio::test]
async fn a_spanish_packet_calls_the_officer_and_the_sources_by_their_spanish_names() {
    let county = County::signed().await;
    let contact = json!({"contact": {
        "name": "Wendeline Okonkwo-Bell", "title": "Chief Steward",
        "titles": [{"language": "es-US", "title": "Delegada principal"}],
    }});
    let organization = ("/v1/organization", "/v1/organization");
    let changed = county
        .world
        .change(Method::PATCH, organization, &county.owner, contact)
        .await
        .expect(200);
    assert_eq!(changed["contact"]["titles"][0]["language"], "es-US");
    let survey = json!({
        "statistic": "Libraries that reported an incident", "value": "1,142", "n": "1,530 libraries",
        "source": "Example State Library", "published": "2026-07-14",
        "texts": [{"language": "es", "statistic": "Bibliotecas con un incidente", "source": "Biblioteca Estatal de Ejemplo"}],
    });
    let path = format!("/v1/campaigns/{}/evidence", county.campaign);
    let made = county.world.post(&path, Some(&county.owner), survey).await;
    made.expect(201);
    let (_, words) = county.in_spanish().await;
    let Some(words) = words else { return };
    for spanish in [
        "Delegada principal",
        "Biblioteca Estatal de Ejemplo",
        "14 de julio de 2026",
    ] {
        assert!(words.contains(spanish), "{spanish}");
    }
    assert!(!words.contains("Chief Steward") && !words.contains("Example State Library"));
    let english = county.packet(county.supervisors[0], json!({})).await;
    let words = super::words(&county.document(id(&english)).await.bytes).unwrap();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Chief Steward") && words.contains("July 14, 2026"));
}
