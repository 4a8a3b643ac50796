//! What guessing passwords leads to, and what checking them costs.

use super::Usual::{Is, Unset};
use super::{count, size, text, time};
use crate::config::units::{DAY, GIB, MIB, MINUTE};

section! { GUESSING "guessing" "[guessing]" {
    en: "What happens to those who try passwords. Failures are counted by account and by network (an IPv4 address, or a /64 of \
        IPv6). A network from which the account logged in well lately is not slowed by the failures of others.",
    ko: "비밀번호를 추측하려는 시도에 대한 대응입니다. 실패 횟수는 계정별, 네트워크별(IPv4 주소 하나 또는 IPv6 /64)로 셉니다. \
        최근에 그 계정으로 로그인에 성공한 네트워크는 다른 곳에서 실패했다고 해서 느려지지 않습니다." }

    window { time(MINUTE, DAY, ""); default: Is(r#""15 min""#); change: Reload; example: r#"window = "15 min""#,
        en: "How long a failure counts.",
        ko: "로그인 실패를 세는 기간입니다. 이보다 오래된 실패는 세지 않습니다." }

    delay_from { count(1, 1_000_000, ""); default: Is("4"); change: Reload; example: "delay_from = 4",
        en: "From this failure on the reply comes late: after 1 second, then 2, 4, 8 and 16.",
        ko: "실패가 이 횟수에 이르면 그때부터 응답을 늦춥니다. 1초에서 시작해 2초, 4초, 8초, 16초까지 늘어납니다." }

    // The gate keeps the moment of each of so many failures (16 octets), of 65,536 accounts and of as many networks. At 10 each
    // of the two takes at most 28 MiB; at 1,000 it would be 1 GiB, for which somebody has to fail 65 million times.
    ban_from { count(3, 1_000, ""); default: Is("10"); change: Reload; example: "ban_from = 10",
        en: "From this failure on the session ends with `421`, and its network is banned.",
        ko: "실패가 이 횟수에 이르면 `421`로 세션을 끝내고 그 네트워크를 차단합니다." }

    ban_time { time(MINUTE, 30 * DAY, ""); default: Is(r#""15 min""#); change: Reload; example: r#"ban_time = "15 min""#,
        en: "How long such a ban holds. `gatepost ban` lists bans, adds and removes them.",
        ko: "로그인 실패로 인한 차단이 유지되는 시간입니다. `gatepost ban`으로 차단 목록을 보고 추가하거나 해제할 수 있습니다." }
}

section! { PASSWORDS "passwords" "[passwords]" {
    en: "What a password costs to check (Argon2id, RFC 9106), and how many are checked at once. Passwords that are set keep the \
        cost that they were set with.",
    ko: "비밀번호 확인(Argon2id, RFC 9106)에 드는 비용과 동시에 확인하는 수입니다. 이미 정한 비밀번호는 정할 때의 비용을 그대로 유지합니다." }

    memory { size(8 * MIB, GIB, ""); default: Is(r#""19 MiB""#); change: Reload; example: r#"memory = "19 MiB""#,
        en: "Memory for one check. OWASP advises at least 19 MiB with 2 passes.",
        ko: "비밀번호를 한 번 확인할 때 쓰는 메모리입니다. OWASP는 처리 횟수(`passes`)가 2일 때 19 MiB 이상을 권합니다." }

    passes { count(1, 20, "RFC 9106 §3.1"); default: Is("2"); change: Reload; example: "passes = 2",
        en: "How many times a check goes over its memory.",
        ko: "비밀번호를 한 번 확인할 때 메모리 전체를 처리하는 횟수입니다." }

    workers { count(1, 1_024, ""); default: Unset(text("all cores but one", "코어 수보다 하나 적게")); change: Restart;
        example: "workers = 3",
        en: "Passwords that are checked at once. At least one.",
        ko: "동시에 확인하는 비밀번호의 수입니다. 최소 하나입니다." }

    waiting { count(1, 100_000, ""); default: Is("256"); change: Reload; example: "waiting = 256",
        en: "Logins that wait for their check. More get `454 4.7.0`; networks with many wait for those with few.",
        ko: "비밀번호 확인을 기다릴 수 있는 로그인 수입니다. 넘으면 `454 4.7.0`으로 응답합니다. \
            대기 중인 로그인이 많은 네트워크보다 적은 네트워크를 먼저 처리합니다." }

    remembered { count(0, 1_000_000, ""); default: Is("10000"); change: Reload; example: "remembered = 10000",
        en: "Passwords that are remembered after a login (as a keyed hash, in memory only), so that the next one costs little. `0`: \
            none.",
        ko: "로그인에 성공한 뒤 기억해 두는 비밀번호의 수입니다. 다음 로그인은 확인하는 비용이 적게 듭니다. \
            비밀번호는 키를 사용하는 해시로 메모리에만 보관합니다. `0`이면 기억하지 않습니다." }
}
