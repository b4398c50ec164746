//! The two campaigns: guards where the risk is, and an answer to the laid-off.

use serde_json::{Value, json};

use super::office::Office;
use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};

/// A campaign with its open petition.
pub struct Campaign {
    pub id: String,
    pub petition: String,
    /// The bodies or officials that it addresses, as target ids.
    pub targets: Vec<String>,
}

pub async fn county(office: &Office) -> Result<Campaign, Failure> {
    step("The campaign for guards gets its demands");
    let organizer = &office.organizer;
    let campaign = json!({
        "name": "Safe branches for everyone", "language": "en",
        "summary": "Security staff at every high-risk branch of the county library, and help that fits the need.",
        "answer_requested_by": office.in_days(21), "agenda_item": "Item 14, library budget",
    });
    let demands = json!({"demands": [
        {"text": "Post one trained, unarmed guard at each branch that the county itself designates high risk, during all opening hours.", "topics": ["guard_companies"]},
        {"text": "Instead of guards, staff the same branches with a social worker and a psychiatric nurse, and call the mobile crisis team first.", "alternative_to": 1, "topics": ["crisis_teams", "social_workers", "without_police"]},
        {"text": "Publish every month how often staff called for help at each branch, and what came of it.", "topics": ["police_response"]},
    ]});
    let id = create(office, campaign, demands).await?;
    let officials = organizer
        .get(&format!("/v1/officials?body_id={}", office.board))
        .await?;
    let mut targets = Vec::new();
    for official in officials["items"].as_array().into_iter().flatten() {
        let target = json!({"official_id": official["id"]});
        let target = organizer
            .post(&format!("/v1/campaigns/{id}/targets"), target)
            .await?;
        targets.push(text(&target, "id")?);
    }
    let words = json!({
        "campaign_id": id, "language": "en", "goal": 500,
        "title": "Safe branches for everyone in Alder County",
        "body": "To the Board of Supervisors of Alder County:\n\nOur libraries are open to everyone, and we want to keep them so. In the past year staff have been threatened, followed to their cars and struck; patrons have stopped coming with their children. The county has designated eight branches as high risk and has posted nobody at seven of them.\n\nWe ask the Board to fund trained, unarmed security staff at every branch that it has designated high risk, or, where the people of a branch prefer it, a social worker and a psychiatric nurse; and to publish every month how often help was called and whether it came.\n\nWe, the undersigned, work in these branches, use them, or stand with those who do.",
    });
    translate(organizer, &id).await?;
    let petition = open_petition(organizer, words, Some(spanish())).await?;
    done("open");
    super::records::add(organizer, &id).await?;
    Ok(Campaign {
        id,
        petition,
        targets,
    })
}

/// The campaign's own words for the Supervisor who reads Spanish.
async fn translate(organizer: &Client, id: &str) -> Result<(), Failure> {
    let path = format!("/v1/campaigns/{id}");
    let campaign = organizer.get(&path).await?;
    let said = [
        "Poner una persona de seguridad capacitada y sin armas en cada sucursal que el propio condado califica de alto riesgo, durante todo el horario de apertura.",
        "En lugar de guardias, dotar las mismas sucursales de una persona de trabajo social y otra de enfermería psiquiátrica, y llamar primero al equipo móvil de crisis.",
        "Publicar cada mes cuántas veces pidió ayuda el personal de cada sucursal y qué resultó de ello.",
    ];
    let demands = campaign["demands"].as_array().into_iter().flatten();
    let demands = demands.zip(said);
    let demands: Vec<_> = demands
        .map(|(demand, text)| json!({"id": demand["id"], "text": text}))
        .collect();
    let texts = json!({
        "name": "Sucursales seguras para todos",
        "summary": "Personal de seguridad en cada sucursal de alto riesgo de la biblioteca del condado, y una ayuda que responda a lo que hace falta.",
        "agenda_item": "Punto 14, presupuesto de la biblioteca",
        "demands": demands,
    });
    let edit = format!("{path}/texts/es");
    organizer
        .change(reqwest::Method::PUT, (&path, &edit), texts)
        .await?;
    Ok(())
}

pub async fn layoffs(office: &Office) -> Result<Campaign, Failure> {
    step("The campaign of the laid-off addresses their association");
    let organizer = &office.organizer;
    let campaign = json!({
        "name": "Say what the layoffs did", "language": "en",
        "summary": "Library workers are laid off by the hundreds while their association stays silent.",
        "answer_requested_by": office.in_days(30),
    });
    let demands = json!({"demands": [
        {"text": "Say publicly, by name, which employers laid off library workers this year, and how."},
        {"text": "Waive the dues of laid-off members for two years."},
    ]});
    let id = create(office, campaign, demands).await?;
    let target = json!({"official_id": office.president});
    let target = organizer
        .post(&format!("/v1/campaigns/{id}/targets"), target)
        .await?;
    let words = json!({
        "campaign_id": id, "language": "en",
        "title": "Answer the laid-off",
        "body": "To the Western Library Association:\n\nThousands of us have lost our work. You have written about resilience. We have paid our dues, sat on your committees and recruited your members.\n\nWe ask you to say in public what happened to us, and by whose decision, and to stand with those whom it happened to.",
    });
    let petition = open_petition(organizer, words, None).await?;
    done("open");
    super::records::add_notices(organizer, &id).await?;
    Ok(Campaign {
        id,
        petition,
        targets: vec![text(&target, "id")?],
    })
}

async fn create(office: &Office, campaign: Value, demands: Value) -> Result<String, Failure> {
    let organizer = &office.organizer;
    let made = organizer.post("/v1/campaigns", campaign.clone()).await?;
    let id = text(&made, "id")?;
    let path = format!("/v1/campaigns/{id}");
    let edit = format!("{path}/demands");
    organizer
        .change(reqwest::Method::PUT, (&path, &edit), demands)
        .await?;
    let mut running = campaign;
    running["state"] = json!("running");
    running["testimony_open"] = json!(true);
    running["testimony_withdraw_until"] = json!(office.in_days(14));
    organizer
        .change(reqwest::Method::PUT, (&path, &path), running)
        .await?;
    Ok(id)
}

async fn open_petition(
    organizer: &Client,
    words: Value,
    translation: Option<Value>,
) -> Result<String, Failure> {
    let petition = text(&organizer.post("/v1/petitions", words).await?, "id")?;
    let path = format!("/v1/petitions/{petition}");
    if let Some(translation) = translation {
        let edit = format!("{path}/texts/es");
        organizer
            .change(reqwest::Method::PUT, (&path, &edit), translation)
            .await?;
    }
    organizer
        .post(
            &format!("{path}/transitions"),
            json!({"transition": "open"}),
        )
        .await?;
    Ok(petition)
}

fn spanish() -> Value {
    json!({
        "title": "Bibliotecas seguras para todos en el condado de Alder",
        "body": "A la Junta de Supervisores del condado de Alder:\n\nNuestras bibliotecas están abiertas a todo el mundo y queremos que sigan así. Durante el último año el personal ha recibido amenazas y golpes y ha sido seguido hasta su coche; hay familias que han dejado de venir. El condado ha calificado ocho sucursales como de alto riesgo y en siete no ha puesto a nadie.\n\nPedimos a la Junta que financie personal de seguridad capacitado y sin armas en cada sucursal calificada como de alto riesgo o, donde la gente de la sucursal lo prefiera, una persona de trabajo social y otra de enfermería psiquiátrica; y que publique cada mes cuántas veces se pidió ayuda y si llegó.\n\nQuienes firmamos trabajamos en estas sucursales, las usamos o apoyamos a quienes lo hacen.",
    })
}
