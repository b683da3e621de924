//! The language of format specifications: `[[fill]align][sign][z][#][0][width][grouping][.precision][code]`.

/// A width beyond this is a mistake rather than a wish.
const WIDEST: usize = 1 << 31;

/// A specification, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Specification {
    /// What the room is filled with.
    pub(super) fill: char,
    /// `<`, `>`, `^` or `=`
    pub(super) align: char,
    /// `+`, `-` or a space, if it was given.
    pub(super) sign: Option<char>,
    /// `z`: no negative zero.
    pub(super) no_negative_zero: bool,
    /// `#`
    pub(super) alternate: bool,
    /// The least number of characters.
    pub(super) width: usize,
    /// `,` or `_`
    pub(super) grouping: Option<char>,
    /// After the point.
    pub(super) precision: Option<usize>,
    /// The last letter.
    pub(super) code: Option<char>,
}

impl Specification {
    /// Nothing wished for.
    pub(super) fn plain(align: char) -> Self {
        Self {
            fill: ' ',
            align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            code: None,
        }
    }

    /// Reads a specification; an error is the message of a `ValueError`.
    pub(super) fn parse(text: &str, type_name: &str, default_align: char) -> Result<Self, String> {
        let mut reader = Reader { rest: text };
        let mut read = Self::plain(default_align);
        let (fill_given, align_given) = reader.alignment(&mut read);
        read.sign = reader.one_of("+- ");
        read.no_negative_zero = reader.one_of("z").is_some();
        read.alternate = reader.one_of("#").is_some();
        if !fill_given && reader.one_of("0").is_some() {
            read.fill = '0';
            if !align_given && default_align == '>' {
                read.align = '=';
            }
        }
        read.width = reader.number()?.unwrap_or(0);
        read.grouping = reader.grouping()?;
        if reader.one_of(".").is_some() {
            read.precision = Some(reader.number()?.ok_or("Format specifier missing precision")?);
        }
        let mut rest = reader.rest.chars();
        read.code = rest.next();
        if rest.next().is_some() {
            return Err(format!("Invalid format specifier '{text}' for object of type '{type_name}'"));
        }
        read.check_grouping()?;
        Ok(read)
    }

    fn check_grouping(&self) -> Result<(), String> {
        match (self.grouping, self.code) {
            (None, _) | (_, None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F')) => Ok(()),
            (Some('_'), Some('b' | 'o' | 'x' | 'X')) => Ok(()),
            (Some(sign), Some(code)) => Err(format!("Cannot specify '{sign}' with '{code}'.")),
        }
    }

    /// How many digits a group has.
    pub(super) fn group_size(&self) -> usize {
        match (self.grouping, self.code) {
            (None, _) => usize::MAX,
            (_, Some('b' | 'o' | 'x' | 'X')) => 4,
            _ => 3,
        }
    }

    /// The complaint about a code that the type does not know.
    pub(super) fn unknown_code(code: char, type_name: &str) -> String {
        if ('!'..='\x7f').contains(&code) {
            format!("Unknown format code '{code}' for object of type '{type_name}'")
        } else {
            format!("Unknown format code '\\x{:x}' for object of type '{type_name}'", code as u32)
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn one_of(&mut self, wanted: &str) -> Option<char> {
        let first = self.rest.chars().next().filter(|&c| wanted.contains(c))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    /// Whether a fill and an alignment were given.
    fn alignment(&mut self, read: &mut Specification) -> (bool, bool) {
        let mut characters = self.rest.chars();
        let (first, second) = (characters.next(), characters.next());
        if let (Some(fill), Some(align @ ('<' | '>' | '=' | '^'))) = (first, second) {
            (read.fill, read.align) = (fill, align);
            self.rest = characters.as_str();
            return (true, true);
        }
        match self.one_of("<>=^") {
            Some(align) => {
                read.align = align;
                (false, true)
            }
            None => (false, false),
        }
    }

    fn number(&mut self) -> Result<Option<usize>, String> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        if digits.is_empty() {
            return Ok(None);
        }
        match digits.parse().ok().filter(|&number| number < WIDEST) {
            Some(number) => Ok(Some(number)),
            None => Err("Too many decimal digits in format string".into()),
        }
    }

    fn grouping(&mut self) -> Result<Option<char>, String> {
        let found = self.one_of(",_");
        match (found, self.rest.chars().next()) {
            (Some(','), Some('_')) | (Some('_'), Some(',')) => Err("Cannot specify both ',' and '_'.".into()),
            _ => Ok(found),
        }
    }
}
