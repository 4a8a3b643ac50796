//! Causes around the sender and what it may do.

causes! { SENDER:
    RELAY_DENIED { id: "relay-denied", who: User,
        en: "The server does not pass mail on to this recipient for a client that has not logged in."
            => "Switch authentication on for outgoing mail in the client, and use port 587 or 465. \
                A server or device without a login needs its network named by the administrator of this server. \
                If you expected this server to receive for that domain, its administrator has to name the domain.",
        ko: "로그인하지 않은 클라이언트가 보낸 메일이므로, 서버가 이 수신자에게 릴레이하지 않고 거부했습니다."
            => "메일 클라이언트의 발송(SMTP) 설정에서 인증을 켜고 587 또는 465 포트를 사용하세요. \
                로그인할 수 없는 서버나 장비라면 이 서버의 관리자에게 그 네트워크의 릴레이를 허용해 달라고 요청하세요. \
                이 서버가 메일을 받아 주어야 하는 도메인이라면 관리자가 설정에 그 도메인을 추가해야 합니다." }

    SENDER_NOT_OWNED { id: "sender-not-owned", who: User,
        en: "The login worked, but the sender address is not one that this account may use."
            => "Set the sender and the From address to the address of the account that logs in. \
                If you have to send as somebody else, ask the mail administrator to add that address to the account.",
        ko: "로그인은 되었지만, 이 계정으로는 사용할 수 없는 발신자 주소입니다."
            => "발신자와 From 주소를 로그인한 계정의 주소로 설정하세요. \
                다른 발신자 주소를 써야 한다면 메일 관리자에게 그 주소를 계정에 추가해 달라고 요청하세요." }

    SENDER_NOT_VERIFIED { id: "sender-not-verified", who: User,
        en: "The mail service sends only for addresses and domains that were verified there, and this sender was not."
            => "Verify the address or its domain in the settings of the service, \
                or use a sender that is verified already. \
                For a domain, whoever runs its DNS has to add the records that the service names. \
                Send again after that.",
        ko: "메일 서비스는 소유가 확인된 주소와 도메인으로만 발송하는데, 이 발신자는 확인되지 않았습니다."
            => "서비스의 설정에서 주소나 도메인의 소유 확인을 마치거나, 이미 확인된 발신자를 사용하세요. \
                도메인을 확인하려면 DNS를 관리하는 사람이 서비스에서 알려 주는 레코드를 추가해야 합니다. \
                그다음 다시 발송하세요." }

    SANDBOX_MODE { id: "sandbox-mode", who: User,
        en: "The account or domain is in the trial mode of a mail service, \
            and may write only to recipients that are listed there."
            => "Add the recipient to the permitted ones in the settings of the service, \
                or end the trial mode as the service asks: with a domain of your own, or by applying for full access. \
                Sending again before that does not help, even if the reply says that the failure is temporary.",
        ko: "메일 서비스의 계정이나 도메인이 시험용(샌드박스)이어서 등록된 수신자에게만 발송할 수 있습니다."
            => "서비스의 설정에서 수신자를 허용 목록에 추가하거나, \
                서비스의 안내에 따라 자신의 도메인을 등록하거나 정식 사용을 신청하여 시험용 상태를 해제하세요. \
                응답에 일시적인 오류라고 나오더라도 그 전에는 다시 발송해도 해결되지 않습니다." }

    ACCOUNT_SUSPENDED { id: "account-suspended", who: MailAdmin,
        en: "The provider of the sending side does not let this account, organization or domain send for now."
            => "Look in the provider's control panel and its mail for the reason, \
                such as a missing activation or signs of misuse. \
                If it is misuse, the administrator should change the password, remove unknown rules and devices, \
                and then ask the provider to lift the suspension. Sending again before that does not help.",
        ko: "발신자가 이용하는 서비스 제공업체가 이 계정, 조직 또는 도메인의 메일 발송을 중지했습니다."
            => "서비스의 관리 화면과 안내 메일에서 사유를 확인하세요(활성화하지 않은 계정, 악용 의심 등). \
                악용이 의심된다면 메일 관리자가 비밀번호를 바꾸고 모르는 규칙과 장비를 없앤 다음, \
                제공업체에 발송 중지를 해제해 달라고 요청해야 합니다. 그 전에는 다시 발송해도 해결되지 않습니다." }

    SENDER_INVALID { id: "sender-invalid", who: User,
        en: "The sender address is empty, incomplete or malformed, or its domain does not exist."
            => "Enter a whole address such as user@example.com as the sender; a display name alone is not enough. \
                For a program or a device, check its From setting and the mail domain of its host.",
        ko: "발신자 주소가 비어 있거나 불완전하거나 형식이 잘못되었거나, 그 도메인이 존재하지 않습니다."
            => "발신자를 user@example.com처럼 전체 주소로 입력하세요. 표시 이름만으로는 발송할 수 없습니다. \
                프로그램이나 장비라면 From 설정과 호스트의 메일 도메인을 확인하세요." }

    FROM_MISMATCH { id: "from-mismatch", who: MailAdmin,
        en: "The domain in the From address is not the one that the message is authenticated for, \
            or not one that the server takes here."
            => "Use a From address in the domain that SPF or DKIM passes for, \
                or have the mail administrator sign with DKIM for the domain in From. \
                A program that writes for others should put its own address into From and theirs into Reply-To. \
                Sending again without a change does not help.",
        ko: "From 주소의 도메인이 메일의 인증에 쓰인 도메인과 다르거나, 서버에서 허용하지 않는 도메인입니다."
            => "SPF나 DKIM을 통과하는 도메인의 주소를 From에 사용하거나, \
                메일 관리자가 From 도메인으로 DKIM 서명을 설정해야 합니다. \
                다른 사람을 대신하여 발송하는 프로그램이라면 From에는 프로그램의 주소를, Reply-To에는 그 사람의 주소를 넣으세요. \
                바꾸지 않고 다시 발송하면 같은 오류가 발생합니다." }
}
