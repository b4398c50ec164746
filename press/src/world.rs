//! All that the template can see: a fixed set of names, the embedded fonts and one date.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use crate::attach::SIGNATURES_CSV;
use crate::document::{Day, Language};
use crate::error::PressError;
use crate::fonts::{BOOK, FONTS};

pub(crate) const TEMPLATE: &[(&str, &str)] = &[
    ("main.typ", include_str!("../template/main.typ")),
    ("common.typ", include_str!("../template/common.typ")),
    ("front.typ", include_str!("../template/front.typ")),
    ("places.typ", include_str!("../template/places.typ")),
    ("voices.typ", include_str!("../template/voices.typ")),
    ("roll.typ", include_str!("../template/roll.typ")),
    ("check.typ", include_str!("../template/check.typ")),
    ("annex.typ", include_str!("../template/annex.typ")),
    ("follow_up.typ", include_str!("../template/follow_up.typ")),
    ("letter.typ", include_str!("../template/letter.typ")),
];
/// What is printed to be signed by hand stands by itself: a packet knows nothing of it.
const PRINTED: (&str, &str) = ("printed.typ", include_str!("../template/printed.typ"));
const PRINTED_ENGLISH: &str = include_str!("../template/printed.en.json");
const PRINTED_SPANISH: &str = include_str!("../template/printed.es.json");
const ENGLISH: &str = include_str!("../template/en.json");
const SPANISH: &str = include_str!("../template/es.json");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// One compilation's world. Names are fixed because file ids are interned for ever.
pub(crate) struct Sheet {
    main: FileId,
    data: Bytes,
    roll: Bytes,
    table: Bytes,
    code: Bytes,
    names: Option<Bytes>,
    today: Option<Datetime>,
}

impl Sheet {
    /// A world around the data, the language's table and the drawn QR code.
    pub(crate) fn new(
        data: Vec<u8>,
        roll: Vec<u8>,
        language: Language,
        qr: String,
        day: Day,
    ) -> Result<Self, PressError> {
        let table = match language {
            Language::En => ENGLISH,
            Language::Es => SPANISH,
        };
        Ok(Self {
            main: id_of("main.typ")?,
            data: Bytes::new(data),
            roll: Bytes::new(roll),
            table: Bytes::new(table.as_bytes()),
            code: Bytes::from_string(qr),
            names: None,
            today: Datetime::from_ymd(i32::from(day.year), day.month, day.day),
        })
    }

    /// Around a letter, which brings all its words with it.
    pub(crate) fn of_letter(
        data: Vec<u8>,
        language: Language,
        day: Day,
    ) -> Result<Self, PressError> {
        let sheet = Self::new(data, Vec::new(), language, String::new(), day)?;
        Ok(Self {
            main: id_of("letter.typ")?,
            ..sheet
        })
    }

    /// The same for signature sheets and posters.
    pub(crate) fn printed(
        data: Vec<u8>,
        language: Language,
        qr: String,
        day: Day,
    ) -> Result<Self, PressError> {
        let table = match language {
            Language::En => PRINTED_ENGLISH,
            Language::Es => PRINTED_SPANISH,
        };
        Ok(Self {
            main: id_of(PRINTED.0)?,
            table: Bytes::new(table.as_bytes()),
            ..Self::new(data, Vec::new(), language, qr, day)?
        })
    }

    /// The same with a table of names to attach.
    pub(crate) fn with_table(self, names: Option<Vec<u8>>) -> Self {
        Self {
            names: names.map(Bytes::new),
            ..self
        }
    }

    pub(crate) fn has_table(&self) -> bool {
        self.names.is_some()
    }

    /// The files that are not the same for every packet.
    pub(crate) fn data(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let always: [(_, &[u8]); 4] = [
            ("data.json", &self.data),
            ("roll.json", &self.roll),
            ("table.json", &self.table),
            ("qr.svg", &self.code),
        ];
        let names = self.names.as_deref().map(|names| (SIGNATURES_CSV, names));
        always.into_iter().chain(names)
    }
}

fn id_of(name: &str) -> Result<FileId, PressError> {
    let path = VirtualPath::new(name).map_err(|_| PressError::Refused {
        diagnostics: vec!["a fixed name is no path".to_owned()],
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn name_of(id: FileId) -> Option<&'static str> {
    let path = id.get();
    matches!(path.root(), VirtualRoot::Project).then(|| path.vpath().get_without_slash())
}

fn template(name: &str) -> Option<&'static str> {
    TEMPLATE
        .iter()
        .chain([&PRINTED])
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let text = name_of(id)
            .and_then(template)
            .ok_or(FileError::AccessDenied)?;
        Ok(Source::new(id, text.to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match name_of(id) {
            Some("data.json") => Ok(self.data.clone()),
            Some("roll.json") => Ok(self.roll.clone()),
            Some("table.json") => Ok(self.table.clone()),
            Some("qr.svg") => Ok(self.code.clone()),
            Some(SIGNATURES_CSV) => self.names.clone().ok_or(FileError::AccessDenied),
            Some(name) => template(name)
                .map(|text| Bytes::new(text.as_bytes()))
                .ok_or(FileError::AccessDenied),
            None => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// Every sentence's path, with the places in it that are to be filled.
    fn sentences(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    sentences(member, &format!("{path}/{name}"), found);
                }
            }
            Value::String(text) => {
                let mut places: Vec<&str> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split('}').next())
                    .collect();
                places.sort_unstable();
                found.insert(format!("{path} {places:?}"));
            }
            _ => {}
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        for tables in [[ENGLISH, SPANISH], [PRINTED_ENGLISH, PRINTED_SPANISH]] {
            let [english, spanish] = tables.map(|table| {
                let mut found = BTreeSet::new();
                sentences(
                    &serde_json::from_str(table).expect("a table is JSON"),
                    "",
                    &mut found,
                );
                found
            });
            assert_eq!(
                english.symmetric_difference(&spanish).collect::<Vec<_>>(),
                Vec::<&String>::new()
            );
        }
    }

    #[test]
    fn no_other_file_can_be_seen() {
        let day = Day {
            year: 2026,
            month: 10,
            day: 6,
        };
        let sheet =
            Sheet::new(Vec::new(), Vec::new(), Language::En, String::new(), day).expect("a sheet");
        for name in ["etc/passwd", "x.typ", "main.typ/x"] {
            let id = id_of(name).expect("a path");
            assert!(
                sheet.file(id).is_err() && sheet.source(id).is_err(),
                "{name}"
            );
        }
    }
}
