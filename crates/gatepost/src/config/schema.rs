//! The JSON Schema of a configuration file (draft 2020-12), made from the same blocks by which files are read.

use super::keys::{Bounds, Key, Kind, SECTIONS, Section, Usual};
use super::mechanisms::MECHANISMS;
use super::units::{SIZE, Scale, TIME};
use serde_json::{Map, Value, json};

/// A schema by which editors complete and check a file. What it takes is not always right: whether settings go together is
/// only partly in it, and files are not looked at.
pub fn json_schema() -> Value {
    let mut properties = Map::new();
    for section in SECTIONS {
        match section.name {
            "" => properties.extend(settings(section)),
            name => {
                properties.insert(name.to_owned(), shape(section));
            }
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of Gatepost",
        "type": "object",
        "properties": properties,
        "required": ["hostname", "listener"],
        "additionalProperties": false,
    })
}

/// A section, or the list of those that may stand several times.
fn shape(section: &Section) -> Value {
    let required: Vec<&str> = section
        .keys
        .iter()
        .filter(|key| is_required(key))
        .map(|key| key.name)
        .collect();
    let mut object = json!({
        "type": "object",
        "description": section.about.en,
        "properties": settings(section),
        "additionalProperties": false,
    });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    match section.name {
        "listener" => object["allOf"] = json!([submission_rule(), relay_rule(), login_rule()]),
        "source" => object["allOf"] = json!(source_rules()),
        "issuer" => {
            object["dependentRequired"] = json!({ "introspection": ["client_id", "client_secret_file"] });
        }
        _ => {}
    }
    if !section.is_repeated() {
        return object;
    }
    let mut list = json!({ "type": "array", "items": object });
    if section.name == "listener" {
        list["minItems"] = json!(1);
    }
    list
}

fn is_required(key: &Key) -> bool {
    matches!(key.default, Usual::Required)
}

fn settings(section: &Section) -> Map<String, Value> {
    let keys = section.keys.iter();
    keys.map(|key| (key.name.to_owned(), setting(key))).collect()
}

fn setting(key: &Key) -> Value {
    let mut value = kind(key);
    let mut about = key.about.en.to_owned();
    for word in key.words() {
        about.push_str(&format!(" \"{}\": {}.", word.name, word.about.en));
    }
    value["description"] = json!(about);
    if let Usual::Is(toml) = key.default {
        value["default"] = default(toml);
    }
    value
}

fn kind(key: &Key) -> Value {
    match key.kind {
        Kind::Hostname => json!({ "type": "string", "format": "idn-hostname" }),
        Kind::Path => json!({ "type": "string", "minLength": 1 }),
        Kind::Address => json!({ "type": "string", "pattern": r"^([0-9.]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$" }),
        Kind::User => json!({ "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.$-]*$", "maxLength": 32 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::OneOf(words) => {
            let names: Vec<&str> = words.iter().map(|word| word.name).collect();
            json!({ "type": "string", "enum": names })
        }
        Kind::Count(bounds) => whole(bounds),
        Kind::Size(bounds) => with_units(bounds, &SIZE),
        Kind::Time(bounds) => with_units(bounds, &TIME),
        Kind::Networks => list(&json!({ "type": "string", "pattern": "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$" })),
        Kind::Domains => list(&json!({ "type": "string", "format": "idn-hostname" })),
        Kind::Domain => json!({ "type": "string", "format": "idn-hostname" }),
        Kind::Host | Kind::Text => json!({ "type": "string", "minLength": 1 }),
        Kind::Texts => list(&json!({ "type": "string", "minLength": 1 })),
        Kind::Url => json!({ "type": "string", "format": "uri", "pattern": "^https?://", "maxLength": 1000 }),
        Kind::Mechanisms => mechanisms(),
        Kind::Addresses => list(&json!({ "type": "string", "pattern": r"^([0-9.]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$" })),
        Kind::Mailbox => json!({ "type": "string", "format": "idn-email" }),
    }
}

/// Their names are completed in capitals, and taken in any case.
fn mechanisms() -> Value {
    list(&json!({ "type": "string", "anyOf": [{ "enum": MECHANISMS }, { "pattern": "^[A-Za-z0-9-]+$" }] }))
}

fn whole(Bounds { least, most, .. }: Bounds) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

/// Bounds of texts are more than a schema can say.
fn with_units(bounds: Bounds, scale: &Scale) -> Value {
    json!({ "anyOf": [whole(bounds), { "type": "string", "pattern": scale.pattern() }] })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// A default of the list as JSON.
fn default(toml: &str) -> Value {
    let value: toml::Value = toml.parse().expect("a default is TOML, as a test shows");
    json!(value)
}

/// Who submits logs in, over TLS, and may then send anywhere.
fn submission_rule() -> Value {
    json!({
        "if": { "properties": { "service": { "const": "submission" } }, "required": ["service"] },
        "then": { "properties": { "relay_from": false, "relay_to": false, "tls": { "enum": ["starttls", "implicit"] } } },
    })
}

/// A relay is for somebody.
fn relay_rule() -> Value {
    json!({
        "if": { "properties": { "service": { "const": "relay" } }, "required": ["service"] },
        "then": { "anyOf": [{ "required": ["relay_from"] }, { "required": ["relay_to"] }] },
    })
}

/// Nobody logs in where there is no TLS.
fn login_rule() -> Value {
    json!({
        "if": { "properties": { "tls": { "const": "none" } }, "required": ["tls"] },
        "then": { "properties": { "mechanisms": false, "client_ca": false } },
    })
}

/// What each kind of source needs.
fn source_rules() -> Vec<Value> {
    let kinds: [(&str, &[&str]); 4] = [
        ("file", &["path"]),
        ("postgres", &["host", "database", "user"]),
        ("ldap", &["host"]),
        ("dovecot", &["socket"]),
    ];
    let rule = |(kind, required): (&str, &[&str])| {
        json!({
            "if": { "properties": { "kind": { "const": kind } }, "required": ["kind"] },
            "then": { "required": required },
        })
    };
    kinds.map(rule).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_its_place() {
        let schema = json_schema();
        for section in SECTIONS {
            let place = match (section.name, section.is_repeated()) {
                ("", _) => "/properties".to_owned(),
                (name, false) => format!("/properties/{name}/properties"),
                (name, true) => format!("/properties/{name}/items/properties"),
            };
            for key in section.keys {
                let setting = schema.pointer(&format!("{place}/{}", key.name));
                let setting = setting.unwrap_or_else(|| panic!("{}", section.setting(key.name)));
                let about = setting["description"].as_str().unwrap();
                assert!(about.starts_with(key.about.en), "{about}");
                assert_eq!(
                    setting.get("default").is_some(),
                    matches!(key.default, Usual::Is(_)),
                    "{}",
                    key.name
                );
            }
        }
    }

    #[test]
    fn what_stands_there() {
        let schema = json_schema();
        for (place, expected) in [
            ("/required", json!(["hostname", "listener"])),
            ("/additionalProperties", json!(false)),
            ("/properties/listener/minItems", json!(1)),
            (
                "/properties/listener/items/required",
                json!(["address", "service", "tls"]),
            ),
            ("/properties/tls/required", json!(["certificate", "key"])),
            ("/properties/limits/properties/recipients/minimum", json!(100)),
            ("/properties/limits/properties/recipients/default", json!(1000)),
            (
                "/properties/limits/properties/message_size/anyOf/0/minimum",
                json!(65_536),
            ),
            (
                "/properties/limits/properties/message_size/anyOf/1/pattern",
                json!("^[0-9]+ *(KiB|MiB|GiB|TiB)$"),
            ),
            (
                "/properties/limits/properties/idle_time/anyOf/1/pattern",
                json!("^[0-9]+ *(s|min|h|d)$"),
            ),
            ("/properties/limits/properties/idle_time/default", json!("5 min")),
            ("/properties/trusted/default", json!(["127.0.0.0/8", "::1"])),
            ("/properties/source/items/required", json!(["kind"])),
            ("/properties/source/items/allOf/1/then/required/2", json!("user")),
            ("/properties/issuer/items/required", json!(["issuer", "audience"])),
            ("/properties/issuer/items/properties/audience/items/minLength", json!(1)),
            (
                "/properties/issuer/items/properties/introspection/pattern",
                json!("^https?://"),
            ),
            (
                "/properties/listener/items/properties/mechanisms/items/anyOf/0/enum/7",
                json!("PLAIN"),
            ),
            (
                "/properties/log/properties/level/enum",
                json!(["error", "warn", "info", "debug"]),
            ),
        ] {
            assert_eq!(schema.pointer(place), Some(&expected), "{place}");
        }
        assert!(schema.pointer("/properties/limits/required").is_none());
    }
}
