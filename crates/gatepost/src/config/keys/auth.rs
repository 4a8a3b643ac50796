//! Who may log in: names, the sources of accounts, tokens and client certificates.

use super::Usual::{Is, Required, Unset};
use super::{Kind, Word, count, text, time, word};
use crate::config::units::{HOUR, MINUTE};

section! { AUTH "auth" "[auth]" {
    en: "What holds for all logins.",
    ko: "모든 로그인에 적용하는 설정입니다." }

    default_domain { Kind::Domain; default: Unset(text("nothing", "붙이지 않음")); change: Reload;
        example: r#"default_domain = "example.com""#,
        en: "What is put behind a login name that has no domain: who enters `alice` is `alice@example.com`.",
        ko: "도메인 없이 입력한 사용자 이름 뒤에 붙일 도메인입니다. 예를 들어 `alice`라고 입력하면 `alice@example.com`으로 로그인합니다." }

    case { Kind::OneOf(CASES); default: Is(r#""ignore""#); change: Reload; example: r#"case = "ignore""#,
        en: "What capital letters in a login name mean.",
        ko: "사용자 이름의 대소문자를 다루는 방법입니다." }

    scram_iterations { count(4_096, 1_000_000, "RFC 7677 §4"); default: Is("10000"); change: Reload;
        example: "scram_iterations = 10000",
        en: "Iterations of PBKDF2 for SCRAM keys that are made from now on. More of them make guessing dearer for whoever has \
            stolen the keys, and a login dearer for the client.",
        ko: "앞으로 만드는 SCRAM 키에 적용할 PBKDF2 반복 횟수입니다. 많을수록 키가 유출되어도 비밀번호를 알아내기 어렵지만, 클라이언트가 로그인할 때 \
            드는 계산도 늘어납니다." }

    tell_transition { Kind::Flag; default: Is("false"); change: Reload; example: "tell_transition = false",
        en: "`true`: an account that has no SCRAM keys yet gets `432 4.7.12` when it tries SCRAM, so that the client knows that it \
            has to log in once with its password, by which the keys are made. Strangers learn by this who has an account. `false`: \
            the reply is that of a wrong password.",
        ko: "`true`이면 아직 SCRAM 키가 없는 계정이 SCRAM으로 로그인할 때 `432 4.7.12`로 응답하여, 비밀번호로 한 번 로그인해 키를 만들어야 한다는 것을 \
            클라이언트에 알립니다. 그러면 어떤 계정이 있는지 다른 사람도 알 수 있습니다. `false`이면 비밀번호가 틀렸을 때와 똑같이 응답합니다." }
}

section! { SOURCE "source" "[[source]]" {
    en: "Where accounts come from, one section for each source. They are asked in the order in which they stand here, each for the \
        login names of its domains. Without this section there are the accounts of `gatepost account`. A source that cannot be \
        reached is answered with `454 4.7.0`, never like a wrong password.",
    ko: "계정을 가져올 곳(계정 소스)을 섹션마다 하나씩 적습니다. 사용자 이름의 도메인에 맞는 소스를 적은 순서대로 조회합니다. 이 섹션이 없으면 \
        `gatepost account`로 만든 계정을 씁니다. 소스에 연결할 수 없을 때는 비밀번호가 틀렸다고 하지 않고 `454 4.7.0`으로 응답합니다." }

    kind { Kind::OneOf(KINDS); default: Required; change: Reload; example: r#"kind = "ldap""#,
        en: "What it is. Most of the settings below belong to some kinds only.",
        ko: "계정 소스의 종류입니다. 아래 설정은 대부분 일부 종류에서만 쓸 수 있습니다." }

    name { Kind::Text; default: Unset(text("the word of `kind`", "`kind`에 적은 값")); change: Reload; example: r#"name = "staff""#,
        en: "What the log, `gatepost check` and `gatepost status` call it. No two sources have the same name.",
        ko: "로그, `gatepost check`, `gatepost status`에 표시할 이름입니다. 소스마다 이름이 달라야 합니다." }

    domains { Kind::Domains; default: Unset(text("all", "모든 도메인")); change: Reload; example: r#"domains = ["example.com"]"#,
        en: "It is only asked for login names of these domains. Exactly these, not the domains below them.",
        ko: "이 도메인의 사용자 이름일 때만 조회합니다. 적은 도메인에만 해당하며 하위 도메인은 포함하지 않습니다." }

    cache { time(0, HOUR, ""); default: Is(r#""60 s""#); change: Reload; example: r#"cache = "60 s""#,
        en: "`ldap`, `postgres`, `dovecot`: how long an answer is used again, and so how late a change there may be noticed; `0`: it is \
            asked each time. The other kinds notice a change by themselves.",
        ko: "`ldap`, `postgres`, `dovecot`: 조회한 결과를 다시 쓰는 시간입니다. 소스에서 바뀐 내용은 그만큼 늦게 반영될 수 있습니다. `0`이면 매번 \
            조회합니다. 다른 종류에서는 바뀐 내용이 저절로 반영됩니다." }

    path { Kind::Path; default: Unset(text("none", "없음")); change: Reload; example: r#"path = "/etc/gatepost/accounts.passwd""#,
        en: "`file`: the password file, with a line `name:hash` for each account. The user that the server runs as must be able to \
            read it, and nobody else should.",
        ko: "`file`: 계정마다 `이름:해시` 한 줄을 적은 비밀번호 파일입니다. 서버를 실행하는 사용자는 읽을 수 있어야 하고, 다른 사용자는 읽을 수 없는 것이 \
            좋습니다." }

    host { Kind::Host; default: Unset(text("none", "없음")); change: Reload; example: r#"host = "accounts.example.com""#,
        en: "`ldap`, `postgres`: the server, a name or an address. Of PostgreSQL also the directory of its Unix socket, such as \
            `/run/postgresql`.",
        ko: "`ldap`, `postgres`: 서버의 이름이나 주소입니다. PostgreSQL은 `/run/postgresql`처럼 유닉스 소켓이 있는 디렉터리를 적을 수도 있습니다." }

    port { count(1, 65_535, ""); default: Unset(text("389 (ldap), 636 (ldap with implicit TLS), 5432 (postgres)",
        "ldap는 389(암시적 TLS이면 636), postgres는 5432")); change: Reload; example: "port = 389",
        en: "`ldap`, `postgres`: the port of the server.",
        ko: "`ldap`, `postgres`: 서버의 포트입니다." }

    tls { Kind::OneOf(SOURCE_TLS); default: Unset(text("`\"starttls\"`; `\"none\"` on loopback; `\"implicit\"` for port 636",
        "`\"starttls\"`. 루프백이면 `\"none\"`, 포트가 636이면 `\"implicit\"`")); change: Reload; example: r#"tls = "starttls""#,
        en: "`ldap`, `postgres`: how the connection is protected. The certificate is always verified. A server elsewhere is not \
            asked without TLS, since everybody's password would cross the network in the clear.",
        ko: "`ldap`, `postgres`: 연결을 보호하는 방식입니다. 인증서는 항상 확인합니다. TLS가 없으면 모든 사용자의 비밀번호가 암호화되지 않은 채 네트워크를 \
            지나가므로, 다른 컴퓨터에 있는 서버에는 TLS 없이 접속하지 않습니다." }

    ca { Kind::Path; default: Unset(text("the authorities that the system trusts", "시스템이 신뢰하는 인증 기관")); change: Reload;
        example: r#"ca = "/etc/gatepost/company-ca.pem""#,
        en: "`ldap`, `postgres`: PEM file with the authorities that are trusted in place of the system's.",
        ko: "`ldap`, `postgres`: 시스템이 신뢰하는 인증 기관 대신 신뢰할 인증 기관의 PEM 파일입니다." }

    connections { count(1, 100, ""); default: Is("4"); change: Reload; example: "connections = 4",
        en: "`ldap`, `postgres`: connections at once.",
        ko: "`ldap`, `postgres`: 동시에 맺는 연결 수의 한도입니다." }

    database { Kind::Text; default: Unset(text("none", "없음")); change: Reload; example: r#"database = "mail""#,
        en: "`postgres`: the database.",
        ko: "`postgres`: 데이터베이스의 이름입니다." }

    user { Kind::Text; default: Unset(text("none", "없음")); change: Reload; example: r#"user = "mailreader""#,
        en: "`postgres`: as whom to connect.",
        ko: "`postgres`: 접속할 사용자 이름입니다." }

    password_file { Kind::Path; default: Unset(text("no password", "비밀번호 없음")); change: Reload;
        example: r#"password_file = "/etc/gatepost/ldap.password""#,
        en: "File whose first line is the password: of `user` (`postgres`), or of `search_dn` (`ldap`). The user that the server \
            runs as must be able to read it, and nobody else should.",
        ko: "첫 줄에 비밀번호가 있는 파일입니다. `postgres`에서는 `user`의, `ldap`에서는 `search_dn`의 비밀번호입니다. 서버를 실행하는 사용자는 읽을 수 \
            있어야 하고, 다른 사용자는 읽을 수 없는 것이 좋습니다." }

    query { Kind::Text; default: Unset(text("the table that is shipped", "기본으로 제공하는 테이블")); change: Reload;
        example: r#"query = "SELECT name, password, enabled FROM people WHERE name = $1""#,
        en: "`postgres`: a query of your own, in place of the table that is shipped (`packaging/postgresql/accounts.sql`). Its only \
            parameter, `$1`, is the login name. Its columns are called like those of that table, and only `password` is needed.",
        ko: "`postgres`: 기본으로 제공하는 테이블(`packaging/postgresql/accounts.sql`) 대신 쓸 쿼리입니다. 매개변수는 사용자 이름인 `$1` 하나뿐입니다. \
            열 이름은 그 테이블과 같아야 하며, `password` 열만 꼭 있으면 됩니다." }

    bind_dn { Kind::Text; default: Unset(text("the entry is looked for below `base`", "`base` 아래에서 찾음")); change: Reload;
        example: r#"bind_dn = "uid={local},ou=people,dc=example,dc=com""#,
        en: "`ldap`: the name of an account's entry, as which to bind with the password. `{login}` is the login name, `{local}` what \
            stands before its `@`, `{domain}` what stands behind.",
        ko: "`ldap`: 계정 엔트리의 DN입니다. 이 DN과 비밀번호로 바인드합니다. `{login}`은 사용자 이름, `{local}`은 그중 `@`의 앞부분, `{domain}`은 \
            뒷부분으로 바뀝니다." }

    base { Kind::Text; default: Unset(text("the entry has the name `bind_dn`", "`bind_dn`으로 정함")); change: Reload;
        example: r#"base = "ou=people,dc=example,dc=com""#,
        en: "`ldap`: the entry below which an account's entry is looked for, in place of `bind_dn`. As what is found there the \
            password is tried.",
        ko: "`ldap`: `bind_dn` 대신 적습니다. 이 엔트리 아래에서 계정 엔트리를 찾은 다음, 찾은 엔트리와 비밀번호로 바인드합니다." }

    filter { Kind::Text; default: Is(r#""(mail={login})""#); change: Reload; example: r#"filter = "(mail={login})""#,
        en: "`ldap` with `base`: what an account's entry looks like (RFC 4515), with `{login}`, `{local}` and `{domain}` as in \
            `bind_dn`.",
        ko: "`ldap`에서 `base`와 함께 씁니다. 계정 엔트리를 찾는 검색 필터(RFC 4515)입니다. `{login}`, `{local}`, `{domain}`의 뜻은 `bind_dn`과 \
            같습니다." }

    search_dn { Kind::Text; default: Unset(text("anonymously", "익명으로 검색")); change: Reload;
        example: r#"search_dn = "cn=gatepost,dc=example,dc=com""#,
        en: "`ldap` with `base`: as whom to look for it, with the password of `password_file`.",
        ko: "`ldap`에서 `base`와 함께 씁니다. 검색할 때 쓸 DN이며, 비밀번호는 `password_file`에 둡니다." }

    senders_attribute { Kind::Text; default: Unset(text("none", "없음")); change: Reload;
        example: r#"senders_attribute = "mailAlternateAddress""#,
        en: "`ldap` with `base`: the attribute whose values are addresses that the account may send as.",
        ko: "`ldap`에서 `base`와 함께 씁니다. 계정이 발신자로 쓸 수 있는 주소가 들어 있는 속성입니다." }

    socket { Kind::Path; default: Unset(text("none", "없음")); change: Reload; example: r#"socket = "/run/dovecot/auth-client""#,
        en: "`dovecot`: the socket of its authentication for clients.",
        ko: "`dovecot`: Dovecot의 클라이언트용 인증 소켓입니다." }
}

section! { ISSUER "issuer" "[[issuer]]" {
    en: "Whose access tokens are taken (OAUTHBEARER, RFC 7628, and XOAUTH2), one section for each issuer, at most 16. Tokens are \
        verified by the issuer's keys, which are found by its URL (OpenID Connect Discovery), or the issuer is asked about each \
        (`introspection`).",
    ko: "로그인에 쓰는 액세스 토큰(OAUTHBEARER(RFC 7628), XOAUTH2)의 발급자를 섹션마다 하나씩, 16개까지 적습니다. 토큰은 발급자의 URL에서 찾은 \
        키(OpenID Connect Discovery)로 검증하거나, 발급자에게 조회하여(`introspection`) 확인합니다." }

    issuer { Kind::Url; default: Required; change: Reload; example: r#"issuer = "https://login.example.com""#,
        en: "Its URL, to the letter as it stands in the `iss` of its tokens. https, or http to a loopback address.",
        ko: "발급자의 URL입니다. 토큰의 `iss`와 한 글자도 다르지 않아야 합니다. https만 쓸 수 있으며, 루프백 주소이면 http도 쓸 수 있습니다." }

    audience { Kind::Texts; default: Required; change: Reload; example: r#"audience = ["gatepost"]"#,
        en: "For whom a token must be made: one of these has to stand in its `aud`.",
        ko: "토큰의 대상입니다. 토큰의 `aud`에 이 가운데 하나가 있어야 합니다." }

    scope { Kind::Texts; default: Unset(text("none", "없음")); change: Reload; example: r#"scope = ["smtp"]"#,
        en: "What a token must be good for: all of these have to stand in its `scope` or `scp`.",
        ko: "토큰에 필요한 권한 범위입니다. 토큰의 `scope` 또는 `scp`에 모두 있어야 합니다." }

    account { Kind::Text; default: Is(r#""email""#); change: Reload; example: r#"account = "email""#,
        en: "The claim of a token that is the login name.",
        ko: "토큰에서 사용자 이름이 들어 있는 클레임입니다." }

    domains { Kind::Domains; default: Unset(text("all", "모든 도메인")); change: Reload; example: r#"domains = ["example.com"]"#,
        en: "It may speak for login names of these domains alone: what its tokens say of others counts for nothing. Exactly these, not \
            the domains below them.",
        ko: "이 도메인의 사용자 이름일 때만 토큰을 받습니다. 다른 도메인의 토큰은 거부합니다. 적은 도메인에만 해당하며 하위 도메인은 포함하지 않습니다." }

    accounts { Kind::OneOf(TOKEN_ACCOUNTS); default: Is(r#""any""#); change: Reload; example: r#"accounts = "any""#,
        en: "Whether the account has to be in a source too.",
        ko: "계정 소스에도 그 계정이 있어야 하는지 정합니다." }

    skew { time(0, 5 * MINUTE, ""); default: Is(r#""60 s""#); change: Reload; example: r#"skew = "60 s""#,
        en: "How much the issuer's clock may differ from ours.",
        ko: "발급자의 시계와 이 서버의 시계 사이에 허용하는 차이입니다." }

    introspection { Kind::Url; default: Unset(text("tokens are verified by the issuer's keys", "발급자의 키로 검증함")); change: Reload;
        example: r#"introspection = "https://login.example.com/oauth2/introspect""#,
        en: "The URL at which the issuer is asked about each token (RFC 7662), with `client_id` and `client_secret_file`.",
        ko: "발급자에게 토큰을 조회하는 URL(RFC 7662)입니다. `client_id`와 `client_secret_file`을 함께 적습니다." }

    client_id { Kind::Text; default: Unset(text("none", "없음")); change: Reload; example: r#"client_id = "gatepost""#,
        en: "Who asks there.",
        ko: "토큰을 조회할 때 쓸 클라이언트 ID입니다." }

    client_secret_file { Kind::Path; default: Unset(text("none", "없음")); change: Reload;
        example: r#"client_secret_file = "/etc/gatepost/introspection.secret""#,
        en: "File whose first line is the secret of `client_id`. The user that the server runs as must be able to read it, and \
            nobody else should.",
        ko: "첫 줄에 `client_id`의 시크릿이 있는 파일입니다. 서버를 실행하는 사용자는 읽을 수 있어야 하고, 다른 사용자는 읽을 수 없는 것이 좋습니다." }

    ca { Kind::Path; default: Unset(text("the authorities that the system trusts", "시스템이 신뢰하는 인증 기관")); change: Reload;
        example: r#"ca = "/etc/gatepost/company-ca.pem""#,
        en: "PEM file with the authorities that are trusted in place of the system's.",
        ko: "시스템이 신뢰하는 인증 기관 대신 신뢰할 인증 기관의 PEM 파일입니다." }
}

section! { CLIENT_CERTIFICATE "client_certificate" "[[client_certificate]]" {
    en: "Whose certificate is which account's (EXTERNAL), one section for each name. Clients are asked for certificates at listeners \
        with `client_ca`.",
    ko: "클라이언트 인증서로 로그인할 때(EXTERNAL) 어느 인증서가 어느 계정의 것인지 섹션마다 하나씩 적습니다. `client_ca`가 있는 리스너에서만 \
        클라이언트에게 인증서를 요청합니다." }

    name { Kind::Text; default: Required; change: Reload; example: r#"name = "printer.example.com""#,
        en: "A DNS name or a mail address among the certificate's alternative names, or `sha256:` and its fingerprint in 64 \
            hexadecimal digits.",
        ko: "인증서의 주체 대체 이름(SAN)에 있는 DNS 이름이나 메일 주소입니다. `sha256:` 뒤에 인증서의 지문을 16진수 64자리로 적을 수도 있습니다." }

    account { Kind::Text; default: Required; change: Reload; example: r#"account = "printer@example.com""#,
        en: "The account whose it is.",
        ko: "그 인증서로 로그인할 계정입니다." }
}

const CASES: &[Word] = &[
    word(
        "ignore",
        "nothing: `Alice` is `alice`",
        "구분하지 않습니다. `Alice`와 `alice`는 같은 계정입니다",
    ),
    word(
        "exact",
        "`Alice` and `alice` are two",
        "구분합니다. `Alice`와 `alice`는 다른 계정입니다",
    ),
];

const KINDS: &[Word] = &[
    word(
        "embedded",
        "the accounts of `gatepost account`, which are kept in the data directory",
        "`gatepost account`로 만든 계정. 데이터 디렉터리에 저장합니다",
    ),
    word("file", "a password file, `path`", "비밀번호 파일(`path`)"),
    word(
        "postgres",
        "a database of PostgreSQL: `host`, `database` and `user`",
        "PostgreSQL 데이터베이스. `host`, `database`, `user`를 적습니다",
    ),
    word(
        "ldap",
        "a directory (LDAP, RFC 4511): `host`, and `bind_dn` or `base`",
        "LDAP 디렉터리(RFC 4511). `host`를 적고, `bind_dn`과 `base` 중 하나를 적습니다",
    ),
    word(
        "dovecot",
        "Dovecot, which checks the passwords, at its `socket`",
        "비밀번호를 대신 확인해 주는 Dovecot(`socket`)",
    ),
];

const SOURCE_TLS: &[Word] = &[
    word(
        "none",
        "not at all; only on loopback",
        "TLS를 쓰지 않습니다. 루프백에서만 쓸 수 있습니다",
    ),
    word(
        "starttls",
        "TLS begins after the connection was made",
        "연결한 뒤에 TLS를 시작합니다",
    ),
    word(
        "implicit",
        "TLS begins with the first octet (ldaps); only with `ldap`",
        "연결하자마자 TLS를 시작합니다(ldaps). `ldap`에서만 쓸 수 있습니다",
    ),
];

const TOKEN_ACCOUNTS: &[Word] = &[
    word(
        "any",
        "no: whoever has a token has an account",
        "계정 소스에 없어도 됩니다. 토큰이 있으면 로그인할 수 있습니다",
    ),
    word(
        "known",
        "yes: only accounts that a source knows log in",
        "계정 소스에 있는 계정만 로그인할 수 있습니다",
    ),
];
