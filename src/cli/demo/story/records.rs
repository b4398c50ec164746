//! What others have counted: a survey, and the calls to the police that the county had to hand over on request. All made up.

use serde_json::json;

use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};
use crate::cli::demo::county::DISTRICTS;

const QUARTERS: [&str; 4] = ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"];

pub async fn add(organizer: &Client, campaign: &str) -> Result<(), Failure> {
    step("A survey and the county's own call log are added");
    let survey = json!({
        "statistic": "Libraries that reported a threatening incident in one year",
        "value": "1,142", "published": "2025", "n": "1,530 libraries",
        "source": "Example State Library, Survey of Safety in Public Libraries (fictional)",
        "link": "https://library.example/safety-2025",
        "texts": [{
            "language": "es", "statistic": "Bibliotecas que comunicaron un incidente amenazante en un año",
            "value": "1142", "n": "1530 bibliotecas",
            "source": "Biblioteca Estatal de Ejemplo, encuesta de seguridad en bibliotecas públicas (ficticia)",
        }],
    });
    let path = format!("/v1/campaigns/{campaign}/evidence");
    organizer.post(&path, survey).await?;
    let calls = json!({
        "statistic": "Calls to the police",
        "source": "Alder County dispatch log, obtained by public records request (fictional)",
        "published": "2026-07-14", "link": "https://records.alder.example/dispatch",
        "texts": [{
            "language": "es", "statistic": "Llamadas a la policía",
            "source": "Registro de llamadas del condado de Alder, obtenido mediante solicitud de documentos públicos (ficticio)",
        }],
    });
    let path = format!("/v1/campaigns/{campaign}/evidence-series");
    let series = text(&organizer.post(&path, calls).await?, "id")?;
    let path = format!("/v1/evidence-series/{series}/numbers");
    let report = organizer.post_csv(&path, calls_csv()).await?;
    done(format!("{} calls", report["total"]));
    Ok(())
}

/// More where the county itself sees a high risk, more in winter.
fn calls_csv() -> String {
    let mut csv = "branch,quarter,calls\n".to_owned();
    let branches = DISTRICTS.iter().flat_map(|district| district.branches);
    for (number, branch) in branches.enumerate() {
        let usual = match branch.risk {
            "high" => 14,
            "medium" => 5,
            _ => 1,
        };
        for (at, quarter) in QUARTERS.iter().enumerate() {
            let calls = usual + (number * 7 + at * 5) % 6 + usual / 3 * (at % 3);
            csv.push_str(&format!("{},{quarter},{calls}\n", branch.name));
        }
    }
    csv
}
