//! Replies to MAIL.

replies! { SENDER:
    /// RFC 5321 §4.1.1.2. A transaction has begun.
    SENDER_OK { id: "sender-ok", code: 250, enhanced: (1, 0),
        text: "Sender OK" }

    /// RFC 5321 §4.1.2, RFC 6409 §5.1. What stands between the angle brackets is no address.
    SENDER_SYNTAX { id: "sender-syntax", code: 501, enhanced: (1, 7), cause: SENDER_INVALID,
        text: "Sender address is malformed; use MAIL FROM:<user@example.com>" }

    /// RFC 5321 §4.1.1.2. There are no angle brackets where the address should be.
    MAIL_SYNTAX { id: "mail-syntax", code: 501, enhanced: (5, 4), cause: SYNTAX,
        text: "Syntax: MAIL FROM:<address> [parameters]" }

    /// RFC 6409 §4.2. The domain has one label only, or none.
    SENDER_NOT_QUALIFIED { id: "sender-not-qualified", code: 554, enhanced: (1, 7), cause: SENDER_INVALID,
        text: "Sender domain is incomplete; use user@example.com" }

    /// RFC 6409 §6.1. The account may not send with this address.
    SENDER_NOT_OWNED { id: "sender-not-owned", code: 550, enhanced: (7, 1), cause: SENDER_NOT_OWNED,
        text: "This login may not use that sender; use your own address" }

    /// RFC 6531 §3.5. A sender that is not ASCII, in a MAIL without the parameter SMTPUTF8.
    SENDER_NEEDS_SMTPUTF8 { id: "sender-needs-smtputf8", code: 550, enhanced: (6, 7), cause: SMTPUTF8,
        text: "Non-ASCII sender; add SMTPUTF8 to MAIL" }

    /// RFC 4954 §6, RFC 6409 §6.2. To MAIL and RCPT: the account, or its app password, has sent as much as it may in an hour.
    HOUR_LIMIT { id: "hour-limit", code: 450, enhanced: (7, 0), cause: QUOTA,
        text: "Hourly sending limit reached ({}); try again then" }

    /// RFC 6409 §6.2. The same where the configuration refuses for good, for clients that would try again at once.
    HOUR_LIMIT_REFUSED { id: "hour-limit-refused", code: 550, enhanced: (7, 1), cause: QUOTA,
        text: "Hourly sending limit reached ({}); send it again then" }

    /// RFC 6409 §6.2. To MAIL and RCPT: as much as it may in 24 hours.
    DAY_LIMIT { id: "day-limit", code: 450, enhanced: (7, 0), cause: QUOTA,
        text: "Daily sending limit reached ({}); try again then" }

    /// RFC 6409 §6.2. The same where the configuration refuses for good.
    DAY_LIMIT_REFUSED { id: "day-limit-refused", code: 550, enhanced: (7, 1), cause: QUOTA,
        text: "Daily sending limit reached ({}); send it again then" }

    /// RFC 5321 §4.1.4. MAIL before the transaction that is open has ended.
    TRANSACTION_OPEN { id: "transaction-open", code: 503, enhanced: (5, 1), cause: BAD_SEQUENCE,
        text: "Sender is given already; go on with RCPT or send RSET" }
}
