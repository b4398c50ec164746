//! An orderly end, within a limit.

use super::*;

fn three_seconds() -> Limits {
    Limits {
        stop: Duration::from_secs(3),
        ..Limits::default()
    }
}

#[tokio::test]
async fn idle_connections_are_closed_at_once() {
    let house = House::open(three_seconds(), measure()).await;
    let mut idle = house.visit().await;
    idle.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
    idle.hears("0 bytes").await;
    assert!(house.close().await < Duration::from_secs(1));
    assert_eq!(idle.hears_all().await, "");
}

#[tokio::test]
async fn a_request_in_flight_is_finished() {
    let (begun, has_begun) = oneshot::channel();
    let (finish, may_finish) = oneshot::channel::<()>();
    let once = std::sync::Mutex::new(Some((begun, may_finish)));
    let app = make(move |_| {
        let (begun, may_finish) = once.lock().unwrap().take().unwrap();
        async move {
            begun.send(()).unwrap();
            may_finish.await.unwrap();
            "finished"
        }
    });
    let house = House::open(three_seconds(), app).await;
    let address = house.address;
    let mut visitor = house.visit().await;
    visitor.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
    has_begun.await.unwrap();
    let closing = tokio::spawn(house.close());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    finish.send(()).unwrap();
    let answer = visitor.hears_all().await;
    assert!(
        answer.ends_with("finished") && answer.contains("connection: close"),
        "{answer}"
    );
    assert!(closing.await.unwrap() < Duration::from_secs(1));
}

#[tokio::test]
async fn half_open_requests_do_not_outlast_the_stop_limit() {
    let house = House::open(
        Limits {
            stop: SOON,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut half_a_head = house.visit().await;
    half_a_head.says("GET / HTTP/1.1\r\nHo").await;
    let mut half_a_body = house.visit().await;
    half_a_body
        .says("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\nabc")
        .await;
    let mut settled = house.visit().await;
    settled.says("GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
    settled.hears("0 bytes").await;
    assert!((SOON..SOON * 10).contains(&house.close().await));
}
