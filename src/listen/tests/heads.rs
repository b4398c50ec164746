//! Heads that are no heads.

use super::*;

async fn answer_to(head: &str) -> String {
    let house = House::open(
        Limits {
            linger: SOON,
            ..Limits::default()
        },
        measure(),
    )
    .await;
    let mut visitor = house.visit().await;
    visitor.says(head).await;
    visitor.hears_all().await
}

#[tokio::test]
async fn a_head_that_cannot_be_read_is_answered_with_a_problem() {
    let nul = "GET / HTTP/1.1\r\nHost: he\0re\r\n\r\n";
    let long = format!(
        "GET / HTTP/1.1\r\nHost: here\r\nX-Long: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    let many = format!(
        "GET / HTTP/1.1\r\nHost: here\r\n{}\r\n",
        "X-Many: x\r\n".repeat(200)
    );
    for (head, expected) in [
        ("rubbish\r\n\r\n", "400"),
        (nul, "400"),
        (&long, "431"),
        (&many, "431"),
    ] {
        let answer = answer_to(head).await;
        assert_eq!(status(&answer), expected);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains("content-type: application/problem+json"),
            "{head}"
        );
        assert!(
            head.contains(&format!("content-length: {}", body.len())),
            "{head}"
        );
        assert!(
            body.starts_with(r#"{"type":"about:blank","title":"#),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_request_names_its_host_once() {
    for (head, expected) in [
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n", "400"),
        ("GET / HTTP/1.0\r\n\r\n", "200"),
    ] {
        let answer = answer_to(head).await;
        assert_eq!(status(&answer), expected, "{head}");
        let says_why = answer.contains("content-type: application/problem+json");
        assert_eq!(says_why, expected == "400", "{answer}");
    }
}

#[tokio::test]
async fn a_good_answer_before_a_bad_head_arrives_whole() {
    let answer = answer_to("GET / HTTP/1.1\r\nHost: here\r\n\r\nrubbish\r\n\r\n").await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.contains("0 bytesHTTP/1.1 400"),
        "{answer}"
    );
}
