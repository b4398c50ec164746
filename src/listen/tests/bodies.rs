//! Bodies that are too slow, too large, or not what they were said to be.

use super::*;

async fn answer_to(limits: Limits, request: &str) -> String {
    let house = House::open(limits, measure()).await;
    let mut visitor = house.visit().await;
    visitor.says(request).await;
    visitor.hears_all().await
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered_408() {
    let limits = Limits {
        body: SOON,
        linger: SOON,
        ..Limits::default()
    };
    let answer = answer_to(
        limits,
        "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\nabc",
    )
    .await;
    assert_eq!(status(&answer), "408");
    assert!(answer.contains("connection: close"));
}

#[tokio::test]
async fn a_body_that_trickles_in_gains_no_time() {
    let limits = Limits {
        body: SOON,
        linger: SOON,
        ..Limits::default()
    };
    let house = House::open(limits, measure()).await;
    let mut visitor = house.visit().await;
    visitor
        .says("POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await;
    let mut first = Err(io::Error::other("nothing heard"));
    for _ in 0..80 {
        visitor.says("1\r\nx\r\n").await;
        if let Ok(heard) = timeout(SOON / 8, visitor.0.read_u8()).await {
            first = heard;
            break;
        }
    }
    assert_eq!(first.unwrap(), b'H');
    assert!(visitor.hears_all().await.contains(" 408 "));
}

#[tokio::test]
async fn a_handler_out_of_time_while_the_peer_is_slow_blames_the_peer() {
    let app =
        make(
            |mut request: Request| async move { request.take_body().into_bytes().await.map(drop) },
        )
        .with(TimeLimit::new(|_| SOON))
        .with(BodyLimits::new(|_| 1000));
    let house = House::open(
        Limits {
            linger: SOON,
            ..Limits::default()
        },
        app,
    )
    .await;
    let mut visitor = house.visit().await;
    visitor
        .says("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\nabc")
        .await;
    assert_eq!(status(&visitor.hears_all().await), "408");
}

#[tokio::test]
async fn a_body_said_to_be_too_large_is_refused_unread() {
    let limits = Limits {
        linger: SOON,
        ..Limits::default()
    };
    let answer = answer_to(
        limits,
        "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1001\r\n\r\n",
    )
    .await;
    assert_eq!(status(&answer), "413");
    assert!(answer.ends_with("the body is larger than 1000 bytes"));
}

#[tokio::test]
async fn a_chunked_body_is_counted_while_it_is_read() {
    let chunk = format!("1f4\r\n{}\r\n", "x".repeat(500));
    let head =
        "POST / HTTP/1.1\r\nHost: here\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let enough = answer_to(Limits::default(), &format!("{head}{chunk}{chunk}0\r\n\r\n")).await;
    assert!(
        enough.ends_with("1000 bytes") && status(&enough) == "200",
        "{enough}"
    );
    let limits = Limits {
        linger: SOON,
        ..Limits::default()
    };
    let too_much = answer_to(limits, &format!("{head}{chunk}{chunk}1\r\nx\r\n")).await;
    assert_eq!(status(&too_much), "413");
}

#[tokio::test]
async fn who_sends_ten_mebibytes_before_listening_still_hears_413() {
    let house = House::open(Limits::default(), measure()).await;
    let mut visitor = house.visit().await;
    visitor
        .says(&format!(
            "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: {}\r\n\r\n",
            10 << 20
        ))
        .await;
    visitor.says(&"x".repeat(10 << 20)).await;
    visitor.0.shutdown().await.unwrap();
    assert_eq!(status(&visitor.hears_all().await), "413");
}

#[tokio::test]
async fn a_body_longer_than_it_said_is_not_part_of_the_request() {
    let answer = answer_to(
        Limits::default(),
        "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\nabcdefgh\r\n\r\n",
    )
    .await;
    assert!(answer.contains("3 bytes"), "{answer}");
    assert!(!answer.contains("8 bytes"), "{answer}");
}

#[tokio::test]
async fn two_lengths_are_no_length() {
    for lengths in [
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: -3",
        "Content-Length: 3, 4",
    ] {
        let limits = Limits {
            linger: SOON,
            ..Limits::default()
        };
        let answer = answer_to(
            limits,
            &format!("POST / HTTP/1.1\r\nHost: here\r\n{lengths}\r\n\r\nabcd"),
        )
        .await;
        assert_eq!(status(&answer), "400", "{lengths}");
        assert!(answer.contains("application/problem+json"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_cut_short_does_not_reach_the_handler_as_whole() {
    let (told, was_told) = oneshot::channel();
    let told = std::sync::Mutex::new(Some(told));
    let app = make(move |mut request: Request| {
        let told = told.lock().unwrap().take();
        async move {
            told.unwrap()
                .send(request.take_body().into_bytes().await.is_ok())
                .unwrap()
        }
    });
    let house = House::open(Limits::default(), app).await;
    let mut visitor = house.visit().await;
    visitor
        .says("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\nabc")
        .await;
    visitor.0.shutdown().await.unwrap();
    assert!(!timeout(PATIENCE, was_told).await.unwrap().unwrap_or(false));
}

#[tokio::test]
async fn a_get_needs_no_length() {
    let answer = answer_to(
        Limits::default(),
        "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(
        answer.ends_with("0 bytes") && status(&answer) == "200",
        "{answer}"
    );
}

#[tokio::test]
async fn a_body_nobody_read_ends_the_connection() {
    let house = House::open(
        Limits {
            linger: SOON,
            ..Limits::default()
        },
        make(|_| async { "ignored" }),
    )
    .await;
    let mut visitor = house.visit().await;
    visitor
        .says(
            "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 40\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: there\r\n\r\n",
        )
        .await;
    let answer = visitor.hears_all().await;
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1);
}
