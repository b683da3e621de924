//! How wide text is, without a font: good enough to keep labels apart, and the same on every machine.

/// Longest label that is drawn; longer ones end in an ellipsis.
const LONGEST: usize = 160;

/// Estimated width of `words` in pixels: a rather wide sans-serif, so that real text takes less.
pub(super) fn width(words: &str, size: f64) -> i32 {
    (words.chars().map(advance).sum::<f64>() * size).ceil() as i32
}

/// How much wider bold text is.
pub(super) const BOLD: f64 = 1.12;

/// Advance of one character in em.
fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 0.32,
        ' ' | '\u{a0}' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' => 0.39,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' | '…' => 0.95,
        'A'..='Z' | '&' => 0.69,
        c if (c as u32) >= 0x2e80 => 1.0,
        _ => 0.61,
    }
}

/// `words` in at most `lines` lines of at most `limit` pixels; what does not fit ends in an ellipsis.
pub(super) fn wrap(words: &str, limit: i32, size: f64, lines: usize) -> Vec<String> {
    let words = shorten(words, LONGEST);
    let mut out = vec![String::new()];
    for word in words.split_whitespace() {
        match out.last_mut() {
            Some(last) if last.is_empty() => last.push_str(word),
            Some(last) if width(&format!("{last} {word}"), size) <= limit => {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    if out.len() > lines.max(1) {
        let rest = out.split_off(lines.max(1) - 1);
        out.push(format!("{}…", rest[0]));
    }
    out.into_iter().map(|line| fit(&line, limit, size)).collect()
}

/// One line of `words`, cut with an ellipsis where it is wider than `limit`.
pub(super) fn fit(words: &str, limit: i32, size: f64) -> String {
    let mut words = shorten(words, LONGEST);
    while width(&words, size) > limit && words.chars().count() > 2 {
        let keep = words.trim_end_matches('…').chars().count().saturating_sub(1);
        words = words.chars().take(keep).collect::<String>().trim_end().to_owned() + "…";
    }
    words
}

fn shorten(words: &str, most: usize) -> String {
    match words.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words.to_owned(),
    }
}

/// Moves things of the given `centers` and `sizes` apart so that none overlap and all lie in `low..high` where there is
/// room, together as near to their places as can be. Returns the new centers in the given order.
pub(super) fn spread(centers: &[i32], sizes: &[i32], low: i32, high: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..centers.len()).collect();
    order.sort_by_key(|i| (centers[*i], *i));
    let mut runs: Vec<Run> = Vec::new();
    for i in order {
        let mut run = Run { wish: centers[i] - sizes[i] / 2, size: sizes[i], members: vec![i] };
        while let Some(before) = runs.pop_if(|before| before.start(low, high) + before.size > run.start(low, high)) {
            run = before.join(run);
        }
        runs.push(run);
    }
    let mut placed = centers.to_vec();
    for run in runs {
        let mut free = run.start(low, high);
        for i in run.members {
            placed[i] = free + sizes[i] / 2;
            free += sizes[i];
        }
    }
    placed
}

/// Things that touch one another.
struct Run {
    /// Where it would start if it were alone.
    wish: i32,
    size: i32,
    members: Vec<usize>,
}

impl Run {
    fn start(&self, low: i32, high: i32) -> i32 {
        self.wish.min(high - self.size).max(low)
    }

    /// Both, started where the members are least displaced on average.
    fn join(mut self, next: Self) -> Self {
        let (here, there) = (self.members.len() as i32, next.members.len() as i32);
        let wish = (self.wish * here + (next.wish - self.size) * there) / (here + there);
        self.members.extend(next.members);
        Self { wish, size: self.size + next.size, members: self.members }
    }
}
