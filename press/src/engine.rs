//! Compiles one prepared packet with Typst and writes it as PDF/A-2a (A-3a with an attachment) and PDF/UA-1.

use qrcode::QrCode;
use serde::{Deserialize, Serialize};
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::{Packet, Sha256Hex};
use crate::error::PressError;
use crate::prepare::{Prepared, prepare};
use crate::sanitise::Substitutions;
use crate::world::Sheet;

/// Changes whenever the same snapshot would come out as other bytes.
pub const TEMPLATE_VERSION: &str = "5";
/// The typesetter behind it, for the manifest.
pub const ENGINE: &str = "typst 0.15.1";

/// How many generations an intermediate result may idle in the cache.
pub(crate) const CACHE_AGE: usize = 2;

/// A finished packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub pdf: Vec<u8>,
    pub report: Report,
}

/// What is worth keeping about a rendering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub pages: usize,
    pub digests: Digests,
    /// Size of the attached `signatures.csv` in bytes.
    pub signatures_csv_bytes: Option<usize>,
    pub substitutions: Substitutions,
    /// The engine's own warnings, quoted text cut out; none is the rule.
    pub warnings: Vec<String>,
}

/// What the verification page prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digests {
    /// Of the snapshot, byte for byte as it was given to the press; its beginning stands in every footer.
    pub snapshot_sha256: Sha256Hex,
    /// See `petition_digest`.
    pub petition_sha256: Sha256Hex,
    /// See `roll_digest`: of the printed names, never of withheld ones.
    pub roll_sha256: Sha256Hex,
    /// Of the attached `signatures.csv`, byte for byte; see `signatures_csv`.
    pub signatures_csv_sha256: Option<Sha256Hex>,
}

/// Sets one snapshot. The same bytes in give the same bytes out.
///
/// In a service, call `render_in_child` instead: nothing here can be interrupted.
pub fn render(packet_json: &[u8]) -> Result<Rendered, PressError> {
    let (sheet, sent) = sheet_of(packet_json)?;
    let made = compile(&sheet, &ident(&sent.packet));
    // After failures too: a refused packet must not stay in memory.
    comemo::evict(CACHE_AGE);
    let (pdf, pages, warnings) = made?;
    Ok(Rendered {
        pdf,
        report: Report {
            pages,
            digests: sent.digests,
            signatures_csv_bytes: sent.signatures_csv_bytes,
            substitutions: sent.substitutions,
            warnings,
        },
    })
}

/// What stands on the sheet, and who it is for.
pub(crate) struct Sent {
    pub packet: Packet,
    pub digests: Digests,
    pub signatures_csv_bytes: Option<usize>,
    pub substitutions: Substitutions,
}

/// Everything that the template will see of a snapshot.
pub(crate) fn sheet_of(packet_json: &[u8]) -> Result<(Sheet, Sent), PressError> {
    let Prepared {
        packet,
        data,
        roll,
        csv,
        digests,
        substitutions,
    } = prepare(packet_json)?;
    let signatures_csv_bytes = csv.as_ref().map(Vec::len);
    let url = packet.verification.verify_url.as_deref();
    let code = url.map(qr_code).transpose()?.unwrap_or_default();
    let sheet = Sheet::new(data, roll, packet.language, code, packet.dated_on)?.with_table(csv);
    let sent = Sent {
        packet,
        digests,
        signatures_csv_bytes,
        substitutions,
    };
    Ok((sheet, sent))
}

pub(crate) fn compile(
    sheet: &Sheet,
    ident: &str,
) -> Result<(Vec<u8>, usize, Vec<String>), PressError> {
    let compiled = typst::compile::<PagedDocument>(sheet);
    let warnings = without_quotes(&compiled.warnings);
    let document = compiled.output.map_err(|errors| refused(&errors))?;
    let options = options(ident, sheet.has_table())?;
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))?;
    Ok((pdf, document.pages().len(), warnings))
}

/// Files may be attached under PDF/A-3 only.
fn options(ident: &str, attaches: bool) -> Result<PdfOptions, PressError> {
    let archival = if attaches {
        PdfStandard::A_3a
    } else {
        PdfStandard::A_2a
    };
    let standards =
        PdfStandards::new(&[archival, PdfStandard::Ua_1]).map_err(|_| PressError::Refused {
            diagnostics: vec!["the PDF standards contradict each other".to_owned()],
        })?;
    Ok(PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some("Broadside".to_owned())),
        standards,
        tagged: true,
        ..PdfOptions::default()
    })
}

/// Every volume is a document of its own.
fn ident(packet: &Packet) -> String {
    match packet.volume {
        Some(volume) if volume.number > 1 => format!("{}-{}", packet.packet_id, volume.number),
        _ => packet.packet_id.clone(),
    }
}

pub(crate) fn qr_code(url: &str) -> Result<String, PressError> {
    let code = QrCode::new(url).map_err(|_| PressError::Invalid {
        rule: "the address fits into a QR code".to_owned(),
    })?;
    Ok(code
        .render::<qrcode::render::svg::Color<'_>>()
        .quiet_zone(true)
        .build())
}

pub(crate) fn refused(errors: &[SourceDiagnostic]) -> PressError {
    PressError::Refused {
        diagnostics: without_quotes(errors),
    }
}

/// Diagnostics quote what they complain about, and that may be a signer's name.
pub(crate) fn without_quotes(diagnostics: &[SourceDiagnostic]) -> Vec<String> {
    let cut = |message: &str| {
        let mut outside = true;
        let pieces = message.split(['`', '"']).map(|piece| {
            let shown = if outside { piece } else { "…" };
            outside = !outside;
            shown
        });
        pieces.collect::<String>()
    };
    diagnostics
        .iter()
        .take(20)
        .map(|diagnostic| cut(&diagnostic.message))
        .collect()
}
