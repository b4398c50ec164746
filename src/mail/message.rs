//! One mail, rendered when its job runs and forgotten when it has left.

use lettre::message::header::ContentType;
use lettre::message::{Attachment as Enclosure, Mailbox, Message, MultiPart, SinglePart};
use zeroize::Zeroizing;

/// A file that goes with a mail. `Debug` shows its name alone.
pub struct Attachment {
    pub name: String,
    /// Such as `application/pdf`.
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({})", self.name)
    }
}

/// What a feature renders. `Debug` shows neither the address nor the text.
pub struct Mail {
    /// The raw address.
    pub to: Zeroizing<String>,
    pub subject: String,
    pub text: Zeroizing<String>,
    pub html: Option<Zeroizing<String>>,
    /// The same for every try of the same job.
    pub message_id: String,
    pub language: String,
    /// An entry for calendars (RFC 5545), which goes along as a file.
    pub calendar: Option<CalendarFile>,
}

/// An `.ics` file with the method that it says inside.
#[derive(Clone, Debug)]
pub struct CalendarFile {
    pub method: &'static str,
    pub text: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({})", self.message_id)
    }
}

impl Mail {
    /// The mail in RFC 5322 form; nothing when an address in it is none.
    pub fn build(&self, from: &Mailbox, date: std::time::SystemTime) -> Option<Message> {
        self.build_with(from, date, &[])
    }

    /// The same with files behind the text.
    pub fn build_with(
        &self,
        from: &Mailbox,
        date: std::time::SystemTime,
        files: &[Attachment],
    ) -> Option<Message> {
        let to: Mailbox = self.to.parse().ok()?;
        let builder = Message::builder()
            .from(from.clone())
            .to(to)
            .subject(self.subject.clone())
            .date(date)
            .message_id(Some(self.message_id.clone()));
        if !files.is_empty() || self.calendar.is_some() {
            let text = SinglePart::plain(self.text.to_string());
            let mut parts = MultiPart::mixed().singlepart(text);
            for file in files {
                let media = ContentType::parse(file.media_type).ok()?;
                let attached = Enclosure::new(file.name.clone());
                parts = parts.singlepart(attached.body(file.bytes.clone(), media));
            }
            if let Some(calendar) = &self.calendar {
                let kind = format!("text/calendar; charset=utf-8; method={}", calendar.method);
                let attached = Enclosure::new("event.ics".to_owned());
                let media = ContentType::parse(&kind).ok()?;
                parts = parts.singlepart(attached.body(calendar.text.clone(), media));
            }
            return builder.multipart(parts).ok();
        }
        match &self.html {
            Some(html) => {
                let parts =
                    MultiPart::alternative_plain_html(self.text.to_string(), html.to_string());
                builder.multipart(parts).ok()
            }
            // Only parts bring `MIME-Version` (RFC 2045, 4), without which a reader may take the text for ASCII.
            None => builder
                .singlepart(SinglePart::plain(self.text.to_string()))
                .ok(),
        }
    }
}
