//! What is made of a login name: the name of an entry (RFC 4514), or a filter (RFC 4515).

/// The name of the entry of `login`, by a template. `None`: the template asks for a part that this login name has not.
pub(super) fn entry_name(template: &str, login: &str) -> Option<String> {
    fill(template, login, |value| ldap3::dn_escape(value).into_owned())
}

/// The filter for the entry of `login`, by a template. `None` as for [`entry_name`].
pub(super) fn filter(template: &str, login: &str) -> Option<String> {
    fill(template, login, |value| ldap3::ldap_escape(value).into_owned())
}

/// Puts the parts of `login` in. What was put in is not looked at again: a login name may have braces.
fn fill(template: &str, login: &str, escape: impl Fn(&str) -> String) -> Option<String> {
    let (local, domain) = login.rsplit_once('@').unwrap_or((login, ""));
    let parts = [("{login}", login), ("{local}", local), ("{domain}", domain)];
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, behind) = rest.split_at(at);
        text.push_str(before);
        match parts.iter().find(|(mark, _)| behind.starts_with(mark)) {
            // Nothing in its place would be the name of something else, or of everything.
            Some((_, "")) => return None,
            Some((mark, value)) => {
                text.push_str(&escape(value));
                rest = &behind[mark.len()..];
            }
            None => {
                text.push('{');
                rest = &behind[1..];
            }
        }
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_entries() {
        for (template, login, expected) in [
            (PEOPLE, "alice", Some("uid=alice,ou=people,dc=example")),
            (PEOPLE, "a@b.example", Some("uid=a@b.example,ou=people,dc=example")),
            // RFC 4514 §2.4: no login name leads out of its place.
            (
                PEOPLE,
                "a,ou=admins",
                Some("uid=a\\2cou\\3dadmins,ou=people,dc=example"),
            ),
            (PEOPLE, "a+b", Some("uid=a\\2bb,ou=people,dc=example")),
            (PEOPLE, "\"a\"", Some("uid=\\22a\\22,ou=people,dc=example")),
            (PEOPLE, "a\\2c", Some("uid=a\\5c2c,ou=people,dc=example")),
            (PEOPLE, "<a>;", Some("uid=\\3ca\\3e\\3b,ou=people,dc=example")),
            (PEOPLE, " a ", Some("uid=\\20a\\20,ou=people,dc=example")),
            (PEOPLE, "#a#", Some("uid=\\23a#,ou=people,dc=example")),
            (PEOPLE, "a\0b", Some("uid=a\\00b,ou=people,dc=example")),
            (PEOPLE, "\u{bd04}", Some("uid=\u{bd04},ou=people,dc=example")),
            // Nothing is put in twice.
            (PEOPLE, "{domain}@x", Some("uid={domain}@x,ou=people,dc=example")),
            (PARTS, "alice@b.example", Some("uid=alice,dc=b.example")),
            (PARTS, "a@b@c", Some("uid=a@b,dc=c")),
            (PARTS, "alice", None),
            (PARTS, "@b.example", None),
            (PARTS, "alice@", None),
            (PEOPLE, "", None),
            ("{login}", "a@b.example", Some("a@b.example")),
            ("{other}{{login}", "a", Some("{other}{a")),
            ("cn=all", "a", Some("cn=all")),
        ] {
            assert_eq!(entry_name(template, login).as_deref(), expected, "{template} {login:?}");
        }
    }

    #[test]
    fn filters() {
        for (template, login, expected) in [
            ("(mail={login})", "a@b.example", Some("(mail=a@b.example)")),
            ("(mail={login})", "*", Some("(mail=\\2a)")),
            ("(mail={login})", "a)(uid=*", Some("(mail=a\\29\\28uid=\\2a)")),
            ("(mail={login})", "a\\2a", Some("(mail=a\\5c2a)")),
            ("(mail={login})", "a\0", Some("(mail=a\\00)")),
            ("(mail={login})", "\u{bd04}", Some("(mail=\u{bd04})")),
            ("(mail={login})", "", None),
            (
                "(&(uid={local})(o={domain}))",
                "a@b.example",
                Some("(&(uid=a)(o=b.example))"),
            ),
            ("(&(uid={local})(o={domain}))", "a", None),
        ] {
            let found = filter(template, login);
            assert_eq!(found.as_deref(), expected, "{template} {login:?}");
            assert!(
                found.is_none_or(|filter| ldap3::parse_filter(filter).is_ok()),
                "{login:?}"
            );
        }
    }

    const PEOPLE: &str = "uid={login},ou=people,dc=example";
    const PARTS: &str = "uid={local},dc={domain}";
}
