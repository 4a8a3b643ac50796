//! Replies to DATA and BDAT, and those that tell what became of the message.

replies! { MESSAGE:
    /// RFC 5321 §4.1.1.4. To DATA; the text comes next.
    START_DATA { id: "start-data", code: 354,
        text: "Start mail input; end with <CRLF>.<CRLF>" }

    /// RFC 5321 §4.2.5, §6.1. The message is on disk and ours from here on; the value is its queue id.
    ACCEPTED { id: "accepted", code: 250, enhanced: (0, 0),
        text: "Queued as {}" }

    /// RFC 3030 §2. To a BDAT that is not the last; the value is the size of this chunk.
    CHUNK_OK { id: "chunk-ok", code: 250, enhanced: (0, 0),
        text: "{} octets received" }

    /// RFC 5321 §3.3, RFC 2920 §3.2. DATA or BDAT when no recipient was taken.
    NO_RECIPIENTS { id: "no-recipients", code: 554, enhanced: (5, 1), cause: BAD_SEQUENCE,
        text: "No valid recipients; send RCPT first" }

    /// RFC 3030 §2. DATA, MAIL or RCPT once BDAT has begun, or BDAT once a chunk has failed.
    BDAT_MIXED { id: "bdat-mixed", code: 503, enhanced: (5, 1), cause: BAD_SEQUENCE,
        text: "Not after BDAT began or failed; send RSET" }

    /// RFC 3030 §2. The size of a chunk cannot be read, so its end cannot be found. The connection is closed.
    BDAT_SYNTAX { id: "bdat-syntax", code: 501, enhanced: (5, 4), cause: SYNTAX,
        text: "Syntax: BDAT octets [LAST]; closing" }

    /// RFC 1870 §6.1, §6.3. To MAIL by the size that it declares, or at the end of a message that is larger.
    TOO_LARGE { id: "too-large", code: 552, enhanced: (3, 4), cause: SIZE_LIMIT,
        text: "Message is too large; EHLO names the limit under SIZE" }

    /// RFC 1870 §6.3, RFC 5321 §4.5.3.1. The header alone is larger than any real one.
    HEADER_TOO_LARGE { id: "header-too-large", code: 552, enhanced: (3, 4), cause: SIZE_LIMIT,
        text: "Message header is too large" }

    /// RFC 5321 §6.3. So many Received fields that the message must be going round in a circle.
    LOOP { id: "routing-loop", code: 554, enhanced: (4, 6), cause: ROUTING_LOOP,
        text: "Too many Received fields; the message goes in a circle" }

    /// RFC 5321 §2.3.8, §4.1.1.4. A bare CR, a bare LF or a NUL in the message, which was read to its true end: taking
    /// it for a line end would let one message smuggle in another.
    BARE_NEWLINES { id: "bare-newlines", code: 554, enhanced: (6, 0), cause: LINE_FORMAT,
        text: "Message has bare CR, bare LF or NUL; end lines with CRLF" }

    /// RFC 6409 §6.1, §6.3. The field From names an address that the account may not send with.
    FROM_NOT_OWNED { id: "from-not-owned", code: 550, enhanced: (7, 1), cause: SENDER_NOT_OWNED,
        text: "This login may not use that From address; use your own" }

    /// RFC 6409 §4.1. Bcc and Return-Path are taken out, and a message may have only so many places to cut.
    TOO_MANY_FIELDS { id: "too-many-fields", code: 554, enhanced: (6, 0), cause: HEADER_BAD,
        text: "Too many Bcc or Return-Path fields; leave one of each" }

    /// RFC 5321 §4.2.3, RFC 1870 §6.1. The disk has no room for the message.
    NO_SPACE { id: "no-space", code: 452, enhanced: (3, 1), cause: SERVICE_UNAVAILABLE,
        text: "Not enough disk space; try again later" }

    /// RFC 5321 §4.2.5. The message could not be made durable, or it is not known whether it was; so it is not ours.
    STORE_FAILED { id: "store-failed", code: 451, enhanced: (3, 0), cause: SERVICE_UNAVAILABLE,
        text: "Message could not be stored; try again later" }
}
