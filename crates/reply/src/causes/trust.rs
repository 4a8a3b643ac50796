//! Causes around the trust in the host that sends.

causes! { TRUST:
    IP_BLOCKED { id: "ip-blocked", who: MailAdmin,
        en: "The server takes nothing from this address or network, because it is on a block list or was banned by hand."
            => "Ask the administrator of that server why, and to lift the block once the reason is gone. \
                Look first whether a device in the network sends spam or guesses passwords.",
        ko: "이 IP 주소나 네트워크는 차단 목록에 있거나 관리자가 직접 차단한 것이어서, 서버가 연결이나 메일을 받지 않습니다."
            => "네트워크 안에 스팸을 보내거나 비밀번호를 추측하는 장비가 없는지 먼저 확인하세요. \
                원인을 없앤 다음 그 서버의 관리자에게 차단 사유를 묻고 해제를 요청하세요." }

    SENDER_BLOCKED { id: "sender-blocked", who: MailAdmin,
        en: "The receiving side has blocked the sender's address or domain, or the domain has a bad reputation there."
            => "If the recipient blocked the address, ask them in another way to lift that. \
                If it is the domain, its administrator should sign mail with DKIM, write only to people who want it, \
                and ask the administrator of the recipient's server to lift the block. \
                Sending again before that does not help.",
        ko: "수신측에서 발신자의 주소나 도메인을 차단했거나, 그 도메인의 평판이 나쁩니다."
            => "받는 사람이 주소를 차단했다면 다른 방법으로 연락하여 해제해 달라고 요청하세요. \
                도메인이 차단되었다면 도메인의 관리자가 메일을 DKIM으로 서명하고 받기를 원하는 사람에게만 발송한 다음, \
                수신 서버의 관리자에게 해제를 요청해야 합니다. 그 전에는 다시 발송해도 해결되지 않습니다." }

    RDNS_MISSING { id: "rdns-missing", who: MailAdmin,
        en: "The sending IP address has no reverse DNS (PTR) record, \
            or the name in it does not lead back to the address."
            => "Have the provider of the IP address set a PTR record with the full host name of the sending server, \
                and see that this name leads to the same address. \
                Do so for IPv4 and IPv6, because mail may go out over either. \
                Send again once the DNS shows the new record.",
        ko: "발신 IP 주소에 역방향 DNS(PTR) 레코드가 없거나, 레코드의 이름이 그 주소를 가리키지 않습니다."
            => "IP 주소를 제공하는 업체에 발송하는 서버의 전체 호스트 이름으로 PTR 레코드를 설정해 달라고 요청하고, \
                그 이름이 같은 주소를 가리키게 하세요. 메일은 IPv4와 IPv6 어느 쪽으로도 나갈 수 있으니 둘 다 설정하세요. \
                새 레코드가 DNS에 나타나면 다시 발송하세요." }

    HELO_BAD { id: "helo-bad", who: MailAdmin,
        en: "The name that the client gave in EHLO or HELO is missing or not acceptable."
            => "Set the EHLO name of the client to its full host name, such as host.example.com, \
                or to its address in brackets, such as [192.0.2.1]. \
                In a container, give the container a full host name.",
        ko: "클라이언트가 EHLO 또는 HELO에 이름을 넣지 않았거나 허용되지 않는 이름을 넣었습니다."
            => "클라이언트의 EHLO 이름을 host.example.com 같은 전체 호스트 이름(FQDN)이나 \
                [192.0.2.1]처럼 대괄호로 묶은 주소로 설정하세요. \
                컨테이너에서 실행한다면 컨테이너에 전체 호스트 이름을 지정하세요." }

    SPF_FAIL { id: "spf-fail", who: MailAdmin,
        en: "The SPF record of the sender's domain does not allow the sending server, or the record is faulty."
            => "The administrator of the domain should add the server to its one SPF record, \
                or mail has to go out through a server in it. \
                If the message was forwarded, the forwarding server has to put its own domain into the sender (SRS). \
                Sending again before that does not help.",
        ko: "발신자 도메인의 SPF 레코드에서 발송하는 서버를 허용하지 않거나, 레코드에 오류가 있습니다."
            => "도메인의 관리자가 하나뿐인 SPF 레코드에 그 서버를 추가하거나, 레코드에 있는 서버로 발송해야 합니다. \
                전달(포워딩)된 메일이라면 전달하는 서버가 발신자를 자기 도메인의 주소로 바꾸어야 합니다(SRS). \
                그 전에는 다시 발송해도 해결되지 않습니다." }

    DKIM_FAIL { id: "dkim-fail", who: MailAdmin,
        en: "The message has no DKIM signature that the receiving server could confirm."
            => "Have the sending server sign for the domain in From, with the key whose public half is in the DNS. \
                If there is a signature, look for what changes the message after it was signed, \
                such as a footer or a mailing list. Send again after that.",
        ko: "메일에 수신 서버가 확인할 수 있는 DKIM 서명이 없습니다."
            => "발송하는 서버가 From 도메인으로 서명하게 하고, DNS의 공개 키가 서명에 쓰는 키와 짝이 맞는지 확인하세요. \
                서명이 있다면 꼬리말이나 메일링 리스트처럼 서명한 뒤에 메일을 바꾸는 것이 있는지 찾으세요. \
                그다음 다시 발송하세요." }

    DMARC_FAIL { id: "dmarc-fail", who: MailAdmin,
        en: "Neither SPF nor DKIM passed for the domain in From, \
            and the DMARC policy of that domain has such mail refused."
            => "The administrator should have the server sign with DKIM for the domain in From, \
                or pass SPF with a sender in that domain; what passes for another domain does not count. \
                If From is an address at a mail provider, send through that provider. \
                Sending again before that does not help.",
        ko: "SPF와 DKIM 중 어느 것도 From 도메인으로 통과하지 못하여, 그 도메인의 DMARC 정책에 따라 거부되었습니다."
            => "메일 관리자가 서버에서 From 도메인으로 DKIM 서명을 하게 하거나 그 도메인의 발신자로 SPF를 통과하게 해야 하며, \
                다른 도메인으로 통과한 것은 인정되지 않습니다. From이 메일 서비스 업체의 주소라면 그 업체의 서버로 발송하세요. \
                그 전에는 다시 발송해도 해결되지 않습니다." }

    UNAUTHENTICATED_MAIL { id: "unauthenticated-mail", who: MailAdmin,
        en: "The receiving server takes only mail that passes SPF or DKIM, and this message passed neither."
            => "The administrator of the sender's domain should add the sending server to its SPF record \
                or have mail signed with DKIM; doing both is best. \
                This is about the server and the DNS, not about a password. Sending again before that does not help.",
        ko: "수신 서버는 SPF나 DKIM을 통과한 메일만 받는데, 이 메일은 둘 다 통과하지 못했습니다."
            => "발신자 도메인의 관리자가 SPF 레코드에 발송하는 서버를 추가하거나 메일을 DKIM으로 서명해야 하며, 둘 다 하는 \
                것이 가장 좋습니다. 비밀번호가 아니라 서버와 DNS의 설정에 관한 문제입니다. \
                그 전에는 다시 발송해도 해결되지 않습니다." }
}
