//! Who is at this desk, as the token says; the server alone decides what they may.

use chatdesk_widget_browser::Json;

/// Somebody of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Me {
    /// As the server calls them in answers.
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) is_admin: bool,
}

impl Me {
    /// What a JWT says about whom it is for; nothing where it says it in words that are not known here.
    pub(crate) fn of_token(token: &str) -> Option<Self> {
        let claims = String::from_utf8(decode(token.split('.').nth(1)?)?).ok()?;
        let claims = Json::parse(&claims)?;
        let id = match claims.field("sub") {
            Json::Text(id) => id.clone(),
            Json::Number(id) => id.to_string(),
            _ => return None,
        };
        let name = match claims.field("name") {
            Json::Text(name) => Some(name.clone()),
            _ => None,
        };
        // Where roles have other names everything is shown, and the server refuses.
        let is_admin = *claims.field("role") != Json::Text("agent".into());
        Some(Self { id, name, is_admin })
    }
}

/// Base64 as JWTs have it: no padding, `-` and `_`.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut n_bits) = (0_u32, 0);
    for letter in text.bytes().filter(|&letter| letter != b'=') {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push(u8::try_from((bits >> n_bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::Me;

    #[test]
    fn a_token_says_whom_it_is_for() {
        // {"sub":"agent:Zoë","name":"Zoë","role":"agent"} and {"sub":7}
        let token = "e30.eyJzdWIiOiJhZ2VudDpab8OrIiwibmFtZSI6Ilpvw6siLCJyb2xlIjoiYWdlbnQifQ.x";
        let me = Me { id: "agent:Zoë".into(), name: Some("Zoë".into()), is_admin: false };
        assert_eq!(Me::of_token(token), Some(me));

        let me = Me { id: "7".into(), name: None, is_admin: true };
        assert_eq!(Me::of_token("e30.eyJzdWIiOjd9.x"), Some(me));
    }

    #[test]
    fn what_is_no_token_says_nothing() {
        for text in ["", "x", "a.!.c", "a.e30.c", "a.W10.c"] {
            assert_eq!(Me::of_token(text), None, "{text}");
        }
    }
}
