//! What stands at the top of the file.

use super::Usual::{Is, Required, Unset};
use super::{Kind, text};

section! { TOP "" "" {
    en: "Without `data` and `--data` the directory is `/var/lib/gatepost` for root; for others \
        `$XDG_STATE_HOME/gatepost`, or `~/.local/state/gatepost` where that variable is not set.",
    ko: "`data`와 `--data`가 모두 없으면 root의 데이터 디렉터리는 `/var/lib/gatepost`입니다. 그 밖의 사용자는 `$XDG_STATE_HOME/gatepost`를 쓰고, \
        이 환경 변수가 없으면 `~/.local/state/gatepost`를 씁니다." }

    hostname { Kind::Hostname; default: Required; change: Reload; example: r#"hostname = "mail.example.com""#,
        en: "The name by which clients reach this server: a whole domain name, no address. It stands in the greeting, in \
            `Received` lines, and in the `Message-ID` of messages that come without one.",
        ko: "클라이언트가 이 서버에 접속할 때 쓰는 이름입니다. IP 주소가 아닌 전체 도메인 이름을 적습니다. 인사말과 `Received` 줄에 쓰이고, \
            `Message-ID` 없이 들어온 메일에 `Message-ID`를 만들 때도 쓰입니다." }

    data { Kind::Path; default: Unset(text("see above", "위 설명 참고")); change: Restart;
        example: r#"data = "/var/lib/gatepost""#,
        en: "Directory for the queue, the accounts, and the certificate that is made when there is no `[tls]`. `--data DIR` on \
            the command line wins. It belongs to the user that the server runs as; others need not look into it (mode 0700).",
        ko: "큐, 계정, 그리고 `[tls]`가 없을 때 만드는 인증서를 두는 디렉터리입니다. 명령줄의 `--data DIR`이 우선합니다. \
            소유자는 서버를 실행하는 사용자여야 하며, 다른 사용자는 볼 필요가 없습니다(권한 0700)." }

    user { Kind::User; default: Unset(text("the owner of the data directory", "데이터 디렉터리의 소유자")); change: Restart;
        example: r#"user = "gatepost""#,
        en: "Who the server becomes when root starts it, once its ports are open. Not root. A server that another user starts \
            stays that user.",
        ko: "root로 시작한 서버가 포트를 연 다음 전환할 사용자입니다. root는 쓸 수 없습니다. \
            다른 사용자가 시작한 서버는 그 사용자로 계속 실행됩니다." }

    trusted { Kind::Networks; default: Is(r#"["127.0.0.0/8", "::1"]"#); change: Reload;
        example: r#"trusted = ["127.0.0.0/8", "::1", "192.168.1.0/24"]"#,
        en: "Networks whose clients meet no limit on connections, no delay after a wrong password and no ban. Trust is no \
            right to send: they log in like everybody else. `0.0.0.0/0` and `::/0` are refused.",
        ko: "연결 수 제한, 잘못된 비밀번호 뒤의 지연, 차단을 적용하지 않을 네트워크입니다. 발송 권한을 주는 설정은 아니므로 이 네트워크에서도 \
            로그인해야 합니다. `0.0.0.0/0`과 `::/0`은 쓸 수 없습니다." }
}
