//! The disk, the rules for senders, and what is told about it all.

use super::Usual::{Is, Required, Unset};
use super::{Kind, Word, count, size, text, word};
use crate::config::units::{GIB, KIB, TIB};

section! { STORE "store" "[store]" {
    en: "The disk under the data directory. Below the free space that is to be kept, new mail gets `452 4.3.1`; all else goes on, \
        and mail is taken again when there is room.",
    ko: "데이터 디렉터리가 있는 디스크에 대한 설정입니다. 남겨 두어야 할 여유 공간보다 적게 남으면 새 메일에 `452 4.3.1`로 응답합니다. 다른 기능은 계속 \
        동작하며, 공간이 생기면 메일을 다시 받습니다." }

    free_space { size(0, TIB, ""); default: Is(r#""1 GiB""#); change: Reload; example: r#"free_space = "1 GiB""#,
        en: "Space that is kept free. The larger of this and `free_percent` counts.",
        ko: "남겨 둘 여유 공간입니다. 이 값과 `free_percent` 중 큰 쪽을 적용합니다." }

    free_percent { count(0, 50, ""); default: Is("5"); change: Reload; example: "free_percent = 5",
        en: "The same in percent of the disk.",
        ko: "남겨 둘 여유 공간을 디스크 전체 크기에 대한 백분율로 적습니다." }

    ballast { size(0, 16 * GIB, ""); default: Is(r#""64 MiB""#); change: Reload; example: r#"ballast = "64 MiB""#,
        en: "A file that only takes up space, given up when the disk is full, so that removing mail still works.",
        ko: "공간만 차지하는 파일의 크기입니다. 디스크가 가득 차면 이 공간을 비워서 메일을 삭제할 수 있게 합니다." }

    inline { size(0, 128 * KIB, ""); default: Is(r#""128 KiB""#); change: Restart; example: r#"inline = "128 KiB""#,
        en: "Messages up to this size lie in the database; larger ones have a file each.",
        ko: "이 크기까지의 메일은 데이터베이스에 저장하고, 더 큰 메일은 파일로 따로 저장합니다." }
}

section! { SUBMISSION "submission" "[submission]" {
    en: "Mail from those who log in.",
    ko: "로그인한 사용자가 보내는 메일에 대한 설정입니다." }

    hide_client_address { Kind::Flag; default: Is("false"); change: Reload; example: "hide_client_address = false",
        en: "`true` leaves name and address of the client out of the `Received` line. They are in the log all the same.",
        ko: "`true`이면 `Received` 줄에 클라이언트의 이름과 주소를 적지 않습니다. 로그에는 그대로 남습니다." }

    senders { Kind::OneOf(SENDERS); default: Is(r#""own""#); change: Reload; example: r#"senders = "own""#,
        en: "Whose address an account may write as, in MAIL and in the From header, unless senders were given to the account \
            itself.",
        ko: "계정이 MAIL 명령과 From 헤더에 쓸 수 있는 발신자 주소입니다. 계정에 발신자를 따로 지정했다면 그 설정을 따릅니다." }

    messages_per_hour { count(1, 10_000_000, ""); default: Unset(text("no limit", "제한 없음")); change: Reload;
        example: "messages_per_hour = 500",
        en: "Messages that an account may send in any hour, unless a limit was given to the account itself.",
        ko: "계정 하나가 1시간 동안 보낼 수 있는 메일 수입니다. 계정에 한도를 따로 지정했다면 그 한도를 따릅니다." }

    messages_per_day { count(1, 10_000_000, ""); default: Unset(text("no limit", "제한 없음")); change: Reload;
        example: "messages_per_day = 2000",
        en: "The same in any 24 hours.",
        ko: "계정 하나가 24시간 동안 보낼 수 있는 메일 수입니다." }

    recipients_per_hour { count(1, 10_000_000, ""); default: Unset(text("no limit", "제한 없음")); change: Reload;
        example: "recipients_per_hour = 2000",
        en: "Recipients to whom an account may send in any hour, unless a limit was given to the account itself.",
        ko: "계정 하나가 1시간 동안 메일을 보낼 수 있는 수신자 수입니다. 계정에 한도를 따로 지정했다면 그 한도를 따릅니다." }

    recipients_per_day { count(1, 10_000_000, ""); default: Unset(text("no limit", "제한 없음")); change: Reload;
        example: "recipients_per_day = 10000",
        en: "The same in any 24 hours.",
        ko: "계정 하나가 24시간 동안 메일을 보낼 수 있는 수신자 수입니다." }

    over_limit { Kind::OneOf(OVER_LIMIT); default: Is(r#""defer""#); change: Reload; example: r#"over_limit = "defer""#,
        en: "What an account hears that is over one of these limits. The reply says when it may send again.",
        ko: "발송 한도를 넘은 계정에 보낼 응답입니다. 응답에는 다시 보낼 수 있는 시각이 들어 있습니다." }
}

section! { METRICS "metrics" "[metrics]" {
    en: "Numbers for Prometheus (`/metrics`) and a sign of life (`/healthz`). Off without this section.",
    ko: "Prometheus용 수치(`/metrics`)와 상태 확인(`/healthz`)을 제공합니다. 이 섹션이 없으면 꺼져 있습니다." }

    address { Kind::Address; default: Required; change: Restart; example: r#"address = "127.0.0.1:9587""#,
        en: "Where to answer. Only a loopback address: whoever can connect can read the numbers.",
        ko: "요청을 받을 주소입니다. 접속할 수 있으면 누구나 수치를 볼 수 있으므로 루프백 주소만 쓸 수 있습니다." }
}

section! { LOG "log" "[log]" {
    en: "What is told, and where.",
    ko: "기록할 내용과 위치입니다." }

    level { Kind::OneOf(LEVELS); default: Is(r#""info""#); change: Reload; example: r#"level = "info""#,
        en: "The least important events that are told.",
        ko: "기록할 이벤트의 최소 수준입니다." }

    format { Kind::OneOf(FORMATS); default: Is(r#""text""#); change: Restart; example: r#"format = "text""#,
        en: "How they are written.",
        ko: "기록하는 형식입니다." }

    file { Kind::Path; default: Unset(text("standard error", "표준 오류")); change: Restart;
        example: r#"file = "/var/log/gatepost.log""#,
        en: "File to append to.",
        ko: "로그를 이어서 기록할 파일입니다." }
}

const SENDERS: &[Word] = &[
    word(
        "own",
        "only the addresses that belong to the account",
        "계정에 속한 주소만 쓸 수 있습니다",
    ),
    word("any", "any address", "아무 주소나 쓸 수 있습니다"),
];

const OVER_LIMIT: &[Word] = &[
    word(
        "defer",
        "`450 4.7.0`: the client tries again later",
        "`450 4.7.0`. 클라이언트가 나중에 다시 시도합니다",
    ),
    word(
        "refuse",
        "`550 5.7.1`: the message comes back to its sender",
        "`550 5.7.1`. 메일이 반송됩니다",
    ),
];

const LEVELS: &[Word] = &[
    word("error", "somebody must act", "누군가 조치해야 하는 문제"),
    word("warn", "also what went wrong without harm", "피해 없이 지나간 문제까지"),
    word(
        "info",
        "also sessions, acceptances and refusals",
        "세션, 접수, 거부까지",
    ),
    word(
        "debug",
        "everything, for finding a fault",
        "모든 이벤트. 문제의 원인을 찾을 때 씁니다",
    ),
];

const FORMATS: &[Word] = &[
    word("text", "for people", "사람이 읽는 형식"),
    word(
        "json",
        "for programs, one object a line",
        "프로그램이 읽는 형식. 한 줄에 객체 하나",
    ),
];
