//! Replies to RCPT, and those about parameters, which MAIL shares.

replies! { RECIPIENT:
    /// RFC 5321 §4.1.1.3. The recipient is taken; whether it exists is not known yet.
    RECIPIENT_OK { id: "recipient-ok", code: 250, enhanced: (1, 5),
        text: "Recipient OK" }

    /// RFC 5321 §4.1.2, RFC 6409 §5.1. What stands between the angle brackets is no address.
    RECIPIENT_SYNTAX { id: "recipient-syntax", code: 501, enhanced: (1, 3), cause: SYNTAX,
        text: "Recipient address is malformed; use RCPT TO:<user@example.com>" }

    /// RFC 5321 §4.1.1.3. There are no angle brackets where the address should be.
    RCPT_SYNTAX { id: "rcpt-syntax", code: 501, enhanced: (5, 4), cause: SYNTAX,
        text: "Syntax: RCPT TO:<address> [parameters]" }

    /// RFC 6409 §4.2. The domain has one label only, or none.
    RECIPIENT_NOT_QUALIFIED { id: "recipient-not-qualified", code: 554, enhanced: (1, 2), cause: RECIPIENT_DOMAIN_BAD,
        text: "Recipient domain is incomplete; use user@example.com" }

    /// RFC 5321 §3.6.2, §7.9. Nobody logged in, the client's network may not relay, and the domain is none of ours.
    RELAY_DENIED { id: "relay-denied", code: 550, enhanced: (7, 1), cause: RELAY_DENIED,
        text: "Relaying denied; log in first, or use your own mail server" }

    /// RFC 6531 §3.5. A recipient that is not ASCII, after a MAIL without the parameter SMTPUTF8.
    RECIPIENT_NEEDS_SMTPUTF8 { id: "recipient-needs-smtputf8", code: 553, enhanced: (6, 7), cause: SMTPUTF8,
        text: "Non-ASCII recipient; add SMTPUTF8 to MAIL" }

    /// RFC 5321 §4.5.3.1.10. One recipient more than a message may have; those before it stay.
    TOO_MANY_RECIPIENTS { id: "too-many-recipients", code: 452, enhanced: (5, 3), cause: TOO_MANY_RECIPIENTS,
        text: "Too many recipients; send to the others in another message" }

    /// RFC 5321 §4.1.1.11. A parameter of MAIL or RCPT that no offered extension has.
    PARAMETER_UNKNOWN { id: "parameter-unknown", code: 555, enhanced: (5, 4), cause: SYNTAX,
        text: "Parameter not supported; use those of the extensions in EHLO" }

    /// RFC 3461 §5.1, RFC 4954 §5, RFC 1870 §6. A parameter with a value that it cannot have, or given twice.
    PARAMETER_BAD { id: "parameter-bad", code: 501, enhanced: (5, 4), cause: SYNTAX,
        text: "Parameter has a bad value, or is given twice" }

    /// RFC 5321 §3.3, §4.1.4. RCPT, DATA or BDAT outside a transaction.
    MAIL_FIRST { id: "mail-first", code: 503, enhanced: (5, 1), cause: BAD_SEQUENCE,
        text: "Send MAIL first" }
}
