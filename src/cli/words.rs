//! How commands speak: whole lines of at most 80 columns, and one or several of a thing.

/// What `print!` and `println!` are in commands: a reader who has gone, such as `head`, ends nothing and is no panic.
pub fn say(text: std::fmt::Arguments<'_>) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    // Nobody is left to tell.
    let _ = out.write_fmt(text).and_then(|()| out.flush());
}

/// `1 job`, `2 jobs`; `several` where an s does not make it so.
pub fn counted(number: impl TryInto<u64>, one: &str, several: &str) -> String {
    let number = number.try_into().unwrap_or_default();
    let word = if number == 1 { one } else { several };
    format!("{number} {word}")
}

/// Breaks a text into lines of at most 80 columns: the first begins with `first`, the others with as many blanks.
pub fn wrapped(first: &str, text: &str) -> String {
    let indent = first.chars().count();
    let (mut lines, mut line) = (String::new(), first.to_owned());
    let mut width = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > indent && width + 1 + length > 80 {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line = " ".repeat(indent);
            width = indent;
        }
        if width > indent {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += length;
    }
    lines + line.trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let text = "a word and another word ".repeat(20);
        let lines = wrapped("  fields.key     ", &text);
        assert!(lines.lines().count() > 5);
        assert!(lines.lines().all(|line| line.len() <= 80), "{lines}");
        assert!(
            lines
                .lines()
                .skip(1)
                .all(|line| line.starts_with(&" ".repeat(17)))
        );
        assert_eq!(wrapped("x ", "short"), "x short");
    }

    #[test]
    fn one_is_not_several() {
        assert_eq!(
            [0, 1, 2].map(|n| counted(n, "job", "jobs")),
            ["0 jobs", "1 job", "2 jobs"]
        );
    }
}
