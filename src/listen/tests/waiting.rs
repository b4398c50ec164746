//! Peers who keep us waiting.

use super::*;

#[tokio::test]
async fn half_a_head_is_not_waited_for() {
    let house = House::open(
        Limits {
            head: SOON,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut visitor = house.visit().await;
    visitor.says("GET / HTTP/1.1\r\nHost: here\r\nX-Slow").await;
    let began = Instant::now();
    assert_eq!(visitor.hears_all().await, "");
    assert!((SOON / 2..SOON * 10).contains(&began.elapsed()));
}

#[tokio::test]
async fn a_head_that_trickles_in_gains_no_time() {
    let house = House::open(
        Limits {
            head: SOON,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut visitor = house.visit().await;
    let trickle = async {
        loop {
            let sent = visitor.0.write_all(b"X").await;
            let heard = timeout(SOON / 8, visitor.0.read_u8()).await;
            if sent.is_err() || heard.is_ok() {
                return;
            }
        }
    };
    timeout(SOON * 10, trickle)
        .await
        .expect("the house hangs up");
}

#[tokio::test]
async fn who_connects_and_says_nothing_is_sent_away() {
    let house = House::open(
        Limits {
            head: SOON,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    assert_eq!(house.visit().await.hears_all().await, "");
}

#[tokio::test]
async fn a_connection_is_kept_for_the_next_request_longer_than_a_head_may_take() {
    let house = House::open(
        Limits {
            head: SOON,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut visitor = house.visit().await;
    for _ in 0..2 {
        visitor
            .says("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\nabc")
            .await;
        assert_eq!(status(&visitor.hears("3 bytes").await), "200");
        assert!(
            timeout(SOON * 2, visitor.0.read_u8()).await.is_err(),
            "still open"
        );
    }
}

#[tokio::test]
async fn the_head_deadline_holds_for_the_second_request_too() {
    let house = House::open(
        Limits {
            head: SOON,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut visitor = house.visit().await;
    visitor.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
    visitor.hears("0 bytes").await;
    visitor.says("GET / HTTP/1.1\r\n").await;
    assert_eq!(visitor.hears_all().await, "");
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_an_active_one_is_not() {
    let keep_alive = SOON * 4;
    let house = House::open(
        Limits {
            keep_alive,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut visitor = house.visit().await;
    for _ in 0..5 {
        visitor.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
        visitor.hears("0 bytes").await;
        assert!(
            timeout(keep_alive / 4, visitor.0.read_u8()).await.is_err(),
            "still open"
        );
    }
    assert_eq!(visitor.hears_all().await, "");
}

#[tokio::test]
async fn an_answer_that_is_taken_in_slowly_is_finished() {
    const PIECE: usize = 8 << 20;
    let stalled_answer = SOON * 4;
    let app = make(|_| async { vec![0; 5 * PIECE] });
    let house = House::open(
        Limits {
            stalled_answer,
            ..Limits::default()
        },
        app,
    )
    .await;
    let mut visitor = house.visit().await;
    visitor.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
    let mut piece = vec![0; PIECE];
    for _ in 0..5 {
        // Nothing to wait for: the visitor looks away for a while.
        let _ = timeout(stalled_answer / 4, std::future::pending::<()>()).await;
        visitor.0.read_exact(&mut piece).await.unwrap();
    }
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    let (given_up, was_given_up) = oneshot::channel::<()>();
    let given_up = std::sync::Mutex::new(Some(given_up));
    let endless = make(move |_| {
        let guard = given_up.lock().unwrap().take();
        let chunks = futures_util::stream::repeat_with(move || {
            let _held = &guard;
            Ok::<_, io::Error>(vec![0; 65_536])
        });
        async { Body::from_bytes_stream(chunks) }
    });
    let house = House::open(
        Limits {
            stalled_answer: SOON,
            ..Limits::default()
        },
        endless,
    )
    .await;
    let mut visitor = house.visit().await;
    visitor.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
    assert!(
        timeout(PATIENCE, was_given_up)
            .await
            .expect("given up")
            .is_err()
    );
}

#[tokio::test]
async fn a_handler_that_takes_too_long_is_ended() {
    let app = make(|_| std::future::pending::<()>())
        .with(TimeLimit::new(|_| SOON))
        .with(BodyLimits::new(|_| 1000));
    let house = House::open(Limits::default(), app).await;
    let mut visitor = house.visit().await;
    visitor.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
    assert_eq!(status(&visitor.hears("seconds").await), "503");
}
