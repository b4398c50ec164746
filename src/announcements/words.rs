//! What Broadside itself says around an announcement and on the page that ends them, in English and Spanish.

use super::rules::Category;
use crate::signatures::pages::Words as PageWords;

/// In one language.
#[derive(Debug)]
pub struct Words {
    pub code: &'static str,
    /// With `{organization}` and `{contact}`.
    pub why: &'static str,
    pub unsubscribe: &'static str,
    pub title: &'static str,
    pub ask: &'static str,
    pub all_button: &'static str,
    pub choose: &'static str,
    pub choose_button: &'static str,
    pub done: &'static str,
    pub done_text: &'static str,
    pub chosen: &'static str,
    pub chosen_text: &'static str,
    pub not_valid: &'static str,
    pub not_now: &'static str,
    categories: [&'static str; 4],
}

impl Words {
    pub fn of(language: &str) -> &'static Self {
        if PageWords::of(language).code == "es" {
            &SPANISH
        } else {
            &ENGLISH
        }
    }

    pub fn category(&self, category: Category) -> &'static str {
        let place = Category::ALL.iter().position(|one| *one == category);
        self.categories[place.unwrap_or_default()]
    }
}

const ENGLISH: Words = Words {
    code: "en",
    why: "You get this from {organization} because you asked for news. Questions: {contact}",
    unsubscribe: "To get no more of this, or less:",
    title: "Messages by mail",
    ask: "With this button the messages end: this address is deleted from the list.",
    all_button: "End all messages",
    choose: "Or choose what you get:",
    choose_button: "Save my choice",
    done: "The messages have ended",
    done_text: "This address gets nothing more, and was deleted from the list. A mail that was already on its way may still arrive.",
    chosen: "Your choice is saved",
    chosen_text: "A mail that was already on its way may still arrive.",
    not_valid: "This link is not whole, or not one of ours. Open it again from the mail.",
    not_now: "That did not work just now. Please try again in a moment.",
    categories: [
        "News for everybody in the county",
        "News about single topics",
        "Meetings, hearings and trainings",
        "Answers of officials, and what came of it",
    ],
};

const SPANISH: Words = Words {
    code: "es",
    why: "Recibe esto de {organization} porque pidió noticias. Preguntas: {contact}",
    unsubscribe: "Para no recibir más, o recibir menos:",
    title: "Mensajes por correo",
    ask: "Con este botón terminan los mensajes: esta dirección se borra de la lista.",
    all_button: "Terminar todos los mensajes",
    choose: "O elija lo que quiere recibir:",
    choose_button: "Guardar mi elección",
    done: "Los mensajes han terminado",
    done_text: "Esta dirección no recibirá nada más y se ha borrado de la lista. Un mensaje que ya estaba en camino puede llegar todavía.",
    chosen: "Su elección está guardada",
    chosen_text: "Un mensaje que ya estaba en camino puede llegar todavía.",
    not_valid: "Este enlace está incompleto o no es nuestro. Ábralo de nuevo desde el mensaje.",
    not_now: "No ha sido posible en este momento. Inténtelo de nuevo dentro de un rato.",
    categories: [
        "Noticias para todo el condado",
        "Noticias sobre temas concretos",
        "Reuniones, audiencias y formaciones",
        "Respuestas de las autoridades y sus resultados",
    ],
};
