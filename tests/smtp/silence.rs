//! Servers that fall silent, are away for days, or take one mail after another.

use super::*;

/// A mail server that says what it must and falls silent when it hears this, or at once; how many called, and how.
struct Silent {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Silent {
    fn at(word: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        std::thread::spawn(move || {
            for caller in listener.incoming() {
                let (hears, caller) = (Arc::clone(&hears), caller.unwrap());
                hears.lock().unwrap().push("CALL".to_owned());
                std::thread::spawn(move || talk(caller, word, &hears));
            }
        });
        Self { port, heard }
    }

    fn heard(&self, word: &str) -> usize {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|line| line.starts_with(word)).count()
    }
}

fn talk(mut caller: TcpStream, word: &str, hears: &Mutex<Vec<String>>) {
    let lines = BufReader::new(caller.try_clone().unwrap()).lines();
    if !word.is_empty() {
        caller.write_all(b"220 here\r\n").unwrap();
    }
    let mut is_silent = word.is_empty();
    for line in lines.map_while(Result::ok) {
        is_silent |= line.starts_with(word);
        hears.lock().unwrap().push(line.clone());
        if !is_silent {
            let is_data = line == "DATA";
            let answer: &[u8] = if is_data {
                b"354 go on\r\n"
            } else {
                b"250 well\r\n"
            };
            let _ = caller.write_all(answer);
            is_silent = is_data;
        }
    }
}

async fn that_mails_to(port: u16) -> Drive {
    let world = World::with(|settings| {
        settings.mail.smtp_host = Some("127.0.0.1".to_owned());
        settings.mail.smtp_port = port;
        settings.mail.smtp_security = "none".to_owned();
    });
    drive_in(world.await).await
}

/// What the jobs of confirmations are at.
async fn states(drive: &Drive) -> Vec<String> {
    let jobs = jobs::entity::job::for_jobs();
    let jobs = jobs.all(&drive.world.app.db.read).await.unwrap();
    let mails = jobs
        .into_iter()
        .filter(|job| job.kind == "send_confirmation");
    mails.map(|job| job.state).collect()
}

async fn soon(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = std::time::Instant::now();
    while !holds().await {
        assert!(began.elapsed().as_secs() < 15, "not {what}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn sign_only(drive: &Drive, email: &str) {
    let body = json!({"email": email, "standing": "employee"});
    drive.sign(body).await.expect(202);
}

#[tokio::test]
async fn a_mail_server_that_falls_silent_holds_up_no_other_work_and_a_stop_leaves_no_doubt() {
    for word in ["", "EHLO", "MAIL", "RCPT", "DATA"] {
        let server = Silent::at(word);
        let drive = that_mails_to(server.port).await;
        sign_only(&drive, "rosa@example.org").await;
        sign_only(&drive, "wren@example.org").await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = tokio::spawn(work::run(drive.world.app.clone(), async {
            let _ = stopped.await;
        }));
        let reached = if word.is_empty() { "CALL" } else { word };
        soon("reached", async || server.heard(reached) > 0).await;
        let app = &drive.world.app;
        let work = app.db.write(|tx| async move {
            let now = app.clock.now();
            let job = jobs::NewJob::new(jobs::Kind::RecountSignatures, uuid::Uuid::nil(), now);
            jobs::enqueue(app, &tx, job).await
        });
        work.await.unwrap();
        soon("recounted beside it", async || {
            let done = jobs::list(app, Some("done"), 9).await.unwrap();
            done.iter().any(|job| job.kind == "recount_signatures")
        })
        .await;
        assert_eq!(states(&drive).await, ["running", "running"], "{word:?}");
        let began = std::time::Instant::now();
        stop.send(()).unwrap();
        worker.await.unwrap();
        assert!(began.elapsed().as_secs() < 5, "{word:?}");
        assert_eq!(states(&drive).await, ["queued", "queued"], "{word:?}");
    }
}

#[tokio::test]
async fn a_mail_is_in_doubt_from_the_moment_when_its_text_leaves() {
    let server = Silent::at("TEXT");
    let drive = that_mails_to(server.port).await;
    sign_only(&drive, "rosa@example.org").await;
    let worker = tokio::spawn(work::run(
        drive.world.app.clone(),
        std::future::pending::<()>(),
    ));
    soon("at the text", async || server.heard("DATA") > 0).await;
    soon("marked", async || states(&drive).await == ["sending"]).await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    drive.world.advance(Duration::seconds(61));
    drive.world.work().await;
    assert_eq!(states(&drive).await, ["uncertain"]);
    assert_eq!(server.heard("CALL"), 1, "nobody guesses");
}

#[tokio::test]
async fn one_mail_asks_for_all_whether_the_server_is_back() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let drive = that_mails_to(closed).await;
    for number in 0..20 {
        sign_only(&drive, &format!("signer{number}@example.org")).await;
    }
    let tries = async || {
        let jobs = jobs::list(&drive.world.app, Some("queued"), 100)
            .await
            .unwrap();
        let mails = jobs.iter().filter(|job| job.kind == "send_confirmation");
        mails.map(|job| job.attempts).sum::<i32>()
    };
    drive.world.work().await;
    assert_eq!(tries().await, 1);
    drive.world.work().await;
    assert_eq!(tries().await, 1);
    for (pause, tried) in [
        (11, 2),
        (21, 3),
        (41, 4),
        (81, 5),
        (161, 6),
        (301, 7),
        (301, 8),
    ] {
        drive.world.advance(Duration::seconds(pause - 2));
        drive.world.work().await;
        assert_eq!(tries().await, tried - 1);
        drive.world.advance(Duration::seconds(2));
        drive.world.work().await;
        assert_eq!(tries().await, tried);
    }
    assert_eq!(how_many(&drive, "queued").await, 20);
}

#[tokio::test]
async fn a_server_that_is_down_for_days_loses_no_confirmation() {
    if !has(
        Tool::MailServer,
        "a_server_that_is_down_for_days_loses_no_confirmation",
    ) {
        return;
    }
    let down = MailServer::start(0);
    let port = down.port;
    drop(down);
    let drive = that_mails_to(port).await;
    for name in ["accept1", "accept2"] {
        sign_only(&drive, &format!("{name}@example.org")).await;
    }
    for _ in 0..6 * 24 {
        drive.world.advance(Duration::hours(1));
        drive.world.work().await;
    }
    assert_eq!(states(&drive).await, ["queued", "queued"]);
    let mut server = MailServer::start(port);
    drive.world.advance(Duration::minutes(6));
    drive.world.work().await;
    for _ in 0..2 {
        assert!(server.took().starts_with("accept"));
    }
    drop(server);
    sign_only(&drive, "accept3@example.org").await;
    drive.world.advance(Duration::days(7) + Duration::hours(2));
    drive.world.work().await;
    drive.world.advance(Duration::days(1));
    let _again = MailServer::start(port);
    drive.world.work().await;
    assert!(!states(&drive).await.contains(&"queued".to_owned()));
}

#[tokio::test]
async fn mails_that_follow_each_other_share_a_connection() {
    if !has(
        Tool::MailServer,
        "mails_that_follow_each_other_share_a_connection",
    ) {
        return;
    }
    let mut server = MailServer::with(0, &["tell-caller"]);
    let drive = drive_in(that_mails_through(&server).await).await;
    // Refused and deferred ones between them.
    for name in ["accept1", "never", "later", "accept2", "cut", "accept3"] {
        sign_only(&drive, &format!("{name}@example.org")).await;
    }
    for _ in 0..4 {
        drive.world.work().await;
        drive.world.advance(Duration::seconds(21));
    }
    let mut callers = BTreeMap::new();
    for _ in 0..5 {
        let line = server.took();
        let (name, caller) = (line.split('@').next().unwrap(), line.rsplit(' ').next());
        callers.insert(name.to_owned(), caller.unwrap().to_owned());
    }
    let different: BTreeSet<_> = callers.values().collect();
    assert_eq!(callers.len(), 5, "{callers:?}");
    assert_eq!(
        different.len(),
        2,
        "one until the server hung up: {callers:?}"
    );
}
