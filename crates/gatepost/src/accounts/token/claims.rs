//! What is claimed of a token, by itself or by its issuer, and whether that is enough to log in with (RFC 7519 §4.1, RFC 7662
//! §2.2, RFC 9068 §4). Pure: the claims are vouched for already.

use super::jwt::Claims;
use super::{Bearer, shown};
use crate::config::Issuer;
use mail::Timestamp;
use serde_json::Value;

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The token does, and its issuer has signed it.
    Signed,
    /// The issuer did, when it was asked. When the token ends, and whose it is, goes without saying.
    Asked,
}

/// Whose the token is; or why it is not good.
pub(super) fn judge(claims: &Claims, issuer: &Issuer, now: Timestamp, said: Said) -> Result<Bearer, String> {
    match claims.get("iss") {
        Some(Value::String(name)) if is_name_of(name, issuer) => {}
        None if said == Said::Asked => {}
        Some(Value::String(name)) => return Err(format!("its issuer is {}", shown(name))),
        _ => return Err("it does not say whose it is".to_owned()),
    }
    let expires = check_times(claims, issuer, now, said)?;
    let audiences = texts(claims.get("aud"));
    if !audiences
        .iter()
        .any(|one| issuer.audiences.iter().any(|own| own == one))
    {
        let named = shown(&audiences.join(" "));
        return Err(format!("it is for {named}, which `audience` does not name"));
    }
    let scopes = scopes(claims);
    if let Some(lack) = issuer.scopes.iter().find(|scope| !scopes.contains(&scope.as_str())) {
        return Err(format!("it lacks the scope {}", shown(lack)));
    }
    Ok(Bearer {
        login: login(claims, &issuer.account_claim)?,
        issuer: issuer.issuer.clone(),
        domains: issuer.domains.clone(),
        accounts: issuer.accounts,
        expires,
    })
}

/// When it ends.
fn check_times(claims: &Claims, issuer: &Issuer, now: Timestamp, said: Said) -> Result<Option<Timestamp>, String> {
    let (now, skew) = (now.seconds(), i64::try_from(issuer.skew.as_secs()).unwrap_or(i64::MAX));
    let expires = date(claims, "exp")?;
    match expires {
        Some(end) if end.saturating_add(skew) <= now => {
            return Err(format!("it ended {} s ago", now.saturating_sub(end)));
        }
        None if said == Said::Signed => return Err("it has no end: its claim `exp` is missing".to_owned()),
        _ => {}
    }
    for (claim, what) in [("nbf", "it is good"), ("iat", "it was made")] {
        if let Some(date) = date(claims, claim)?
            && date > now.saturating_add(skew)
        {
            let ahead = date.saturating_sub(now);
            return Err(format!(
                "by its claim `{claim}` {what} only in {ahead} s: do the clocks differ?"
            ));
        }
    }
    Ok(expires.map(|end| Timestamp::from_micros(end.saturating_mul(1_000_000))))
}

/// Seconds since 1970 (RFC 7519 §2, `NumericDate`).
fn date(claims: &Claims, claim: &str) -> Result<Option<i64>, String> {
    let wrong = || format!("its claim `{claim}` is no date");
    match claims.get(claim) {
        None => Ok(None),
        Some(Value::Number(number)) => {
            // What is beyond an integer saturates, which is as far away as a date can be.
            let seconds = number
                .as_i64()
                .or_else(|| number.as_f64().map(|seconds| seconds as i64));
            seconds.map(Some).ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

/// A text, or a list of texts; of anything else nothing.
fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text.as_str()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// `scope` (RFC 9068 §2.2.3.1), and `scp`, as Microsoft and Okta have it: words in one text, or a list.
fn scopes(claims: &Claims) -> Vec<&str> {
    let both = [claims.get("scope"), claims.get("scp")];
    both.into_iter()
        .flat_map(texts)
        .flat_map(str::split_ascii_whitespace)
        .collect()
}

fn login(claims: &Claims, claim: &str) -> Result<String, String> {
    let Some(Value::String(login)) = claims.get(claim) else {
        return Err(format!("its claim {} is missing, or is no text", shown(claim)));
    };
    let is_fit = !login.is_empty() && login.len() <= LOGIN_OCTETS_MAX && !login.chars().any(char::is_control);
    if !is_fit {
        return Err(format!("its claim {} is no login name: {}", shown(claim), shown(login)));
    }
    // OpenID Connect Core §5.1: an address that anybody could have typed in proves nothing. Some write it as a text.
    let is_unverified = match claims.get("email_verified") {
        Some(Value::Bool(is_verified)) => !is_verified,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("false"),
        _ => false,
    };
    if claim == "email" && is_unverified {
        return Err(format!("the issuer has not verified that {} is theirs", shown(login)));
    }
    Ok(login.clone())
}

/// Whether that is the issuer's name. Some write it with a slash at the end in one place, and without it in another.
pub(super) fn is_name_of(name: &str, issuer: &Issuer) -> bool {
    let bare = |name: &str| name.strip_suffix('/').map_or(name.len(), str::len);
    name[..bare(name)] == issuer.issuer[..bare(&issuer.issuer)]
}

/// More than an address can have (RFC 5321 §4.5.3.1).
const LOGIN_OCTETS_MAX: usize = 512;

#[cfg(test)]
mod tests {
    use super::super::made_up::issuer;
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_764_000_000;

    fn judged(issuer: &Issuer, changes: Value, said: Said) -> Result<Bearer, String> {
        let mut claims = json!({
            "iss": "https://login.example.com", "aud": "mail", "exp": NOW + 100, "email": "alice@example.com",
        });
        for (claim, value) in changes.as_object().expect("an object") {
            let all = claims.as_object_mut().expect("an object");
            // Null stands for a claim that is not there.
            if value.is_null() {
                all.remove(claim);
            } else {
                all.insert(claim.clone(), value.clone());
            }
        }
        let Value::Object(claims) = claims else {
            panic!("an object")
        };
        judge(&claims, issuer, Timestamp::from_micros(NOW * 1_000_000), said)
    }

    /// The login, or a part of why there is none; of a token that is signed, where these claims are other ones.
    fn check(issuer: &Issuer, changes: Value, expected: Result<&str, &str>) {
        match (judged(issuer, changes.clone(), Said::Signed), expected) {
            (Ok(bearer), Ok(login)) => assert_eq!(bearer.login, login, "{changes}"),
            (Err(why), Err(part)) => assert!(why.contains(part), "{changes}: {why}"),
            (found, _) => panic!("{changes}: {found:?}, and not {expected:?}"),
        }
    }

    #[test]
    fn names_times_and_audiences() {
        let issuer = issuer("https://login.example.com");
        let right = Ok("alice@example.com");
        for (changes, expected) in [
            (json!({}), right),
            (json!({"iss": "https://login.example.com/"}), right),
            (json!({"iss": "https://login.example.com//"}), Err("its issuer is")),
            (json!({"iss": "https://Login.example.com"}), Err("its issuer is")),
            (json!({"iss": ["https://login.example.com"]}), Err("whose it is")),
            (json!({"iss": null}), Err("whose it is")),
            (json!({"aud": ["other", "mail"]}), right),
            (json!({"aud": "other"}), Err("\"other\", which `audience`")),
            (json!({"aud": "mail other"}), Err("which `audience`")),
            (json!({"aud": []}), Err("which `audience`")),
            (json!({"aud": [["mail"]]}), Err("which `audience`")),
            (json!({"aud": {"mail": "mail"}}), Err("which `audience`")),
            (json!({"aud": null}), Err("which `audience`")),
            // The skew is 60 s.
            (json!({"exp": NOW - 59}), right),
            (json!({"exp": NOW - 60}), Err("ended 60 s ago")),
            (json!({"exp": 1.5e9}), Err("ended")),
            (json!({"exp": NOW as f64 + 0.5}), right),
            (json!({"exp": 1e300}), right),
            (json!({"exp": u64::MAX}), right),
            (json!({"exp": -1}), Err("ended")),
            (json!({"exp": "1764000100"}), Err("no date")),
            (json!({"exp": null}), Err("`exp` is missing")),
            (json!({"nbf": NOW + 60, "iat": NOW + 60}), right),
            (json!({"nbf": NOW + 61}), Err("good only in 61 s")),
            (json!({"iat": NOW + 61}), Err("made only in 61 s")),
            (json!({"nbf": "x"}), Err("`nbf` is no date")),
            (json!({"iat": true}), Err("`iat` is no date")),
        ] {
            check(&issuer, changes, expected);
        }
    }

    #[test]
    fn scopes_that_are_asked_for() {
        let mut issuer = issuer("https://login.example.com");
        issuer.scopes = vec!["smtp".to_owned(), "mail.send".to_owned()];
        let right = Ok("alice@example.com");
        for (changes, expected) in [
            (json!({"scope": "openid mail.send  smtp"}), right),
            (json!({"scp": "smtp mail.send"}), right),
            (json!({"scp": ["smtp", "mail.send"]}), right),
            (json!({"scope": "smtp", "scp": ["mail.send"]}), right),
            (json!({"scope": "smtp mail.sen"}), Err("the scope \"mail.send\"")),
            (json!({"scope": "SMTP mail.send"}), Err("the scope \"smtp\"")),
            (json!({"scope": 1}), Err("the scope")),
            (json!({}), Err("the scope")),
        ] {
            check(&issuer, changes, expected);
        }
    }

    #[test]
    fn the_claim_with_the_login() {
        let mut issuer = issuer("https://login.example.com");
        for (changes, expected) in [
            (
                json!({"email": "b@example.com", "email_verified": true}),
                Ok("b@example.com"),
            ),
            (json!({"email_verified": false}), Err("has not verified")),
            (json!({"email_verified": "False"}), Err("has not verified")),
            (json!({"email_verified": "true"}), Ok("alice@example.com")),
            (json!({"email": null}), Err("\"email\" is missing")),
            (json!({"email": ["alice@example.com"]}), Err("is no text")),
            (json!({"email": ""}), Err("no login name")),
            (json!({"email": "a\u{0}b"}), Err("no login name")),
            (json!({"email": "a".repeat(513)}), Err("no login name")),
        ] {
            check(&issuer, changes, expected);
        }
        issuer.account_claim = "preferred_username".to_owned();
        check(
            &issuer,
            json!({"preferred_username": "alice", "email_verified": false}),
            Ok("alice"),
        );
        check(&issuer, json!({}), Err("\"preferred_username\" is missing"));
    }

    #[test]
    fn what_goes_without_saying_when_the_issuer_was_asked() {
        let issuer = issuer("https://login.example.com");
        let bearer = judged(&issuer, json!({"iss": null, "exp": null}), Said::Asked).expect("it is good");
        assert_eq!(bearer.expires, None);
        let bearer = judged(&issuer, json!({}), Said::Asked).expect("it is good");
        assert_eq!(bearer.expires, Some(Timestamp::from_micros((NOW + 100) * 1_000_000)));
        assert_eq!(bearer.issuer, "https://login.example.com");
        for changes in [
            json!({"iss": "x"}),
            json!({"exp": NOW - 100}),
            json!({"aud": null}),
            json!({"email": null}),
        ] {
            assert!(judged(&issuer, changes.clone(), Said::Asked).is_err(), "{changes}");
        }
    }
}
