//! Replies about the session itself: greeting, closing, and commands that are wrong in themselves.

replies! { SESSION:
    /// RFC 5321 §3.1. The first line of a session; after implicit TLS it comes once the handshake is done.
    GREETING { id: "greeting", code: 220,
        text: "{} ESMTP Gatepost" }

    /// RFC 5321 §4.1.1.10. To QUIT; the connection is closed behind it.
    GOODBYE { id: "goodbye", code: 221, enhanced: (0, 0),
        text: "Goodbye" }

    /// RFC 5321 §4.1.1.1. To HELO, which is offered no extensions.
    HELO_OK { id: "helo", code: 250,
        text: "{} greets you" }

    /// RFC 5321 §4.1.1.1. The first line of the reply to EHLO; the extensions follow, one a line.
    EHLO_OK { id: "ehlo", code: 250,
        text: "{} greets you" }

    /// RFC 5321 §4.1.1.5. To RSET: the transaction, if there was one, is forgotten; the login is not.
    RESET { id: "reset", code: 250, enhanced: (0, 0),
        text: "Reset" }

    /// RFC 5321 §4.1.1.9. To NOOP.
    NOOP { id: "noop", code: 250, enhanced: (0, 0),
        text: "OK" }

    /// RFC 5321 §4.1.1.8. To HELP, whatever its argument; each line names some of the commands.
    HELP { id: "help", code: 214, enhanced: (0, 0),
        text: "Commands: {}" }

    /// RFC 5321 §3.8. The server stops, or starts anew. A message on its way in is finished first.
    SHUTTING_DOWN { id: "shutting-down", code: 421, enhanced: (3, 2), cause: SERVICE_UNAVAILABLE,
        text: "Server is shutting down; try again in a few minutes" }

    /// RFC 5321 §4.5.3.2.7. The client sent nothing for longer than a command or a block of data may take.
    IDLE_TOO_LONG { id: "idle-too-long", code: 421, enhanced: (4, 2), cause: CONNECTION_DROPPED,
        text: "Nothing came for too long; connect again" }

    /// RFC 5321 §3.8. The session as a whole took too long, busy or not.
    SESSION_TOO_LONG { id: "session-too-long", code: 421, enhanced: (4, 2), cause: CONNECTION_DROPPED,
        text: "Session was open for too long; connect again" }

    /// RFC 5321 §3.8, RFC 6409 §4.3. Nobody logged in during the time that there is for it.
    LOGIN_TOO_SLOW { id: "login-too-slow", code: 421, enhanced: (4, 2), cause: AUTH_REQUIRED,
        text: "No login in time; connect again and authenticate" }

    /// RFC 5321 §3.8. Instead of the greeting: as many clients are connected as the server serves at once.
    TOO_MANY_CONNECTIONS { id: "too-many-connections", code: 421, enhanced: (3, 2), cause: SERVICE_UNAVAILABLE,
        text: "Too many connections; try again in a few minutes" }

    /// RFC 5321 §3.8. Instead of the greeting: as many connections are open from the client's network as it may have.
    NETWORK_CONNECTIONS { id: "network-connections", code: 421, enhanced: (7, 0), cause: RATE_LIMIT,
        text: "Too many connections from your network; close some first" }

    /// RFC 5321 §3.8. Instead of the greeting, for a while: too many logins from the client's network have failed.
    BANNED { id: "banned", code: 421, enhanced: (7, 0), cause: AUTH_RATE_LIMIT,
        text: "Too many failed logins from your network; try again later" }

    /// RFC 5321 §3.8. Instead of the greeting: the operator has banned the client's network.
    BLOCKED { id: "blocked", code: 421, enhanced: (7, 0), cause: IP_BLOCKED,
        text: "Your network is blocked here; ask the mail administrator" }

    /// RFC 5321 §3.8, §7.8. Behind the last refusal that a session may have without a message in between.
    TOO_MANY_ERRORS { id: "too-many-errors", code: 421, enhanced: (7, 0), cause: RATE_LIMIT,
        text: "Too many errors in this session; closing" }

    /// RFC 5321 §3.8, §7.8. One command more than a session may have that bring no message forward.
    TOO_MANY_COMMANDS { id: "too-many-commands", code: 421, enhanced: (7, 0), cause: RATE_LIMIT,
        text: "Too many commands without a message; closing" }

    /// RFC 5321 §3.8, §7.8. A line, or a message that was refused already, of which no end comes.
    ENDLESS { id: "endless", code: 421, enhanced: (7, 0), cause: RATE_LIMIT,
        text: "Too much data without an end; closing" }

    /// RFC 5321 §4.2.4. A verb that we have never heard of. The session goes on (§3.8).
    UNKNOWN_COMMAND { id: "unknown-command", code: 500, enhanced: (5, 2), cause: SYNTAX,
        text: "Unknown command; send HELP for a list" }

    /// RFC 5321 §4.5.3.1.4, §4.5.3.1.9. A command line over 512 octets and what the extensions add to it.
    LINE_TOO_LONG { id: "line-too-long", code: 500, enhanced: (5, 2), cause: SYNTAX,
        text: "Command line is too long; shorten it" }

    /// RFC 5321 §2.3.8, §4.1.2. A bare CR or LF, a NUL, another control character, or 8-bit text in a command.
    BAD_CHARACTERS { id: "bad-characters", code: 501, enhanced: (5, 2), cause: LINE_FORMAT,
        text: "Characters not allowed in a command; use plain text and CRLF" }

    /// RFC 5321 §4.3.2, RFC 3207 §4. An argument to a verb that takes none, or none to a verb that needs one.
    BAD_ARGUMENTS { id: "bad-arguments", code: 501, enhanced: (5, 4), cause: SYNTAX,
        text: "Argument missing, or not allowed here" }

    /// RFC 5321 §4.2.4, §7.3. To EXPN: who is on a list is told to nobody.
    EXPN_UNSUPPORTED { id: "expn-unsupported", code: 502, enhanced: (5, 1), cause: SYNTAX,
        text: "EXPN is not implemented; send to the list itself" }

    /// RFC 5321 §4.1.4. A command that we know, at a point where it cannot come.
    BAD_SEQUENCE { id: "bad-sequence", code: 503, enhanced: (5, 1), cause: BAD_SEQUENCE,
        text: "Command out of order; start again with EHLO" }

    /// RFC 5321 §4.1.1.1, §4.1.4. EHLO or HELO without a name, or with one that is neither a domain nor a literal.
    HELO_BAD { id: "helo-bad", code: 501, enhanced: (5, 4), cause: HELO_BAD,
        text: "Give your host name, such as EHLO host.example.com" }

    /// RFC 5321 §3.5.3, §7.3. To VRFY, always: which addresses exist is told to nobody.
    VRFY_CANNOT { id: "vrfy-cannot", code: 252, enhanced: (5, 0),
        text: "Cannot verify; send the message and it will be tried" }
}
