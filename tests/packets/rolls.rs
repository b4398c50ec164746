//! A roll that leaves the report, so that an aide reads it in one sitting.

use serde_json::json;

use super::county::County;
use super::signing::Signing;
use super::{id, through, words};
use crate::kit::needs::Tool;

#[tokio::test]
async fn a_roll_that_would_make_the_report_long_is_a_volume_of_its_own() {
    let county = County::signed().await;
    let told =
        (0..14).map(|n| format!("Evening number {n}: I waited at the door until my ride came."));
    county.publish_all(1, told).await;
    let names = (0..300).map(|n| format!("Ines Ibarra {n}"));
    county.sign_in_bulk(names, &Signing::public(0, "")).await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let volumes = packet["volumes"].as_array().unwrap();
    let held: Vec<_> = volumes.iter().map(|volume| &volume["holds"]).collect();
    assert_eq!(held, ["report", "exhibits", "roll"]);
    let file = async |number: usize| {
        let path = format!("/v1/packets/{}/volumes/{number}", id(&packet));
        county.world.get(&path, Some(&county.owner)).await
    };
    let (report, roll) = (file(1).await, file(3).await);
    let pages = through(Tool::Qpdf, "qpdf", &["--show-npages", "{}"], &report.bytes);
    if let Some(pages) = pages {
        let pages: i64 = pages.trim().parse().unwrap();
        assert!(pages <= 12 && packet["pages"] == pages, "{pages}");
    }
    let (Some(report), Some(roll)) = (words(&report.bytes), words(&roll.bytes)) else {
        return;
    };
    let flat = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("as they chose: in volume 3 of this packet") && !flat.contains("Ines Ibarra")
    );
    for n in 0..300 {
        assert!(roll.contains(&format!("Ines Ibarra {n} ")), "{n}");
    }
}
