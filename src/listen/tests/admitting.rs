//! How many may come in.

use super::*;

const ASK: &str = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";

#[tokio::test]
async fn an_address_holds_so_many_connections_and_no_more() {
    let limits = Limits {
        connections_per_address: 2,
        exempt: Vec::new(),
        ..Limits::default()
    };
    let house = House::open(limits, measure()).await;
    let (mut first, mut second) = (house.visit().await, house.visit().await);
    for visitor in [&mut first, &mut second] {
        visitor.says(ASK).await;
        visitor.hears("0 bytes").await;
    }
    assert_eq!(house.visit().await.hears_all().await, "");
    first
        .says("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        .await;
    first.hears_all().await;
    drop(first);
    let mut fourth = house.visit().await;
    fourth.says(ASK).await;
    fourth.hears("0 bytes").await;
}

#[tokio::test]
async fn this_machine_and_the_proxies_are_not_counted_by_address() {
    let house = House::open(
        Limits {
            connections_per_address: 1,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let (mut first, mut second) = (house.visit().await, house.visit().await);
    for visitor in [&mut first, &mut second] {
        visitor.says(ASK).await;
        visitor.hears("0 bytes").await;
    }
}

#[tokio::test]
async fn beyond_the_last_seat_peers_wait_until_one_is_free() {
    let house = House::open(
        Limits {
            connections: 1,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut first = house.visit().await;
    first.says(ASK).await;
    first.hears("0 bytes").await;
    let mut second = house.visit().await;
    second.says(ASK).await;
    assert!(
        timeout(SOON, second.0.read_u8()).await.is_err(),
        "not served yet"
    );
    drop(first);
    second.hears("0 bytes").await;
}

#[tokio::test]
async fn in_a_crowd_nobody_keeps_a_seat_between_requests() {
    let house = House::open(
        Limits {
            connections: 8,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut seated = Vec::new();
    for _ in 0..5 {
        let mut visitor = house.visit().await;
        visitor.says(ASK).await;
        assert!(!visitor.hears("0 bytes").await.contains("connection: close"));
        seated.push(visitor);
    }
    let mut late = house.visit().await;
    late.says(ASK).await;
    assert!(late.hears_all().await.contains("connection: close"));
}
