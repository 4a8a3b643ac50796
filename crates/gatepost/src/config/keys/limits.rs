//! What one message and one session may be, and what all of them together may take.

use super::Usual::Is;
use super::{count, size, time};
use crate::config::units::{DAY, GIB, HOUR, KIB, MIB, MINUTE};

section! { LIMITS "limits" "[limits]" {
    en: "How much a client may ask for. Each limit is answered with a reply, so that the other side learns which it was.",
    ko: "클라이언트가 요청할 수 있는 양의 한도입니다. 한도를 넘으면 어느 한도인지 알 수 있도록 응답을 보냅니다." }

    message_size { size(64 * KIB, 2 * GIB, "RFC 5321 §4.5.3.1.7"); default: Is(r#""50 MiB""#); change: Reload;
        example: r#"message_size = "50 MiB""#,
        en: "The largest message that is taken, as it comes in. Clients see it in the EHLO reply (`SIZE`).",
        ko: "받을 수 있는 메일의 최대 크기입니다. 들어온 그대로의 크기를 셉니다. 클라이언트는 EHLO 응답의 `SIZE`에서 이 값을 볼 수 있습니다." }

    recipients { count(100, 50_000, "RFC 5321 §4.5.3.1.8"); default: Is("1000"); change: Reload;
        example: "recipients = 1000",
        en: "Recipients of one message. More get `452 4.5.3`, and the client sends them the message separately.",
        ko: "메일 한 통의 수신자 수입니다. 넘는 수신자는 `452 4.5.3`으로 거부하며, 클라이언트가 그 수신자에게 메일을 따로 발송합니다." }

    header_size { size(64 * KIB, 16 * MIB, ""); default: Is(r#""1 MiB""#); change: Reload;
        example: r#"header_size = "1 MiB""#,
        en: "The largest header of a message: all that stands above the first empty line.",
        ko: "메일 헤더의 최대 크기입니다. 첫 번째 빈 줄 앞까지가 헤더입니다." }

    received_headers { count(10, 1_000, ""); default: Is("100"); change: Reload; example: "received_headers = 100",
        en: "`Received` lines of one message. One that comes with so many goes in a circle and gets `554 5.4.6`. RFC 5321 §6.3 advises 100 or \
            more.",
        ko: "메일 한 통의 `Received` 줄 수입니다. 이 수에 이른 메일은 서버 사이를 맴도는 것으로 보고 `554 5.4.6`으로 거부합니다. \
            RFC 5321 §6.3은 100 이상을 권합니다." }

    connections { count(1, 1_000_000, ""); default: Is("10000"); change: Reload; example: "connections = 10000",
        en: "Connections that are open at once, on all listeners together. More get `421`. Each takes a file, and one that \
            brings a large message a second: the limit of open files has to be twice as high, and 200 more.",
        ko: "모든 리스너에서 동시에 열어 둘 수 있는 연결 수입니다. 넘으면 `421`로 응답합니다. 연결마다 파일을 하나 쓰고, 큰 메일을 받을 때는 하나를 더 \
            쓰므로, 열 수 있는 파일 수의 한도는 이 값의 두 배에 200을 더한 수 이상이어야 합니다." }

    connections_per_network { count(1, 1_000_000, ""); default: Is("100"); change: Reload;
        example: "connections_per_network = 100",
        en: "Connections that are open at once from one network: an IPv4 address, or a /64 of IPv6. More get `421`. It does not \
            hold for `trusted` networks.",
        ko: "한 네트워크(IPv4 주소 하나 또는 IPv6 /64)에서 동시에 열어 둘 수 있는 연결 수입니다. 넘으면 `421`로 응답합니다. `trusted` 네트워크에는 \
            적용하지 않습니다." }

    errors { count(1, 1_000, ""); default: Is("10"); change: Reload; example: "errors = 10",
        en: "Errors of a client in one session. After so many the session ends with `421`. A message that is accepted sets the \
            count back to 0.",
        ko: "한 세션에서 허용하는 클라이언트 오류의 수입니다. 이 수에 이르면 `421`로 세션을 끝냅니다. 메일을 접수하면 0부터 다시 셉니다." }

    idle_commands { count(10, 10_000, ""); default: Is("100"); change: Reload; example: "idle_commands = 100",
        en: "Commands of one session that bring no message forward (`NOOP`, `RSET` and their like). After so many the session \
            ends with `421`. A message that is accepted sets the count back to 0.",
        ko: "한 세션에서 메일 발송으로 이어지지 않는 명령(`NOOP`, `RSET` 등)의 수입니다. 이 수에 이르면 `421`로 세션을 끝냅니다. 메일을 접수하면 0부터 \
            다시 셉니다." }

    command_line { count(512, 4_096, "RFC 5321 §4.5.3.1.4"); default: Is("512"); change: Reload; example: "command_line = 512",
        en: "Octets of one command line. Extensions add to it where they need more room.",
        ko: "명령 한 줄의 최대 옥텟 수입니다. 확장 기능에 공간이 더 필요하면 그만큼 늘어납니다." }

    auth_line { count(1_024, 65_536, ""); default: Is("12288"); change: Reload; example: "auth_line = 12288",
        en: "Octets of one line of a login: the AUTH command and what follows it. RFC 4954 §4 has 12,288. More get `500 5.5.6`.",
        ko: "로그인 과정의 한 줄(AUTH 명령과 그 뒤의 줄)의 최대 옥텟 수입니다. RFC 4954 §4에 나오는 값은 12,288입니다. 넘으면 `500 5.5.6`으로 응답합니다." }

    login_time { time(10, HOUR, ""); default: Is(r#""60 s""#); change: Reload; example: r#"login_time = "60 s""#,
        en: "How long a client may take from the connection to its login. It does not hold on a listener with \
            `service = \"relay\"`.",
        ko: "클라이언트가 연결한 뒤 로그인할 때까지 기다리는 시간입니다. `service = \"relay\"`인 리스너에는 적용하지 않습니다." }

    idle_time { time(10, HOUR, ""); default: Is(r#""5 min""#); change: Reload; example: r#"idle_time = "5 min""#,
        en: "How long a session waits for the next command. RFC 5321 §4.5.3.2.7 advises 5 minutes or more.",
        ko: "세션에서 다음 명령을 기다리는 시간입니다. RFC 5321 §4.5.3.2.7은 5분 이상을 권합니다." }

    data_time { time(10, HOUR, ""); default: Is(r#""3 min""#); change: Reload; example: r#"data_time = "3 min""#,
        en: "How long a session waits for the next piece of a message. RFC 5321 §4.5.3.2.5 has clients wait 3 minutes.",
        ko: "메일 내용의 다음 부분을 기다리는 시간입니다. RFC 5321 §4.5.3.2.5는 클라이언트가 3분 동안 기다리도록 정하고 있습니다." }

    session_time { time(MINUTE, DAY, ""); default: Is(r#""60 min""#); change: Reload; example: r#"session_time = "60 min""#,
        en: "How long a session may last, whatever it does.",
        ko: "무엇을 하고 있든 한 세션이 이어질 수 있는 최대 시간입니다." }

    body_memory { size(MIB, 64 * GIB, ""); default: Is(r#""64 MiB""#); change: Reload; example: r#"body_memory = "64 MiB""#,
        en: "What all sessions together hold of messages in memory. Beyond it messages go to files early.",
        ko: "모든 세션이 메모리에 올려 둘 수 있는 메일 내용의 합계입니다. 넘으면 메일 내용을 더 일찍 파일에 기록합니다." }
}
