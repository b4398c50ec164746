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

/// Notices as an agency lists them: the second amends the first, the last two look like one that was put off.
const NOTICES: &str = "state,employer_name,place_name,site_address,notice_date,effective_date,employees_affected,layoff_type,is_amendment,source_url,source_notice_id\n\
    CA,\"Alder Book Supply, LLC\",Alder city,1 Depot Road,2025-08-04,2025-10-03,112,closure,0,https://warn.example/notices,2025-0219\n\
    CA,ALDER BOOK SUPPLY LLC,Alder city,1 Depot Road,2025-08-04,2025-11-07,131,closure,1,https://warn.example/notices,2025-0219\n\
    CA,Alder Book Supply,Quarry city,40 Rail Street,2026-02-02,2026-04-03,58,mass_layoff,0,https://warn.example/notices,2026-0031\n\
    NV,Orchard Library Services,Mesa city,,2026-01-15,,,closure,0,https://labor.example/warn,26-17\n\
    CA,Westridge Cataloging Inc.,Palms city,7 Mill Lane,2026-01-12,2026-03-16,40,mass_layoff,0,https://warn.example/notices,2026-0007\n\
    CA,Westridge Cataloging,Palms city,7 Mill Lane,2026-03-01,2026-05-01,40,mass_layoff,0,https://warn.example/notices,2026-0054\n";

/// The association's packet cites them apart from what workers tell.
pub async fn add_notices(organizer: &Client, campaign: &str) -> Result<(), Failure> {
    step("The layoff notices of two states are imported");
    let path = "/v1/layoff-notices/imports";
    let report = organizer.post_csv(path, NOTICES.to_owned()).await?;
    let path = format!("/v1/campaigns/{campaign}/layoff-notices");
    let all = json!({"employers": [], "states": []});
    organizer.put(&path, all).await?;
    let (new, amended) = (&report["imported"], &report["amended"]);
    done(format!("{new} notices, {amended} amended"));
    Ok(())
}
