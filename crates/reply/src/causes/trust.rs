//! Causes around the trust in the host that sends.

causes! { TRUST:
    IP_BLOCKED { id: "ip-blocked", who: MailAdmin, retry: No,
        en: {
            title: "IP address or network blocked",
            meaning: "The server takes no mail from this IP address or network, because it is on a block list, has a bad reputation, or \
                was banned by the administrator there.",
            when: "At the greeting, at MAIL or at RCPT, mostly as 554 or 550 5.7.1 with \"blocked using\" and the name of a list such \
                as Spamhaus. Microsoft 365 says 550 5.7.606 \"banned sending IP\", and Outlook.com 550 5.7.1 with S3140 or S3150. \
                Gmail, Yahoo and Outlook.com slow an address down first, with 421 4.7.28, 421 4.7.0 TSS04 or 451 4.7.650.",
            steps: [
                "If a mail client, a printer or a program delivers straight to the recipients' servers, have it send through your mail \
                    provider's server instead: port 587 or 465, with login. Addresses of home and mobile networks are on lists such as \
                    the Spamhaus PBL as a rule.",
                "If the server that you log in to refuses you, switch a VPN or proxy off and try again. If that does not help, ask its \
                    administrator or support to lift the block.",
                "The administrator of the sending server opens the link in the reply, or looks the IP address up at the list that it \
                    names, to learn the reason. Where \"open resolver\" stands behind the list's name, the address is not listed: the \
                    recipient's administrator has to correct the DNS through which the list is asked.",
                "The administrator first removes the reason, such as a device or a web form that sends spam, a stolen mailbox password, \
                    or a program that guesses passwords.",
                "Then the administrator applies for removal by the link in the reply (sender.office.com for 5.7.606 of Microsoft), or \
                    asks the administrator of the server that refuses. If the whole network is listed, only the provider of the IP \
                    address can apply.",
            ],
            check: "The list's web page no longer shows the address, and the same server answers MAIL and RCPT with 250.",
            retry: "Sending again does not help while the address is listed or banned. A 421 or 451 because of reputation or complaints \
                passes after hours or days if much less is sent meanwhile; going on at the same pace prolongs it.",
        },
        ko: {
            title: "IP 주소 또는 네트워크 차단",
            meaning: "발송하는 쪽의 IP 주소나 네트워크가 차단 목록에 있거나, 평판이 나쁘거나, 서버의 관리자가 차단하여 서버가 메일을 \
                받지 않습니다.",
            when: "인사말 대신, 또는 MAIL이나 RCPT에 대한 응답으로 보게 되며, 대개 554 또는 550 5.7.1에 \"blocked using\"과 Spamhaus \
                같은 차단 목록의 이름이 함께 나옵니다. Microsoft 365는 550 5.7.606 \"banned sending IP\"로, Outlook.com은 S3140이나 \
                S3150이 들어 있는 550 5.7.1로 거부합니다. Gmail, Yahoo, Outlook.com은 거부하기 전에 먼저 421 4.7.28, 421 4.7.0 TSS04, \
                451 4.7.650으로 발송 속도를 제한합니다.",
            steps: [
                "메일 클라이언트나 프린터, 프로그램이 수신 서버로 직접 발송하고 있다면, 이용하는 메일 서비스의 서버에 587 또는 465 \
                    포트로 로그인하여 발송하도록 바꾸세요. 가정용 회선과 모바일 네트워크의 주소는 원래 Spamhaus PBL 같은 목록에 올라 \
                    있습니다.",
                "로그인하여 쓰는 서버에서 거부한다면 VPN이나 프록시를 끄고 다시 시도해 보세요. 그래도 거부되면 그 서버의 관리자나 \
                    고객센터에 차단을 해제해 달라고 요청하세요.",
                "발송 서버의 관리자는 응답에 있는 링크를 열거나 응답에 나온 차단 목록에서 IP 주소를 조회하여 사유를 확인하세요. 목록의 \
                    이름 뒤에 \"open resolver\"라고 나오면 주소가 목록에 있는 것이 아니므로, 수신 서버의 관리자가 차단 목록을 조회하는 \
                    DNS 설정을 고쳐야 합니다.",
                "관리자는 스팸을 보내는 장비나 웹 문의 폼, 유출된 메일 비밀번호, 비밀번호를 추측하는 프로그램처럼 차단의 원인이 된 것을 \
                    먼저 없애세요.",
                "그다음 응답의 링크(Microsoft의 5.7.606이라면 sender.office.com)에서 해제를 신청하거나, 거부한 서버의 관리자에게 해제를 \
                    요청하세요. 네트워크 전체가 목록에 있다면 IP 주소를 제공하는 업체만 신청할 수 있습니다.",
            ],
            check: "차단 목록의 조회 페이지에 주소가 더는 나오지 않고, 같은 서버가 MAIL과 RCPT에 250으로 응답합니다.",
            retry: "주소가 차단되어 있는 동안에는 다시 발송해도 해결되지 않습니다. 평판이나 스팸 신고 때문에 나온 421과 451은 그동안 \
                발송량을 크게 줄이면 몇 시간에서 며칠 뒤에 풀리며, 줄이지 않으면 더 오래 이어집니다.",
        },
        near: [
            SENDER_BLOCKED => "The reply names the sender's address or domain and no IP address: other senders get through from the \
                same server.",
                "응답에 IP 주소가 아니라 발신자의 주소나 도메인이 나오며, 같은 서버에서 다른 발신자로 보낸 메일은 전달됩니다.",
            RDNS_MISSING => "PTR, reverse DNS or \"cannot find your hostname\": a DNS record is missing, and nobody has listed the \
                address.",
                "응답에 PTR, reverse DNS 또는 \"cannot find your hostname\"이 나오면 차단된 것이 아니라 DNS 레코드가 없는 것입니다.",
            AUTH_RATE_LIMIT => "The reply speaks of failed logins: the ban comes from wrong passwords and mostly ends within minutes.",
                "응답에 로그인 실패(failed logins)가 나오면 틀린 비밀번호 때문에 차단된 것이며, 대개 몇 분 뒤에 풀립니다.",
            RATE_LIMIT => "Too many connections or messages, and no word of reputation, spam or a list: it is enough to go slower.",
                "평판이나 스팸, 차단 목록에 대한 말 없이 연결이나 메일이 너무 많다고만 나오면 속도를 줄이는 것으로 충분합니다.",
        ],
    }

    SENDER_BLOCKED { id: "sender-blocked", who: MailAdmin, retry: No,
        en: {
            title: "Sender address or domain blocked",
            meaning: "The receiving side has blocked the sender's address or domain, or the domain has a bad reputation there.",
            when: "At MAIL or RCPT or after the message, mostly as 550 or 554 5.7.1, with words such as \"sender blocked\", \"reject \
                list\" or \"Sender address rejected: Access denied\" (Postfix). Gmail speaks of the \"very low reputation of the sending \
                domain\". If dbl.spamhaus.org stands in the reply, the domain is on a list.",
            steps: [
                "If only one recipient refuses you, reach that person in another way and ask them to take your address off their blocked \
                    senders.",
                "If the domain is on a list, its administrator opens the link in the reply, removes the reason, such as a hacked web \
                    site or an account that sends spam, and then applies for removal.",
                "If the domain has a bad reputation, its administrator has all mail pass SPF, DKIM and DMARC, and sends only to \
                    people who want it. Addresses that bounce, and people who complain, come off the list, and each newsletter gets a \
                    link to unsubscribe.",
                "Then ask the administrator or the support of the recipient's mail service to lift the block, and quote the whole reply.",
            ],
            check: "A short message from the same sender address to the same server gets 250 after its end.",
            retry: "Sending again does not help while the block stands, and a recipient's own block does not end by itself. A bad \
                reputation recovers over days or weeks if only wanted mail goes out; more mail of the same kind makes it worse.",
        },
        ko: {
            title: "발신자 주소 또는 도메인 차단",
            meaning: "수신측에서 발신자의 주소나 도메인을 차단했거나, 그 도메인의 평판이 나쁩니다.",
            when: "MAIL이나 RCPT에 대한 응답으로, 또는 메일 내용을 모두 보낸 뒤에 대개 550 또는 554 5.7.1로 보게 되며 \"sender \
                blocked\", \"reject list\", \"Sender address rejected: Access denied\"(Postfix) 같은 문구가 나옵니다. Gmail은 \"very low \
                reputation of the sending domain\"이라는 문구로 도메인의 평판이 나쁘다고 알립니다. 응답에 dbl.spamhaus.org가 있으면 \
                도메인이 차단 목록에 올라 있는 것입니다.",
            steps: [
                "한 사람에게 보낸 메일만 거부된다면 다른 방법으로 그 사람에게 연락하여 수신 차단 목록에서 발신자의 주소를 빼 달라고 \
                    요청하세요.",
                "도메인이 차단 목록에 있다면 도메인의 관리자가 응답의 링크에서 사유를 확인하고, 해킹된 웹사이트나 스팸을 보내는 계정처럼 \
                    원인이 된 것을 없앤 다음 해제를 신청해야 합니다.",
                "도메인의 평판이 나쁘다면 도메인의 관리자는 모든 메일이 SPF, DKIM, DMARC를 통과하게 하고 받기를 원하는 사람에게만 \
                    발송하세요. 메일이 반송된 주소와 스팸으로 신고한 사람의 주소는 발송 목록에서 빼고, 뉴스레터마다 수신 거부 링크를 \
                    넣으세요.",
                "그다음 수신 서버의 관리자나 그 메일 서비스의 고객센터에 응답 전체를 알려 주고 차단을 해제해 달라고 요청하세요.",
            ],
            check: "같은 발신자 주소로 같은 서버에 짧은 메일을 보내면, 내용을 모두 보낸 뒤 250 응답을 받습니다.",
            retry: "차단되어 있는 동안에는 다시 발송해도 해결되지 않으며, 받는 사람이 직접 차단한 것은 저절로 풀리지 않습니다. 나빠진 \
                평판은 받는 사람이 원하는 메일만 발송하면 며칠에서 몇 주에 걸쳐 회복되고, 같은 메일을 더 보내면 더 나빠집니다.",
        },
        near: [
            IP_BLOCKED => "The reply names an IP address or a list of IP addresses: other senders of the same server are refused too.",
                "응답에 IP 주소나 IP 차단 목록이 나오며, 같은 서버에서 다른 발신자로 보낸 메일도 거부됩니다.",
            SPAM_CONTENT => "Another message of the same sender to the same recipient is taken: then the content is the reason.",
                "같은 발신자가 같은 사람에게 보낸 다른 메일은 전달된다면 메일의 내용이 문제입니다.",
            RECIPIENT_RESTRICTED => "The recipient is a group or a mailbox that takes mail from permitted senders only: nobody has \
                blocked this one.",
                "수신자가 허용된 발신자의 메일만 받는 그룹이나 사서함이라면, 이 발신자를 따로 차단한 것이 아닙니다.",
            ACCOUNT_SUSPENDED => "The server that you log in to refuses the mail: your own provider has stopped the sending, not the \
                receiving side.",
                "로그인하여 쓰는 서버가 메일을 거부한다면, 수신측이 아니라 이용하는 서비스에서 발송을 중지한 것입니다.",
        ],
    }

    RDNS_MISSING { id: "rdns-missing", who: MailAdmin, retry: No,
        en: {
            title: "Reverse DNS (PTR) missing or not matching",
            meaning: "The sending IP address has no reverse DNS (PTR) record, or the name in it does not lead back to the address.",
            when: "At the greeting, at RCPT or after the message, often with a new server or after a change of its IP address. Postfix \
                says 450 4.7.25 (older versions 4.7.1) with \"cannot find your hostname\". Gmail says 550 5.7.25 or 550 5.7.1 and names \
                the PTR record, sometimes for IPv6 only.",
            steps: [
                "Take the IP address from the reply, and put it in place of 192.0.2.1: `dig +short -x 192.0.2.1` shows its name. With \
                    that name, `dig +short host.example.com` (with AAAA at the end for IPv6) has to show the same address.",
                "The administrator of the sending server asks the hosting or access provider of the IP address for a PTR record with the \
                    full host name of the server. Many providers have a field for reverse DNS in their control panel. A PTR record in \
                    the DNS zone of your own domain has no effect.",
                "The administrator of the domain adds an A record, or for IPv6 an AAAA record, so that this name leads to the same IP \
                    address.",
                "Do so for IPv4 and IPv6, because mail may go out over either. If there is no way to a PTR record for IPv6, have the \
                    server send over IPv4 only.",
                "Where you can get no PTR record, as with a home connection, send through your mail provider's server instead: port 587 \
                    or 465, with login.",
            ],
            check: "`dig +short -x` shows a host name for each IP address of the server, and a query for that name shows the same \
                address.",
            retry: "Sending again does not help before the record is there and old answers have left the DNS caches, which takes up to a \
                day; even a 450 comes back until the queue gives up. It passes by itself only if the DNS was out of order for a while.",
        },
        ko: {
            title: "역방향 DNS(PTR) 레코드 없음 또는 불일치",
            meaning: "발신 IP 주소에 역방향 DNS(PTR) 레코드가 없거나, 레코드의 이름이 그 주소를 가리키지 않습니다.",
            when: "인사말 대신 나오거나, RCPT에 대한 응답으로 또는 메일 내용을 모두 보낸 뒤에 보게 되며, 서버를 새로 설치했거나 서버의 \
                IP 주소가 바뀌었을 때 흔합니다. Postfix는 450 4.7.25(이전 버전은 4.7.1)와 \"cannot find your hostname\"으로 응답합니다. \
                Gmail은 PTR 레코드를 언급하는 550 5.7.25 또는 550 5.7.1로 거부하며, IPv6로 보낸 메일만 거부하기도 합니다.",
            steps: [
                "응답에 나온 IP 주소로 `dig +short -x 192.0.2.1`을 실행하여 이름을 확인하세요. 그 이름을 `dig +short \
                    host.example.com`으로(IPv6라면 끝에 AAAA를 붙여) 조회했을 때 같은 주소가 나와야 합니다.",
                "발송 서버의 관리자는 IP 주소를 제공하는 호스팅 업체나 통신사에 서버의 전체 호스트 이름으로 PTR 레코드를 설정해 달라고 \
                    요청하세요. 관리 화면에서 역방향 DNS를 직접 설정할 수 있는 업체도 많습니다. 자신의 도메인 DNS에 추가한 PTR 레코드는 \
                    효과가 없습니다.",
                "도메인의 관리자는 그 이름이 같은 IP 주소를 가리키도록 A 레코드를, IPv6라면 AAAA 레코드를 추가하세요.",
                "메일은 IPv4와 IPv6 어느 쪽으로도 나갈 수 있으니 둘 다 설정하세요. IPv6의 PTR 레코드를 설정할 방법이 없다면 서버가 \
                    IPv4로만 발송하게 하세요.",
                "가정용 회선처럼 PTR 레코드를 설정할 수 없는 곳이라면, 이용하는 메일 서비스의 서버에 587 또는 465 포트로 로그인하여 \
                    발송하세요.",
            ],
            check: "서버의 IP 주소마다 `dig +short -x`에 호스트 이름이 나오고, 그 이름을 조회하면 같은 주소가 나옵니다.",
            retry: "레코드를 설정하고 DNS 캐시에서 이전 값이 사라지기 전에는(길면 하루쯤) 다시 발송해도 해결되지 않으며, 450도 큐에서 \
                전송을 포기할 때까지 되풀이됩니다. DNS의 일시적인 오류였을 때만 저절로 해결됩니다.",
        },
        near: [
            HELO_BAD => "\"Helo command rejected\": it is about the name that the client gives in EHLO, not about the record of the IP \
                address.",
                "응답에 \"Helo command rejected\"가 나오면 IP 주소의 레코드가 아니라 클라이언트가 EHLO에 넣은 이름이 문제입니다.",
            IP_BLOCKED => "A list such as Spamhaus, \"blocked\" or reputation is named: the address is listed, and a PTR record alone \
                does not help.",
                "Spamhaus 같은 차단 목록이나 \"blocked\", 평판이 나오면 주소가 차단된 것이어서 PTR 레코드만으로는 해결되지 않습니다.",
            SENDER_INVALID => "\"Sender address rejected: Domain not found\": the domain of the sender address is missing in the DNS.",
                "응답에 \"Sender address rejected: Domain not found\"가 나오면 발신자 주소의 도메인이 DNS에 없는 것입니다.",
            GREYLISTED => "A 450 that names neither the host name nor DNS, and turns into 250 at a later try from the same address.",
                "호스트 이름이나 DNS에 대한 말이 없는 450이며, 같은 주소에서 나중에 다시 시도하면 250으로 바뀝니다.",
        ],
    }

    HELO_BAD { id: "helo-bad", who: MailAdmin, retry: No,
        en: {
            title: "EHLO or HELO name not accepted",
            meaning: "The name that the client gave in EHLO or HELO is missing or not acceptable.",
            when: "In reply to EHLO or HELO as 501, 504 or 550; many servers refuse only at RCPT. Postfix says 504 5.5.2 \"need \
                fully-qualified hostname\" or 450 4.7.1 \"Helo command rejected: Host not found\", and smtp-relay.gmail.com closes with \
                421 4.7.0. Typical for programs that give localhost as their name, and for containers that give their ID.",
            steps: [
                "Find the name that the client gives: it stands behind EHLO in the client's log, and many servers repeat it in the \
                    reply.",
                "Set it to a full host name that exists in the DNS, such as host.example.com, or to the IP address in brackets, such as \
                    [192.0.2.1].",
                "In a program, that is local_hostname in Python's smtplib, name in Nodemailer, Helo in PHPMailer, mail.smtp.localhost in \
                    Jakarta Mail (JavaMail), local_domain in Symfony, and Hello in Go's net/smtp.",
                "On a mail server, set smtp_helo_name or myhostname in Postfix, or primary_hostname in Exim, if possible to the name in \
                    the PTR record. Give a container a full host name, as with `docker run --hostname host.example.com`.",
                "In a mail client, use port 587 or 465 with login, where this name is seldom checked. If it is refused there too, give \
                    the computer a name of Latin letters, digits and hyphens only.",
            ],
            check: "The client's log shows 250 after EHLO with the new name and after RCPT, and `dig +short host.example.com` shows an \
                address.",
            retry: "Sending again does not help with the same name, even if the code begins with 4, as the 450 of Postfix and the 421 of \
                smtp-relay.gmail.com. \"Host not found\" passes by itself only if the DNS was out of order for a while.",
        },
        ko: {
            title: "EHLO 또는 HELO 이름 거부",
            meaning: "클라이언트가 EHLO 또는 HELO에 이름을 넣지 않았거나 허용되지 않는 이름을 넣었습니다.",
            when: "EHLO나 HELO에 대한 응답으로 501, 504, 550을 받게 되며, RCPT에 가서야 거부하는 서버도 많습니다. Postfix는 504 5.5.2 \
                \"need fully-qualified hostname\"이나 450 4.7.1 \"Helo command rejected: Host not found\"로 거부하고, \
                smtp-relay.gmail.com은 421 4.7.0으로 연결을 끊습니다. 이름을 localhost로 보내는 프로그램이나 컨테이너 ID로 보내는 \
                컨테이너에서 흔합니다.",
            steps: [
                "클라이언트가 보내는 이름을 확인하세요. 클라이언트 로그의 EHLO 뒤에 나오며, 응답에 그 이름을 적어 주는 서버도 많습니다.",
                "이름을 host.example.com처럼 DNS에 등록된 전체 호스트 이름(FQDN)이나 [192.0.2.1]처럼 대괄호로 묶은 IP 주소로 설정하세요.",
                "프로그램이라면 Python smtplib는 local_hostname, Nodemailer는 name, PHPMailer는 Helo, Jakarta Mail(JavaMail)은 \
                    mail.smtp.localhost, Symfony는 local_domain, Go net/smtp는 Hello로 설정하세요.",
                "메일 서버라면 Postfix는 smtp_helo_name이나 myhostname을, Exim은 primary_hostname을 되도록 PTR 레코드의 이름과 같게 \
                    설정하세요. 컨테이너에는 `docker run --hostname host.example.com`처럼 전체 호스트 이름을 지정하세요.",
                "메일 클라이언트라면 이 이름을 거의 검사하지 않는 587 또는 465 포트로 로그인하여 발송하세요. 그래도 거부되면 컴퓨터 \
                    이름을 영문자, 숫자, 하이픈만으로 된 이름으로 바꾸세요.",
            ],
            check: "클라이언트 로그에서 새 이름을 넣은 EHLO와 그 뒤의 RCPT에 250 응답이 나오고, `dig +short host.example.com`에 주소가 \
                나옵니다.",
            retry: "같은 이름으로 다시 시도하면 다시 거부되며, Postfix의 450이나 smtp-relay.gmail.com의 421처럼 4로 시작하는 응답도 \
                마찬가지입니다. \"Host not found\"는 DNS의 일시적인 오류였을 때만 저절로 해결됩니다.",
        },
        near: [
            RDNS_MISSING => "\"Client host rejected\", PTR or reverse DNS: it is about the record of the IP address, not about the name \
                in EHLO.",
                "응답에 \"Client host rejected\", PTR 또는 reverse DNS가 나오면 EHLO의 이름이 아니라 IP 주소의 레코드가 문제입니다.",
            SENDER_INVALID => "\"Sender address rejected: need fully-qualified address\": the mail address of the sender is incomplete, \
                not the host name.",
                "응답에 \"Sender address rejected: need fully-qualified address\"가 나오면 호스트 이름이 아니라 발신자의 메일 주소가 \
                    불완전한 것입니다.",
            BAD_SEQUENCE => "503 with \"send HELO first\": the command itself is missing, and no name was refused.",
                "503과 \"send HELO first\"가 나오면 이름이 거부된 것이 아니라 EHLO나 HELO를 보내지 않은 것입니다.",
        ],
    }

    SPF_FAIL { id: "spf-fail", who: MailAdmin, retry: No,
        en: {
            title: "SPF check failed",
            meaning: "The SPF record of the sender's domain does not allow the sending server, or the record is faulty.",
            when: "At MAIL or RCPT or after the message, as 550 5.7.23 (Microsoft 365 and others) or 550 5.7.1. Gmail says 5.7.26 or \
                5.7.27 and names SPF; for a faulty record, some servers say 451 or 5.7.24. Typical when a new web site, newsletter \
                service or device sends with your domain, and when mail was forwarded.",
            steps: [
                "Take the IP address and the domain from the reply. SPF looks at the envelope sender (Return-Path), whose domain may be \
                    another one than that in From.",
                "If the server with that address is not meant to send your mail, set your mail provider's server as the outgoing server \
                    in the client, program or device.",
                "If it is, the administrator of the domain adds it to the SPF record, before -all or ~all at the end: ip4: (ip6: for \
                    IPv6) with the IP address, or the include: that the mail service names.",
                "The administrator keeps only one TXT record that begins with v=spf1, with at most 10 DNS lookups; those inside an \
                    include: count too. With two records, or with more lookups, the SPF record is invalid as a whole.",
                "If the message was forwarded, the administrator of the forwarding server has it put its own domain into the envelope \
                    sender (SRS). Until then, write to the final address directly.",
            ],
            check: "`dig +short TXT example.com` shows one record with v=spf1, which contains what was added, and a new message shows \
                spf=pass in its Authentication-Results header.",
            retry: "Sending again does not help before the record is corrected and the old one has left the DNS caches, mostly within an \
                hour, at most in a day or so. A 451 because of a DNS error may pass by itself; because of a faulty record it does not.",
        },
        ko: {
            title: "SPF 검사 실패",
            meaning: "발신자 도메인의 SPF 레코드에서 발송하는 서버를 허용하지 않거나, 레코드에 오류가 있습니다.",
            when: "MAIL이나 RCPT에 대한 응답으로, 또는 메일 내용을 모두 보낸 뒤에 550 5.7.23(Microsoft 365 등)이나 550 5.7.1로 보게 \
                됩니다. Gmail은 5.7.26 또는 5.7.27로 거부하면서 SPF를 언급하고, 레코드에 오류가 있으면 451이나 5.7.24로 응답하는 \
                서버도 있습니다. 새 웹사이트나 뉴스레터 서비스, 장비에서 자신의 도메인을 발신자로 하여 메일을 발송할 때와 메일이 \
                전달(포워딩)되었을 때 흔합니다.",
            steps: [
                "응답에서 IP 주소와 도메인을 확인하세요. SPF는 반송 주소(Return-Path)의 도메인을 검사하며, 이 도메인은 From의 도메인과 \
                    다를 수 있습니다.",
                "응답에 나온 IP 주소가 메일을 발송하려던 서버의 것이 아니라면, 클라이언트나 프로그램, 장비의 발송(SMTP) 서버를 평소 \
                    이용하는 메일 서비스의 서버로 바꾸세요.",
                "그 서버에서 발송하는 것이 맞다면 도메인의 관리자가 SPF 레코드 끝의 -all이나 ~all 앞에 ip4:(IPv6이면 ip6:)와 IP 주소, 또는 \
                    메일 서비스에서 안내하는 include: 값을 추가해야 합니다.",
                "도메인의 관리자는 v=spf1로 시작하는 TXT 레코드를 하나만 두고, DNS 조회가 include: 안의 것까지 합하여 10번을 넘지 않게 \
                    하세요. 레코드가 두 개이거나 조회가 더 많으면 SPF 레코드 전체가 무효가 됩니다.",
                "전달(포워딩)된 메일이라면 전달하는 서버의 관리자가 반송 주소를 그 서버의 도메인으로 바꾸는 기능(SRS)을 설정해야 합니다. \
                    그 전에는 최종 수신 주소로 직접 발송하세요.",
            ],
            check: "`dig +short TXT example.com`에 추가한 값이 들어 있는 v=spf1 레코드가 하나만 나오고, 새로 보낸 메일의 \
                Authentication-Results 헤더에 spf=pass가 나옵니다.",
            retry: "레코드를 고치고 DNS 캐시에서 이전 값이 사라지기 전에는(대개 한 시간 이내, 길면 하루쯤) 다시 발송해도 해결되지 \
                않습니다. DNS 조회 오류 때문에 나온 451은 저절로 해결되기도 하지만, 레코드의 오류 때문이라면 그렇지 않습니다.",
        },
        near: [
            DMARC_FAIL => "The reply names DMARC: SPF may even have passed, but for another domain than the one in From.",
                "응답에 DMARC가 나오면 SPF는 통과했더라도 From이 아닌 다른 도메인으로 통과한 것일 수 있습니다.",
            UNAUTHENTICATED_MAIL => "The reply says that neither SPF nor DKIM passed: there it is enough if one of the two passes.",
                "응답에 SPF와 DKIM 모두 통과하지 못했다고 나오면 둘 중 하나만 통과해도 됩니다.",
            SENDER_NOT_OWNED => "The server that you log in to refuses the sender: the account may not use the address, whatever the DNS \
                says.",
                "로그인하여 쓰는 서버가 발신자를 거부한다면 DNS와 관계없이 그 계정으로 사용할 수 없는 주소입니다.",
            SENDER_INVALID => "5.7.27 without the word SPF: the sender's domain says in the DNS that it takes no mail (null MX).",
                "SPF라는 말 없이 5.7.27이 나오면 발신자 도메인이 메일을 받지 않는다고 DNS에 등록된 것(null MX)입니다.",
        ],
    }

    DKIM_FAIL { id: "dkim-fail", who: MailAdmin, retry: No,
        en: {
            title: "DKIM signature missing or not valid",
            meaning: "The message has no DKIM signature that the receiving server could confirm.",
            when: "After the end of the message, because the signature is part of it: as 550 5.7.20, 5.7.21 or 5.7.22. Gmail says 550 \
                5.7.30, or 421 4.7.30. Typical where nobody has switched signing on, where the public key is not in the DNS, and where a \
                mailing list or a forwarding server has changed the message.",
            steps: [
                "Send a test message to a mailbox at another provider and look at its headers. Without DKIM-Signature, nobody signs; \
                    with it, the result and the reason stand behind dkim= in Authentication-Results.",
                "If nobody signs, the administrator switches DKIM signing on for the domain in From, in the mail server or in the \
                    settings of the mail service, and puts the record that is shown there into the DNS.",
                "If the key is not found or does not fit, the administrator runs `dig +short TXT selector._domainkey.example.com`, \
                    with the value behind s= in DKIM-Signature for selector, and the one behind d= for example.com. It has to show \
                    the public half of the signing key, not cut short; if not, correct that record. An RSA key needs at least 1024 \
                    bits; 2048 are better.",
                "If the body hash does not fit, find what changes the message after it was signed, such as a footer, a virus scanner or \
                    a mailing list, and have it signed after that.",
                "If you run no server of your own, tell the provider of your address: it cannot be fixed in a mail client.",
            ],
            check: "A new message shows dkim=pass for the domain in From in its Authentication-Results header.",
            retry: "Sending again does not help with the same message, even if the code begins with 4, as Gmail's 421 4.7.30. Send a new \
                one once mail is signed and the key is in the DNS; only an error of the DNS passes by itself.",
        },
        ko: {
            title: "DKIM 서명 없음 또는 검증 실패",
            meaning: "메일에 수신 서버가 확인할 수 있는 DKIM 서명이 없습니다.",
            when: "서명은 메일 안에 들어 있으므로 메일 내용을 모두 보낸 뒤에 550 5.7.20, 5.7.21, 5.7.22로 보게 됩니다. Gmail은 550 \
                5.7.30 또는 421 4.7.30으로 응답합니다. 서명을 켜지 않았거나, 공개 키가 DNS에 없거나, 메일링 리스트나 전달(포워딩)하는 \
                서버가 메일을 바꾸었을 때 흔합니다.",
            steps: [
                "다른 서비스의 사서함으로 시험 메일을 보내고 헤더를 확인하세요. DKIM-Signature가 없으면 서명하지 않은 것이고, 있으면 \
                    Authentication-Results의 dkim= 뒤에 결과와 이유가 나옵니다.",
                "서명이 없다면 메일 관리자가 메일 서버나 메일 서비스의 설정에서 From 도메인의 DKIM 서명을 켜고, 표시되는 레코드를 DNS에 \
                    추가해야 합니다.",
                "키를 찾을 수 없거나 맞지 않는다면 관리자는 DKIM-Signature의 s=와 d= 값을 넣어 `dig +short TXT \
                    selector._domainkey.example.com`을 실행하고, 서명에 쓰는 키와 짝이 맞는 공개 키가 잘리지 않고 나오는지 확인하세요. \
                    그렇지 않으면 그 레코드를 고쳐야 합니다. RSA 키는 1024비트 이상이어야 하며 2048비트가 더 좋습니다.",
                "본문의 해시(body hash)가 맞지 않는다면 꼬리말, 바이러스 검사, 메일링 리스트처럼 서명한 뒤에 메일을 바꾸는 것을 찾아, 그 \
                    뒤에 서명하게 하세요.",
                "직접 운영하는 서버가 없다면 주소를 제공하는 메일 서비스에 알려 주세요. 메일 클라이언트에서는 해결할 수 없습니다.",
            ],
            check: "새로 보낸 메일의 Authentication-Results 헤더에 From 도메인의 dkim=pass가 나옵니다.",
            retry: "같은 메일은 다시 발송해도 거부되며, DNS의 일시적인 오류가 아니라면 Gmail의 421 4.7.30처럼 4로 시작하는 응답도 \
                마찬가지입니다. 서명이 켜지고 키가 DNS에 나타난 다음 새로 발송하세요.",
        },
        near: [
            DMARC_FAIL => "The reply names DMARC: a valid signature of another domain than the one in From is not enough.",
                "응답에 DMARC가 나오면 서명이 올바르더라도 From이 아닌 다른 도메인의 서명이면 인정되지 않습니다.",
            UNAUTHENTICATED_MAIL => "The reply says that neither SPF nor DKIM passed, as Gmail's 5.7.26: there it is enough if one of \
                the two passes.",
                "Gmail의 5.7.26처럼 SPF와 DKIM 모두 통과하지 못했다고 나오면 둘 중 하나만 통과해도 됩니다.",
            SPF_FAIL => "Only SPF is named: the SPF record does not list the sending server, and a signature is not asked for.",
                "SPF만 나오면 서명이 아니라 SPF 레코드에 발송하는 서버가 없는 것이 문제입니다.",
            BASIC_AUTH_DISABLED => "550 5.7.30 with \"Basic authentication\" comes from Microsoft 365 and is about the login with a \
                password.",
                "550 5.7.30에 \"Basic authentication\"이 나오면 Microsoft 365의 응답이며, 비밀번호를 사용한 로그인에 관한 것입니다.",
        ],
    }

    DMARC_FAIL { id: "dmarc-fail", who: MailAdmin, retry: No,
        en: {
            title: "Refused by the domain's DMARC policy",
            meaning: "Neither SPF nor DKIM passed for the domain in From, and the DMARC policy of that domain has such mail refused.",
            when: "After the end of the message, with the word DMARC: 550 5.7.26 at Gmail, 550 5.7.509 at Microsoft 365, 550 or 554 \
                5.7.1 elsewhere. Typical for web forms that put the visitor's address into From, for mailing lists and forwarding, and \
                for services that sign with a domain of their own. Gmail refuses large senders with 5.7.40 also if there is no DMARC \
                record at all.",
            steps: [
                "If From is an address at a mail provider such as yahoo.com, send through that provider's server. A web form or a \
                    mailing list puts an address of its own domain into From, and the writer's address into Reply-To.",
                "Look into the Authentication-Results header of a message that arrived elsewhere. What passed there counts only if its \
                    domain is the one in From or, unless the DMARC record asks for an exact match (adkim=s, aspf=s), belongs to the same \
                    registered domain, as mail.example.com and example.com do.",
                "The administrator has mail signed with DKIM for the domain in From. At a mail service, verify your own domain and \
                    add the DNS records that it names.",
                "Or the administrator sets the envelope sender (Return-Path) to an address in the domain of From, and adds the server \
                    to the SPF record of that domain. After forwarding, SPF fails all the same, while DKIM mostly still passes.",
                "If there is no DMARC record, the administrator of the domain adds a TXT record _dmarc.example.com with v=DMARC1; p=none \
                    to begin with.",
            ],
            check: "A new message shows dmarc=pass in its Authentication-Results header; Gmail lists the result under Show original too.",
            retry: "Sending again does not help before SPF or DKIM passes for the domain in From. A change in the DNS takes effect when \
                old answers have left the caches, mostly within hours.",
        },
        ko: {
            title: "도메인의 DMARC 정책에 따른 거부",
            meaning: "SPF와 DKIM 중 어느 것도 From 도메인으로 통과하지 못하여, 그 도메인의 DMARC 정책에 따라 거부되었습니다.",
            when: "메일 내용을 모두 보낸 뒤에 DMARC라는 말과 함께 보게 되며, Gmail은 550 5.7.26, Microsoft 365는 550 5.7.509, 다른 \
                서버는 550 또는 554 5.7.1로 거부합니다. 방문자의 주소를 From에 넣는 웹 문의 폼, 메일링 리스트와 전달(포워딩), 서비스 \
                자체의 도메인으로 서명하는 발송 서비스에서 흔합니다. Gmail은 대량 발신자의 도메인에 DMARC 레코드가 아예 없을 때도 \
                5.7.40으로 거부합니다.",
            steps: [
                "From이 yahoo.com 같은 메일 서비스의 주소라면 그 서비스의 서버로 발송하세요. 웹 문의 폼이나 메일링 리스트라면 From에는 \
                    그 폼이나 메일링 리스트가 속한 도메인의 주소를, Reply-To에는 작성자의 주소를 넣으세요.",
                "다른 곳에 도착한 메일의 Authentication-Results 헤더를 확인하세요. 통과한 도메인이 From의 도메인과 같아야 인정됩니다. \
                    DMARC 레코드에서 완전한 일치(adkim=s, aspf=s)를 요구하지 않는다면 mail.example.com과 example.com처럼 같은 등록 \
                    도메인에 속한 도메인도 인정됩니다.",
                "메일 관리자는 From 도메인으로 DKIM 서명을 하게 하세요. 메일 서비스를 이용한다면 그곳에서 자신의 도메인에 대한 소유 \
                    확인을 마치고, 안내되는 레코드를 DNS에 추가하세요.",
                "또는 메일 관리자가 반송 주소(Return-Path)를 From 도메인의 주소로 바꾸고 그 도메인의 SPF 레코드에 서버를 추가해야 합니다. \
                    메일이 전달(포워딩)되면 그래도 SPF는 실패하지만, DKIM은 대개 통과합니다.",
                "DMARC 레코드가 없다면 도메인의 관리자가 우선 _dmarc.example.com에 값이 v=DMARC1; p=none인 TXT 레코드를 추가해야 합니다.",
            ],
            check: "새로 보낸 메일의 Authentication-Results 헤더에 dmarc=pass가 나오며, Gmail에서는 원본 보기에서도 결과를 확인할 수 \
                있습니다.",
            retry: "SPF나 DKIM이 From 도메인으로 통과하기 전에는 다시 발송해도 해결되지 않습니다. DNS를 고쳤다면 캐시에서 이전 값이 \
                사라진 뒤에 반영되며, 대개 몇 시간 안에 반영됩니다.",
        },
        near: [
            SPF_FAIL => "Only SPF is named, not DMARC: then the domain of the envelope sender counts, not the one in From.",
                "DMARC라는 말 없이 SPF만 나오면 From이 아니라 반송 주소(Return-Path)의 도메인이 문제입니다.",
            DKIM_FAIL => "Only DKIM is named: the signature is missing or broken, whatever the policy of the domain says.",
                "DKIM만 나오면 도메인의 정책과 관계없이 서명이 없거나 깨진 것입니다.",
            UNAUTHENTICATED_MAIL => "5.7.26 with \"sender is unauthenticated\" and no word of DMARC: the receiver itself wants SPF or \
                DKIM to pass.",
                "DMARC라는 말 없이 5.7.26과 \"sender is unauthenticated\"가 나오면 도메인의 정책이 아니라 수신 서버가 SPF나 DKIM을 \
                    요구하는 것입니다.",
            FROM_MISMATCH => "The reply says that From is not aligned and does not name DMARC, as Gmail's 5.7.32.",
                "Gmail의 5.7.32처럼 DMARC라는 말 없이 From이 일치하지 않는다(not aligned)고만 나옵니다.",
        ],
    }

    UNAUTHENTICATED_MAIL { id: "unauthenticated-mail", who: MailAdmin, retry: No,
        en: {
            title: "Mail passes neither SPF nor DKIM",
            meaning: "The receiving server takes only mail that passes SPF or DKIM, and this message passed neither.",
            when: "After the end of the message: Gmail says 550 5.7.26 \"sender is unauthenticated\" and lists what did not pass. \
                Outlook.com wants SPF, DKIM and DMARC from domains that send much, and says 550 5.7.515 \"required authentication \
                level\". Typical for a new domain or server and for programs that send directly from a web host; it has nothing to do \
                with a password.",
            steps: [
                "Read the results in the reply: \"did not pass\" stands behind DKIM and SPF, and with SPF also the domain that was \
                    checked and the IP address of the sending server.",
                "If the mail was meant to go through a mail service, set the server of that service in the program or device: port 587 \
                    or 465, with login.",
                "If the server is meant to send directly, the administrator of the domain adds it to the SPF record. That is the TXT \
                    record that begins with v=spf1; there must be only one.",
                "The administrator switches DKIM signing on for the domain in From and puts the public key into the DNS. It is best to \
                    have both SPF and DKIM.",
                "For 5.7.515 of Outlook.com, both have to pass, at least one of them for the domain in From, and the domain needs a \
                    DMARC record: a TXT record _dmarc.example.com with v=DMARC1; p=none is enough.",
            ],
            check: "A new message shows spf=pass or dkim=pass in its Authentication-Results header; Gmail lists the results under Show \
                original too.",
            retry: "Sending again does not help before SPF or DKIM is set up. After a change in the DNS, wait until old answers have \
                left the caches, mostly within hours, and send a new message.",
        },
        ko: {
            title: "SPF와 DKIM 모두 통과하지 못함",
            meaning: "수신 서버는 SPF나 DKIM을 통과한 메일만 받는데, 이 메일은 둘 다 통과하지 못했습니다.",
            when: "메일 내용을 모두 보낸 뒤에 보게 되며, Gmail은 550 5.7.26 \"sender is unauthenticated\"와 함께 통과하지 못한 검사를 \
                알려 줍니다. Outlook.com은 발송량이 많은 도메인에 SPF, DKIM, DMARC를 모두 요구하며, 550 5.7.515 \"required \
                authentication level\"로 거부합니다. 새 도메인이나 새 서버, 웹 호스팅에서 직접 발송하는 프로그램에서 흔하며, \
                비밀번호와는 관계가 없습니다.",
            steps: [
                "응답에서 검사 결과를 확인하세요. DKIM과 SPF 뒤에 \"did not pass\"가 나오고, SPF에는 검사한 도메인과 발송한 서버의 IP \
                    주소도 나옵니다.",
                "메일 서비스를 거쳐 발송하려던 메일이라면 프로그램이나 장비에 그 서비스의 서버를 설정하고, 587 또는 465 포트로 \
                    로그인하여 발송하세요.",
                "그 서버에서 직접 발송하는 것이 맞다면 도메인의 관리자가 SPF 레코드에 서버를 추가해야 합니다. v=spf1로 시작하는 TXT \
                    레코드이며, 하나만 있어야 합니다.",
                "메일 관리자는 From 도메인의 DKIM 서명을 켜고 공개 키를 DNS에 추가하세요. SPF와 DKIM을 둘 다 설정하는 것이 가장 \
                    좋습니다.",
                "Outlook.com의 5.7.515라면 SPF와 DKIM을 모두 통과하되 적어도 하나는 From 도메인으로 통과해야 하며, 도메인에 DMARC \
                    레코드도 있어야 합니다. _dmarc.example.com에 값이 v=DMARC1; p=none인 TXT 레코드를 추가하면 충분합니다.",
            ],
            check: "새로 보낸 메일의 Authentication-Results 헤더에 spf=pass나 dkim=pass가 나오며, Gmail에서는 원본 보기에서도 결과를 \
                확인할 수 있습니다.",
            retry: "SPF나 DKIM을 설정하기 전에는 다시 발송해도 해결되지 않습니다. DNS를 고쳤다면 캐시에서 이전 값이 사라질 때까지(대개 \
                몇 시간) 기다린 다음 새로 발송하세요.",
        },
        near: [
            AUTH_REQUIRED => "530, mostly with \"authentication required\" and before the message is sent: that is about logging in with \
                user name and password.",
                "메일 내용을 보내기 전에 530과 함께 대개 \"authentication required\"가 나오면 사용자 이름과 비밀번호로 로그인하는 \
                    문제입니다.",
            DMARC_FAIL => "The reply names the DMARC policy of the domain: one of the two may have passed, but for another domain than \
                the one in From.",
                "응답에 도메인의 DMARC 정책이 나오면 둘 중 하나가 From이 아닌 다른 도메인으로 통과했을 수 있습니다.",
            SPF_FAIL => "Only SPF is named, as in 5.7.23 or Gmail's 5.7.27: then SPF itself has to pass, and DKIM does not make up for \
                it.",
                "5.7.23이나 Gmail의 5.7.27처럼 SPF만 나오면 SPF를 반드시 통과해야 하며 DKIM으로 대신할 수 없습니다.",
            DKIM_FAIL => "Only DKIM is named, as in 5.7.20 or Gmail's 5.7.30: then a valid signature is needed, and SPF does not make up \
                for it.",
                "5.7.20이나 Gmail의 5.7.30처럼 DKIM만 나오면 올바른 서명이 있어야 하며 SPF로 대신할 수 없습니다.",
        ],
    }
}
