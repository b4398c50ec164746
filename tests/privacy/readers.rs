//! What somebody who asked for news leaves behind: no letter of the address, no link of a mail.

use serde_json::json;

use super::{is_nowhere, proves_itself};
use crate::announcements::server::answers;
use crate::announcements::{Campaign, tonight};
use crate::kit::World;
use crate::kit::log::Captured;
use crate::signatures::drive_in;
use broadside::announcements::entity::announcement_recipient;
use broadside::campaigns::entity::campaign;
use broadside::work;

const NAME: &str = "marmaladeful";
const HOST: &str = "zanzibarine.example";

#[tokio::test]
async fn no_byte_on_disk_or_in_the_log_tells_who_wants_news_or_wants_none() {
    let log = Captured::begin();
    let port = answers("250 well\r\n");
    let world = World::with(|settings| {
        settings.mail.smtp_host = Some("127.0.0.1".to_owned());
        settings.mail.smtp_port = port;
        settings.mail.smtp_security = "none".to_owned();
    });
    let drive = drive_in(world.await).await;
    let app = drive.world.app.clone();
    let cause = campaign::of(drive.owner.organization)
        .one(&app.db.read)
        .await
        .unwrap();
    let campaign = Campaign {
        id: cause.unwrap().id.to_string(),
        owner: drive.owner,
        world: drive.world,
    };
    let email = format!("{NAME}@{HOST}");
    campaign.subscribe(&[(&email, "en")]).await;
    campaign.send(tonight()).await;
    work::drain(&app).await;
    assert_eq!(campaign.states().await, ["sent"]);
    let row = announcement_recipient::for_jobs()
        .one(&app.db.read)
        .await
        .unwrap()
        .unwrap();
    let key = data_encoding::BASE64URL_NOPAD.encode(&row.person_key);
    let wrong = json!({"token": key});
    campaign
        .world
        .post("/v1/unsubscriptions", None, wrong)
        .await;
    let looked = format!("/unsubscribe?token={key}");
    campaign.world.get(&looked, None).await;
    proves_itself(&campaign.world);
    for canary in [NAME, HOST, &key] {
        is_nowhere(&campaign.world, canary);
        assert!(!log.text().contains(canary), "{canary}");
    }
}
