//! Where mail goes that was accepted, and how.

use super::Usual::{Is, Required, Unset};
use super::{Kind, Word, count, text, time, word};
use crate::config::units::{DAY, HOUR, MINUTE};

section! { ROUTE "route" "[[route]]" {
    en: "Which way mail goes, by the domain of its recipients: one section for each way. With a configuration file, mail for \
        domains that no route names is delivered to their own servers, by MX (`via = \"mx\"`); without a file it is held.",
    ko: "수신자의 도메인에 따라 메일을 보낼 경로를 섹션마다 하나씩 적습니다. 설정 파일이 있으면 어느 경로에도 없는 도메인의 메일은 MX를 따라 그 도메인의 \
        서버로 직접 전달하고(`via = \"mx\"`), 설정 파일이 없으면 보류합니다." }

    domains { Kind::Domains; default: Unset(text("all that no other route names", "다른 경로에 없는 모든 도메인")); change: Reload;
        example: r#"domains = ["example.com", "example.org"]"#,
        en: "Whose mail goes this way. Exactly these, not the domains below them. One route may have none: it is for all others.",
        ko: "이 경로로 보낼 메일의 도메인입니다. 적은 도메인에만 해당하며 하위 도메인은 포함하지 않습니다. 도메인을 적지 않은 경로는 하나만 둘 수 있으며, \
            나머지 모든 도메인에 적용합니다." }

    via { Kind::OneOf(VIAS); default: Required; change: Reload; example: r#"via = "smarthost""#,
        en: "Where it goes.",
        ko: "메일을 보낼 곳입니다." }

    host { Kind::Host; default: Unset(text("none", "없음")); change: Reload; example: r#"host = "smtp.example.net""#,
        en: "The server of a smarthost, or of LMTP over TCP: a name or an address. All addresses of a name are tried; MX records are \
            not looked up.",
        ko: "스마트호스트 또는 TCP로 접속하는 LMTP 서버의 이름이나 주소입니다. 이름에 주소가 여러 개 있으면 차례로 시도하며, MX 레코드는 조회하지 않습니다." }

    port { count(1, 65_535, ""); default: Unset(text("587 (smarthost), 24 (lmtp), 25 (mx)", "smarthost는 587, lmtp는 24, mx는 25"));
        change: Reload; example: "port = 587",
        en: "The port of the server.",
        ko: "서버의 포트입니다." }

    socket { Kind::Path; default: Unset(text("none", "없음")); change: Reload; example: r#"socket = "/run/dovecot/lmtp""#,
        en: "The Unix socket of an LMTP server, in place of `host`.",
        ko: "LMTP 서버의 유닉스 소켓입니다. `host` 대신 적습니다." }

    tls { Kind::OneOf(ROUTE_TLS); default: Unset(text("`\"verify\"` for a smarthost, otherwise `\"opportunistic\"`",
        "스마트호스트는 `\"verify\"`, 나머지는 `\"opportunistic\"`")); change: Reload; example: r#"tls = "verify""#,
        en: "How safe the connection must be. A login is never sent without TLS.",
        ko: "연결에 요구하는 보안 수준입니다. TLS 없이는 로그인 정보를 보내지 않습니다." }

    implicit_tls { Kind::Flag; default: Unset(text("`true` for port 465", "포트가 465이면 `true`")); change: Reload;
        example: "implicit_tls = false",
        en: "`true`: TLS begins with the first octet, and not with STARTTLS.",
        ko: "`true`이면 STARTTLS를 쓰지 않고 연결하자마자 TLS를 시작합니다." }

    user { Kind::Text; default: Unset(text("no login", "로그인하지 않음")); change: Reload; example: r#"user = "office@example.com""#,
        en: "As whom to log in at a smarthost.",
        ko: "스마트호스트에 로그인할 사용자 이름입니다." }

    password_file { Kind::Path; default: Unset(text("no login", "로그인하지 않음")); change: Reload;
        example: r#"password_file = "/etc/gatepost/smarthost.password""#,
        en: "File whose first line is the password. The user that the server runs as must be able to read it, and nobody else should.",
        ko: "첫 줄에 비밀번호가 있는 파일입니다. 서버를 실행하는 사용자는 읽을 수 있어야 하고, 다른 사용자는 읽을 수 없는 것이 좋습니다." }

    mechanisms { Kind::Mechanisms; default: Unset(text("all that go with what proves the login", "로그인 수단에 맞는 모든 메커니즘"));
        change: Reload; example: r#"mechanisms = ["SCRAM-SHA-256", "PLAIN"]"#,
        en: "How the login may be done; of those that the server offers too, the strongest is used. `EXTERNAL` goes with a client \
            certificate, `OAUTHBEARER` and `XOAUTH2` with a token, all others with a password.",
        ko: "로그인에 쓸 수 있는 인증 메커니즘입니다. 이 가운데 서버도 제공하는 가장 강한 것을 씁니다. `EXTERNAL`은 클라이언트 인증서, `OAUTHBEARER`와 \
            `XOAUTH2`는 토큰, 나머지는 비밀번호로 로그인할 때 씁니다." }

    token_endpoint { Kind::Url; default: Unset(text("no token", "토큰을 쓰지 않음")); change: Reload;
        example: r#"token_endpoint = "https://login.example.net/oauth2/token""#,
        en: "The URL where access tokens are got (RFC 6749), in place of a password: by the refresh token of `refresh_token_file`, or \
            else for `client_id` itself (client credentials). https, or http to a loopback address.",
        ko: "비밀번호 대신 쓸 액세스 토큰을 받는 URL(RFC 6749)입니다. `refresh_token_file`이 있으면 그 리프레시 토큰으로 받고, 없으면 `client_id`의 \
            권한(client credentials)으로 받습니다. https만 쓸 수 있으며, 루프백 주소이면 http도 쓸 수 있습니다." }

    client_id { Kind::Text; default: Unset(text("none", "없음")); change: Reload; example: r#"client_id = "gatepost""#,
        en: "Who asks for tokens. Required with `token_endpoint`.",
        ko: "토큰을 받을 때 쓸 클라이언트 ID입니다. `token_endpoint`가 있으면 꼭 적어야 합니다." }

    client_secret_file { Kind::Path; default: Unset(text("no secret", "시크릿 없음")); change: Reload;
        example: r#"client_secret_file = "/etc/gatepost/smarthost.secret""#,
        en: "File whose first line is the secret of `client_id`. Required without `refresh_token_file`. The user that the server runs \
            as must be able to read it, and nobody else should.",
        ko: "첫 줄에 `client_id`의 시크릿이 있는 파일입니다. `refresh_token_file`이 없으면 꼭 적어야 합니다. 서버를 실행하는 사용자는 읽을 수 있어야 하고, \
            다른 사용자는 읽을 수 없는 것이 좋습니다." }

    refresh_token_file { Kind::Path; default: Unset(text("none", "없음")); change: Reload;
        example: r#"refresh_token_file = "/var/lib/gatepost/smarthost.refresh""#,
        en: "File whose first line is the refresh token. A new one that comes with an access token is written into it, so the user \
            that the server runs as must be able to write it, and nobody else should read it.",
        ko: "첫 줄에 리프레시 토큰이 있는 파일입니다. 액세스 토큰과 함께 새 리프레시 토큰을 받으면 이 파일에 기록하므로, 서버를 실행하는 사용자가 쓸 수 있어야 \
            하고 다른 사용자는 읽을 수 없는 것이 좋습니다." }

    scope { Kind::Text; default: Unset(text("none", "없음")); change: Reload;
        example: r#"scope = "https://outlook.office365.com/.default""#,
        en: "What tokens are asked for to be good for, as the provider writes it; several with spaces between them.",
        ko: "요청할 토큰의 권한 범위입니다. 서비스 제공업체가 안내하는 대로 적고, 여러 개이면 공백으로 구분합니다." }

    client_certificate { Kind::Path; default: Unset(text("none", "없음")); change: Reload;
        example: r#"client_certificate = "/etc/gatepost/client.pem""#,
        en: "PEM file with the certificate chain that is shown to the server, as the login (`EXTERNAL`). With `client_key`; `user` is \
            only needed where the certificate stands for several.",
        ko: "서버에 보여 주고 로그인(`EXTERNAL`)하는 데 쓸 인증서 체인의 PEM 파일입니다. `client_key`를 함께 적습니다. `user`는 인증서 하나를 여러 \
            사용자가 쓸 때만 필요합니다." }

    client_key { Kind::Path; default: Unset(text("none", "없음")); change: Reload;
        example: r#"client_key = "/etc/gatepost/client.key""#,
        en: "PEM file with the private key of `client_certificate`. The user that the server runs as must be able to read it, and \
            nobody else should.",
        ko: "`client_certificate`의 개인 키가 들어 있는 PEM 파일입니다. 서버를 실행하는 사용자는 읽을 수 있어야 하고, 다른 사용자는 읽을 수 없는 것이 \
            좋습니다." }

    ca { Kind::Path; default: Unset(text("the authorities that the system trusts", "시스템이 신뢰하는 인증 기관")); change: Reload;
        example: r#"ca = "/etc/gatepost/company-ca.pem""#,
        en: "PEM file with the authorities that are trusted in place of the system's.",
        ko: "시스템이 신뢰하는 인증 기관 대신 신뢰할 인증 기관의 PEM 파일입니다." }

    connections { count(1, 1_000, ""); default: Is("20"); change: Reload; example: "connections = 20",
        en: "Connections at once to one destination: the server of a route, or a domain. A new destination begins with one.",
        ko: "한 목적지(경로의 서버 또는 도메인)에 동시에 맺는 연결 수의 한도입니다. 새 목적지는 연결 하나로 시작합니다." }

    messages_per_connection { count(1, 100_000, ""); default: Is("100"); change: Reload; example: "messages_per_connection = 100",
        en: "Messages after which a connection is closed and a new one is made.",
        ko: "연결 하나로 보낼 메일 수의 한도입니다. 이만큼 보내면 연결을 닫고 새로 연결합니다." }

    messages_per_minute { count(1, 1_000_000, ""); default: Unset(text("no limit", "제한 없음")); change: Reload;
        example: "messages_per_minute = 600",
        en: "Messages to one destination in a minute.",
        ko: "한 목적지에 1분 동안 보낼 메일 수의 한도입니다." }
}

section! { DELIVERY "delivery" "[delivery]" {
    en: "What holds for all deliveries.",
    ko: "모든 전달에 적용하는 설정입니다." }

    workers { count(1, 5_000, ""); default: Is("200"); change: Reload; example: "workers = 200",
        en: "Connections to other servers at once.",
        ko: "다른 서버와 동시에 맺는 연결 수의 한도입니다." }

    resolvers { Kind::Addresses; default: Unset(text("those of `/etc/resolv.conf`", "`/etc/resolv.conf`에 적힌 서버")); change: Restart;
        example: r#"resolvers = ["127.0.0.1:53"]"#,
        en: "DNS servers that are asked.",
        ko: "조회에 쓸 DNS 서버입니다." }

    delay_notice { time(MINUTE, 30 * DAY, ""); default: Is(r#""4 h""#); change: Reload; example: r#"delay_notice = "4 h""#,
        en: "The sender is told once when a message has not been delivered for so long.",
        ko: "이 시간이 지나도록 전달하지 못하면 발신자에게 한 번 알립니다." }

    give_up { time(MINUTE, 30 * DAY, ""); default: Is(r#""5 d""#); change: Reload; example: r#"give_up = "5 d""#,
        en: "When a message has not been delivered for so long, it comes back to its sender. RFC 5321 §4.5.4.1 wants 4 to 5 days \
            at least. While a route is paused or a message is held, this time does not run.",
        ko: "이 시간이 지나도록 전달하지 못하면 메일을 발신자에게 반송합니다. RFC 5321 §4.5.4.1은 최소 4~5일을 권합니다. 경로가 일시 중지되었거나 \
            메일이 보류된 동안에는 시간이 흐르지 않습니다." }

    keep { time(HOUR, 3_650 * DAY, ""); default: Is(r#""30 d""#); change: Reload; example: r#"keep = "30 d""#,
        en: "How long is known what became of a message, after its end. Its content goes with its last delivery.",
        ko: "처리가 끝난 메일의 기록을 보관하는 기간입니다. 메일 내용은 마지막 전달이 끝나면 바로 지웁니다." }

    postmaster { Kind::Mailbox; default: Unset(text("it is held", "보류함")); change: Reload;
        example: r#"postmaster = "admin@example.com""#,
        en: "Who gets what is addressed to the postmaster of this server, or of the domains of `relay_to`.",
        ko: "이 서버 또는 `relay_to`에 적은 도메인의 postmaster에게 온 메일을 받을 주소입니다." }
}

section! { DKIM "dkim" "[[dkim]]" {
    en: "Keys that sign what is delivered (RFC 6376), one section each; `gatepost dkim create` makes them. Several for one domain sign \
        side by side: an RSA key that all can verify, and an Ed25519 key (RFC 8463).",
    ko: "보내는 메일에 서명할 키(RFC 6376)를 섹션마다 하나씩 적습니다. 키는 `gatepost dkim create`로 만듭니다. 한 도메인에 키를 여러 개 두면 모두 \
        서명합니다. 예를 들어 어디서나 검증할 수 있는 RSA 키와 Ed25519 키(RFC 8463)를 함께 쓸 수 있습니다." }

    domain { Kind::Domain; default: Required; change: Reload; example: r#"domain = "example.com""#,
        en: "The domain of the From header whose messages are signed.",
        ko: "서명할 메일의 From 헤더에 있는 도메인입니다." }

    selector { Kind::Text; default: Required; change: Reload; example: r#"selector = "gatepost""#,
        en: "The name of the key: its record stands at `SELECTOR._domainkey.DOMAIN`.",
        ko: "키의 이름입니다. DNS 레코드는 `SELECTOR._domainkey.DOMAIN`에 둡니다." }

    key { Kind::Path; default: Required; change: Reload; example: r#"key = "/etc/gatepost/dkim-example.com.pem""#,
        en: "PEM file with the private key, RSA or Ed25519. The user that the server runs as must be able to read it, and nobody else \
            should.",
        ko: "개인 키(RSA 또는 Ed25519)가 들어 있는 PEM 파일입니다. 서버를 실행하는 사용자는 읽을 수 있어야 하고, 다른 사용자는 읽을 수 없는 것이 \
            좋습니다." }
}

const VIAS: &[Word] = &[
    word(
        "mx",
        "to the domain's own servers, by its MX records (RFC 5321 §5)",
        "도메인의 MX 레코드를 따라 그 도메인의 서버로 보냅니다(RFC 5321 §5)",
    ),
    word(
        "smarthost",
        "to the server `host`, which passes it on",
        "메일을 대신 전달해 주는 `host` 서버로 보냅니다",
    ),
    word(
        "lmtp",
        "into mailboxes, by LMTP (RFC 2033) to `host` or `socket`",
        "LMTP(RFC 2033)로 `host`나 `socket`에 접속해 메일함에 넣습니다",
    ),
    word(
        "hold",
        "nowhere: it is held here until there is another way for it, and somebody releases it (`gatepost queue release`)",
        "보내지 않고 보류합니다. 다른 경로를 설정한 뒤 `gatepost queue release`로 보류를 풀면 나갑니다",
    ),
];

const ROUTE_TLS: &[Word] = &[
    word(
        "opportunistic",
        "TLS where it is offered, with any certificate; if the handshake fails, once more without",
        "서버가 제공하면 인증서를 확인하지 않고 TLS를 씁니다. TLS 연결에 실패하면 TLS 없이 한 번 더 시도합니다",
    ),
    word(
        "require",
        "always TLS, with any certificate",
        "항상 TLS를 쓰지만 인증서는 확인하지 않습니다",
    ),
    word(
        "verify",
        "always TLS, with a certificate for the name of the server, by somebody who is trusted",
        "항상 TLS를 쓰고, 신뢰하는 기관이 그 서버 이름으로 발급한 인증서인지 확인합니다",
    ),
];
