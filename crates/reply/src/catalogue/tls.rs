//! Replies about STARTTLS.

replies! { TLS:
    /// RFC 3207 §4. To STARTTLS; the next octets have to be the handshake.
    TLS_GO { id: "starttls-go", code: 220, enhanced: (0, 0),
        text: "Ready to start TLS" }

    /// RFC 3207 §4.2. To STARTTLS on a connection that is encrypted already, or on a port with implicit TLS.
    TLS_ALREADY { id: "tls-already", code: 503, enhanced: (5, 1), cause: BAD_SEQUENCE,
        text: "TLS is on already; go on with EHLO" }

    /// RFC 5321 §4.2.4. STARTTLS on a port that has no TLS at all.
    TLS_NOT_OFFERED { id: "starttls-not-offered", code: 502, enhanced: (5, 1), cause: TLS_NOT_OFFERED,
        text: "STARTTLS is not available on this port" }

    /// RFC 3207 §4, §6. Something stood behind STARTTLS in clear text, so anybody on the way could have put it there.
    /// The connection is closed.
    TLS_INJECTION { id: "starttls-injection", code: 421, enhanced: (7, 0), cause: BAD_SEQUENCE,
        text: "Nothing may follow STARTTLS before its reply; closing" }

    /// RFC 3207 §4. To any mail command before TLS, on a port where STARTTLS has to come first.
    TLS_REQUIRED { id: "tls-required", code: 530, enhanced: (7, 0), cause: TLS_REQUIRED,
        text: "Must issue a STARTTLS command first" }
}
