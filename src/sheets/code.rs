//! What a sheet is known by: eight characters that nobody guesses, and that do not survive a slip of the finger.

use crate::app::App;
use crate::secrets::crockford;

/// 30 bits, and two characters that check them.
const SYMBOLS: usize = 6;

pub fn fresh(app: &App) -> String {
    let bytes: [u8; SYMBOLS] = app.entropy.bytes();
    crockford::print(&bytes.map(|byte| byte & 31)).to_string()
}

/// As it is printed, from what somebody typed; nothing where it was mistyped.
pub fn read(typed: &str) -> Option<String> {
    let symbols = crockford::read::<SYMBOLS>(typed).ok()?;
    Some(crockford::print(&*symbols).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_seen() {
        let printed = crockford::print(&[3, 17, 0, 31, 9, 22]).to_string();
        assert_eq!(printed.len(), 9);
        let spelled = printed.to_lowercase().replace('-', " ");
        assert_eq!(read(&spelled).as_deref(), Some(printed.as_str()));
        let mut swapped: Vec<char> = printed.chars().collect();
        swapped.swap(0, 1);
        assert_eq!(read(&swapped.iter().collect::<String>()), None);
        assert_eq!(read("ABCD"), None);
    }
}
