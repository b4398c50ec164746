//! Group commit for the verbs of crowds: whatever waits is written in one transaction, and only then answered.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use sea_orm::DbErr;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{Fault, Tx, fault};
use crate::app::App;
use crate::http::{Problem, catalogue as known};

/// A verb that takes many at once. It may be run again on the same items when a transaction failed.
pub trait Intake: 'static {
    const NAME: &'static str;
    type Item: Send + Sync + 'static;
    type Done: Send + 'static;

    /// Takes all items in one transaction, and says of each, in their order, how it went.
    fn take(
        app: &App,
        tx: &Tx,
        items: &[Self::Item],
    ) -> impl Future<Output = Result<Vec<Self::Done>, DbErr>> + Send;
}

/// How many are taken at once.
const BATCH: usize = 512;

/// Of many that wait, half are taken: while they are written, the others are answered and ask again, and neither
/// the database nor the network rests. Fewer than these go together, since a commit has its price.
const TOGETHER: usize = 48;

/// Why an item was not taken. In no case was anything stored.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("too much is waiting")]
    Busy,
    #[error("the node is stopping")]
    Stopping,
    #[error("the database cannot be reached or written")]
    Unavailable,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

type Answer<V> = oneshot::Sender<Result<<V as Intake>::Done, IntakeError>>;

/// The way in. The task behind it ends when the last of its queues is dropped.
#[derive(Debug)]
pub struct Queue<V: Intake> {
    sender: mpsc::Sender<(V::Item, Answer<V>)>,
}

impl<V: Intake> Clone for Queue<V> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
        }
    }
}

impl<V: Intake> Queue<V> {
    /// `waiting` is how many may wait behind those that are being written.
    pub fn start(app: App, waiting: usize) -> Self {
        let (sender, receiver) = mpsc::channel(waiting);
        let receiver = Arc::new(Mutex::new(receiver));
        // PostgreSQL writes the next batch while the last one reaches the disk; SQLite has one writer.
        let writers = if app.db.is_sqlite() { 1 } else { 2 };
        for _ in 0..writers {
            tokio::spawn(run::<V>(app.clone(), Arc::clone(&receiver)));
        }
        Self { sender }
    }

    /// Answers once the item is safe on disk, or is certainly not.
    pub async fn ask(&self, item: V::Item) -> Result<V::Done, IntakeError> {
        let (answer, told) = oneshot::channel();
        self.sender
            .try_send((item, answer))
            .map_err(|_| IntakeError::Busy)?;
        told.await.map_err(|_| IntakeError::Stopping)?
    }
}

type Waiting<V> = mpsc::Receiver<(<V as Intake>::Item, Answer<V>)>;

async fn run<V: Intake>(app: App, receiver: Arc<Mutex<Waiting<V>>>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while take_some::<V>(&receiver, &mut waiting).await > 0 {
        let (items, answers): (Vec<_>, Vec<_>) = waiting.drain(..).unzip();
        // A mistake of ours in one batch must not end the queue; dropped answers say that nothing was taken.
        let done = AssertUnwindSafe(batch::<V>(&app, items, answers)).catch_unwind();
        if done.await.is_err() {
            tracing::error!(queue = V::NAME, "a batch panicked");
        }
    }
}

/// Waits for the first, and takes what is there by then.
async fn take_some<V: Intake>(
    receiver: &Mutex<Waiting<V>>,
    waiting: &mut Vec<(V::Item, Answer<V>)>,
) -> usize {
    let mut receiver = receiver.lock().await;
    let most = most(receiver.len());
    let taken = receiver.recv_many(waiting, most).await;
    metrics::gauge!("broadside_intake_waiting", "queue" => V::NAME).set(receiver.len() as f64);
    taken
}

fn most(waiting: usize) -> usize {
    waiting.div_ceil(2).clamp(TOGETHER, BATCH)
}

async fn batch<V: Intake>(app: &App, items: Vec<V::Item>, answers: Vec<Answer<V>>) {
    match commit::<V>(app, &items).await {
        Ok(done) => {
            for (answer, done) in answers.into_iter().zip(done) {
                let _ = answer.send(Ok(done));
            }
        }
        Err(error) if fault(&error) == Fault::Unavailable => {
            for answer in answers {
                let _ = answer.send(Err(IntakeError::Unavailable));
            }
        }
        Err(_) => one_by_one::<V>(app, items, answers).await,
    }
}

/// One bad row must fail alone.
async fn one_by_one<V: Intake>(app: &App, items: Vec<V::Item>, answers: Vec<Answer<V>>) {
    for (item, answer) in items.into_iter().zip(answers) {
        let done = commit::<V>(app, &[item]).await;
        let done = done.map(|mut done| done.pop());
        let _ = answer.send(match done {
            Ok(Some(done)) => Ok(done),
            Ok(None) => Err(IntakeError::Stopping),
            Err(error) => Err(error.into()),
        });
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a metric: how long a commit takes"
)]
async fn commit<V: Intake>(app: &App, items: &[V::Item]) -> Result<Vec<V::Done>, DbErr> {
    let began = std::time::Instant::now();
    let done = app
        .db
        .write_intake(|tx| async move { V::take(app, &tx, items).await })
        .await;
    metrics::histogram!("broadside_commit_seconds", "queue" => V::NAME)
        .record(began.elapsed().as_secs_f64());
    done
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Busy => Self::new(known::BUSY).retry_after(2),
            IntakeError::Stopping | IntakeError::Unavailable => {
                Self::new(known::DATABASE_UNAVAILABLE).retry_after(2)
            }
            IntakeError::Db(error) => error.into(),
        }
    }
}
