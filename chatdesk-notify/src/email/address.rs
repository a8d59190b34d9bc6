//! Addresses of people, and of the server that brings mail to them.

use std::{fmt, net::IpAddr, str::FromStr};

use lettre::{Address, message::Mailbox, transport::smtp::authentication::Credentials};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};

/// Who writes, or is written to: `help@shop.example` or `Support <help@shop.example>`.
///
/// The address is ASCII: what else there is, few servers take.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(Mailbox);

/// Text that is no [`MailAddress`]. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an address such as help@shop.example or Support <help@shop.example>")]
pub struct ParseMailAddressError;

impl FromStr for MailAddress {
    type Err = ParseMailAddressError;

    fn from_str(text: &str) -> Result<Self, ParseMailAddressError> {
        // One that is read is written as it was read: nothing of it may end a header, or a command.
        if text.chars().any(char::is_control) {
            return Err(ParseMailAddressError);
        }
        let mailbox: Mailbox = text.parse().map_err(|_| ParseMailAddressError)?;
        let is_ascii = AsRef::<str>::as_ref(&mailbox.email).is_ascii();
        if is_ascii { Ok(Self(mailbox)) } else { Err(ParseMailAddressError) }
    }
}

impl MailAddress {
    pub(super) const fn mailbox(&self) -> &Mailbox {
        &self.0
    }

    pub(super) const fn address(&self) -> &Address {
        &self.0.email
    }
}

/// Hides it.
impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailAddress(…)")
    }
}

/// The server that brings mail.
///
/// `smtps://user:password@mail.example`, port 465, speaks TLS at once; `smtp://user:password@mail.example?tls=required`, port
/// 587, changes to it; `smtp://mail.example`, port 25, does without.
///
/// User name and password are percent-encoded, and never sent without TLS but to this machine.
#[derive(Clone)]
pub struct SmtpUrl {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    credentials: Option<(String, SecretString)>,
}

/// When a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// From the beginning.
    Tls,
    /// After `STARTTLS`, or not used at all.
    StartTls,
    /// Never.
    Nothing,
}

/// Text that is no [`SmtpUrl`]. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseSmtpUrlError {
    /// It is no URL, or none of a mail server.
    #[error(
        "is no URL such as smtps://user:password@mail.example or smtp://mail.example?tls=required"
    )]
    NotAUrl,
    /// It asks for what there is not.
    #[error("has a query other than tls=required")]
    Query,
    /// There is a user name without a password, or the other way around, or one that is no text.
    #[error("has a user name or a password that is not whole; percent-encode them")]
    Credentials,
    /// The password would be sent for everybody to read.
    #[error("has a password and no TLS: use smtps:// or ?tls=required")]
    Unprotected,
}

impl FromStr for SmtpUrl {
    type Err = ParseSmtpUrlError;

    fn from_str(text: &str) -> Result<Self, ParseSmtpUrlError> {
        let url = Url::parse(text).map_err(|_| ParseSmtpUrlError::NotAUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(ParseSmtpUrlError::NotAUrl)?.trim_matches(['[', ']']).to_owned();
        let (security, port) = match (url.scheme(), url.query()) {
            ("smtps", None | Some("tls=required")) => (Security::Tls, 465),
            ("smtp", Some("tls=required")) => (Security::StartTls, 587),
            ("smtp", None) => (Security::Nothing, 25),
            ("smtp" | "smtps", Some(_)) => return Err(ParseSmtpUrlError::Query),
            _ => return Err(ParseSmtpUrlError::NotAUrl),
        };
        if !["", "/"].contains(&url.path()) || url.fragment().is_some() {
            return Err(ParseSmtpUrlError::NotAUrl);
        }
        let credentials = credentials(&url)?;
        if credentials.is_some() && security == Security::Nothing && !is_this_machine(&host) {
            return Err(ParseSmtpUrlError::Unprotected);
        }
        Ok(Self { host, port: url.port().unwrap_or(port), security, credentials })
    }
}

fn credentials(url: &Url) -> Result<Option<(String, SecretString)>, ParseSmtpUrlError> {
    let read = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().ok()?.into_owned();
        Some(text).filter(|text| !text.is_empty() && !text.contains('\0'))
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) => {
            let both = read(user).zip(read(password));
            let (user, password) = both.ok_or(ParseSmtpUrlError::Credentials)?;
            Ok(Some((user, password.into())))
        }
        (_, None) => Err(ParseSmtpUrlError::Credentials),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

impl SmtpUrl {
    pub(super) fn credentials(&self) -> Option<Credentials> {
        let (user, password) = self.credentials.as_ref()?;
        Some(Credentials::new(user.clone(), password.expose_secret().to_owned()))
    }
}

/// Shows how it is protected alone.
impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpUrl").field("security", &self.security).finish_non_exhaustive()
    }
}
