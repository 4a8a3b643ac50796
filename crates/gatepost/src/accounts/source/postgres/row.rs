//! What a row says of an account: columns by name, each of its natural type or a text.

use super::time::{MICROS_PER_DAY, parse_time};
use crate::accounts::canonical;
use crate::accounts::crypt;
use crate::accounts::source::file::version_of;
use crate::accounts::source::{Check, Found};
use mail::Timestamp;
use std::error::Error;
use std::net::IpAddr;
use store::{Account, Network, Rights, ScramSet};
use tokio_postgres::types::{FromSql, Kind, Type};

/// Where in a row the columns stand that we know. All others are left out.
pub(super) struct Columns(Vec<(Field, usize)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Password,
    ScramSha256,
    ScramSha1,
    Enabled,
    Senders,
    Networks,
    Mechanisms,
    Expires,
    MessagesHour,
    MessagesDay,
    RecipientsHour,
    RecipientsDay,
    Version,
}

/// A kind of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Flag,
    Number,
    Time,
    Network,
    Texts,
    Networks,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Text(String),
    Flag(bool),
    Number(i64),
    /// `None`: never.
    Time(Option<Timestamp>),
    Network(Network),
    List(Vec<Value>),
}

impl Columns {
    /// Finds them by name.
    ///
    /// # Errors
    /// There is no password, one is there twice, or has a type that says nothing to us; in a sentence.
    pub(super) fn of<'a>(columns: impl IntoIterator<Item = (&'a str, &'a Type)>) -> Result<Self, String> {
        let mut known: Vec<(Field, usize)> = Vec::new();
        for (at, (name, ty)) in columns.into_iter().enumerate() {
            let Some((field, _, forms)) = FIELDS.iter().find(|(_, title, _)| *title == name) else {
                continue;
            };
            if known.iter().any(|(other, _)| other == field) {
                return Err(format!("the query gives the column `{name}` twice"));
            }
            if !Form::of(ty).is_some_and(|form| forms.contains(&form)) {
                return Err(format!("the column `{name}` has the type {ty}, which does not fit"));
            }
            known.push((*field, at));
        }
        if known.iter().all(|(field, _)| *field != Field::Password) {
            return Err("the query gives no column `password`".to_owned());
        }
        Ok(Self(known))
    }

    /// The account that was asked for by this name, of the values at these places.
    ///
    /// # Errors
    /// What a column says cannot be used; in a sentence that names it.
    pub(super) fn found(&self, asked: &str, value: impl Fn(usize) -> Result<Value, String>) -> Result<Found, String> {
        let unknown = Timestamp::from_micros(0);
        let mut account = Account {
            name: asked.to_owned(),
            password: String::new(),
            scram: ScramSet::default(),
            enabled: true,
            version: 0,
            rights: Rights::default(),
            created: unknown,
            changed: unknown,
        };
        let mut version = None;
        for (field, at) in &self.0 {
            let done = value(*at).and_then(|value| match field {
                Field::Version => version_in(value).map(|found| version = found),
                _ => put(&mut account, *field, value),
            });
            done.map_err(|why| format!("the column `{}` {why}", field.name()))?;
        }
        if account.scram.sha256.is_none() {
            account.scram.sha256 = crypt::scram_sha256(&account.password).ok();
        }
        account.version = version.unwrap_or_else(|| version_by_content(&account));
        let check = Check::Hash;
        Ok(Found { account, check })
    }
}

fn put(account: &mut Account, field: Field, value: Value) -> Result<(), String> {
    let rights = &mut account.rights;
    match field {
        Field::Name => {
            let name = value.text()?.unwrap_or_default();
            if name != account.name && !name.is_empty() {
                account.name = canonical(&name);
            }
        }
        Field::Password => account.password = value.text()?.unwrap_or_default(),
        Field::ScramSha256 => {
            let text = value.text()?.filter(|text| !text.is_empty());
            let keys = text.map(|text| crypt::scram_sha256(&text)).transpose();
            account.scram.sha256 = keys.map_err(|error| format!("cannot be used: {error}"))?;
        }
        Field::ScramSha1 => {
            let text = value.text()?.filter(|text| !text.is_empty());
            let keys = text.map(|text| crypt::scram_sha1(&text)).transpose();
            account.scram.sha1 = keys.map_err(|error| format!("cannot be used: {error}"))?;
        }
        Field::Enabled => account.enabled = value.flag()?,
        Field::Senders => rights.senders = value.texts()?,
        Field::Networks => rights.networks = value.networks()?,
        Field::Mechanisms => {
            rights.mechanisms = value.texts()?;
            rights
                .mechanisms
                .iter_mut()
                .for_each(|name| name.make_ascii_uppercase());
        }
        Field::Expires => rights.expires = value.time()?,
        Field::MessagesHour => rights.limits.messages_hour = value.limit()?,
        Field::MessagesDay => rights.limits.messages_day = value.limit()?,
        Field::RecipientsHour => rights.limits.recipients_hour = value.limit()?,
        Field::RecipientsDay => rights.limits.recipients_day = value.limit()?,
        // It is no part of what is put together here.
        Field::Version => {}
    }
    Ok(())
}

fn version_in(value: Value) -> Result<Option<u64>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => Ok(Some(number.cast_unsigned())),
        Value::Text(text) => Ok(Some(version_of(&[text.as_bytes()]))),
        _ => Err(NO_FIT.to_owned()),
    }
}

/// A version that changes whenever anything else does, since the database gives none.
fn version_by_content(account: &Account) -> u64 {
    let Account {
        name,
        password,
        scram,
        enabled,
        rights,
        ..
    } = account;
    // The debug form of rights holds all of them, and no secret.
    let rights = format!("{rights:?}");
    let state = [u8::from(*enabled)];
    let mut parts = vec![name.as_bytes(), password.as_bytes(), &state, rights.as_bytes()];
    // Keys that are made of the password are no other password; without one they are the password.
    if password.is_empty() {
        let keys = [&scram.sha256, &scram.sha1].into_iter().flatten();
        parts.extend(keys.map(|keys| &keys.stored_key[..]));
    }
    version_of(&parts)
}

impl Field {
    fn name(self) -> &'static str {
        let known = FIELDS.iter().find(|(field, ..)| *field == self);
        known.map_or("", |(_, name, _)| *name)
    }
}

impl Form {
    /// Of the types that say something to us.
    fn of(ty: &Type) -> Option<Self> {
        Some(match *ty {
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => Self::Text,
            Type::BOOL => Self::Flag,
            Type::INT2 | Type::INT4 | Type::INT8 | Type::OID | Type::XID | Type::XID8 => Self::Number,
            Type::TIMESTAMP | Type::TIMESTAMPTZ | Type::DATE => Self::Time,
            Type::INET | Type::CIDR => Self::Network,
            _ => match ty.kind() {
                Kind::Enum(_) => Self::Text,
                Kind::Array(inner) => match Self::of(inner)? {
                    Self::Text => Self::Texts,
                    Self::Network => Self::Networks,
                    _ => return None,
                },
                _ if ty.name() == "citext" => Self::Text,
                _ => return None,
            },
        })
    }
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match Form::of(ty).ok_or("an unknown type")? {
            Form::Text => Self::Text(std::str::from_utf8(raw)?.trim().to_owned()),
            Form::Flag => Self::Flag(raw != [0_u8]),
            Form::Number => Self::Number(match *raw {
                [a, b] => i16::from_be_bytes([a, b]).into(),
                [a, b, c, d] if *ty == Type::INT4 => i32::from_be_bytes([a, b, c, d]).into(),
                [a, b, c, d] => u32::from_be_bytes([a, b, c, d]).into(),
                _ => i64::from_be_bytes(raw.try_into()?),
            }),
            Form::Time if *ty == Type::DATE => Self::Time(match i32::from_be_bytes(raw.try_into()?) {
                i32::MAX => None,
                days => Some(of_2000(i64::from(days).saturating_mul(MICROS_PER_DAY))),
            }),
            Form::Time => Self::Time(match i64::from_be_bytes(raw.try_into()?) {
                i64::MAX => None,
                micros => Some(of_2000(micros)),
            }),
            Form::Network => Self::Network(network_of(raw).ok_or("no network")?),
            Form::Texts | Form::Networks => Self::List(Vec::<Self>::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        Form::of(ty).is_some()
    }
}

/// PostgreSQL counts from 2000-01-01; the ends of time are what does not fit.
fn of_2000(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros.saturating_add(MICROS_1970_TO_2000))
}

/// PostgreSQL's own form: the family, the number of bits, whether it is a `cidr`, the number of octets, and these.
fn network_of(raw: &[u8]) -> Option<Network> {
    let (&[_, bits, _, octets], address) = raw.split_first_chunk::<4>()?;
    if usize::from(octets) != address.len() {
        return None;
    }
    let four = <[u8; 4]>::try_from(address).map(IpAddr::from);
    let address = four.or_else(|_| <[u8; 16]>::try_from(address).map(IpAddr::from)).ok()?;
    Network::new(address, bits)
}

impl Value {
    fn text(self) -> Result<Option<String>, String> {
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            _ => Err(NO_FIT.to_owned()),
        }
    }

    /// NULL is no.
    fn flag(self) -> Result<bool, String> {
        match self {
            Self::Null => Ok(false),
            Self::Flag(flag) => Ok(flag),
            Self::Number(number) => Ok(number != 0),
            Self::Text(text) => match text.to_ascii_lowercase().as_str() {
                "t" | "true" | "y" | "yes" | "on" | "1" => Ok(true),
                "" | "f" | "false" | "n" | "no" | "off" | "0" => Ok(false),
                _ => Err("says neither yes nor no".to_owned()),
            },
            _ => Err(NO_FIT.to_owned()),
        }
    }

    /// A text holds them with commas or spaces in between.
    fn texts(self) -> Result<Vec<String>, String> {
        let texts: Vec<String> = match self {
            Self::Null => Vec::new(),
            Self::Text(text) => {
                let words = text.split(|letter: char| letter == ',' || letter.is_whitespace());
                words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
            }
            Self::List(values) => {
                // One that is left out could open what the others close.
                let text = |value: Self| value.text()?.ok_or_else(|| NULL_WITHIN.to_owned());
                values.into_iter().map(text).collect::<Result<_, _>>()?
            }
            _ => return Err(NO_FIT.to_owned()),
        };
        bounded(texts)
    }

    fn networks(self) -> Result<Vec<Network>, String> {
        match self {
            Self::Network(network) => Ok(vec![network]),
            Self::List(values) if values.iter().any(|value| matches!(value, Self::Network(_))) => {
                let network = |value: Self| match value {
                    Self::Network(network) => Ok(network),
                    _ => Err(NULL_WITHIN.to_owned()),
                };
                bounded(values.into_iter().map(network).collect::<Result<_, _>>()?)
            }
            other => {
                let texts = other.texts()?;
                let read = |text: String| {
                    text.parse::<Network>()
                        .map_err(|error| format!("cannot be used: {error}"))
                };
                texts.into_iter().map(read).collect()
            }
        }
    }

    /// A number is one of seconds since 1970.
    fn time(self) -> Result<Option<Timestamp>, String> {
        match self {
            Self::Null => Ok(None),
            Self::Time(time) => Ok(time),
            Self::Number(seconds) => Ok(Some(Timestamp::from_micros(seconds.saturating_mul(1_000_000)))),
            Self::Text(text) if text.is_empty() => Ok(None),
            Self::Text(text) => match parse_time(&text) {
                Some(time) => Ok(Some(time)),
                None => Err("has no time in it such as 2026-11-23T20:15:53Z".to_owned()),
            },
            _ => Err(NO_FIT.to_owned()),
        }
    }

    fn limit(self) -> Result<Option<u32>, String> {
        let wrong = || "has no number in it from 0 to 4294967295".to_owned();
        match self {
            Self::Null => Ok(None),
            Self::Number(number) => number.try_into().map(Some).map_err(|_| wrong()),
            Self::Text(text) if text.is_empty() => Ok(None),
            Self::Text(text) => text.parse().map(Some).map_err(|_| wrong()),
            _ => Err(NO_FIT.to_owned()),
        }
    }
}

fn bounded<T>(list: Vec<T>) -> Result<Vec<T>, String> {
    if list.len() > LIST_MAX {
        return Err(format!("has more than {LIST_MAX} entries"));
    }
    Ok(list)
}

/// The columns that are known, with the types that they may have.
const FIELDS: &[(Field, &str, &[Form])] = &[
    (Field::Name, "name", &[Form::Text]),
    (Field::Password, "password", &[Form::Text]),
    (Field::ScramSha256, "scram_sha_256", &[Form::Text]),
    (Field::ScramSha1, "scram_sha_1", &[Form::Text]),
    (Field::Enabled, "enabled", &[Form::Flag, Form::Number, Form::Text]),
    (Field::Senders, "senders", &[Form::Texts, Form::Text]),
    (
        Field::Networks,
        "networks",
        &[Form::Networks, Form::Network, Form::Texts, Form::Text],
    ),
    (Field::Mechanisms, "mechanisms", &[Form::Texts, Form::Text]),
    (Field::Expires, "expires", &[Form::Time, Form::Number, Form::Text]),
    (Field::MessagesHour, "messages_per_hour", LIMIT),
    (Field::MessagesDay, "messages_per_day", LIMIT),
    (Field::RecipientsHour, "recipients_per_hour", LIMIT),
    (Field::RecipientsDay, "recipients_per_day", LIMIT),
    (Field::Version, "version", &[Form::Number, Form::Text]),
];
const LIMIT: &[Form] = &[Form::Number, Form::Text];

const NO_FIT: &str = "holds a value of a type that does not fit";
const NULL_WITHIN: &str = "holds NULL among other entries";
/// They are looked through for every message.
const LIST_MAX: usize = 1_000;
const MICROS_1970_TO_2000: i64 = 10_957 * MICROS_PER_DAY;

#[cfg(test)]
mod tests {
    use super::*;
    use store::SendLimits;

    fn of(columns: &[(&str, Type)]) -> Result<Columns, String> {
        Columns::of(columns.iter().map(|(name, ty)| (*name, ty)))
    }

    /// The account of columns with these types and values, asked for as `alice`.
    fn read(columns: &[(&str, Type, Value)]) -> Result<Account, String> {
        let types: Vec<(&str, Type)> = columns.iter().map(|(name, ty, _)| (*name, ty.clone())).collect();
        let found = of(&types)?.found("alice", |at| Ok(columns[at].2.clone()))?;
        assert_eq!(found.check, Check::Hash);
        Ok(found.account)
    }

    /// A password, and a further column.
    fn with(name: &str, ty: Type, value: Value) -> Result<Account, String> {
        read(&[("password", Type::TEXT, text(BCRYPT)), (name, ty, value)])
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    const BCRYPT: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2";
    const SCRAM: &str = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    #[test]
    fn columns_are_found_by_name_and_type() {
        for (columns, expected) in [
            (&[("password", Type::TEXT)][..], None),
            (&[("password", Type::BPCHAR), ("color", Type::POINT)], None),
            (&[("version", Type::XID), ("password", Type::VARCHAR)], None),
            (&[("networks", Type::INET_ARRAY), ("password", Type::TEXT)], None),
            (&[("networks", Type::CIDR), ("password", Type::TEXT)], None),
            (&[("enabled", Type::INT2), ("password", Type::TEXT)], None),
            (&[("name", Type::TEXT)], Some("no column `password`")),
            (
                &[("password", Type::BYTEA)],
                Some("column `password` has the type bytea"),
            ),
            (
                &[("password", Type::TEXT), ("enabled", Type::TIMESTAMP)],
                Some("column `enabled` has the type timestamp"),
            ),
            (
                &[("password", Type::TEXT), ("senders", Type::INT4_ARRAY)],
                Some("column `senders` has the type _int4"),
            ),
            (
                &[("password", Type::TEXT), ("password", Type::TEXT)],
                Some("column `password` twice"),
            ),
        ] {
            match (of(columns), expected) {
                (Ok(_), None) => {}
                (Err(error), Some(expected)) => assert!(error.contains(expected), "{error}"),
                (Ok(_), Some(expected)) => panic!("not said: {expected}"),
                (Err(error), None) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn what_columns_say() {
        let account = with("color", Type::TEXT, text("red")).expect("an account");
        assert_eq!((account.name.as_str(), account.password.as_str()), ("alice", BCRYPT));
        assert!(account.enabled && account.rights == Rights::default());
        let name = |name| with("name", Type::TEXT, name).expect("an account").name;
        assert_eq!(name(text("Alice@Example.com")), "alice@example.com");
        assert_eq!(
            (name(Value::Null), name(text(""))),
            ("alice".to_owned(), "alice".to_owned())
        );
        for (value, ty, expected) in [
            (Value::Flag(true), Type::BOOL, Ok(true)),
            (Value::Flag(false), Type::BOOL, Ok(false)),
            (Value::Null, Type::BOOL, Ok(false)),
            (Value::Number(1), Type::INT4, Ok(true)),
            (Value::Number(0), Type::INT4, Ok(false)),
            (text("Yes"), Type::TEXT, Ok(true)),
            (text("f"), Type::TEXT, Ok(false)),
            (text(""), Type::TEXT, Ok(false)),
            (
                text("maybe"),
                Type::TEXT,
                Err("the column `enabled` says neither yes nor no"),
            ),
        ] {
            let enabled = with("enabled", ty, value.clone()).map(|account| account.enabled);
            assert_eq!(
                enabled.as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|why| *why),
                "{value:?}"
            );
        }
        let limits = |name, value| with(name, Type::INT4, value).map(|account| account.rights.limits);
        let hour = SendLimits {
            messages_hour: Some(5),
            ..SendLimits::default()
        };
        assert_eq!(limits("messages_per_hour", Value::Number(5)), Ok(hour));
        assert_eq!(limits("recipients_per_day", Value::Null), Ok(SendLimits::default()));
        assert!(limits("messages_per_day", Value::Number(-1)).is_err());
        let expires = |ty, value| with("expires", ty, value).map(|account| account.rights.expires);
        let at = Some(Timestamp::from_micros(5_000_000));
        assert_eq!(expires(Type::TIMESTAMPTZ, Value::Time(at)), Ok(at));
        assert_eq!(expires(Type::TIMESTAMPTZ, Value::Time(None)), Ok(None));
        assert_eq!(expires(Type::INT8, Value::Number(5)), Ok(at));
        assert_eq!(expires(Type::TEXT, text("1970-01-01T00:00:05Z")), Ok(at));
        assert!(expires(Type::TEXT, text("soon")).is_err());
    }

    #[test]
    fn lists() {
        let list = |texts: &[&str]| Value::List(texts.iter().copied().map(text).collect());
        for (value, expected) in [
            (Value::Null, Ok("")),
            (list(&[]), Ok("")),
            (list(&["192.0.2.0/24", "2001:db8::1"]), Ok("192.0.2.0/24 2001:db8::1")),
            (text("192.0.2.0/24, 2001:db8::/32"), Ok("192.0.2.0/24 2001:db8::/32")),
            (text("192.0.2.1/24"), Err("the column `networks` cannot be used")),
            (Value::List(vec![Value::Null]), Err("the column `networks` holds NULL")),
        ] {
            let ty = if matches!(value, Value::Text(_)) {
                Type::TEXT
            } else {
                Type::TEXT_ARRAY
            };
            match (with("networks", ty, value.clone()), expected) {
                (Ok(account), Ok(expected)) => {
                    let networks: Vec<String> = account.rights.networks.iter().map(Network::to_string).collect();
                    assert_eq!(networks.join(" "), expected, "{value:?}");
                }
                (Err(error), Err(expected)) => assert!(error.contains(expected), "{error}"),
                (got, _) => panic!("{value:?}: {got:?}"),
            }
        }
        let network = Value::Network("192.0.2.0/24".parse().expect("a network"));
        let networks = |value| with("networks", Type::CIDR_ARRAY, value).map(|account| account.rights.networks.len());
        assert_eq!(networks(Value::List(vec![network.clone(), network.clone()])), Ok(2));
        assert!(networks(Value::List(vec![network, Value::Null])).is_err());
        let mechanisms = with("mechanisms", Type::TEXT, text("plain scram-sha-256")).expect("an account");
        assert_eq!(mechanisms.rights.mechanisms, ["PLAIN", "SCRAM-SHA-256"]);
        let senders = |count| with("senders", Type::TEXT_ARRAY, Value::List(vec![text("*"); count]));
        assert!(senders(LIST_MAX).is_ok() && senders(LIST_MAX + 1).is_err());
    }

    #[test]
    fn keys_of_scram() {
        let keys = |account: Account| account.scram.sha256.map(|keys| keys.iterations);
        let column = with("scram_sha_256", Type::TEXT, text(SCRAM)).expect("an account");
        assert_eq!((keys(column.clone()), column.password.as_str()), (Some(4096), BCRYPT));
        let password = read(&[("password", Type::TEXT, text(SCRAM))]).expect("an account");
        assert_eq!(keys(password), Some(4096));
        assert_eq!(with("scram_sha_256", Type::TEXT, Value::Null).map(keys), Ok(None));
        let broken = with("scram_sha_256", Type::TEXT, text(BCRYPT)).expect_err("no keys");
        assert!(
            broken.contains("`scram_sha_256`") && !broken.contains("$2b$"),
            "{broken}"
        );
    }

    #[test]
    fn versions() {
        let version = |name, ty, value| with(name, ty, value).expect("an account").version;
        assert_eq!(version("version", Type::INT8, Value::Number(7)), 7);
        let word = version("version", Type::TEXT, text("7a"));
        assert_eq!(version("version", Type::TEXT, text("7a")), word);
        assert_ne!(version("version", Type::TEXT, text("7b")), word);
        // Without one, all that matters counts.
        let plain = version("color", Type::TEXT, text("red"));
        assert_eq!(version("color", Type::TEXT, text("blue")), plain);
        assert_eq!(version("version", Type::INT8, Value::Null), plain);
        assert_ne!(version("enabled", Type::BOOL, Value::Flag(false)), plain);
        assert_ne!(version("senders", Type::TEXT, text("*")), plain);
        let other = read(&[("password", Type::TEXT, text(SCRAM))]).expect("an account");
        assert_ne!(other.version, plain);
        // Keys of the same password are no other password.
        assert_eq!(version("scram_sha_256", Type::TEXT, text(SCRAM)), plain);
        let alone = |keys: &str| {
            let columns = [
                ("password", Type::TEXT, Value::Null),
                ("scram_sha_256", Type::TEXT, text(keys)),
            ];
            read(&columns).expect("an account").version
        };
        assert_ne!(alone(SCRAM), alone(&SCRAM.replace("WG5d", "wG5d")));
    }

    #[test]
    fn values_as_the_server_sends_them() {
        let at = |micros| Value::Time(Some(Timestamp::from_micros(micros)));
        let network = |text: &str| Value::Network(text.parse().expect("a network"));
        let six = [&[3_u8, 32, 1, 16, 0x20, 1, 0x0d, 0xb8][..], &[0; 12]].concat();
        for (ty, raw, expected) in [
            (Type::TEXT, &b"alice"[..], Some(text("alice"))),
            (Type::BPCHAR, b"alice   ", Some(text("alice"))),
            (Type::TEXT, b"\xff", None),
            (Type::BOOL, &[1], Some(Value::Flag(true))),
            (Type::BOOL, &[0], Some(Value::Flag(false))),
            (Type::INT2, &[0xff, 0xfe], Some(Value::Number(-2))),
            (Type::INT4, &[0xff, 0xff, 0xff, 0xfe], Some(Value::Number(-2))),
            (Type::XID, &[0xff, 0xff, 0xff, 0xfe], Some(Value::Number(4_294_967_294))),
            (Type::INT8, &[0, 0, 0, 0, 0, 0, 1, 0], Some(Value::Number(256))),
            (Type::INT8, &[0, 0, 1], None),
            (Type::TIMESTAMPTZ, &[0; 8], Some(at(946_684_800_000_000))),
            (
                Type::TIMESTAMP,
                &[0, 0, 0, 0, 0, 0, 0, 5],
                Some(at(946_684_800_000_005)),
            ),
            (Type::TIMESTAMPTZ, &i64::MAX.to_be_bytes(), Some(Value::Time(None))),
            (Type::TIMESTAMPTZ, &i64::MIN.to_be_bytes(), Some(at(0))),
            (Type::DATE, &[0, 0, 0, 1], Some(at(946_771_200_000_000))),
            (Type::DATE, &i32::MAX.to_be_bytes(), Some(Value::Time(None))),
            (Type::CIDR, &[2, 24, 1, 4, 192, 0, 2, 0], Some(network("192.0.2.0/24"))),
            (Type::INET, &[2, 24, 0, 4, 192, 0, 2, 7], Some(network("192.0.2.0/24"))),
            (Type::INET, &[2, 33, 0, 4, 192, 0, 2, 7], None),
            (Type::INET, &[2, 32, 0, 4, 192, 0, 2], None),
            (Type::INET, &[2], None),
            (Type::CIDR, &six, Some(network("2001:db8::/32"))),
        ] {
            assert_eq!(Value::from_sql(&ty, raw).ok(), expected, "{ty} {raw:?}");
        }
    }
}
