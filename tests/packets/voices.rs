//! What signers wrote beside their names: words of their own before what many wrote alike.

use serde_json::json;

use super::county::County;
use super::signing::Signing;
use super::{id, keep, words};

#[tokio::test]
async fn what_several_wrote_alike_stands_once_with_their_number_after_words_of_somebodys_own() {
    let county = County::signed().await;
    let same = ["Guards now!", "guards now", "Guards  now."];
    let signings: Vec<_> = same
        .iter()
        .map(|words| Signing::patron(0).saying(words))
        .collect();
    county.sign(&signings).await;
    county
        .sign(&[Signing::patron(4).saying("I stopped coming on Thursdays.")])
        .await;
    let packet = county.packet(county.supervisors[0], json!({})).await;
    let answer = county.document(id(&packet)).await;
    keep("comments", &answer.bytes);
    let Some(words) = words(&answer.bytes) else {
        return;
    };
    let (_, comments) = words.split_once("In the signers’ own words\n").unwrap();
    let at = |text: &str| {
        comments
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {comments}"))
    };
    assert!(at("do their homework at Alder Street") < at("thirty years"));
    assert!(at("stopped coming on Thursdays") < at("Guards"));
    assert!(at("3 signers, in the same words") > at("Guards"));
    assert_eq!(comments.to_lowercase().matches("guards now").count(), 1);
}
