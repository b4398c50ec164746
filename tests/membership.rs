//! How many signers are on an association's list: totals that test nobody, and nothing of the list is kept.

use broadside::signatures::SignatureId;
use broadside::signatures::address::Address;
use broadside::signatures::entity::{membership_match, signature};
use broadside::signatures::seal;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::kit::Answer;
use crate::packets::signing::Signing;
use crate::packets::{County, id, keep, words};

fn address(signer: &SignatureId) -> String {
    format!("{}@patrons.example", signer.0.simple())
}

/// A list with these signers on it, and many who did not sign.
fn list(members: &[SignatureId], former: &[SignatureId], tag: &str) -> String {
    let mut csv = "email,status\n".to_owned();
    for signer in members {
        csv.push_str(&format!("{},member\n", address(signer)));
    }
    for signer in former {
        csv.push_str(&format!("{},former member\n", address(signer)));
    }
    for n in 0..150 {
        csv.push_str(&format!("{tag}member{n}@elsewhere.example,\n"));
        if !former.is_empty() {
            csv.push_str(&format!("{tag}former{n}@elsewhere.example,former_member\n"));
        }
    }
    csv
}

impl County {
    /// People whose addresses are known again by the petition's own key, as those of signers are.
    async fn sign_with_key(&self, n: usize) -> Vec<SignatureId> {
        let app = &self.world.app;
        let key = app
            .entropy
            .with(|rng| app.petition_keys.create(rng, self.petition.0))
            .unwrap();
        let members: Vec<_> = (0..n)
            .map(|_| Signing {
                standing: "association_member",
                ..Signing::patron(0)
            })
            .collect();
        let ids = self.sign(&members).await;
        let keyed: Vec<_> = ids
            .iter()
            .map(|id| {
                (
                    *id,
                    seal::dedupe_key(&key, &Address::parse(&address(id)).unwrap()),
                )
            })
            .collect();
        let keyed = &keyed;
        let written = app.db.write(|tx| async move {
            for (id, key) in keyed {
                signature::Entity::update_many()
                    .col_expr(signature::Column::DedupeKey, Expr::value(key.clone()))
                    .filter(signature::Column::Id.eq(*id))
                    .exec(&*tx)
                    .await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        });
        written.await.unwrap();
        ids
    }

    async fn compare(&self, csv: &str) -> Answer {
        let path = format!(
            "/v1/petitions/{}/membership-matches?origin=association",
            self.petition
        );
        self.world.post_csv(&path, &self.owner, csv).await
    }
}

#[tokio::test]
async fn a_list_is_compared_by_keyed_hash_and_only_totals_come_out() {
    let county = County::signed().await;
    let signers = county.sign_with_key(72).await;
    let csv = list(&signers[..44], &signers[44..47], "");
    let made = county.compare(&csv).await.expect(200);
    let told = made["members"]["number"].as_u64().unwrap();
    assert_eq!(made["members"]["told_as"], "about");
    assert!([40, 50].contains(&told), "{made}");
    assert_eq!(
        made["former_members"],
        json!({"told_as": "fewer_than", "number": 20})
    );
    assert_eq!(
        (&made["listed_members"], &made["listed_former_members"]),
        (&json!(190), &json!(150))
    );
    // The same people again, in another order and another spelling.
    let mut lines: Vec<&str> = csv.lines().collect();
    lines[1..].reverse();
    let again = lines.join("\r\n").replace("@patrons", "+union@PATRONS");
    assert_eq!(county.compare(&again).await.expect(200), made);
    let rows = membership_match::Entity::find()
        .count(&county.world.app.db.read)
        .await
        .unwrap();
    assert_eq!(rows, 1);
    let path = format!("/v1/petitions/{}/membership-matches", county.petition);
    let listed = county
        .world
        .get(&path, Some(&county.owner))
        .await
        .expect(200);
    assert_eq!(listed["items"], json!([made]));
}

#[tokio::test]
async fn nobody_is_tested_with_short_lists_or_many() {
    let county = County::signed().await;
    let signers = county.sign_with_key(60).await;
    let one = format!("email\n{}\n", address(&signers[0]));
    assert_eq!(
        county.compare(&one).await.problem(),
        "member-list-too-short"
    );
    // One person a hundred times is one person.
    let spellings: String = (0..200)
        .map(|n| format!("rosa+{n}@example.org\n"))
        .collect();
    let same = county.compare(&format!("email\n{spellings}")).await;
    assert_eq!(same.problem(), "member-list-too-short");
    let few_former = format!(
        "{}{},former\n",
        list(&signers[1..30], &[], ""),
        address(&signers[0])
    );
    assert_eq!(
        county.compare(&few_former).await.problem(),
        "member-list-too-short"
    );
    let refused = format!(
        "{}no address\n,\n{},retired\n",
        list(&[], &[], ""),
        address(&signers[0])
    );
    let refused = county.compare(&refused).await;
    assert_eq!(refused.problem(), "import-refused");
    assert!(
        !String::from_utf8_lossy(&refused.bytes).contains("patrons.example"),
        "no value comes back"
    );
    assert_eq!(
        county.compare("name\nRosa\n").await.problem(),
        "import-unreadable"
    );
    for tag in ["a", "b", "c"] {
        county
            .compare(&list(&signers[..20], &[], tag))
            .await
            .expect(200);
    }
    let fourth = county.compare(&list(&signers[..21], &[], "d")).await;
    assert_eq!(fourth.problem(), "member-lists-used-up");
    county
        .compare(&list(&signers[..20], &[], "b"))
        .await
        .expect(200);
}

#[tokio::test]
async fn without_the_petitions_key_nothing_can_be_compared() {
    let county = County::signed().await;
    let gone = county.compare(&list(&[], &[], "")).await;
    assert_eq!(gone.problem(), "signers-key-gone");
    let stranger = county.world.organization("Another Local").await;
    let path = format!("/v1/petitions/{}/membership-matches", county.petition);
    assert_eq!(
        county.world.get(&path, Some(&stranger)).await.problem(),
        "not-found"
    );
    let compared = county
        .world
        .post_csv(&format!("{path}?origin=organization"), &stranger, "email\n")
        .await;
    assert_eq!(compared.problem(), "not-found");
}

#[tokio::test]
async fn nothing_of_the_list_is_kept() {
    let county = County::signed().await;
    let signers = county.sign_with_key(30).await;
    county
        .compare(&list(&signers[..25], &[], "canary"))
        .await
        .expect(200);
    let mut folders = vec![county.world.data().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                let found = bytes.windows(12).any(|window| window == b"canarymember");
                assert!(!found, "{}", path.display());
            }
        }
    }
}

#[tokio::test]
async fn a_packet_for_the_association_says_which_way_its_figure_was_made() {
    let county = County::signed().await;
    let signers = county.sign_with_key(72).await;
    let stated = county.packet(county.association, json!({})).await;
    let document = county.document(id(&stated)).await.bytes;
    if let Some(text) = words(&document) {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("72 stated that they are members of the association"));
        assert!(flat.contains("not compared with any list"));
    }
    let made = county
        .compare(&list(&signers[..44], &[], ""))
        .await
        .expect(200);
    let matched = county.packet(county.association, json!({})).await;
    let document = county.document(id(&matched)).await.bytes;
    keep("matched", &document);
    let Some(text) = words(&document) else { return };
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = made["members"]["number"].as_u64().unwrap();
    assert!(
        flat.contains(&format!(
            "about {number} stand on the association’s list as members"
        )),
        "{flat}"
    );
    assert!(flat.contains("with the list that the association itself provided: about 190 members"));
    assert!(flat.contains("Signers by their relation to the association, as matched"));
    assert!(flat.contains("Signers by their relation to the association, as stated"));
    assert!(flat.contains("Neither the addresses nor their codes were kept"));
}
