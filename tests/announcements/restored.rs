//! What a restored backup does not send again, and whom it does not write to again.

use broadside::announcements::entity::{announcement, announcement_choice};

use super::sending::wants;
use super::*;
use crate::restore::Kept;

#[tokio::test]
async fn a_restored_backup_sends_nothing_twice_and_forgets_again_who_unsubscribed() {
    let world = World::with(|settings| settings.mail.announcements_a_minute = 12);
    let campaign = campaign_in(world.await).await;
    campaign
        .subscribe(&[("rosa@mail.example", "en"), ("wren@mail.example", "en")])
        .await;
    let id = campaign.send(tonight()).await;
    campaign.world.work().await;
    assert_eq!(campaign.world.mails().len(), 1);
    let kept = Kept::of(&campaign.world).await;
    campaign.world.advance(Duration::seconds(5));
    campaign.work(1).await;
    assert_eq!(campaign.get(&id).await["state"], "sent");
    let body = json!({"token": campaign.token("rosa@mail.example")});
    campaign.world.post("/v1/unsubscriptions", None, body).await;
    campaign.work(1).await;

    let order = kept.order(&campaign.world).await;
    let back = kept.restored(&campaign.world, "back", &order).await;
    broadside::work::drain(&back.app).await;
    let db = &back.app.db.read;
    let rows = announcement_recipient::for_jobs().all(db).await.unwrap();
    let mut states: Vec<_> = rows.iter().map(|row| row.state.as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["sent", "uncertain"]);
    let row = announcement::for_jobs().one(db).await.unwrap().unwrap();
    assert_eq!(
        (row.state.as_str(), row.trouble.as_deref()),
        ("cancelled", Some("restored"))
    );
    let left = subscription::for_jobs().all(db).await.unwrap();
    assert_eq!(left.len(), 1, "wren");
    let noted = suppression::for_jobs().all(db).await.unwrap();
    assert_eq!(noted.len(), 1, "rosa, by a keyed hash");
}

/// A subscriber and a member: both asked for news, and both ended it after the backup.
#[tokio::test]
async fn a_member_who_unsubscribed_stays_away_as_a_subscriber_does() {
    let campaign = campaign_in(World::new().await).await;
    campaign.subscribe(&[("rosa@mail.example", "en")]).await;
    campaign.choose(&campaign.owner, wants(&[])).await;
    campaign.send(tonight()).await;
    campaign.work(1).await;
    let kept = Kept::of(&campaign.world).await;
    for email in [
        "rosa@mail.example",
        "owner@aldercountylibraryworkers.example",
    ] {
        let body = json!({"token": campaign.token(email)});
        let ended = campaign.world.post("/v1/unsubscriptions", None, body).await;
        assert_eq!(ended.status, 204);
    }
    campaign.work(1).await;
    let order = kept.order(&campaign.world).await;
    let back = kept.restored(&campaign.world, "back", &order).await;
    let db = &back.app.db.read;
    let subscribers = subscription::for_jobs().all(db).await.unwrap();
    let members = announcement_choice::for_jobs().all(db).await.unwrap();
    assert_eq!((subscribers.len(), members.len()), (0, 0));
    let noted = suppression::for_jobs().all(db).await.unwrap();
    assert_eq!(noted.len(), 2);
}
