//! Where clients connect, and with which certificates.

use super::Usual::{Required, Unset};
use super::{Kind, Word, text, word};

section! { LISTENER "listener" "[[listener]]" {
    en: "One for each address at which clients connect; at least one, and each with `address`, `service` and `tls`. A reload \
        opens the listeners that are new and closes those that are gone; sessions that are open go on. By then the server is \
        no longer root, so a port below 1024 may need a restart.",
    ko: "클라이언트가 접속할 주소마다 하나씩 적습니다. 하나 이상 필요하며, 각각 `address`, `service`, `tls`가 있어야 합니다. \
        설정을 다시 읽으면 새로 적은 리스너를 열고 없어진 리스너를 닫으며, 열려 있는 세션은 그대로 이어집니다. \
        이때는 서버가 더 이상 root가 아니므로 1024 미만의 포트는 다시 시작해야 열릴 수 있습니다." }

    address { Kind::Address; default: Required; change: Reload; example: r#"address = "0.0.0.0:587""#,
        en: "Where to listen. `0.0.0.0` is every IPv4 address of the machine; IPv6 addresses stand in brackets: \
            `\"[2001:db8::25]:587\"`. Ports below 1024 need root at the start, or the capability `CAP_NET_BIND_SERVICE`.",
        ko: "접속을 받을 주소입니다. `0.0.0.0`은 이 컴퓨터의 모든 IPv4 주소를 뜻합니다. IPv6 주소는 `\"[2001:db8::25]:587\"`처럼 대괄호로 \
            묶습니다. 1024 미만의 포트를 열려면 root로 시작하거나 `CAP_NET_BIND_SERVICE` 권한이 있어야 합니다." }

    service { Kind::OneOf(SERVICES); default: Required; change: Reload; example: r#"service = "submission""#,
        en: "What is offered there.",
        ko: "이 주소에서 제공하는 서비스입니다." }

    tls { Kind::OneOf(LISTENER_TLS); default: Required; change: Reload; example: r#"tls = "starttls""#,
        en: "When TLS begins.",
        ko: "TLS를 시작하는 시점입니다." }

    relay_from { Kind::Networks; default: Unset(text("nobody", "없음")); change: Reload;
        example: r#"relay_from = ["192.0.2.0/24", "2001:db8::/32"]"#,
        en: "Only with `service = \"relay\"`: networks that may send to everybody without a login. A network has at least 8 bits \
            (IPv4) or 16 bits (IPv6); nothing opens the relay to everybody.",
        ko: "`service = \"relay\"`에서만 쓸 수 있습니다. 로그인하지 않고 누구에게나 발송할 수 있는 네트워크입니다. 네트워크의 비트 수는 IPv4는 8 이상, \
            IPv6는 16 이상이어야 합니다. 모두에게 릴레이를 허용하는 방법은 없습니다." }

    relay_to { Kind::Domains; default: Unset(text("none", "없음")); change: Reload;
        example: r#"relay_to = ["example.com", "example.org"]"#,
        en: "Only with `service = \"relay\"`: domains to which everybody may send without a login. Exactly these, not the domains \
            below them.",
        ko: "`service = \"relay\"`에서만 쓸 수 있습니다. 누구나 로그인하지 않고 발송할 수 있는 수신 도메인입니다. 적은 도메인에만 해당하며 하위 도메인은 \
            포함하지 않습니다." }

    proxy_from { Kind::Networks; default: Unset(text("none", "없음")); change: Reload;
        example: r#"proxy_from = ["10.0.0.0/8"]"#,
        en: "Networks of proxies whose connections begin with a PROXY header (version 1 or 2), which says who the client is. \
            From other networks such a header is not believed. `0.0.0.0/0` and `::/0` are refused.",
        ko: "연결을 시작할 때 실제 클라이언트를 알려 주는 PROXY 헤더(버전 1 또는 2)를 보내는 프록시의 네트워크입니다. 다른 네트워크에서 보낸 PROXY 헤더는 \
            믿지 않습니다. `0.0.0.0/0`과 `::/0`은 쓸 수 없습니다." }

    mechanisms { Kind::Mechanisms; default: Unset(text("those that all accounts can use", "모든 계정이 쓸 수 있는 메커니즘"));
        change: Reload; example: r#"mechanisms = ["SCRAM-SHA-256", "PLAIN", "LOGIN"]"#,
        en: "How clients may log in here. Capital letters do not matter, nor does the order: the strongest is offered first. \
            `EXTERNAL` needs `client_ca`; `OAUTHBEARER` and `XOAUTH2` need an `[[issuer]]`. Not with `tls = \"none\"`.",
        ko: "이 리스너에서 제공할 인증 메커니즘입니다. 대소문자와 순서는 상관없으며, 강한 메커니즘부터 제공합니다. `EXTERNAL`에는 `client_ca`가, \
            `OAUTHBEARER`와 `XOAUTH2`에는 `[[issuer]]`가 필요합니다. `tls = \"none\"`에서는 쓸 수 없습니다." }

    client_ca { Kind::Path; default: Unset(text("clients are asked for no certificate", "클라이언트에게 인증서를 요청하지 않음"));
        change: Reload; example: r#"client_ca = "/etc/gatepost/clients-ca.pem""#,
        en: "PEM file with the authorities whose certificates clients can log in with (`EXTERNAL`); whose certificate is which \
            account's, stands in `[[client_certificate]]`. Clients without one log in otherwise. Not with `tls = \"none\"`.",
        ko: "클라이언트가 로그인(`EXTERNAL`)에 쓸 인증서를 발급하는 인증 기관의 PEM 파일입니다. 어느 인증서가 어느 계정의 것인지는 \
            `[[client_certificate]]`에 적습니다. 인증서가 없는 클라이언트는 다른 방법으로 로그인합니다. `tls = \"none\"`에서는 쓸 수 없습니다." }
}

section! { TLS "tls" "[tls]" {
    en: "The certificate for all listeners. With further ones (`[[certificate]]`) it is the one for clients that name no host, \
        or a host that no certificate has. Without this section one is made at the first start; clients do not trust it \
        unless they are told to. A reload reads all certificates and keys again.",
    ko: "모든 리스너에서 쓰는 인증서입니다. 다른 인증서(`[[certificate]]`)가 더 있으면, 호스트 이름을 알려 주지 않거나 어느 인증서에도 없는 이름을 요청한 \
        클라이언트에게 이 인증서를 보여 줍니다. 이 섹션이 없으면 처음 시작할 때 인증서를 만들며, 클라이언트는 따로 등록해야 이 인증서를 신뢰합니다. \
        설정을 다시 읽을 때 모든 인증서와 키도 다시 읽습니다." }

    certificate { Kind::Path; default: Required; change: Reload; example: r#"certificate = "/etc/ssl/mail.pem""#,
        en: "PEM file with the chain: the certificate of this server first, then those of its issuers.",
        ko: "인증서 체인이 들어 있는 PEM 파일입니다. 이 서버의 인증서를 맨 앞에 두고 발급 기관의 인증서를 차례로 넣습니다." }

    key { Kind::Path; default: Required; change: Reload; example: r#"key = "/etc/ssl/mail.key""#,
        en: "PEM file with its private key (PKCS #8, PKCS #1 or SEC 1), without a passphrase. The user that the server runs as \
            must be able to read it, and nobody else should.",
        ko: "인증서의 개인 키가 들어 있는 PEM 파일(PKCS #8, PKCS #1, SEC 1)입니다. 암호가 걸려 있으면 안 됩니다. 서버를 실행하는 사용자는 읽을 수 있어야 \
            하고, 다른 사용자는 읽을 수 없는 것이 좋습니다." }
}

section! { CERTIFICATE "certificate" "[[certificate]]" {
    en: "Further certificates beside that of `[tls]`, one section each. A client gets one that has the name it asks for (SNI), \
        of a kind of key that it can use (ECDSA, Ed25519, RSA).",
    ko: "`[tls]` 외에 더 쓸 인증서를 섹션마다 하나씩 적습니다. 클라이언트가 요청한 이름(SNI)이 들어 있고 클라이언트가 쓸 수 있는 종류의 키\
        (ECDSA, Ed25519, RSA)인 인증서를 보여 줍니다." }

    certificate { Kind::Path; default: Required; change: Reload; example: r#"certificate = "/etc/ssl/mail-rsa.pem""#,
        en: "PEM file with the chain, as in `[tls]`.",
        ko: "인증서 체인이 들어 있는 PEM 파일입니다. 형식은 `[tls]`와 같습니다." }

    key { Kind::Path; default: Required; change: Reload; example: r#"key = "/etc/ssl/mail-rsa.key""#,
        en: "PEM file with its private key, as in `[tls]`.",
        ko: "인증서의 개인 키가 들어 있는 PEM 파일입니다. 형식은 `[tls]`와 같습니다." }
}

const SERVICES: &[Word] = &[
    word(
        "submission",
        "mail from people and programs that log in (RFC 6409); usual on ports 587 and 465",
        "로그인한 사람과 프로그램이 보내는 메일(RFC 6409). 보통 587과 465 포트에서 씁니다",
    ),
    word(
        "relay",
        "mail without a login, from the networks of `relay_from` and to the domains of `relay_to`; usual on port 25",
        "로그인 없이 `relay_from` 네트워크에서 보내거나 `relay_to` 도메인으로 보내는 메일. 보통 25 포트에서 씁니다",
    ),
];

const LISTENER_TLS: &[Word] = &[
    word(
        "starttls",
        "when the client asks for it; usual on ports 587 and 25",
        "클라이언트가 요청할 때(명시적 SSL). 보통 587과 25 포트에서 씁니다",
    ),
    word(
        "implicit",
        "with the first octet; usual on port 465",
        "연결하자마자(암시적 SSL). 보통 465 포트에서 씁니다",
    ),
    word(
        "none",
        "never; only with `service = \"relay\"`",
        "TLS를 쓰지 않습니다. `service = \"relay\"`에서만 쓸 수 있습니다",
    ),
];
