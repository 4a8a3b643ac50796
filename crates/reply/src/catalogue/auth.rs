//! Replies about the login.

replies! { AUTH:
    /// RFC 4954 §6. The login worked.
    AUTH_OK { id: "auth-ok", code: 235, enhanced: (7, 0), cause: AUTH_OK,
        text: "Authentication succeeded" }

    /// RFC 4954 §4. A challenge in base64, which may be empty; nothing else stands in it.
    CHALLENGE { id: "auth-challenge", code: 334,
        text: "{}" }

    /// RFC 4954 §6, RFC 6409 §4.3. To any mail command before the login, whatever its syntax and order.
    AUTH_REQUIRED { id: "auth-required", code: 530, enhanced: (7, 0), cause: AUTH_REQUIRED,
        text: "Authentication required" }

    /// RFC 4954 §6. The same words whether the account or the password is wrong.
    BAD_CREDENTIALS { id: "auth-bad-credentials", code: 535, enhanced: (7, 8), cause: CREDENTIALS_WRONG,
        text: "Username or password not accepted" }

    /// RFC 5248 §2.4. The password is right but the account is disabled; with a wrong one it is 535 as everywhere.
    ACCOUNT_DISABLED { id: "auth-account-disabled", code: 525, enhanced: (7, 13), cause: ACCOUNT_LOCKED,
        text: "Account is disabled; ask your mail administrator" }

    /// RFC 4954 §6. The accounts cannot be read, or too many logins wait. The client must not ask for a new password.
    AUTH_UNAVAILABLE { id: "auth-unavailable", code: 454, enhanced: (7, 0), cause: TEMP_AUTH_FAILURE,
        text: "Temporary authentication failure; retry later, same password" }

    /// RFC 5321 §3.8, RFC 4954 §9. Too many logins from the client's network have failed. The connection is
    /// closed, and the network is banned for a while.
    TOO_MANY_LOGINS { id: "auth-too-many-failures", code: 421, enhanced: (7, 0), cause: AUTH_RATE_LIMIT,
        text: "Too many failed logins; try again later" }

    /// RFC 4954 §4, §6. A line of the exchange, or the AUTH command itself, is longer than any mechanism needs.
    AUTH_LINE_TOO_LONG { id: "auth-line-too-long", code: 500, enhanced: (5, 6), cause: AUTH_EXCHANGE_BAD,
        text: "Authentication exchange line is too long" }

    /// RFC 4954 §4. A response that is not strict base64, or does not have the parts that its mechanism asks for.
    AUTH_BAD_EXCHANGE { id: "auth-bad-exchange", code: 501, enhanced: (5, 2), cause: AUTH_EXCHANGE_BAD,
        text: "Cannot read the response; check its base64 and its parts" }

    /// RFC 5321 §4.2.3. AUTH without a mechanism, or with more than an initial response behind it.
    AUTH_SYNTAX { id: "auth-syntax", code: 501, enhanced: (5, 4), cause: AUTH_EXCHANGE_BAD,
        text: "Syntax: AUTH mechanism [initial-response]" }

    /// RFC 4954 §4. The client gave the exchange up with `*`.
    AUTH_CANCELLED { id: "auth-cancelled", code: 501, enhanced: (7, 0), cause: AUTH_EXCHANGE_BAD,
        text: "Authentication cancelled" }

    /// RFC 4954 §4. AUTH in a session that is logged in.
    AUTH_ALREADY { id: "auth-already", code: 503, enhanced: (5, 1), cause: AUTH_ALREADY_DONE,
        text: "Already authenticated; go on with MAIL" }

    /// RFC 5321 §4.1.4, RFC 4954 §4. AUTH before EHLO, which alone offers it.
    AUTH_SEQUENCE { id: "auth-sequence", code: 503, enhanced: (5, 1), cause: BAD_SEQUENCE,
        text: "Send EHLO before AUTH" }

    /// RFC 4954 §4. A mechanism that we do not have, before TLS as well as after it.
    MECHANISM_UNKNOWN { id: "auth-mechanism-unknown", code: 504, enhanced: (5, 4), cause: MECHANISM_UNSUPPORTED,
        text: "Mechanism not supported; use one that EHLO lists under TLS" }

    /// RFC 4954 §6. A mechanism that we have, before TLS. It was not offered there, but a client that tries it anyway
    /// learns what is missing.
    MECHANISM_NEEDS_TLS { id: "auth-needs-tls", code: 538, enhanced: (7, 11), cause: AUTH_NEEDS_TLS,
        text: "Encryption required; send STARTTLS before AUTH" }

    /// RFC 4954 §6, RFC 5248 §2.4. The credentials are right, but not with this mechanism.
    MECHANISM_FORBIDDEN { id: "auth-mechanism-forbidden", code: 534, enhanced: (7, 9), cause: MECHANISM_TOO_WEAK,
        text: "This account may not log in with this mechanism; choose another that EHLO lists" }

    /// RFC 4954 §6, RFC 5248 §2.4. There are no keys for the mechanism yet; a login with PLAIN makes them. It tells who has an
    /// account, so it is said only where the configuration accepts that.
    TRANSITION_NEEDED { id: "auth-transition-needed", code: 432, enhanced: (7, 12), cause: TRANSITION_NEEDED,
        text: "A password transition is needed; log in once with PLAIN" }

    /// RFC 5321 §4.2.3. To MAIL, when the account cannot be looked up again.
    ACCOUNT_UNREADABLE { id: "account-unreadable", code: 451, enhanced: (3, 0), cause: TEMP_AUTH_FAILURE,
        text: "The account cannot be looked up just now; try again later" }

    /// RFC 5321 §3.8. To MAIL, when the account or the app password was disabled, removed or changed since the login, or has
    /// expired. The connection is closed.
    ACCOUNT_CHANGED { id: "account-changed", code: 421, enhanced: (7, 0), cause: ACCOUNT_LOCKED,
        text: "Account has changed since the login; log in again" }
}
