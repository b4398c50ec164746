//! The words of the page behind a packet's address, in English and Spanish.

use crate::packets::rules::{Holds, Kind, Language};

/// Everything that the page says.
#[derive(Debug)]
pub struct Words {
    pub check: &'static str,
    pub exists: &'static str,
    pub destroyed: &'static str,
    pub destroyed_text: &'static str,
    pub not_ready: &'static str,
    pub superseded: &'static str,
    pub recalled: &'static str,
    pub unknown: &'static str,
    pub unknown_digest: &'static str,
    pub not_a_digest: &'static str,
    pub is_this_file: &'static str,
    pub is_this_snapshot: &'static str,
    pub packet: &'static str,
    pub organization: &'static str,
    pub addressee: &'static str,
    pub kind: &'static str,
    pub kinds: [&'static str; 5],
    pub frozen_on: &'static str,
    pub signatures: &'static str,
    pub names: &'static str,
    pub exhibits: &'static str,
    pub file_digest: &'static str,
    pub table_digest: &'static str,
    pub is_this_table: &'static str,
    pub volume: &'static str,
    pub holds: [&'static str; 3],
    pub footer_digits: &'static str,
    pub how: &'static str,
    pub how_text: &'static str,
    pub paste: &'static str,
    pub offline: &'static str,
}

impl Words {
    pub fn of(lang: &str) -> &'static Self {
        match Language::of(lang) {
            Language::En => &EN,
            Language::Es => &ES,
        }
    }

    /// "Volume 2: further exhibits".
    pub fn volume_of(&self, number: i32, holds: Holds) -> String {
        let [report, exhibits, roll] = self.holds;
        let what = match holds {
            Holds::Report => report,
            Holds::Exhibits => exhibits,
            Holds::Roll => roll,
        };
        format!("{} {number}: {what}", self.volume)
    }

    pub fn kind_of(&self, kind: Kind) -> &'static str {
        let [safe, full, association, one_page, follow_up] = self.kinds;
        match kind {
            Kind::PublicRecordSafe => safe,
            Kind::Full => full,
            Kind::Association => association,
            Kind::OnePage => one_page,
            Kind::FollowUp => follow_up,
        }
    }
}

static EN: Words = Words {
    check: "Check a packet",
    exists: "This packet was made here",
    destroyed: "This packet was destroyed",
    destroyed_text: "It was destroyed before it was delivered, because somebody in it took back their name or their testimony. \
                     Please do not use a copy of it, and do not pass one on.",
    not_ready: "This packet is not finished: no file of it has left this service yet.",
    superseded: "A newer packet has taken its place; what this one says was so on its day:",
    recalled: "Since it was delivered, somebody in it has taken back their name or their words. Please do not pass it on; the sender can give you a new one.",
    unknown: "No packet of this service has this address. If it is printed in a packet, ask whoever gave you the packet.",
    unknown_digest: "No packet of this service has this digest. The file was changed, or it is not one of ours.",
    not_a_digest: "That is no SHA-256 digest: it has 64 digits, 0 to 9 and a to f.",
    is_this_file: "The digest belongs to the file of this packet.",
    is_this_snapshot: "The digest belongs to what this packet was made from, not to its file.",
    packet: "Packet",
    organization: "Made by",
    addressee: "Addressed to",
    kind: "Kind",
    kinds: [
        "public-record-safe: counts, public names and approved testimony only",
        "full: also the names of those who agreed to be named to the recipient",
        "for an association",
        "one page: no names",
        "follows a packet that was delivered",
    ],
    frozen_on: "Frozen on",
    signatures: "Confirmed signatures",
    names: "Names printed",
    exhibits: "Testimonies printed",
    file_digest: "SHA-256 of the file",
    table_digest: "SHA-256 of signatures.csv, attached to it",
    is_this_table: "The digest belongs to the names attached to a file of this packet, signatures.csv.",
    volume: "Volume",
    holds: ["report", "further exhibits", "signature roll"],
    footer_digits: "Digits in the footer of every page",
    how: "How to check a file",
    how_text: "Compute the SHA-256 digest of your file, and compare it with the one of its packet, or paste it below:",
    paste: "SHA-256 digest",
    offline: "With its manifest and signature beside it, and without asking anybody:",
};

static ES: Words = Words {
    check: "Comprobar un expediente",
    exists: "Este expediente se hizo aquí",
    destroyed: "Este expediente fue destruido",
    destroyed_text: "Se destruyó antes de entregarse, porque alguien retiró su nombre o su testimonio. No use ninguna copia ni la \
                     pase a nadie, por favor.",
    not_ready: "Este expediente no está terminado: todavía no ha salido de aquí ningún archivo suyo.",
    superseded: "Un expediente más nuevo ocupa su lugar; lo que dice este era así en su día:",
    recalled: "Después de su entrega, alguien que figura en él ha retirado su nombre o sus palabras. No lo difunda; quien lo envió puede darle uno nuevo.",
    unknown: "Ningún expediente de este servicio tiene esta dirección. Si está impresa en uno, pregunte a quien se lo dio.",
    unknown_digest: "Ningún expediente de este servicio tiene este resumen. El archivo se ha cambiado o no es nuestro.",
    not_a_digest: "Eso no es un resumen SHA-256: tiene 64 cifras, de 0 a 9 y de a a f.",
    is_this_file: "El resumen es el del archivo de este expediente.",
    is_this_snapshot: "El resumen es el de los datos con que se hizo este expediente, no el de su archivo.",
    packet: "Expediente",
    organization: "Hecho por",
    addressee: "Dirigido a",
    kind: "Clase",
    kinds: [
        "apto para el registro público: solo recuentos, nombres públicos y testimonios aprobados",
        "completo: también los nombres de quienes aceptaron ser nombrados ante el destinatario",
        "para una asociación",
        "una página: sin nombres",
        "da seguimiento a un expediente entregado",
    ],
    frozen_on: "Cerrado el",
    signatures: "Firmas confirmadas",
    names: "Nombres impresos",
    exhibits: "Testimonios impresos",
    file_digest: "SHA-256 del archivo",
    table_digest: "SHA-256 de signatures.csv, adjunto a él",
    is_this_table: "El resumen es el de los nombres adjuntos a un archivo de este expediente, signatures.csv.",
    volume: "Volumen",
    holds: ["informe", "otros anexos", "lista de firmas"],
    footer_digits: "Cifras al pie de cada página",
    how: "Cómo comprobar un archivo",
    how_text: "Calcule el resumen SHA-256 de su archivo y compárelo con el de su expediente, o péguelo abajo:",
    paste: "Resumen SHA-256",
    offline: "Con su manifiesto y su firma al lado, y sin preguntar a nadie:",
};
