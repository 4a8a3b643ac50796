//! Causes around reaching the server and staying connected.

causes! { REACHING:
    DNS { id: "dns", who: User, retry: No,
        en: {
            title: "Server name not found in the DNS",
            meaning: "A server's name could not be looked up: it is wrong, or the DNS gave no usable answer.",
            when: "Before any connection. Programs say ENOTFOUND, EAI_AGAIN, UnknownHostException, \"getaddrinfo failed\", \"Name or \
                service not known\" or \"No such host is known\", and Outlook shows 0x800CCC0D. Mail servers write \"Name service \
                error\" or \"DNS query failed\" into the log or the bounce, often with 4.4.3 or 4.4.4.",
            steps: [
                "Check the server's host name in the settings for typing errors. It is written without https://, without a port and \
                    without blanks, as in smtp.example.com.",
                "On the machine that sends, run `nslookup smtp.example.com`, with the name of your server in its place. If the name \
                    is found on your own computer but not there, the DNS of that machine is at fault.",
                "In a container, look at its DNS servers with `cat /etc/resolv.conf`. The name of another container works only inside \
                    the same network.",
                "The administrator of the sending host checks that the DNS servers in /etc/resolv.conf answer, and that the firewall \
                    lets port 53 out over UDP and TCP.",
            ],
            check: "`nslookup` shows an address for the name on the machine that sends, and the client gets a greeting that begins with \
                220.",
            retry: "Only if the DNS failed for a moment (EAI_AGAIN, SERVFAIL, 4.4.3); mail servers then try again by themselves. A wrong \
                name fails each time.",
        },
        ko: {
            title: "DNS에서 서버 이름을 찾을 수 없음",
            meaning: "이름이 잘못되었거나 DNS에서 올바른 응답을 받지 못해 서버의 이름을 찾을 수 없습니다.",
            when: "서버에 연결하기 전에 발생합니다. 프로그램에는 ENOTFOUND, EAI_AGAIN, UnknownHostException, \"getaddrinfo failed\", \
                \"Name or service not known\", \"No such host is known\" 등이 나오고, Outlook에는 0x800CCC0D가 나옵니다. 메일 서버의 \
                로그나 반송 메일에는 \"Name service error\" 또는 \"DNS query failed\"라고 나오며, 4.4.3이나 4.4.4가 함께 나오는 경우가 \
                많습니다.",
            steps: [
                "설정에 입력한 서버의 호스트 이름에 오타가 없는지 확인하세요. https://나 포트 번호, 공백 없이 smtp.example.com처럼 \
                    이름만 입력해야 합니다.",
                "메일을 발송하는 컴퓨터에서 `nslookup smtp.example.com`을 실행하세요(실제 서버 이름을 넣으세요). 내 컴퓨터에서는 \
                    이름을 찾는데 메일을 발송하는 컴퓨터에서는 찾지 못한다면 그 컴퓨터의 DNS에 문제가 있습니다.",
                "컨테이너에서 실행한다면 `cat /etc/resolv.conf`로 컨테이너의 DNS 서버를 확인하세요. 다른 컨테이너의 이름은 같은 네트워크 \
                    안에서만 사용할 수 있습니다.",
                "발송하는 서버의 관리자는 /etc/resolv.conf에 있는 DNS 서버가 응답하는지, 방화벽이 밖으로 나가는 53 포트(UDP, TCP)를 \
                    허용하는지 확인하세요.",
            ],
            check: "발송하는 컴퓨터에서 `nslookup`으로 이름을 조회하면 주소가 나오고, 클라이언트가 220으로 시작하는 인사말을 받습니다.",
            retry: "DNS의 일시적인 오류(EAI_AGAIN, SERVFAIL, 4.4.3)일 때만 해결되며, 이때는 메일 서버가 자동으로 다시 시도합니다. 이름이 \
                잘못되었다면 몇 번을 시도해도 같은 오류가 발생합니다.",
        },
        near: [
            RECIPIENT_DOMAIN_BAD => "The name that is not found is what stands behind the @ of a recipient, often with 5.1.2 or 5.4.4.",
                "찾지 못한 이름이 수신자 주소의 @ 뒤에 있는 도메인이며, 흔히 5.1.2나 5.4.4가 함께 나옵니다.",
            SENDER_INVALID => "The server answers, and complains about the sender's domain, as in 450 4.1.8 \"Domain not found\".",
                "서버에는 연결되었고, 450 4.1.8 \"Domain not found\"처럼 서버가 발신자의 도메인을 문제 삼습니다.",
            CONNECT_TIMEOUT => "The error shows an IP address: the name was found, but nothing answers there.",
                "오류에 IP 주소가 나오면 이름은 찾았지만 그 주소에서 응답이 없는 것입니다.",
        ],
    }

    CONNECT_TIMEOUT { id: "connect-timeout", who: User, retry: Yes,
        en: {
            title: "No answer from the server",
            meaning: "The server could not be reached: it did not answer, sent no greeting, or there is no route to it.",
            when: "At the connection, mostly after a long wait: ETIMEDOUT, \"Connection timed out\", WinError 10060, \"Greeting never \
                received\", or at once \"No route to host\" and \"Network is unreachable\". Bounces say \"No answer from host\" or \
                4.4.1. Very often a home network or a cloud blocks outgoing port 25.",
            steps: [
                "In a mail client or program, check host name, port and encryption: STARTTLS for port 587, TLS for port 465.",
                "Test the port on the machine that sends: `nc -vz smtp.example.com 587`, on Windows `Test-NetConnection smtp.example.com \
                    -Port 587`. If it answers from another network only, a firewall or the provider blocks it.",
                "If port 25 answers nowhere, send with a login through port 587 or 465, or ask the provider of the network to open port \
                    25. Where 587 and 465 are blocked too, many sending services also listen on port 2525.",
                "If only IPv6 addresses (those with colons) fail, the administrator of the sending host repairs IPv6 there or has the \
                    program use IPv4.",
                "If only one domain stays silent for hours, tell its administrator, who checks the MX records, the mail service and \
                    the firewall for port 25.",
            ],
            check: "`nc -vz` reports the port as open, and the server sends a greeting that begins with 220.",
            retry: "A server that was away for a while answers later, and mail servers try again by themselves for days. With a blocked \
                port or a wrong name it ends the same each time.",
        },
        ko: {
            title: "서버에서 응답이 없음",
            meaning: "서버가 응답하지 않거나 인사말을 보내지 않거나, 서버로 가는 경로가 없어 연결하지 못했습니다.",
            when: "연결할 때, 대개 오래 기다린 뒤에 ETIMEDOUT, \"Connection timed out\", WinError 10060, \"Greeting never received\"로 \
                나타나고, \"No route to host\"와 \"Network is unreachable\"은 바로 나타납니다. 반송 메일에는 \"No answer from host\" \
                또는 4.4.1이 나옵니다. 가정용 인터넷이나 클라우드에서 밖으로 나가는 25 포트를 차단하는 경우가 아주 많습니다.",
            steps: [
                "메일 클라이언트나 프로그램에서 호스트 이름, 포트, 암호화 설정을 확인하세요. 587 포트는 명시적 SSL(STARTTLS), 465 포트는 \
                    암시적 SSL(SSL/TLS)입니다.",
                "발송하는 컴퓨터에서 `nc -vz smtp.example.com 587`로(Windows에서는 `Test-NetConnection smtp.example.com -Port 587`로) \
                    포트가 열려 있는지 확인하세요. 다른 네트워크에서만 연결된다면 방화벽이나 서비스 제공업체가 막고 있는 것입니다.",
                "어느 서버에도 25 포트로 연결되지 않으면 587 또는 465 포트로 로그인하여 발송하거나, 네트워크를 제공하는 업체에 25 포트를 \
                    열어 달라고 요청하세요. 587과 465 포트도 막혀 있다면 2525 포트를 제공하는 발송 서비스가 많으니 그 포트를 \
                    사용하세요.",
                "콜론이 들어 있는 주소(IPv6)로만 연결되지 않는다면 발송하는 서버의 관리자가 IPv6 설정을 고치거나 프로그램이 IPv4를 \
                    사용하게 해야 합니다.",
                "한 도메인만 몇 시간째 응답이 없다면 그 도메인의 관리자에게 알리세요. 그 관리자가 MX 레코드, 메일 서비스, 방화벽의 25 \
                    포트를 확인해야 합니다.",
            ],
            check: "`nc -vz`로 확인하면 포트가 열려 있고, 서버가 220으로 시작하는 인사말을 보냅니다.",
            retry: "잠시 멈춘 서버라면 나중에 응답하며, 메일 서버는 며칠 동안 자동으로 다시 시도합니다. 포트가 차단되었거나 이름이 \
                잘못되었다면 몇 번을 시도해도 연결되지 않습니다.",
        },
        near: [
            CONNECTION_REFUSED => "The refusal comes at once (ECONNREFUSED): the host is there, but the port is closed.",
                "기다리지 않고 바로 거부되면(ECONNREFUSED) 호스트는 있지만 포트가 닫혀 있는 것입니다.",
            WRONG_PORT_PLAIN_ON_TLS => "The connection stands, but no greeting comes, and the port is 465: the client has to start TLS \
                at once.",
                "연결은 되었는데 인사말이 오지 않고 포트가 465이면, 클라이언트가 연결하자마자 TLS를 시작해야 합니다.",
            MIDDLEBOX => "The port answers, but with the greeting of another server or with asterisks in it.",
                "포트는 응답하지만 다른 서버의 인사말이나 별표(*)가 섞인 인사말이 옵니다.",
            DNS => "No IP address was found at all: ENOTFOUND, \"getaddrinfo failed\".",
                "ENOTFOUND, \"getaddrinfo failed\"가 나오면 IP 주소부터 찾지 못한 것입니다.",
        ],
    }

    CONNECTION_REFUSED { id: "connection-refused", who: User, retry: Yes,
        en: {
            title: "Connection refused",
            meaning: "The connection was refused: no service takes connections on that port, or a firewall does not let them through.",
            when: "At the connection, without any wait: ECONNREFUSED, \"Connection refused\" (111, on a Mac 61), WinError 10061, \
                \"actively refused it\". Often a program tries localhost or 127.0.0.1, where no mail server runs. Microsoft 365 returns \
                undelivered mail with 5.4.316 \"Message expired, connection refused\".",
            steps: [
                "Read in the error which host and which port were refused. If it is localhost, 127.0.0.1 or ::1 and you set another \
                    host, the program has not read your setting, such as an environment variable.",
                "In a container, localhost is the container itself. Enter the name of the container or host on which the mail server \
                    runs.",
                "Check the port: 587 or 465 to send with a login, 25 only between mail servers.",
                "If the same host and port work from another network, ask your hosting provider whether it blocks the port.",
                "The administrator of that server looks with `ss -ltnp` whether the mail service listens on the port, and not on \
                    127.0.0.1 alone, then starts it or opens the firewall.",
            ],
            check: "`nc -vz smtp.example.com 587`, with your host and port, succeeds on the machine that sends.",
            retry: "A server that is only restarting answers again within minutes, and mail servers try again by themselves. A port that \
                stays closed refuses each time.",
        },
        ko: {
            title: "연결이 거부됨",
            meaning: "그 포트에서 연결을 받는 서비스가 없거나 방화벽이 막고 있어 연결이 거부되었습니다.",
            when: "연결할 때 기다리지 않고 바로 ECONNREFUSED, \"Connection refused\"(111, Mac에서는 61), WinError 10061, \"actively \
                refused it\"으로 나타납니다. 메일 서버가 없는 localhost나 127.0.0.1에 프로그램이 연결하려고 한 경우가 많습니다. \
                Microsoft 365에서 반송된 메일에는 5.4.316 \"Message expired, connection refused\"라고 나옵니다.",
            steps: [
                "오류에서 어느 호스트의 어느 포트가 거부되었는지 확인하세요. 다른 호스트를 설정했는데 localhost, 127.0.0.1, ::1이 \
                    나온다면 프로그램이 환경 변수 같은 설정을 읽지 못한 것입니다.",
                "컨테이너 안에서 localhost는 그 컨테이너 자신입니다. 메일 서버가 실행되는 컨테이너나 호스트의 이름을 입력하세요.",
                "포트를 확인하세요. 로그인하여 발송할 때는 587 또는 465 포트를 사용하며, 25 포트는 메일 서버끼리만 사용합니다.",
                "다른 네트워크에서는 같은 호스트와 포트로 연결된다면 호스팅 업체에 그 포트를 차단하는지 문의하세요.",
                "그 서버의 관리자는 `ss -ltnp`로 메일 서비스가 그 포트에서 연결을 받는지, 127.0.0.1에서만 받는 것은 아닌지 확인하고 \
                    서비스를 시작하거나 방화벽을 열어야 합니다.",
            ],
            check: "발송하는 컴퓨터에서 실제 호스트와 포트로 `nc -vz smtp.example.com 587`을 실행하면 연결에 성공합니다.",
            retry: "다시 시작되는 중인 서버라면 몇 분 안에 연결되며, 메일 서버는 자동으로 다시 시도합니다. 포트가 계속 닫혀 있으면 \
                시도할 때마다 거부됩니다.",
        },
        near: [
            CONNECT_TIMEOUT => "The error comes only after a long wait: nobody answers at all, or packets are dropped on the way.",
                "오래 기다린 뒤에 오류가 나오면 응답이 전혀 없거나 중간에서 패킷이 버려진 것입니다.",
            CONNECTION_DROPPED => "The connection stood first and was cut later: ECONNRESET, \"Connection unexpectedly closed\".",
                "ECONNRESET, \"Connection unexpectedly closed\"가 나오면 연결된 뒤에 끊긴 것입니다.",
            IP_BLOCKED => "The server takes the connection and says with 421 or 554 that it takes no mail from this IP address.",
                "서버가 연결은 받은 다음 421이나 554로 이 IP 주소에서 오는 메일은 받지 않겠다고 응답합니다.",
        ],
    }

    CONNECTION_DROPPED { id: "connection-dropped", who: User, retry: Yes,
        en: {
            title: "Connection ended too early",
            meaning: "The session ended before its work was done: it was silent or open for too long, or the network cut it.",
            when: "At any command, without a reply or with 421 or 451 4.4.2 \"Timeout\". Programs say \"Connection unexpectedly \
                closed\", ECONNRESET, \"socket hang up\", EOF, WinError 10054, \"got an empty response\" or \"lost connection with\", \
                and Outlook shows 0x800CCC0F. Often a program keeps a connection open, and uses it again after minutes of silence.",
            steps: [
                "Look in the client's log for the server's last reply before the end. A 421 or a reply that begins with 5 names the real \
                    reason; look that one up.",
                "If it ends before the greeting, check port and encryption: TLS at once for port 465, STARTTLS for port 587.",
                "If a program keeps connections open between messages, let it close them after sending, or connect again after each \
                    pause of a minute or more.",
                "If it ends while the message is being sent, try one without attachments. If that goes through, look for an antivirus \
                    program or firewall that scans outgoing mail, or for a network that loses large packets (MTU), which the network's \
                    administrator can mend.",
                "If nothing is found at this end, ask the administrator of the server what its log says about that time.",
            ],
            check: "The session in the log ends with QUIT and 221, and the end of the message was answered with 250.",
            retry: "Sending again over a new connection mostly helps. If it broke after the whole message was sent, the message may have \
                arrived already, and then comes twice.",
        },
        ko: {
            title: "연결이 도중에 끊김",
            meaning: "오랫동안 아무 데이터도 오지 않았거나 세션이 너무 오래 열려 있었거나 네트워크가 끊겨서, 작업이 끝나기 전에 세션이 \
                종료되었습니다.",
            when: "어느 명령에서나 응답 없이, 또는 421이나 451 4.4.2 \"Timeout\"과 함께 발생합니다. 프로그램에는 \"Connection \
                unexpectedly closed\", ECONNRESET, \"socket hang up\", EOF, WinError 10054, \"got an empty response\", \"lost \
                connection with\" 등이 나오고, Outlook에는 0x800CCC0F가 나옵니다. 프로그램이 연결을 열어 둔 채 몇 분 동안 사용하지 \
                않다가 다시 사용할 때 자주 발생합니다.",
            steps: [
                "클라이언트 로그에서 연결이 끊기기 전 서버의 마지막 응답을 찾으세요. 421이나 5로 시작하는 응답이 있으면 그 응답이 실제 \
                    원인이므로 그것부터 알아보세요.",
                "인사말이 오기 전에 끊긴다면 포트와 암호화 설정을 확인하세요. 465 포트는 암시적 SSL(SSL/TLS), 587 포트는 명시적 \
                    SSL(STARTTLS)입니다.",
                "프로그램이 메일과 메일 사이에 연결을 계속 열어 둔다면, 발송한 뒤에 연결을 닫거나 1분 이상 쉰 다음에는 다시 연결하게 \
                    하세요.",
                "메일을 보내는 도중에 끊긴다면 첨부 파일 없이 보내 보세요. 그때는 발송된다면 나가는 메일을 검사하는 백신 프로그램이나 \
                    방화벽이 있는지 확인하세요. 큰 패킷을 잃어버리는 네트워크(MTU 문제)라면 네트워크 관리자가 고쳐야 합니다.",
                "발송하는 쪽에서 원인을 찾지 못하면 서버의 관리자에게 그 시각의 로그를 확인해 달라고 요청하세요.",
            ],
            check: "로그에서 메일 내용을 보낸 뒤 250이 나오고, 세션이 QUIT과 221로 끝납니다.",
            retry: "다시 연결하여 시도하면 해결될 수 있습니다. 메일을 모두 보낸 뒤에 끊겼다면 이미 전달되었을 수 있으므로, 다시 발송하면 \
                같은 메일이 두 번 도착할 수 있습니다.",
        },
        near: [
            WRONG_PORT_PLAIN_ON_TLS => "It ends or times out before any greeting, and the port is 465 without TLS at the start.",
                "465 포트에 TLS 없이 연결하여 인사말을 받기 전에 끊기거나 시간이 초과됩니다.",
            TLS_VERSION => "It ends during the TLS handshake, right after STARTTLS or the connection to port 465.",
                "STARTTLS 직후나 465 포트에 연결한 직후, TLS 핸드셰이크 도중에 끊깁니다.",
            RATE_LIMIT => "Right before the end stands a 421 with \"too many\" connections, errors or commands.",
                "끊기기 직전에 연결, 오류 또는 명령이 \"too many\"라는 421 응답이 있습니다.",
            CONNECT_TIMEOUT => "No connection came about at all: ETIMEDOUT, \"No route to host\".",
                "ETIMEDOUT, \"No route to host\"가 나오면 처음부터 연결되지 않은 것입니다.",
        ],
    }

    SERVICE_UNAVAILABLE { id: "service-unavailable", who: Nobody, retry: Yes,
        en: {
            title: "Server temporarily unavailable",
            meaning: "The server cannot take mail just now: it is restarting or overloaded, or its storage is in trouble.",
            when: "At any command, as 421 4.3.2, 451 4.3.0 or 452 4.3.1. Usual words are \"Service not available\", \"Temporary server \
                error\" (Microsoft), \"Temporary local problem\" (Exim), \"Insufficient system storage\" (Postfix) or \"Insufficient \
                system resources\" (Exchange).",
            steps: [
                "Wait some minutes and send again; mail servers and many clients do so by themselves.",
                "If it is a large provider, look at its status page for a known outage.",
                "If it lasts for an hour, give the administrator of that server the whole reply and the time.",
                "That administrator looks into the server's log and at its free space (`df -h`, `df -i`) and memory, and checks the \
                    database, DNS and virus or spam filter that it depends on.",
            ],
            check: "The same message is answered with 250 at its end.",
            retry: "Yes, after some minutes, then at longer intervals; mail servers go on for days. If it stays for many hours, only the \
                administrator of that server can end it.",
        },
        ko: {
            title: "서버를 일시적으로 사용할 수 없음",
            meaning: "서버가 다시 시작되는 중이거나 부하가 높거나 저장 장치에 문제가 있어 지금은 메일을 받을 수 없습니다.",
            when: "어느 명령에서나 421 4.3.2, 451 4.3.0, 452 4.3.1로 나타납니다. \"Service not available\", \"Temporary server \
                error\"(Microsoft), \"Temporary local problem\"(Exim), \"Insufficient system storage\"(Postfix), \"Insufficient system \
                resources\"(Exchange) 같은 문구가 나옵니다.",
            steps: [
                "몇 분 뒤에 다시 발송하세요. 메일 서버와 많은 클라이언트는 자동으로 다시 시도합니다.",
                "규모가 큰 서비스라면 서비스 상태 페이지에 장애가 공지되었는지 확인하세요.",
                "한 시간 넘게 계속되면 그 서버의 관리자에게 응답 전체와 발생 시각을 알려 주세요.",
                "그 서버의 관리자는 로그, 디스크 여유 공간(`df -h`, `df -i`), 메모리를 살펴보고, 서버가 이용하는 데이터베이스, DNS, \
                    바이러스·스팸 필터가 정상인지 확인해야 합니다.",
            ],
            check: "같은 메일을 보내면 끝에서 250 응답을 받습니다.",
            retry: "몇 분 뒤에 다시 시도하고, 그래도 안 되면 간격을 늘려 가며 시도하세요. 메일 서버는 며칠 동안 자동으로 다시 \
                시도하지만, 여러 시간 계속되는 문제는 그 서버의 관리자만 해결할 수 있습니다.",
        },
        near: [
            RATE_LIMIT => "The reply speaks of you: \"too many\", \"rate\", \"concurrent connections\", or your IP address.",
                "\"too many\", \"rate\", \"concurrent connections\"나 내 IP 주소처럼, 응답에서 보내는 쪽을 문제 삼습니다.",
            GREYLISTED => "It comes at RCPT for a first message only, often with \"greylist\", and is over after some minutes.",
                "처음 보내는 메일의 RCPT에서만 대개 \"greylist\"라는 말과 함께 나오고, 몇 분이 지나면 해결됩니다.",
            MAILBOX_FULL => "4.2.2 is about the mailbox of one recipient, 4.3.1 about the storage of the whole server.",
                "4.2.2는 수신자 한 명의 메일 용량, 4.3.1은 서버 전체의 저장 공간에 관한 것입니다.",
            TEMP_AUTH_FAILURE => "It comes as the reply to AUTH, mostly 454 4.7.0.",
                "AUTH에 대한 응답으로, 대개 454 4.7.0으로 나옵니다.",
        ],
    }

    DELIVERY_EXPIRED { id: "delivery-expired", who: RemoteAdmin, retry: No,
        en: {
            title: "Given up after too long in the queue",
            meaning: "The message could not be delivered for so long that the queue gave it up.",
            when: "In a bounce, hours or days after sending: 4.4.7 or 5.4.7, \"Message expired\", \"retry timeout exceeded\" (Exim); \
                Postfix logs \"status=expired\". Unless set otherwise, Postfix waits 5 days, Exim 4 days, Exchange Server 2 days and \
                Microsoft 365 one day.",
            steps: [
                "Look in the bounce (for instance behind Diagnostic-Code) or in the log for the last temporary failure, because it says \
                    what was in the way; look that one up.",
                "Check the domain after the @ for typing errors: a domain that exists but has no working mail server keeps a message \
                    waiting as well.",
                "If the recipient's server was out of reach or refused for now, tell the recipient in another way; the administrator \
                    there has to act.",
                "If mail to many domains expires, the administrator of the sending server checks its own side: outgoing port 25, DNS and \
                    the relay server.",
                "Send the message once more when the reason is gone.",
            ],
            check: "The log of the sending server shows that the recipient's server answered the new message with 250.",
            retry: "The queue does not try this message any more. A new one helps once the reason is gone; before that it expires the \
                same way.",
        },
        ko: {
            title: "큐의 전송 기한이 지남",
            meaning: "오랫동안 메일을 전달하지 못하여 큐에서 전송을 포기했습니다.",
            when: "발송한 지 몇 시간 또는 며칠 뒤에 온 반송 메일에 4.4.7이나 5.4.7, \"Message expired\", \"retry timeout \
                exceeded\"(Exim)라고 나오며, Postfix 로그에는 \"status=expired\"라고 나옵니다. 따로 설정하지 않으면 Postfix는 5일, \
                Exim은 4일, Exchange Server는 2일, Microsoft 365는 하루 동안 기다립니다.",
            steps: [
                "반송 메일(Diagnostic-Code 뒤 등)이나 로그에서 마지막에 나온 일시적인 오류를 찾으세요. 그 오류가 실제 원인이므로 \
                    그것부터 알아보세요.",
                "@ 뒤의 도메인에 오타가 없는지 확인하세요. 존재하지만 메일 서버가 동작하지 않는 도메인으로 보낸 메일도 큐에서 계속 \
                    기다립니다.",
                "수신 서버에 연결되지 않았거나 수신 서버가 일시적으로 거부했다면 다른 방법으로 받는 사람에게 알리세요. 그쪽 관리자가 \
                    조치해야 합니다.",
                "여러 도메인으로 보낸 메일이 모두 기한을 넘긴다면 발송하는 서버의 관리자가 밖으로 나가는 25 포트, DNS, 릴레이 서버를 \
                    확인해야 합니다.",
                "원인이 없어진 다음 다시 발송하세요.",
            ],
            check: "발송하는 서버의 로그에서 새 메일에 수신 서버가 250으로 응답한 것을 확인할 수 있습니다.",
            retry: "큐는 이 메일을 더는 다시 시도하지 않습니다. 원인이 없어진 다음 새로 발송하면 되며, 그 전에 발송하면 또 기한을 \
                넘깁니다.",
        },
        near: [
            CONNECT_TIMEOUT => "The last failure in the bounce is \"Connection timed out\" or \"No answer from host\".",
                "반송 메일에 나온 마지막 오류가 \"Connection timed out\" 또는 \"No answer from host\"입니다.",
            CONNECTION_REFUSED => "The bounce says \"connection refused\", as in 5.4.316.",
                "5.4.316처럼 반송 메일에 \"connection refused\"라고 나옵니다.",
            MAILBOX_FULL => "The last failure in the bounce is 4.2.2 or \"over quota\".",
                "반송 메일에 나온 마지막 오류가 4.2.2 또는 \"over quota\"입니다.",
            STOPPED_BY_OPERATOR => "It came back before its time was over, because an administrator ended it by hand.",
                "기한이 지나기 전에 관리자가 직접 중단하여 반송된 것입니다.",
        ],
    }

    STOPPED_BY_OPERATOR { id: "stopped-by-operator", who: MailAdmin, retry: No,
        en: {
            title: "Stopped by an administrator",
            meaning: "An administrator of the sending server decided that this message is not delivered.",
            when: "In a bounce from your own mail server, mostly of a message that had to wait there. Gatepost gives 5.7.1 and \"an \
                administrator … decided that this message is not delivered\", Exim \"cancelled by administrator\".",
            steps: [
                "Ask the administrator or the help desk of your own mail server for the reason. Name the time, the recipient and the \
                    queue id from the bounce.",
                "If you sent nothing of the kind, somebody else may be using the account: change its password at once and say so to the \
                    administrator.",
                "The administrator finds in the log or history of the queue who stopped it (with Gatepost: `gatepost trace ID`), and \
                    tells the sender why.",
                "Send the message again only when that is settled.",
            ],
            check: "The log of the sending server shows that the recipient's server answered the new message with 250.",
            retry: "Not before the administrator agrees, because it would be stopped again. It does not come back into the queue by \
                itself.",
        },
        ko: {
            title: "관리자가 전송을 중단함",
            meaning: "발송 서버의 관리자가 이 메일을 전달하지 않기로 결정했습니다.",
            when: "사용하는 메일 서버에서 온 반송 메일에 나오며, 대개 큐에서 기다리던 메일입니다. Gatepost는 5.7.1과 \"an administrator \
                … decided that this message is not delivered\", Exim은 \"cancelled by administrator\"라고 알립니다.",
            steps: [
                "사용하는 메일 서버의 관리자나 고객센터에 이유를 문의하세요. 반송 메일에 나온 시각, 수신자, 큐 ID를 함께 알려 주세요.",
                "그런 메일을 보낸 적이 없다면 다른 사람이 계정을 사용하고 있을 수 있습니다. 바로 비밀번호를 바꾸고 관리자에게 알리세요.",
                "관리자는 로그나 큐의 기록에서 누가 중단했는지 확인하고(Gatepost에서는 `gatepost trace ID`) 발신자에게 이유를 알려야 \
                    합니다.",
                "문제가 해결된 다음 다시 발송하세요.",
            ],
            check: "발송하는 서버의 로그에서 새 메일에 수신 서버가 250으로 응답한 것을 확인할 수 있습니다.",
            retry: "관리자와 해결하기 전에 다시 발송하면 또 중단될 수 있습니다. 중단된 메일이 저절로 큐에 돌아오지는 않습니다.",
        },
        near: [
            ACCOUNT_SUSPENDED => "Every message is refused, not only this one, and already while it is being sent.",
                "메일 하나가 아니라 모든 메일이, 반송이 아니라 발송할 때 바로 거부됩니다.",
            POLICY_REJECTED => "The bounce quotes a refusal of the recipient's server, with that server's name.",
                "반송 메일에 수신 서버의 이름과 그 서버의 거부 응답이 나옵니다.",
            DELIVERY_EXPIRED => "The bounce says 4.4.7, 5.4.7 or \"expired\": the time in the queue was over, and nobody decided \
                anything.",
                "반송 메일에 4.4.7, 5.4.7 또는 \"expired\"라고 나오면 관리자가 중단한 것이 아니라 큐의 전송 기한이 지난 것입니다.",
        ],
    }

    ROUTING_LOOP { id: "routing-loop", who: MailAdmin, retry: No,
        en: {
            title: "Mail loop between servers",
            meaning: "The message has passed so many servers that it must be going round in a circle.",
            when: "Mostly in a bounce or at the end of the message: 554 5.4.6 or 5.4.14 \"Hop count exceeded - possible mail loop\" \
                (Microsoft), \"too many hops\", \"suspected mail loop\" (Exim), \"loop detected\". Postfix writes \"mail for … loops \
                back to myself\" if the next server would be itself.",
            steps: [
                "Read the Received lines in the header of the returned message: two servers that alternate again and again send it to \
                    each other.",
                "Look for two mailboxes or groups that forward to each other, and switch one forwarding off; whoever owns a mailbox can \
                    do that in its settings.",
                "The administrator looks at the recipient's domain with `dig MX`. If it points to a server that does not count the \
                    domain as its own, add the domain there (in Postfix to `mydestination`, `virtual_mailbox_domains` or \
                    `relay_domains` with a route) or correct the MX record.",
                "In Microsoft 365 and Exchange, the administrator checks the connectors and the type of the accepted domain: \
                    \"Authoritative\" if all its mailboxes are there, \"Internal relay\" if some are elsewhere.",
                "Behind an address translation (NAT), name the outer address to the server, in Postfix with `proxy_interfaces`.",
            ],
            check: "A test message to the same address arrives, and no two servers alternate in its Received lines.",
            retry: "Not before the route is corrected: the message would go round again, and a temporary code does not change that.",
        },
        ko: {
            title: "서버 사이를 맴도는 메일",
            meaning: "메일이 거친 서버가 너무 많아, 서버 사이를 계속 맴도는 것으로 보입니다.",
            when: "대개 메일 내용을 모두 보낸 뒤나 반송 메일에 554 5.4.6 또는 5.4.14 \"Hop count exceeded - possible mail \
                loop\"(Microsoft), \"too many hops\", \"suspected mail loop\"(Exim), \"loop detected\"로 나타납니다. Postfix는 다음 \
                서버가 자기 자신이면 \"mail for … loops back to myself\"라고 기록합니다.",
            steps: [
                "반송된 메일의 헤더에서 Received 줄을 읽어 보세요. 두 서버가 번갈아 되풀이되면 그 두 서버가 메일을 서로에게 보내고 있는 \
                    것입니다.",
                "서로에게 전달(포워딩)하는 두 사서함이나 그룹이 있는지 찾아 한쪽의 전달을 끄세요. 사서함의 소유자는 자신의 메일 설정에서 \
                    끌 수 있습니다.",
                "관리자는 `dig MX`로 수신자의 도메인을 조회하세요. MX 레코드가 가리키는 서버가 그 도메인을 자기 도메인으로 처리하지 \
                    않는다면, 서버에 도메인을 추가하거나(Postfix에서는 `mydestination`이나 `virtual_mailbox_domains`에, 또는 경로와 \
                    함께 `relay_domains`에) MX 레코드를 고치세요.",
                "Microsoft 365와 Exchange의 관리자는 커넥터와 허용 도메인의 종류를 확인하세요. 도메인의 사서함이 모두 그곳에 있으면 \
                    \"Authoritative\", 일부가 다른 곳에 있으면 \"Internal relay\"여야 합니다.",
                "주소 변환(NAT) 뒤에 있는 서버라면 서버에 외부 주소를 알려 주세요. Postfix에서는 `proxy_interfaces`로 설정합니다.",
            ],
            check: "같은 주소로 보낸 시험 메일이 도착하고, Received 줄에 같은 서버들이 번갈아 나오지 않습니다.",
            retry: "경로를 고치기 전에 다시 발송하면 또 서버 사이를 맴돌며, 일시적인 오류라고 나오더라도 마찬가지입니다.",
        },
        near: [
            RECIPIENT_DOMAIN_BAD => "The domain has no mail server at all, or does not exist: 5.1.2, 5.4.4, \"Host not found\".",
                "5.1.2, 5.4.4, \"Host not found\"가 나오면 도메인에 메일 서버가 없거나 도메인이 존재하지 않는 것입니다.",
            RELAY_DENIED => "The server that the MX record names says \"relay denied\": it refuses the unknown domain and does not pass \
                the message on.",
                "MX 레코드가 가리키는 서버가 모르는 도메인의 메일을 다시 보내지 않고 \"relay denied\"로 거부합니다.",
            DELIVERY_EXPIRED => "The bounce says \"expired\" or 4.4.7, and the Received lines are few.",
                "반송 메일에 \"expired\"나 4.4.7이 나오고 Received 줄이 많지 않습니다.",
        ],
    }
}
