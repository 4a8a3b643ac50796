//! Causes around the sender and what it may do.

causes! { SENDER:
    RELAY_DENIED { id: "relay-denied", who: User, retry: No,
        en: {
            title: "Relaying denied",
            meaning: "The server does not receive mail for the recipient's domain itself, and it passes mail on only for clients that \
                have logged in or are permitted otherwise.",
            when: "After RCPT, with 550 or 554 5.7.1 (Postfix also 454 4.7.1): Postfix says \"Relay access denied\", Exim \"relay not \
                permitted\", Sendmail \"Relaying denied\", Exchange \"Unable to relay\". Mostly the client has sent no AUTH, although a \
                user name and a password are entered in it. Mail to the server's own domains still passes, so that a test with a \
                colleague's address may succeed.",
            steps: [
                "Switch authentication on for outgoing mail (SMTP) in the client, and enter user name and password there.",
                "Use port 587 with STARTTLS or port 465 with TLS. Port 25 is for mail between servers, and often has no login.",
                "Check in the client's log that AUTH is sent before MAIL and answered with 235. Many programs log in only if an extra \
                    option says so, such as SMTPAuth = true in PHPMailer.",
                "For a device or server that cannot log in, ask the administrator of this server to permit its IP address, and no more \
                    than that.",
                "If this server should receive for the recipient's domain, its administrator has to add the domain to the \
                    configuration. If it should not, the administrator of the domain corrects its MX record, which points at the \
                    wrong server.",
            ],
            check: "The log shows 235 after AUTH, and RCPT with an address at another domain is answered with 250.",
            retry: "No: it ends the same until the login or the configuration is changed. Where the server says 454, mail waits in the \
                queue in vain until it expires.",
        },
        ko: {
            title: "릴레이 거부",
            meaning: "이 서버는 수신자의 도메인으로 오는 메일을 직접 받지 않으며, 로그인했거나 따로 허용된 클라이언트의 메일만 \
                릴레이합니다.",
            when: "RCPT 다음에 550 5.7.1이나 554 5.7.1로, Postfix에서는 454 4.7.1로도 나옵니다. Postfix는 \"Relay access denied\", \
                Exim은 \"relay not permitted\", Sendmail은 \"Relaying denied\", Exchange는 \"Unable to relay\"라고 응답합니다. 사용자 \
                이름과 비밀번호를 입력해 두었는데도 클라이언트가 AUTH를 보내지 않은 경우가 대부분입니다. 서버에 속한 도메인으로는 \
                메일이 나가므로, 동료의 주소로 시험하면 성공할 수도 있습니다.",
            steps: [
                "메일 클라이언트의 발송(SMTP) 설정에서 인증을 켜고 사용자 이름과 비밀번호를 입력하세요.",
                "587 포트에 명시적 SSL(STARTTLS)을, 또는 465 포트에 암시적 SSL(SSL/TLS)을 사용하세요. 25 포트는 서버끼리 메일을 주고받는 \
                    포트여서 로그인할 수 없는 경우가 많습니다.",
                "클라이언트의 로그에서 MAIL보다 먼저 AUTH를 보내고 235 응답을 받는지 확인하세요. PHPMailer의 SMTPAuth = true처럼 인증 \
                    옵션을 따로 켜야 로그인하는 프로그램이 많습니다.",
                "로그인할 수 없는 장비나 서버라면 이 서버의 관리자에게 그 IP 주소만 릴레이를 허용해 달라고 요청하세요.",
                "이 서버가 수신자의 도메인으로 오는 메일을 받아야 한다면 관리자가 설정에 그 도메인을 추가해야 합니다. 받을 서버가 아니라면 \
                    그 도메인의 관리자가 엉뚱한 서버를 가리키는 MX 레코드를 고쳐야 합니다.",
            ],
            check: "로그에 AUTH 다음에 235가 나오고, 다른 도메인의 주소를 넣은 RCPT에 250 응답이 나옵니다.",
            retry: "로그인이나 서버의 설정을 바꾸기 전에는 다시 발송해도 같은 오류가 발생합니다. 서버가 454로 응답하면 메일은 큐에서 \
                헛되이 기다리다가 기한이 지나 반송됩니다.",
        },
        near: [
            AUTH_REQUIRED => "530, or words such as \"authentication required\": the server asks for a login and does not speak of \
                relaying.",
                "530이나 \"authentication required\"처럼 릴레이가 아니라 로그인을 요구하는 응답이 나옵니다.",
            SENDER_NOT_OWNED => "The log shows 235 after AUTH: the login worked, and it is the sender that is refused. Zoho says \
                \"Relaying disallowed\" for that.",
                "로그에 AUTH 다음에 235가 있으면 로그인은 되었고 발신자 주소가 거부된 것입니다. Zoho는 이때 \"Relaying disallowed\"라고 \
                    응답합니다.",
            MAILBOX_UNAVAILABLE => "5.1.1 or \"User unknown\": the server does receive for this domain, but has no such address.",
                "5.1.1이나 \"User unknown\"이 나오면 서버가 그 도메인의 메일은 받지만 그런 주소가 없는 것입니다.",
        ],
    }

    SENDER_NOT_OWNED { id: "sender-not-owned", who: User, retry: No,
        en: {
            title: "Sender address not allowed for this login",
            meaning: "The login worked, but the sender address is not one that this account may use.",
            when: "After MAIL, RCPT or the end of the message, with 550, 553, 554 or 501. Postfix says \"Sender address rejected: not \
                owned by user\", Microsoft 365 \"SendAsDenied\" or \"Client does not have permissions to send as this sender\" (5.7.60), \
                Zoho \"Relaying disallowed\", QQ \"mail from address must be same as authorization user\", 163 \"Local user only\". \
                Typical for a contact form that puts the visitor's address into From, and for a program whose sender setting was never \
                filled in.",
            steps: [
                "Set the sender address and the From address to the address of the account that logs in.",
                "In a program, set both: the envelope sender (MAIL FROM) and the From header often come from two settings.",
                "In a contact form, put your own address into From and the visitor's into Reply-To.",
                "To send with another address, add it to the account as an alias or further sender, if the provider has that.",
                "Otherwise the mail administrator has to permit it: with \"Send As\" in Microsoft 365, with smtpd_sender_login_maps in \
                    Postfix.",
            ],
            check: "MAIL, RCPT and the end of the message are answered with 250, and the mail arrives with the From address that you want.",
            retry: "No: it is refused each time until the address or the permission is changed. Another password does not help, because \
                the login is right.",
        },
        ko: {
            title: "이 계정으로 쓸 수 없는 발신자 주소",
            meaning: "로그인은 되었지만, 이 계정으로는 사용할 수 없는 발신자 주소입니다.",
            when: "MAIL이나 RCPT 다음에, 또는 메일 내용을 모두 보낸 뒤에 550, 553, 554, 501로 나옵니다. Postfix는 \"Sender address \
                rejected: not owned by user\", Microsoft 365는 \"SendAsDenied\"나 \"Client does not have permissions to send as this \
                sender\"(5.7.60), Zoho는 \"Relaying disallowed\", QQ는 \"mail from address must be same as authorization user\", \
                163은 \"Local user only\"라고 응답합니다. 방문자의 주소를 From에 넣는 웹 문의 폼이나 발신자를 설정하지 않은 \
                프로그램에서 자주 발생합니다.",
            steps: [
                "발신자 주소와 From 주소를 로그인한 계정의 주소로 설정하세요.",
                "프로그램에서는 봉투 발신자(MAIL FROM)와 From 헤더를 따로 설정하는 경우가 많으니 둘 다 맞추세요.",
                "웹 문의 폼이라면 From에는 자신의 주소를, Reply-To에는 방문자의 주소를 넣으세요.",
                "다른 발신자 주소를 써야 하는데 서비스에 별칭이나 발신자를 추가하는 기능이 있다면 그 주소를 계정에 추가하세요.",
                "그런 기능이 없다면 메일 관리자가 허용해야 합니다. Microsoft 365에서는 \"Send As\" 권한을 부여하고, Postfix에서는 \
                    `smtpd_sender_login_maps`에 주소를 추가합니다.",
            ],
            check: "MAIL과 RCPT, 메일 내용 전송에 모두 250 응답이 나오고, 원하는 From 주소로 메일이 도착합니다.",
            retry: "주소나 권한을 바꾸기 전에는 다시 발송해도 매번 거부됩니다. 로그인 정보는 맞으므로 비밀번호를 바꾸어도 해결되지 \
                않습니다.",
        },
        near: [
            SENDER_NOT_VERIFIED => "A sending service speaks of \"verified\" or \"Sender Identity\": it has no proof yet that the \
                address is yours.",
                "발송 서비스의 응답에 \"verified\"나 \"Sender Identity\"가 나오면 주소의 소유 확인이 빠진 것입니다.",
            RELAY_DENIED => "There is no 235 in the log: the client has not logged in at all.",
                "로그에 235가 없으면 클라이언트가 아예 로그인하지 않은 것입니다.",
            SENDER_INVALID => "The reply finds fault with the address itself: no domain, a domain that does not exist, a bad form.",
                "도메인이 없거나 존재하지 않거나 형식이 틀렸다고 하면 주소 자체가 잘못된 것입니다.",
            FROM_MISMATCH => "Your own server took the message, and the recipient's server refuses it because of the domain in From.",
                "발송하는 서버는 메일을 접수했는데 수신 서버가 From의 도메인 때문에 거부한 경우입니다.",
        ],
    }

    SENDER_NOT_VERIFIED { id: "sender-not-verified", who: User, retry: No,
        en: {
            title: "Sender not verified at the mail service",
            meaning: "The mail service sends only for addresses and domains that were verified there, and this sender was not.",
            when: "Mostly after the end of the message, from sending services: SendGrid says \"550 The from address does not match a \
                verified Sender Identity\", Amazon SES \"554 Message rejected: Email address is not verified\", SMTP2GO \"550 From \
                header sender domain not verified\". Postal says \"530 From/Sender name is not valid\", where 530 has nothing to do with \
                the login.",
            steps: [
                "Compare the From address that the program really sends with the senders in the service's console. A typing error, \
                    another subdomain or a default such as root@localhost is enough for a refusal.",
                "Verify the address (the service sends a link to it) or, better, its whole domain.",
                "For a domain, whoever runs its DNS adds the records that the service shows. After that, start the check in the \
                    service's console.",
                "At Amazon SES, check that the server name contains the region in which the sender was verified: each region counts for \
                    itself.",
                "Until then, set From to a sender that is verified already.",
            ],
            check: "The console shows the sender as verified, and the end of the message is answered with 250.",
            retry: "No: it is refused until the sender is verified. After new DNS records were added, that may take from some minutes to \
                three days.",
        },
        ko: {
            title: "소유가 확인되지 않은 발신자",
            meaning: "메일 서비스는 소유가 확인된 주소나 도메인을 발신자로 한 메일만 발송하는데, 이 발신자는 확인되지 않았습니다.",
            when: "발송 서비스에서 대부분 메일 내용을 모두 보낸 뒤에 나옵니다. SendGrid는 \"550 The from address does not match a \
                verified Sender Identity\", Amazon SES는 \"554 Message rejected: Email address is not verified\", SMTP2GO는 \"550 From \
                header sender domain not verified\"라고 응답합니다. Postal은 \"530 From/Sender name is not valid\"라고 응답하며, 이때의 \
                530은 로그인과 관계가 없습니다.",
            steps: [
                "프로그램이 실제로 보내는 From 주소와 서비스 관리 화면의 발신자 목록을 비교하세요. 오타가 있거나 하위 도메인이 다르거나 \
                    root@localhost 같은 기본값이 남아 있어도 거부됩니다.",
                "서비스의 관리 화면에서 도메인 전체의 소유 확인을 신청하는 것이 가장 좋습니다. 주소 하나만 확인하려면, 서비스가 그 \
                    주소로 보낸 메일의 링크를 여세요.",
                "도메인이라면 DNS를 관리하는 사람이 서비스에서 알려 주는 레코드를 추가해야 합니다. 그다음 관리 화면에서 확인을 실행하세요.",
                "Amazon SES는 리전마다 따로 확인하므로, 서버 이름의 리전이 발신자를 확인한 리전과 같은지 보세요.",
                "그때까지는 이미 확인된 발신자를 From에 사용하세요.",
            ],
            check: "관리 화면에 발신자가 확인된 상태로 나오고, 메일 내용을 모두 보낸 뒤 250 응답이 나옵니다.",
            retry: "소유 확인을 마치기 전에는 다시 발송해도 거부됩니다. 새 DNS 레코드를 추가한 뒤 확인될 때까지는 몇 분에서 사흘까지 \
                걸릴 수 있습니다.",
        },
        near: [
            SANDBOX_MODE => "The address that the reply names is the recipient's: the account is still in trial mode.",
                "응답에 나온 주소가 수신자의 주소라면 계정이 아직 시험용(샌드박스)인 것입니다.",
            SENDER_NOT_OWNED => "A mailbox provider or a company's server says \"not owned\" or \"send as\": the account may not use \
                this address.",
                "메일 서비스나 회사의 서버가 \"not owned\"나 \"send as\"라고 응답하면 그 계정으로 쓸 수 없는 주소입니다.",
            ACCOUNT_SUSPENDED => "The reply speaks of the account and not of the sender: \"suspended\", \"paused\", \"activate\".",
                "\"suspended\", \"paused\", \"activate\"처럼 발신자가 아니라 계정에 관한 응답이 나옵니다.",
            UNAUTHENTICATED_MAIL => "The service took the message, and the recipient's server refuses it and names SPF or DKIM.",
                "서비스는 메일을 접수했는데 수신 서버가 SPF나 DKIM을 이유로 거부한 경우입니다.",
        ],
    }

    SANDBOX_MODE { id: "sandbox-mode", who: User, retry: No,
        en: {
            title: "Trial account: listed recipients only",
            meaning: "The account or domain is in the trial mode of a mail service, and may write only to recipients that are listed \
                there.",
            when: "From sending services, mostly after the end of the message, while account or domain is new. Mailgun says \"Sandbox \
                subdomains are for test purposes only\" with 554 or 421, Resend \"You can only send testing emails to your own email \
                address\". Amazon SES says \"554 Message rejected: Email address is not verified\" and names the recipient.",
            steps: [
                "For a test, add the recipient to the permitted ones: \"Authorized Recipients\" at Mailgun, \"Verified identities\" at \
                    Amazon SES. The recipient has to confirm the mail that the service then sends.",
                "To write to anybody, add a domain of your own in the service and verify it through its DNS.",
                "At Amazon SES, request production access as well, in the region that you send through.",
                "Then change the From address in the program to that domain, and at Mailgun also the SMTP user name and password.",
            ],
            check: "The console shows no sandbox any more, and a message to a recipient who is not listed is answered with 250.",
            retry: "No, not even after 421 or another code that begins with 4: trial mode does not end by waiting. Switch automatic \
                retries off until then.",
        },
        ko: {
            title: "시험용(샌드박스) 계정",
            meaning: "메일 서비스의 계정이나 도메인이 시험용(샌드박스)이어서 등록된 수신자에게만 발송할 수 있습니다.",
            when: "발송 서비스의 새 계정이나 새 도메인에서, 대부분 메일 내용을 모두 보낸 뒤에 나옵니다. Mailgun은 554나 421과 함께 \
                \"Sandbox subdomains are for test purposes only\", Resend는 \"You can only send testing emails to your own email \
                address\"라고 응답합니다. Amazon SES는 \"554 Message rejected: Email address is not verified\"라고 응답하며 수신자의 \
                주소를 함께 표시합니다.",
            steps: [
                "시험용으로만 쓴다면 수신자를 허용 목록(Mailgun은 \"Authorized Recipients\", Amazon SES는 \"Verified identities\")에 \
                    추가하세요. 그러면 서비스가 수신자에게 확인 메일을 보내며, 수신자가 이를 승인해야 합니다.",
                "누구에게나 발송하려면 서비스에 자신의 도메인을 등록하고 DNS로 소유 확인을 마치세요.",
                "Amazon SES라면 발송에 쓰는 리전에서 프로덕션 액세스(production access)도 신청하세요.",
                "그다음 프로그램의 From 주소를 그 도메인의 주소로 바꾸세요. Mailgun이라면 SMTP 사용자 이름과 비밀번호도 바꾸세요.",
            ],
            check: "관리 화면에 샌드박스 표시가 없어지고, 등록하지 않은 수신자에게 보낸 메일에도 250 응답이 나옵니다.",
            retry: "421처럼 4로 시작하는 응답이라도 기다린다고 시험용 상태가 해제되지는 않으므로 다시 발송해도 거부됩니다. 해제될 때까지 \
                자동 재시도를 꺼 두세요.",
        },
        near: [
            SENDER_NOT_VERIFIED => "The address that the reply names is your own sender.",
                "응답에 나온 주소가 자신의 발신자 주소라면 발신자의 소유 확인이 빠진 것입니다.",
            ACCOUNT_SUSPENDED => "The reply asks for activation or speaks of a suspension: listed recipients get no mail either.",
                "활성화를 요구하거나 중지되었다고 하면 등록된 수신자에게도 발송되지 않는 상태입니다.",
            QUOTA => "Mail to the same recipients went out until a number was reached: trial accounts have low limits as well.",
                "같은 수신자에게 발송되다가 일정한 수를 넘은 뒤에 거부되었다면 한도를 모두 사용한 것입니다. 시험용 계정은 발송 한도도 \
                    낮습니다.",
        ],
    }

    ACCOUNT_SUSPENDED { id: "account-suspended", who: MailAdmin, retry: No,
        en: {
            title: "Sending suspended by the provider",
            meaning: "The provider of the sending side does not let this account, organization or domain send for now.",
            when: "From one's own provider, mostly after the end of the message or in a bounce, while receiving goes on. Microsoft 365 \
                says \"550 5.1.8 Access denied, bad outbound sender\" for one user, and 5.7.705 (\"tenant has exceeded threshold\") or \
                5.7.708 for the whole organization. Mailgun says \"421 Domain … is not allowed to send: Please activate your Mailgun \
                account\".",
            steps: [
                "Read the provider's notices in its control panel and in the mailbox of the account's owner: they name the reason.",
                "If the account is new, finish its activation as the provider asks, by mail, by phone or with a payment method.",
                "If somebody else may have used the account, the administrator changes its password, revokes its app passwords and app \
                    permissions, and removes forwarding rules and devices that nobody knows.",
                "Stop the program or the mailing that caused complaints, and take addresses that bounced off its list.",
                "Then the administrator asks the provider to lift the suspension. In Microsoft 365, a single user (5.1.8) is released on \
                    the page \"Restricted entities\" of the Defender portal; for the organization (5.7.705, 5.7.708) ask its support.",
            ],
            check: "The control panel shows no restriction any more, and a test message to an address elsewhere is answered with 250 and \
                arrives.",
            retry: "No, also where the code begins with 4: nothing goes out before the provider lifts it, and further tries can look \
                like more misuse. After that it can take some hours, up to a day, until mail goes out again.",
        },
        ko: {
            title: "서비스 제공업체의 발송 중지",
            meaning: "발신자가 이용하는 서비스 제공업체가 이 계정, 조직 또는 도메인의 메일 발송을 중지했습니다.",
            when: "자신이 이용하는 서비스에서 메일 내용을 모두 보낸 뒤나 반송 메일에 나오며, 메일 수신은 대부분 계속됩니다. Microsoft \
                365에서 사용자 한 명이면 \"550 5.1.8 Access denied, bad outbound sender\", 조직 전체이면 5.7.705(\"tenant has exceeded \
                threshold\")나 5.7.708이 나옵니다. Mailgun은 \"421 Domain … is not allowed to send: Please activate your Mailgun \
                account\"라고 응답합니다.",
            steps: [
                "서비스의 관리 화면과 계정 소유자의 사서함에서 안내를 읽고 사유를 확인하세요.",
                "새 계정이라면 서비스의 안내에 따라 메일 인증, 전화 인증, 결제 수단 등록 등 활성화 절차를 마치세요.",
                "다른 사람이 계정을 사용했을 수 있다면 메일 관리자가 비밀번호를 바꾸고, 앱 비밀번호와 앱 권한을 폐기하고, 모르는 전달 \
                    규칙과 장비를 없애야 합니다.",
                "스팸 신고의 원인이 된 프로그램이나 대량 발송을 멈추고, 반송된 주소를 목록에서 빼세요.",
                "그다음 메일 관리자가 제공업체에 발송 중지를 해제해 달라고 요청해야 합니다. Microsoft 365에서 사용자 한 명(5.1.8)은 \
                    Defender 포털의 \"Restricted entities\" 화면에서 해제하고, 조직 전체(5.7.705, 5.7.708)는 서비스의 고객센터에 \
                    요청합니다.",
            ],
            check: "관리 화면에 제한 표시가 없어지고, 외부 주소로 보낸 시험 메일에 250 응답이 나오며 메일이 도착합니다.",
            retry: "4로 시작하는 응답이라도 제공업체가 해제하기 전에는 발송되지 않으며, 계속 시도하면 악용으로 더 의심받을 수 있습니다. \
                해제한 뒤에도 메일이 다시 나가기까지 몇 시간, 길면 하루가 걸릴 수 있습니다.",
        },
        near: [
            ACCOUNT_LOCKED => "The refusal comes at AUTH: not even the login works.",
                "AUTH에서 거부되었다면 발송뿐 아니라 로그인도 되지 않는 상태입니다.",
            QUOTA => "The reply names an amount or a period, such as \"daily limit\": it passes by itself.",
                "\"daily limit\"처럼 양이나 기간이 나오면 한도를 모두 사용한 것이며, 시간이 지나면 저절로 풀립니다.",
            SENDER_BLOCKED => "The recipient's server refuses, and mail to other recipients still arrives.",
                "수신 서버가 거부했고 다른 수신자에게는 메일이 도착한다면 수신측에서 차단한 것입니다.",
            IP_BLOCKED => "The recipient's server names an IP address or a block list. 5.7.708 of Microsoft 365 speaks of an IP too, but \
                holds back new or trial organizations.",
                "수신 서버의 응답에 IP 주소나 차단 목록이 나옵니다. Microsoft 365의 5.7.708에도 IP가 나오지만, 이는 새 조직이나 평가판 \
                    조직의 발송이 제한된 것입니다.",
        ],
    }

    SENDER_INVALID { id: "sender-invalid", who: MailAdmin, retry: No,
        en: {
            title: "Invalid sender address",
            meaning: "The sender address is empty, incomplete or malformed, or its domain does not exist.",
            when: "After MAIL, at Postfix often only after RCPT. 501 5.1.7 and Postfix's \"504 5.5.2 Sender address rejected: need \
                fully-qualified address\" mean that the form is wrong; \"450 4.1.8 Sender address rejected: Domain not found\" (Postfix) \
                and \"553 5.1.8 Domain of sender address … does not exist\" (Sendmail) that the domain is not in the DNS. Typical for \
                cron jobs, containers and devices that send as root@hostname, and for programs in which only a display name was \
                entered.",
            steps: [
                "Enter a whole address such as user@example.com as the sender; a display name alone is not enough.",
                "In a program or device, set its From or sender option. For the mail of a host itself (cron, sendmail), set the mail \
                    domain of the host, such as myorigin in Postfix.",
                "Look the domain up with dig MX example.com and dig A example.com: one of them has to show a record. Endings such as \
                    .local and .localdomain do not exist on the Internet.",
                "If the domain is your own and right, its administrator checks that its registration has not expired, that its name \
                    servers answer, and that its MX record is not \"0 .\", which means that it takes no mail (5.7.27).",
            ],
            check: "dig MX or dig A shows a record for the sender's domain, and MAIL and RCPT are answered with 250.",
            retry: "No: it is refused until the address or its DNS is right. Only 450 or 451 for a domain that exists may pass by \
                itself, when its DNS was out of reach for a while.",
        },
        ko: {
            title: "잘못된 발신자 주소",
            meaning: "발신자 주소가 비어 있거나 불완전하거나 형식이 잘못되었거나, 그 도메인이 존재하지 않습니다.",
            when: "MAIL 다음에 나오며, Postfix에서는 RCPT 다음에야 나오는 경우가 많습니다. 501 5.1.7과 Postfix의 \"504 5.5.2 Sender \
                address rejected: need fully-qualified address\"는 형식이 잘못된 것이고, \"450 4.1.8 Sender address rejected: Domain not \
                found\"(Postfix)와 \"553 5.1.8 Domain of sender address … does not exist\"(Sendmail)는 DNS에 도메인이 없는 것입니다. \
                root@hostname 같은 주소로 발송하는 cron 작업, 컨테이너, 장비나 표시 이름만 입력한 프로그램에서 자주 발생합니다.",
            steps: [
                "발신자를 user@example.com처럼 전체 주소로 입력하세요. 표시 이름만으로는 발송할 수 없습니다.",
                "프로그램이나 장비라면 From 또는 발신자 설정을 확인하세요. 호스트 자체의 메일(cron, sendmail)이라면 Postfix의 \
                    myorigin처럼 호스트의 메일 도메인을 설정하세요.",
                "`dig MX example.com`과 `dig A example.com`으로 도메인을 조회하여 둘 중 하나에 레코드가 나오는지 확인하세요. \
                    .local이나 .localdomain으로 끝나는 도메인은 인터넷에 존재하지 않습니다.",
                "자신의 도메인이고 철자도 맞다면 도메인의 관리자가 등록 기간이 끝나지 않았는지, 네임 서버가 응답하는지, MX 레코드가 \
                    메일을 받지 않는다는 뜻의 \"0 .\"(5.7.27)은 아닌지 확인해야 합니다.",
            ],
            check: "dig MX나 dig A로 발신자 도메인을 조회하면 레코드가 나오고, MAIL과 RCPT에 250 응답이 나옵니다.",
            retry: "주소나 DNS를 바로잡기 전에는 다시 발송해도 거부됩니다. 존재하는 도메인인데 450이나 451이 나왔다면 DNS에 잠시 \
                연결되지 않은 것일 수 있으며, 이때만 시간이 지나면 저절로 해결될 수 있습니다.",
        },
        near: [
            SENDER_NOT_OWNED => "The address is a real one, but the reply says that this login may not use it.",
                "실제로 있는 주소이지만 이 계정으로는 쓸 수 없다는 응답이 나옵니다.",
            SENDER_BLOCKED => "\"Sender address rejected\" goes on with \"Access denied\" or \"blocked\": the recipient's side does not \
                want this sender.",
                "\"Sender address rejected\" 뒤에 \"Access denied\"나 \"blocked\"가 나오면 수신측에서 그 발신자를 차단한 것입니다.",
            SYNTAX => "500, 501 or 555 speaks of the command and not of the address: no angle brackets, an unknown parameter.",
                "500, 501, 555에서 주소가 아니라 명령을 문제 삼으면 꺾쇠괄호가 빠졌거나 모르는 매개변수를 보낸 것입니다.",
            RECIPIENT_DOMAIN_BAD => "The reply says \"Recipient address rejected\" and names the address behind RCPT.",
                "\"Recipient address rejected\"라는 문구와 함께 RCPT에 넣은 주소가 나옵니다.",
        ],
    }

    FROM_MISMATCH { id: "from-mismatch", who: MailAdmin, retry: No,
        en: {
            title: "From domain does not fit the sending server",
            meaning: "The domain in the From address is not the one that the message is authenticated for, or not one that the server \
                takes here.",
            when: "After the end of the message, since the From header is not known before. Gmail says \"421 4.7.32 … the From: header \
                (RFC5322) in this message isn't aligned with either the authenticated SPF or DKIM organizational domain\", Mimecast \
                \"550 Rejected by header based Anti-Spoofing policy\". Typical for web shops, ticket systems and newsletter services \
                that send with a customer's address in From, or with an address in the recipient's own domain.",
            steps: [
                "Send a test message to a mailbox that takes it, and read Authentication-Results in its header: compare the domain in \
                    From with those behind spf=pass and dkim=pass.",
                "The administrator has mail signed with DKIM for the domain in From. At a sending service, this is set up by verifying \
                    that domain, with the DNS records that the service shows.",
                "Or the administrator sets the bounce address (MAIL FROM) to an address in that domain, and adds the server to its \
                    SPF record.",
                "A program that writes for others puts its own address into From and theirs into Reply-To.",
                "If From is in the recipient's own domain, the administrator there has to permit the sending server in the protection \
                    against spoofing.",
            ],
            check: "Authentication-Results of a test message shows spf=pass or dkim=pass for the domain in From, and dmarc=pass if that \
                domain has a DMARC record.",
            retry: "No: it comes back until From or the signature is changed. Gmail's 421 slows mail down, so that a later try may \
                pass, but the next message is slowed down again.",
        },
        ko: {
            title: "From 도메인 불일치",
            meaning: "From 주소의 도메인이 메일의 인증에 쓰인 도메인과 다르거나, 서버에서 허용하지 않는 도메인입니다.",
            when: "From 헤더는 메일 내용에 들어 있으므로 내용을 모두 보낸 뒤에 나옵니다. Gmail은 \"421 4.7.32 … the From: header \
                (RFC5322) in this message isn't aligned with either the authenticated SPF or DKIM organizational domain\", Mimecast는 \
                \"550 Rejected by header based Anti-Spoofing policy\"라고 응답합니다. 고객의 주소나 수신자와 같은 도메인의 주소를 From에 \
                넣어 발송하는 쇼핑몰, 티켓 시스템, 뉴스레터 서비스에서 자주 발생합니다.",
            steps: [
                "메일이 도착하는 사서함으로 시험 메일을 보내고 헤더의 Authentication-Results에서 From의 도메인과 spf=pass, dkim=pass에 \
                    나온 도메인을 비교하세요.",
                "메일 관리자가 From의 도메인으로 DKIM 서명을 설정해야 합니다. 발송 서비스라면 그 도메인의 소유 확인을 하고 서비스에서 \
                    알려 주는 DNS 레코드를 추가하면 됩니다.",
                "또는 메일 관리자가 반송 주소(Return-Path)를 그 도메인의 주소로 바꾸고 SPF 레코드에 발송하는 서버를 추가해야 합니다.",
                "다른 사람을 대신하여 발송하는 프로그램이라면 From에는 프로그램의 주소를, Reply-To에는 그 사람의 주소를 넣으세요.",
                "From이 수신자와 같은 도메인이라면 그쪽 관리자가 스푸핑 방지 설정에서 발송하는 서버를 허용해야 합니다.",
            ],
            check: "시험 메일의 Authentication-Results에 From의 도메인으로 spf=pass나 dkim=pass가 나오고, 그 도메인에 DMARC 레코드가 \
                있다면 dmarc=pass도 나옵니다.",
            retry: "From이나 서명을 바꾸기 전에는 같은 오류가 반복됩니다. Gmail의 421은 수신을 늦추는 것이어서 나중에 다시 시도하면 \
                통과하기도 하지만, 다음 메일에서 다시 발생합니다.",
        },
        near: [
            DMARC_FAIL => "The reply names DMARC or the policy of the From domain.",
                "응답에 DMARC나 From 도메인의 정책이 나옵니다.",
            UNAUTHENTICATED_MAIL => "Neither SPF nor DKIM passed, for whichever domain; Gmail says 5.7.26.",
                "어느 도메인으로도 SPF와 DKIM을 통과하지 못한 경우로, Gmail에서는 5.7.26이 나옵니다.",
            SENDER_NOT_OWNED => "The refusal comes from your own server after the login, and not from the recipient's.",
                "수신 서버가 아니라 로그인한 발송 서버가 거부한 경우입니다.",
        ],
    }
}
