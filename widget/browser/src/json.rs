//! JSON as this contract uses it: objects, lists, texts, switches and whole numbers.
//!
//! Small on purpose: a general reader would weigh more than the window that it serves.

/// What a JSON text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Json {
    /// `null`, and every number that is not a whole one from 0.
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number from 0.
    Number(u64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object, in its own order.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads a text; nothing where it is no JSON.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { all: text, bytes: text.as_bytes(), at: 0, depth: 0 };
        let value = reader.value()?;
        reader.space();
        (reader.at == reader.bytes.len()).then_some(value)
    }

    /// A field of an object; `Null` where there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> &Self {
        if let Self::Object(fields) = self
            && let Some((_, value)) = fields.iter().find(|(field, _)| field == name)
        {
            return value;
        }
        &Self::Null
    }
}

/// Writes an object field by field.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// An object without fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    #[must_use]
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        quote(&mut self.text, value);
        self
    }

    /// Adds a text where there is one.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// Adds JSON that is written already, such as a number.
    #[must_use]
    pub fn raw(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        self.text.push_str(value);
        self
    }

    /// Adds a list of texts.
    #[must_use]
    pub fn texts(self, name: &str, values: &[String]) -> Self {
        let quoted = values.iter().map(|value| {
            let mut text = String::new();
            quote(&mut text, value);
            text
        });
        self.raw(name, &list(quoted))
    }

    /// The object.
    #[must_use]
    pub fn finish(self) -> String {
        if self.text.is_empty() { "{}".into() } else { self.text + "}" }
    }

    fn name(&mut self, name: &str) {
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        quote(&mut self.text, name);
        self.text.push(':');
    }
}

/// Writes a number; the standard library's way brings a kilobyte of what this contract never asks for.
#[must_use]
pub fn digits(number: u64) -> String {
    const TEN: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    let mut text = if number < 10 { String::new() } else { digits(number / 10) };
    text.push(TEN[(number % 10) as usize]);
    text
}

/// Writes texts one behind the other; the standard library's way brings a kilobyte as well.
#[must_use]
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Writes a list of what is JSON already.
#[must_use]
pub fn list(items: impl Iterator<Item = String>) -> String {
    let mut text = String::from("[");
    for item in items {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&item);
    }
    text.push(']');
    text
}

/// Writes a text with its quotes.
pub fn quote(to: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            '\n' => to.push_str("\\n"),
            '\0'..='\u{1f}' => {
                let code = letter as usize;
                to.push_str("\\u00");
                to.push(char::from(DIGITS[code >> 4]));
                to.push(char::from(DIGITS[code & 15]));
            }
            _ => to.push(letter),
        }
    }
    to.push('"');
}

struct Reader<'a> {
    all: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    /// Deeper than anything of the contract, and far from the end of the stack.
    const DEEPEST: u32 = 32;

    fn value(&mut self) -> Option<Json> {
        self.space();
        match self.peek()? {
            b'{' => self.nested(Self::object),
            b'[' => self.nested(Self::list),
            b'"' => self.text().map(Json::Text),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Json>) -> Option<Json> {
        self.depth += 1;
        if self.depth > Self::DEEPEST {
            return None;
        }
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Option<Json> {
        let mut fields = Vec::new();
        if self.takes(b'}') {
            return Some(Json::Object(fields));
        }
        loop {
            self.space();
            let name = self.text()?;
            if !self.takes(b':') {
                return None;
            }
            fields.push((name, self.value()?));
            if self.takes(b'}') {
                return Some(Json::Object(fields));
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    fn list(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        if self.takes(b']') {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.takes(b']') {
                return Some(Json::List(items));
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    fn text(&mut self) -> Option<String> {
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        let mut text = String::new();
        let mut start = self.at;
        loop {
            let end = self.at;
            let byte = self.next()?;
            if byte == b'"' || byte == b'\\' {
                text.push_str(self.all.get(start..end)?);
            }
            match byte {
                b'"' => return Some(text),
                b'\\' => {
                    text.push(self.escaped()?);
                    start = self.at;
                }
                _ => {}
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.unicode(),
            byte => char::from(byte),
        })
    }

    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            // Half a pair alone is no letter.
            return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let before = self.at;
        if self.next() == Some(b'\\') && self.next() == Some(b'u') {
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
        }
        self.at = before;
        Some(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(code)
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        let mut number: Option<u64> = Some(0);
        while let Some(byte) = self.peek() {
            match byte {
                b'0'..=b'9' => {
                    let digit = u64::from(byte - b'0');
                    number = number.and_then(|n| n.checked_mul(10)?.checked_add(digit));
                }
                b'-' | b'+' | b'.' | b'e' | b'E' => number = None,
                _ => break,
            }
            self.at += 1;
        }
        (self.at > start).then(|| number.map_or(Json::Null, Json::Number))
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        let found = self.bytes.get(self.at..)?.starts_with(word.as_bytes());
        self.at += word.len();
        found.then_some(value)
    }

    fn takes(&mut self, byte: u8) -> bool {
        self.space();
        let takes = self.peek() == Some(byte);
        self.at += usize::from(takes);
        takes
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek();
        self.at += 1;
        byte
    }
}
