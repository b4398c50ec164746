//! What the service writes to its log while a test looks.

use std::io::Write;
use std::sync::{Arc, Mutex, Once};

use broadside::watch::logs::lines;
use tracing::subscriber::{DefaultGuard, set_default, set_global_default};

/// The lines of this thread, as long as it lives.
pub struct Captured {
    sink: Sink,
    _until_dropped: DefaultGuard,
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Captured {
    pub fn begin() -> Self {
        // While one collector is the only one, whichever thread first meets a line decides whether anybody hears it.
        static FOR_ALL_THREADS: Once = Once::new();
        FOR_ALL_THREADS.call_once(|| set_global_default(lines("debug", std::io::sink)).unwrap());
        let sink = Sink::default();
        let to = sink.clone();
        Self {
            sink,
            _until_dropped: set_default(lines("debug", move || to.clone())),
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.sink.0.lock().unwrap().clone()).unwrap()
    }
}
