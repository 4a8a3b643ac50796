//! What a checked password is worth.

use crate::accounts::canonical;
use crate::accounts::password::Checked;
use smtp::server::Refusal;
use store::Account;

/// After the one hash that every try costs: who knows the password learns why it does not help, nobody else learns
/// anything (RFC 4954 §4, §6; 5248 §2.4 for 525).
pub fn may_log_in<'a>(
    account: Option<&'a Account>,
    checked: Checked,
    authorization: &str,
) -> Result<&'a Account, Refusal> {
    let Some(account) = account else {
        return Err(Refusal::new(&reply::BAD_CREDENTIALS, "there is no such account"));
    };
    if checked == Checked::Wrong {
        return Err(Refusal::new(&reply::BAD_CREDENTIALS, "wrong password"));
    }
    if !account.enabled {
        return Err(Refusal::new(&reply::ACCOUNT_DISABLED, "the account is disabled"));
    }
    if !authorization.is_empty() && canonical(authorization) != account.name {
        return Err(Refusal::new(&reply::BAD_CREDENTIALS, "wants to act as another account"));
    }
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::sender::tests::account;

    #[test]
    fn what_a_password_is_worth() {
        let (good, mut disabled) = (account("alice", &[]), account("alice", &[]));
        disabled.enabled = false;
        for (account, checked, authorization, expected) in [
            (Some(&good), Checked::Right, "", None),
            (Some(&good), Checked::Right, "Alice", None),
            (Some(&good), Checked::Right, "bob", Some("auth-bad-credentials")),
            (Some(&good), Checked::Wrong, "", Some("auth-bad-credentials")),
            (Some(&disabled), Checked::Right, "", Some("auth-account-disabled")),
            (Some(&disabled), Checked::Wrong, "", Some("auth-bad-credentials")),
            (None, Checked::Wrong, "", Some("auth-bad-credentials")),
        ] {
            let got = may_log_in(account, checked, authorization)
                .err()
                .map(|refusal| refusal.reply.id);
            assert_eq!(got, expected, "{checked:?} {authorization:?}");
        }
    }
}
