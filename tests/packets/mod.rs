//! Packets: what one addressee is told, frozen, set, kept and handed out.

mod annex;
mod bodies;
mod bucket;
mod checking;
mod compiling;
mod content;
pub mod county;
mod hostile;
mod keeping;
mod previews;
mod rolls;
pub mod signing;
mod sound;
mod topics;
mod translations;
mod voices;
mod volumes;
mod withdrawals;
pub use withdrawals::withdraw_all;

use std::path::PathBuf;
use std::process::Command;

pub use county::County;
use poem::http::Method;
use serde_json::Value;

use crate::kit::needs::{self, Tool};
use crate::kit::{Answer, Persona, World};

/// The words of a PDF, as a search would find them; nothing where the machine has no `pdftotext`.
pub fn words(pdf: &[u8]) -> Option<String> {
    let text = through(Tool::Poppler, "pdftotext", &["-layout", "{}", "-"], pdf)?;
    // Names stand between isolates, which are no part of them.
    Some(text.replace(['\u{2068}', '\u{2069}'], ""))
}

/// What a program says of a file that `{}` stands for; nothing where it is not installed.
pub fn through(tool: Tool, program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    if !needs::has_here(tool) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let path = file.to_str().unwrap();
    let arguments = arguments
        .iter()
        .map(|argument| argument.replace("{}", path));
    let said = Command::new(program).args(arguments).output().unwrap();
    let failed = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{program}: {failed}");
    Some(String::from_utf8_lossy(&said.stdout).into_owned())
}

/// All objects of a file with every stream unpacked, as bytes that can be searched.
pub fn unpacked(pdf: &[u8]) -> Option<String> {
    let arguments = ["--qdf", "--object-streams=disable", "{}", "-"];
    through(Tool::Qpdf, "qpdf", &arguments, pdf)
}

/// Leaves a packet to look at, where `BROADSIDE_KEEP_PACKETS` names a folder.
pub fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("BROADSIDE_KEEP_PACKETS") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
}

pub fn id(packet: &Value) -> &str {
    packet["id"].as_str().unwrap()
}

/// Every file of the object store.
pub fn objects(world: &World) -> Vec<PathBuf> {
    let folder = world.data().join("objects/packets");
    let Ok(files) = std::fs::read_dir(folder) else {
        return vec![];
    };
    files.map(|file| file.unwrap().path()).collect()
}

pub async fn ask(county: &County, who: &Persona, id: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = county
        .world
        .request(Method::GET, &format!("/v1/packets/{id}/document"));
    request = request.header("authorization", format!("Bearer {}", who.token));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::read(request.send().await).await
}
