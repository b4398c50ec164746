//! The union calls its people to a session tonight, and one of them has had enough of mail.

use poem::http::Method;
use serde_json::json;

use crate::announcements::{campaign_in, tonight};
use crate::kit::{Recorder, World};

const TOLD: &[&str] = &[
    "change_announcement",
    "change_my_announcements",
    "create_announcement",
    "get_announcement",
    "get_my_announcements",
    "list_announcements",
    "preview_announcement",
    "transition_announcement",
    "create_unsubscription",
];

#[tokio::test]
async fn the_session_tonight_is_announced_to_everybody_who_asked_for_news() {
    let recorder = Recorder::of(TOLD);
    let campaign = campaign_in(World::recorded(&recorder).await).await;
    let signers: Vec<String> = (0..23).map(|n| format!("signer{n}@mail.example")).collect();
    let signers: Vec<_> = signers.iter().map(|email| (email.as_str(), "en")).collect();
    campaign.subscribe(&signers).await;
    campaign.subscribe(&[("rosa@mail.example", "es")]).await;
    let mine = format!("/v1/campaigns/{}/my-announcements", campaign.id);
    let owner = Some(&campaign.owner);
    let wanted = json!({"wanted": true, "refused": ["topic"]});
    campaign
        .world
        .send(Method::PUT, &mine, owner, Some(wanted.clone()))
        .await
        .expect(200);
    let read = campaign.world.get(&mine, owner).await.expect(200);
    assert_eq!(read, wanted);

    let mut hasty = tonight();
    hasty["texts"][0]["subject"] = json!("Safe branches: tonight at 6");
    let id = campaign.draft(hasty).await;
    let shown = campaign.preview(&id, "en").await;
    assert_eq!(shown["warnings"][0], "subject_names_campaign");
    let path = format!("/v1/announcements/{id}");
    campaign
        .world
        .change(Method::PUT, (&path, &path), &campaign.owner, tonight())
        .await
        .expect(200);
    let shown = campaign.preview(&id, "en").await;
    assert_eq!(shown["recipients"], json!({"about": 25}));
    campaign.go(&id, "send").await;
    campaign.work(2).await;
    let sent = campaign.get(&id).await;
    assert_eq!(
        (&sent["state"], &sent["progress"]["sent"]),
        (&json!("sent"), &json!({"about": 25}))
    );
    let list = format!("/v1/campaigns/{}/announcements", campaign.id);
    campaign.world.get(&list, owner).await.expect(200);

    let body = json!({"token": campaign.token("rosa@mail.example")});
    let ended = campaign.world.post("/v1/unsubscriptions", None, body).await;
    assert_eq!(ended.status, 204);
    campaign.send(tonight()).await;
    campaign.work(2).await;
    assert_eq!(campaign.mails_to("rosa@mail.example").len(), 1);
    recorder.compare("announcements");
}
