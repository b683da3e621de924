//! Text on its way into a page: inert, whatever it holds.

/// `text` as content or attribute value. Besides the characters of HTML, braces are escaped, because mdBook looks for
/// `{{#…}}` in the finished page text; white space of any kind becomes one blank, because a figure is one line.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if (c.is_whitespace() && c != '\u{a0}') || c.is_control() {
            if !blank {
                out.push(' ');
            }
            blank = true;
            continue;
        }
        blank = false;
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            other => out.push(other),
        }
    }
    out
}

/// `text` as a part of an id: letters, digits, `-` and `_`.
pub(super) fn ident(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '-' }).collect()
}

/// `text` inside a URL: everything but letters, digits and `-_.~` percent-encoded.
pub(super) fn percent_encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
        out
    })
}

/// Keeps `inner` out of the search index of mdBook, and visible in a browser.
///
/// mdBook's reader of HTML takes all that follows the self-closed `<style/>` for the text of a style sheet, up to
/// `</style>`; a browser, inside SVG, takes the one for an empty element and ignores the other. So a browser sees two
/// empty drawings around `inner`. Nothing in `inner` may hold `</style`: all text in it is escaped.
pub(super) fn gate(inner: &str) -> String {
    const EMPTY: &str = "<svg class=\"rn-gate\" aria-hidden=\"true\" width=\"0\" height=\"0\">";
    format!("{EMPTY}<style/></svg>{inner}{EMPTY}</style></svg>")
}
