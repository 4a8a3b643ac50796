//! Providers: mailbox providers, the big ones first.

providers! { MAILBOXES:
    GMAIL { id: "gmail", name: "Gmail",
        hosts: ["smtp.gmail.com", "google.com", "googlemail.com", "gmail.com"],
        marks: ["gsmtp", "support.google.com/mail", "p=badcredentials", "p=wantautherror", "accounts.google.com/signin"],
        submission: "smtp.gmail.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-11-23", source: "nodemailer#1116, nodemailer#1704",
              en: "The login takes an app password, which needs 2-Step Verification, or OAuth with the scope https://mail.google.com/. \
                  The normal password of the account is refused.",
              ko: "앱 비밀번호(2단계 인증 필요)나 OAuth(권한 범위 https://mail.google.com/)로 로그인합니다. 계정의 일반 비밀번호는 \
                  거부됩니다." },
            { date: "2018", source: "PHPMailer#1384",
              en: "AUTH appears in the EHLO reply only after STARTTLS. It then lists LOGIN, PLAIN, XOAUTH2, PLAIN-CLIENTTOKEN, \
                  OAUTHBEARER and XOAUTH.",
              ko: "STARTTLS를 시작한 뒤에야 EHLO 응답에 AUTH가 나옵니다. 이때 LOGIN, PLAIN, XOAUTH2, PLAIN-CLIENTTOKEN, OAUTHBEARER, \
                  XOAUTH를 제공합니다." },
            { date: "2018", source: "PHPMailer#1384, swiftmailer#989",
              en: "A message may have 35882577 bytes as it is transmitted. That is about 25 MB of attachments, since their encoding adds \
                  about a third.",
              ko: "메일 한 통은 인코딩된 크기로 최대 35882577바이트입니다. 첨부 파일은 인코딩하면 3분의 1쯤 커지므로 실제로는 약 \
                  25MB까지 보낼 수 있습니다." },
            { date: "2026-02-12", source: "support.google.com/a/answer/3726730",
              en: "Over the daily limit the reply is 550 5.4.5. It begins with 5, but passes by itself.",
              ko: "하루 발송 한도를 넘으면 550 5.4.5로 응답합니다. 5로 시작하는 영구적인 오류 코드이지만 시간이 지나면 저절로 \
                  풀립니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "streetmerchant#1190, action-send-mail#205, flaskbook#4",
                en: [
                    "Switch 2-Step Verification on for the Google account; without it there are no app passwords.",
                    "Make an app password at `https://myaccount.google.com/apppasswords` and enter its 16 letters, without blanks, \
                        instead of the normal password.",
                    "Enter the whole address as the user name. In a settings file such as .env, the password has no quotes, brackets or \
                        blanks around it.",
                    "If the account belongs to a company or a school and the page is missing there, ask its administrator, or use a \
                        client that signs in by OAuth.",
                ],
                ko: [
                    "Google 계정에서 2단계 인증을 켜세요. 켜지 않으면 앱 비밀번호를 만들 수 없습니다.",
                    "`https://myaccount.google.com/apppasswords`에서 앱 비밀번호를 만들고, 일반 비밀번호 대신 16자리를 공백 없이 \
                        입력하세요.",
                    "사용자 이름에는 메일 주소 전체를 입력하세요. .env 같은 설정 파일이라면 비밀번호 앞뒤에 따옴표, 괄호, 공백이 \
                        들어가지 않게 하세요.",
                    "회사나 학교의 계정이어서 그 화면이 없다면 관리자에게 요청하거나, OAuth로 로그인하는 클라이언트를 사용하세요.",
                ],
            },
            APP_PASSWORD_NEEDED: {
                date: "2026-11-23", source: "nodemailer#1116, nodemailer#1704",
                en: [
                    "Switch 2-Step Verification on for the Google account, if it is off.",
                    "Make an app password at `https://myaccount.google.com/apppasswords`.",
                    "Enter its 16 letters, without blanks, instead of the normal password. The user name stays the whole address.",
                ],
                ko: [
                    "Google 계정의 2단계 인증이 꺼져 있다면 켜세요.",
                    "`https://myaccount.google.com/apppasswords`에서 앱 비밀번호를 만드세요.",
                    "일반 비밀번호 대신 16자리를 공백 없이 입력하세요. 사용자 이름은 메일 주소 전체를 그대로 사용합니다.",
                ],
            },
            OAUTH_TOKEN_BAD: {
                date: "2026-11-23", source: "nodemailer#114, nodemailer#1048",
                en: [
                    "Decode the line after 334 with `base64 -d`: it is JSON and names the status and the scope that Gmail wants.",
                    "Get a new access token with the scope https://mail.google.com/ for the address that logs in.",
                    "Access tokens expire after an hour. If renewing fails (invalid_request, invalid_grant), check the refresh token and \
                        the client ID and secret of the program.",
                ],
                ko: [
                    "334 뒤의 문자열을 `base64 -d`로 디코딩하세요. Gmail이 요구하는 권한 범위와 상태 값이 JSON으로 나옵니다.",
                    "로그인에 사용하는 주소로 권한 범위 https://mail.google.com/ 의 액세스 토큰을 새로 받으세요.",
                    "액세스 토큰은 한 시간 뒤에 만료됩니다. 갱신이 실패하면(invalid_request, invalid_grant) 프로그램에 설정한 \
                        리프레시 토큰, 클라이언트 ID, 클라이언트 보안 비밀번호(client secret)를 확인하세요.",
                ],
            },
            AUTH_RATE_LIMIT: {
                date: "2026-11-23", source: "nodemailer#1388, GmailAuthSMTP#12, justvanish#13",
                en: [
                    "Stop all logins for a while: each further try counts.",
                    "Log in once and send all messages over that connection. In Nodemailer, set `pool: true` with a small \
                        `maxConnections`.",
                    "Put a pause between the messages.",
                ],
                ko: [
                    "한동안 로그인을 모두 멈추세요. 계속 시도하면 그것도 횟수에 들어갑니다.",
                    "메일마다 로그인하지 말고 한 번 로그인한 연결로 모두 발송하세요. Nodemailer라면 `pool: true`와 작은 \
                        `maxConnections`를 설정하세요.",
                    "메일과 메일 사이에 간격을 두세요.",
                ],
            },
            ACCOUNT_LOCKED: {
                date: "2026-11-23", source: "reply text (534 5.7.14)",
                en: [
                    "Sign in to the account in a browser and answer what Google asks there; the link in the reply leads there.",
                    "Try again from the program afterwards.",
                    "If Google asks again and again, enter an app password in the program, or let it sign in by OAuth.",
                ],
                ko: [
                    "웹에서 계정에 로그인하여 Google이 확인을 요구하는 내용에 답하세요. 응답에 있는 주소로 들어가면 됩니다.",
                    "그다음 프로그램에서 다시 시도하세요.",
                    "웹 로그인을 계속 요구하면 프로그램에 앱 비밀번호를 입력하거나 OAuth로 로그인하게 하세요.",
                ],
            },
            AUTH_REQUIRED: {
                date: "2026-11-23", source: "crisischeckin#286",
                en: [
                    "Give the program the whole address and an app password: Gmail takes no mail on ports 465 and 587 without a login.",
                    "Switch encryption on (STARTTLS on 587, TLS on 465): Gmail offers the login only then. In the SmtpClient of .NET this \
                        is `EnableSsl = true`, with port 587.",
                ],
                ko: [
                    "프로그램에 메일 주소 전체와 앱 비밀번호를 설정하세요. 465 포트와 587 포트에서는 로그인하지 않으면 메일을 보낼 수 \
                        없습니다.",
                    "587 포트라면 명시적 SSL(STARTTLS)을, 465 포트라면 암시적 SSL을 켜세요. Gmail은 암호화 연결에서만 로그인을 \
                        받습니다. .NET의 SmtpClient에서는 587 포트에 `EnableSsl = true`로 설정하세요.",
                ],
            },
            AUTH_NEEDS_TLS: {
                date: "2026-11-23", source: "vaultwarden#1358",
                en: [
                    "Switch STARTTLS on for port 587, or TLS on for port 465: without encryption Gmail lists no AUTH.",
                    "Leave user name and password as they are.",
                ],
                ko: [
                    "587 포트라면 명시적 SSL(STARTTLS), 465 포트라면 암시적 SSL을 켜세요. 암호화하지 않으면 EHLO 응답에 AUTH가 나오지 \
                        않습니다.",
                    "사용자 이름과 비밀번호는 그대로 두세요.",
                ],
            },
            WRONG_PORT_TLS_ON_PLAIN: {
                date: "2026-11-23", source: "postiz-app#466",
                en: [
                    "With port 587, switch TLS from the start off and STARTTLS on (`secure: false` in Nodemailer, the variable \
                        `EMAIL_SECURE=false` in Postiz).",
                    "Or use port 465 with TLS from the start (`secure: true`).",
                ],
                ko: [
                    "587 포트를 사용한다면 암시적 SSL을 끄고 명시적 SSL(STARTTLS)을 켜세요. Nodemailer에서는 `secure: \
                        false`(Postiz에서는 환경 변수 `EMAIL_SECURE=false`)입니다.",
                    "또는 465 포트에 암시적 SSL을 사용하세요. 이때는 `secure: true`입니다.",
                ],
            },
            SIZE_LIMIT: {
                date: "2018", source: "PHPMailer#1384, swiftmailer#989",
                en: [
                    "Keep all attachments together below 25 MB.",
                    "Put larger files into Google Drive or another store and send a link.",
                ],
                ko: [
                    "첨부 파일을 모두 합해 25MB보다 작게 줄이세요.",
                    "더 큰 파일은 Google Drive 같은 저장소에 올리고 링크를 보내세요.",
                ],
            },
            ATTACHMENT_BLOCKED: {
                date: "2026-11-23", source: "smtp-field-manual, 552",
                en: [
                    "Do not send this file type, such as a program or script; Gmail looks into archives too. The page in the reply lists \
                        the types.",
                    "Put the file into a store and send a link.",
                ],
                ko: [
                    "실행 파일이나 스크립트처럼 차단된 형식은 보내지 마세요. Gmail은 압축 파일 안도 검사하며, 차단하는 형식은 응답에 \
                        있는 페이지에 나옵니다.",
                    "파일을 저장소에 올리고 링크를 보내세요.",
                ],
            },
            QUOTA: {
                date: "2026-02-12", source: "support.google.com/a/answer/3726730",
                en: [
                    "Wait until the 24 hours are over; neither the password nor the settings are wrong.",
                    "Send to fewer recipients a day, or use a sending service for mailings.",
                ],
                ko: [
                    "24시간이 지날 때까지 기다리세요. 비밀번호나 설정의 문제가 아닙니다.",
                    "하루에 보내는 수신자 수를 줄이거나, 대량 메일에는 발송 서비스를 사용하세요.",
                ],
            },
            MAILBOX_FULL: {
                date: "2026-11-23", source: "smtp-field-manual, 452",
                en: [
                    "The recipient has to free Google storage: Gmail, Drive and Photos share it. Tell them in another way.",
                    "Send the message again afterwards.",
                ],
                ko: [
                    "수신자가 Google 저장용량을 비워야 합니다. Gmail, 드라이브, 포토가 용량을 함께 사용합니다. 다른 방법으로 수신자에게 \
                        알려 주세요.",
                    "그다음 메일을 다시 보내세요.",
                ],
            },
            IP_BLOCKED: {
                date: "2026-11-23", source: "smtp-field-manual, 421",
                en: [
                    "The mail administrator looks for the cause first: a taken-over account, an open web form, forwarded spam.",
                    "Send less to Gmail then, and slowly more again, and only mail that passes SPF and DKIM.",
                    "Google Postmaster Tools (`https://postmaster.google.com`) show the reputation of domain and address.",
                ],
                ko: [
                    "메일 관리자는 탈취된 계정, 악용된 웹 양식, 스팸 자동 전달 같은 원인을 먼저 찾으세요.",
                    "그다음 Gmail로 보내는 양을 줄였다가 서서히 늘리고, SPF와 DKIM을 통과하는 메일만 보내세요.",
                    "Google Postmaster Tools(`https://postmaster.google.com`)에서 도메인과 IP 주소의 평판을 확인할 수 있습니다.",
                ],
            },
        ],
    }

    GOOGLE_WORKSPACE { id: "google-workspace", name: "Google Workspace",
        hosts: ["smtp.google.com", "aspmx.l.google.com", "aspmx2.googlemail.com", "aspmx3.googlemail.com"],
        marks: ["- gcdp", "support.google.com/a/answer/166852"],
        submission: "smtp.gmail.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The servers and the ways to log in are those of Gmail; the administrator of the organization decides which of them \
                  are open.",
              ko: "서버와 로그인 방식은 Gmail과 같으며, 어떤 방식을 허용할지는 조직의 관리자가 정합니다." },
            { date: "2026-11-23", source: "crmsupport.freshworks.com 50000002433",
              en: "A user may send 2000 messages a day (500 in a trial), to at most 3000 different recipients. Freshworks support quotes \
                  these numbers without a date.",
              ko: "사용자 한 명이 하루에 2000통(평가판은 500통), 서로 다른 수신자 3000명까지 보낼 수 있습니다. Freshworks 고객 지원 \
                  문서에 날짜 없이 인용된 수치입니다." },
            { date: "2026-02-12", source: "support.google.com/a/answer/3726730",
              en: "Every error of Google's mail servers ends in gsmtp. If gcdp stands there too, a rule that the administrator of the \
                  recipient's domain made refused the message.",
              ko: "Google 메일 서버의 오류는 모두 gsmtp로 끝납니다. gcdp도 함께 있으면 수신자 도메인의 관리자가 만든 규칙이 메일을 \
                  거부한 것입니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "nodemailer#1116, nodemailer#1704",
                en: [
                    "Switch 2-Step Verification on and make an app password at `https://myaccount.google.com/apppasswords`; enter it \
                        without blanks.",
                    "If the page says that app passwords are not available, ask the administrator of the organization.",
                    "Or let the program sign in by OAuth with the scope https://mail.google.com/.",
                ],
                ko: [
                    "2단계 인증을 켜고 `https://myaccount.google.com/apppasswords`에서 앱 비밀번호를 만들어 공백 없이 입력하세요.",
                    "앱 비밀번호를 사용할 수 없다고 나오면 조직의 관리자에게 문의하세요.",
                    "또는 프로그램이 권한 범위 https://mail.google.com/ 의 OAuth로 로그인하게 하세요.",
                ],
            },
            APP_PASSWORD_NEEDED: {
                date: "2026-11-23", source: "nodemailer#1116, nodemailer#1704",
                en: [
                    "Switch 2-Step Verification on; the administrator has to permit it for the organization.",
                    "Make an app password at `https://myaccount.google.com/apppasswords` and enter it without blanks instead of the \
                        normal password.",
                    "If app passwords are not available, ask the administrator, or let the program sign in by OAuth.",
                ],
                ko: [
                    "2단계 인증을 켜세요. 조직의 관리자가 2단계 인증을 허용해야 합니다.",
                    "`https://myaccount.google.com/apppasswords`에서 앱 비밀번호를 만들고, 일반 비밀번호 대신 공백 없이 입력하세요.",
                    "앱 비밀번호를 사용할 수 없다면 관리자에게 문의하거나 프로그램이 OAuth로 로그인하게 하세요.",
                ],
            },
            QUOTA: {
                date: "2026-11-23", source: "crmsupport.freshworks.com 50000002433, support.google.com/a/answer/3726730",
                en: [
                    "Wait until the 24 hours are over; nothing has to be changed in the settings.",
                    "Spread mailings over several days.",
                    "For mail from servers and devices, the administrator can set up the relay smtp-relay.gmail.com, which has its own \
                        limits.",
                ],
                ko: [
                    "24시간이 지날 때까지 기다리세요. 설정은 바꿀 것이 없습니다.",
                    "대량 메일은 여러 날에 나누어 보내세요.",
                    "서버나 장비에서 보내는 메일이라면 관리자가 한도가 따로 있는 smtp-relay.gmail.com 릴레이를 설정할 수 있습니다.",
                ],
            },
            POLICY_REJECTED: {
                date: "2026-02-12", source: "support.google.com/a/answer/3726730",
                en: [
                    "If gcdp stands at the end of the reply, ask the administrator of the recipient's domain: a rule of theirs refused \
                        the message.",
                    "Give them the whole reply with the characters between gcdp and gsmtp; they find the case with them.",
                ],
                ko: [
                    "응답 끝에 gcdp가 있으면 수신자 도메인의 관리자에게 문의하세요. 그쪽 관리자가 만든 규칙이 메일을 거부한 것입니다.",
                    "gcdp와 gsmtp 사이의 문자열까지 응답 전체를 전달하세요. 관리자는 그 값으로 해당 기록을 찾을 수 있습니다.",
                ],
            },
        ],
    }

    GOOGLE_WORKSPACE_RELAY { id: "google-workspace-relay", name: "Google Workspace SMTP relay",
        hosts: ["smtp-relay.gmail.com"],
        marks: ["smtp relay limit exceeded", "invalid credentials for relay", "support.google.com/a/answer/6140680"],
        submission: "smtp-relay.gmail.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-02-12", source: "support.google.com/a/answer/3726730",
              en: "The relay takes mail after a login or from an IP address that the administrator registered.",
              ko: "로그인하거나 관리자가 등록한 IP 주소에서 접속하면 메일을 릴레이합니다." },
            { date: "2026-11-23", source: "symfony#40414",
              en: "It wants a real host name or domain in EHLO. To another one it says 421 and hangs up, which many programs show only \
                  as an empty reply.",
              ko: "EHLO에 실제 호스트 이름이나 도메인이 있어야 합니다. 그렇지 않으면 421로 응답하고 연결을 끊습니다. 이때 421을 보여 \
                  주지 않고 응답이 비어 있다고만 표시하는 프로그램이 많습니다." },
            { date: "2026-02-12", source: "support.google.com/a/answer/3726730",
              en: "It has daily limits of its own: 550 5.4.5 and 550 5.7.1.",
              ko: "하루 발송 한도가 따로 있으며, 넘으면 550 5.4.5나 550 5.7.1로 응답합니다." },
        ],
        steps: [
            RELAY_DENIED: {
                date: "2026-02-12", source: "support.google.com/a/answer/3726730",
                en: [
                    "The Workspace administrator opens Apps > Google Workspace > Gmail > Routing in the Admin console and edits the SMTP \
                        relay service.",
                    "There the administrator adds the public IP address from which the server or device sends, or requires a login.",
                    "With a login, set user name and app password in the sending program.",
                    "The sender has to belong to a domain of the organization, unless the setting permits others.",
                ],
                ko: [
                    "Workspace 관리자는 관리 콘솔에서 앱 > Google Workspace > Gmail > 라우팅을 열고 SMTP 릴레이 서비스를 편집하세요.",
                    "그곳에 서버나 장비가 발송할 때 사용하는 공인 IP 주소를 추가하거나, SMTP 인증을 요구하도록 설정하세요.",
                    "로그인하는 방식이라면 발송하는 프로그램에 사용자 이름과 앱 비밀번호를 입력하세요.",
                    "설정에서 다른 도메인을 허용하지 않았다면 발신자는 조직의 도메인에 속해야 합니다.",
                ],
            },
            CONNECTION_DROPPED: {
                date: "2026-11-23", source: "symfony#40414",
                en: [
                    "Look in the log for the reply before the end: a 421 that the program did not show.",
                    "Set a real host name or domain for EHLO, not localhost or 127.0.0.1. In Symfony append `?local_domain=example.com` \
                        to the DSN, in Nodemailer set `name`.",
                    "Open fewer connections at once and send the messages one after the other.",
                ],
                ko: [
                    "연결이 끊기기 직전의 응답을 로그에서 확인하세요. 프로그램이 보여 주지 않은 421이 있습니다.",
                    "EHLO 이름을 localhost나 127.0.0.1이 아닌 실제 호스트 이름이나 도메인으로 설정하세요. Symfony는 DSN 끝에 \
                        `?local_domain=example.com`을 붙이고, Nodemailer는 `name`을 설정합니다.",
                    "동시에 여는 연결 수를 줄이고 메일을 차례로 보내세요.",
                ],
            },
            HELO_BAD: {
                date: "2026-11-23", source: "symfony#40414",
                en: [
                    "Set the name that the program sends in EHLO to a real host name or to your domain, not localhost.",
                    "In Symfony append `?local_domain=example.com` to the DSN, in Nodemailer set `name`; for Postfix it is \
                        `smtp_helo_name`.",
                ],
                ko: [
                    "프로그램이 EHLO로 보내는 이름을 localhost가 아닌 실제 호스트 이름이나 자신의 도메인으로 설정하세요.",
                    "Symfony는 DSN 끝에 `?local_domain=example.com`을 붙이고, Nodemailer는 `name`, Postfix는 `smtp_helo_name`을 \
                        설정합니다.",
                ],
            },
            WRONG_PORT_TLS_ON_PLAIN: {
                date: "2026-11-23", source: "nodemailer#1154",
                en: [
                    "With port 587 use STARTTLS (`secure: false` in Nodemailer).",
                    "With port 465 use TLS from the start (`secure: true`).",
                ],
                ko: [
                    "587 포트에는 명시적 SSL(STARTTLS)을 사용하세요. Nodemailer에서는 `secure: false`입니다.",
                    "465 포트에는 암시적 SSL을 사용하세요. 이때는 `secure: true`입니다.",
                ],
            },
            QUOTA: {
                date: "2026-02-12", source: "support.google.com/a/answer/3726730",
                en: [
                    "Wait until the 24 hours are over: the limit of the user or of the whole organization is used up.",
                    "The administrator looks for a program that sends more than it should.",
                    "For more mail than that, use a sending service.",
                ],
                ko: [
                    "24시간이 지날 때까지 기다리세요. 사용자 또는 조직 전체의 한도를 모두 사용한 것입니다.",
                    "관리자는 필요 이상으로 많이 보내는 프로그램이 있는지 확인하세요.",
                    "그보다 많이 보내야 한다면 발송 서비스를 사용하세요.",
                ],
            },
        ],
    }

    MICROSOFT_365 { id: "microsoft-365", name: "Microsoft 365 (Exchange Online)",
        hosts: ["smtp.office365.com", "office365.com", "mail.protection.outlook.com", "prod.outlook.com", "onmicrosoft.com"],
        marks: [
            "prod.outlook.com", "aka.ms/", "sender.office.com", "smtpclientauthentication is disabled",
            "not supported for client submission", "as(201806281)",
        ],
        submission: "smtp.office365.com: 587 (STARTTLS), 25 (STARTTLS)",
        facts: [
            { date: "2026-01-27", source: "missivus-wordpress v0.1.2, ZeroSMTP discussions 112 and 460",
              en: "The newest plan for passwords in SMTP AUTH that could be found: they work until the end of December 2026. Then they \
                  are off by default for existing tenants, where an administrator may switch them on again.",
              ko: "확인된 가장 최근 계획에 따르면 SMTP AUTH의 비밀번호 로그인은 2026년 12월 말까지 그대로 사용할 수 있습니다. 그 뒤 기존 \
                  테넌트에서는 기본으로 꺼지지만 관리자가 다시 켤 수 있습니다." },
            { date: "2026-01-27", source: "missivus-wordpress v0.1.2, ZeroSMTP discussions 112 and 460",
              en: "By the same plan, new tenants get no passwords from 2027, and the final date is to be announced in the second half of \
                  2027. SMTP AUTH with OAuth stays.",
              ko: "같은 계획에 따르면 2027년부터 새 테넌트에서는 비밀번호 로그인을 사용할 수 없으며, 최종 종료일은 2027년 하반기에 \
                  발표될 예정입니다. OAuth를 사용한 SMTP AUTH는 계속 제공됩니다." },
            { date: "2025", source: "opencti#12069",
              en: "An earlier plan, since postponed, was to refuse passwords step by step from 2026-03-01 to 2026-04-30, with 550 \
                  5.7.30 \"Basic authentication is not supported for Client Submission\".",
              ko: "이전 계획은 2026-03-01부터 2026-04-30까지 비밀번호를 단계적으로 거부하는 것이었으나 미루어졌습니다. 비밀번호를 \
                  거부할 때의 응답은 550 5.7.30 \"Basic authentication is not supported for Client Submission\"입니다." },
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "Thunderbird sets up OAuth2 only.",
              ko: "Thunderbird는 OAuth2만 설정합니다." },
            { date: "2026-11-23", source: "ZeroSMTP v1.2.0",
              en: "The switch for authenticated SMTP of a mailbox has three states: on, off and not set. \"Not set\" follows the switch \
                  of the tenant.",
              ko: "사서함의 인증된 SMTP 설정은 켜짐, 꺼짐, 설정 안 함의 세 가지이며, 설정하지 않으면 테넌트의 설정을 따릅니다." },
            { date: "2026-11-23", source: "email-oauth2-proxy#193",
              en: "Where authenticated SMTP is off, OAuth is refused too.",
              ko: "인증된 SMTP가 꺼져 있으면 OAuth도 거부됩니다." },
            { date: "2021-07-14", source: "Microsoft docs",
              en: "A mailbox may send 30 messages a minute and to 10,000 recipients a day. TLS 1.2 or newer is needed.",
              ko: "사서함 하나가 1분에 30통, 하루에 수신자 10,000명까지 보낼 수 있습니다. TLS 1.2 이상이 필요합니다." },
            { date: "2020", source: "PHPMailer#2194",
              en: "The EHLO reply lists LOGIN and XOAUTH2, but no PLAIN, and SIZE 157286400.",
              ko: "EHLO 응답에 LOGIN과 XOAUTH2가 있고 PLAIN은 없으며, SIZE는 157286400입니다." },
        ],
        steps: [
            BASIC_AUTH_DISABLED: {
                date: "2026-11-23", source: "OfficeDocs-Exchange#3124, rallly#3154, email-oauth2-proxy#193",
                en: [
                    "If the reply says that SmtpClientAuthentication is disabled, the administrator switches it on for this mailbox: \
                        Microsoft 365 admin center, Users > Active users > the user > Mail > Manage email apps > Authenticated SMTP; or, \
                        in Exchange Online PowerShell, `Set-CASMailbox -Identity USER -SmtpClientAuthenticationDisabled $false`.",
                    "If it speaks of basic authentication or of security defaults, that switch alone does not help: let the program sign \
                        in by OAuth (XOAUTH2). Authenticated SMTP has to be on for the mailbox all the same.",
                    "An app password counts as basic authentication as well, so it is refused too.",
                    "A program or device without OAuth sends through another relay or a sending service.",
                ],
                ko: [
                    "SmtpClientAuthentication이 꺼져 있다는 응답이라면 관리자가 이 사서함에서 켜야 합니다. Microsoft 365 관리 센터의 \
                        사용자 > 활성 사용자 > 해당 사용자 > 메일 > 전자 메일 앱 관리에서 인증된 SMTP를 선택하거나, Exchange Online \
                        PowerShell에서 `Set-CASMailbox -Identity USER -SmtpClientAuthenticationDisabled $false`를 실행하면 됩니다.",
                    "응답에 basic authentication이나 security defaults가 있으면 그 설정만으로는 해결되지 않으니 프로그램이 \
                        OAuth(XOAUTH2)로 로그인하게 하세요. 이때도 사서함의 인증된 SMTP는 켜져 있어야 합니다.",
                    "앱 비밀번호로 로그인하는 것도 기본 인증(basic authentication)이므로 똑같이 거부됩니다.",
                    "OAuth를 지원하지 않는 프로그램이나 장비는 다른 릴레이 서버나 발송 서비스를 거쳐 발송하세요.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "skillspeople#158, magento-2-smtp#108",
                en: [
                    "Enter the whole address as the user name, and the password of that mailbox.",
                    "Sign in once at `https://outlook.office.com`: a temporary password has to be changed there first.",
                    "Ask the administrator whether authenticated SMTP is on for this mailbox: some replies for that are the same 5.7.3.",
                    "If the account uses multi-factor authentication, let the program sign in by OAuth.",
                ],
                ko: [
                    "사용자 이름에는 메일 주소 전체를, 비밀번호에는 그 사서함의 비밀번호를 입력하세요.",
                    "`https://outlook.office.com`에 한 번 로그인하세요. 임시 비밀번호라면 먼저 그곳에서 바꾸어야 합니다.",
                    "관리자에게 이 사서함의 인증된 SMTP가 켜져 있는지 문의하세요. 꺼져 있을 때도 같은 5.7.3으로 응답하는 경우가 \
                        있습니다.",
                    "다단계 인증을 사용하는 계정이라면 프로그램이 OAuth로 로그인하게 하세요.",
                ],
            },
            AUTH_REQUIRED: {
                date: "2026-11-23", source: "OfficeDocs-Exchange#1615, lettre#217",
                en: [
                    "Use smtp.office365.com with port 587 and STARTTLS, and the login of a licensed mailbox; this host takes no mail \
                        without a login.",
                    "Check that the program does log in. It has to know LOGIN or XOAUTH2, since there is no PLAIN.",
                    "A device that cannot log in sends through a connector that the administrator sets up for its IP address.",
                ],
                ko: [
                    "smtp.office365.com의 587 포트에 명시적 SSL(STARTTLS)을 사용하고, 라이선스가 있는 사서함으로 로그인하세요. 이 서버는 \
                        로그인하지 않으면 메일을 받지 않습니다.",
                    "프로그램이 실제로 로그인하는지 확인하세요. PLAIN이 없으므로 LOGIN이나 XOAUTH2를 지원해야 합니다.",
                    "로그인할 수 없는 장비는 관리자가 그 IP 주소로 커넥터를 설정하면 그 커넥터를 통해 발송할 수 있습니다.",
                ],
            },
            CLIENT_LACKS_MECHANISM: {
                date: "2020", source: "PHPMailer#2194, lettre#217",
                en: [
                    "Let the program use LOGIN for a password, or XOAUTH2 for a token: PLAIN and CRAM-MD5 are not offered.",
                    "Check that STARTTLS is on: AUTH is listed only inside TLS.",
                ],
                ko: [
                    "비밀번호로 로그인한다면 LOGIN, 토큰으로 로그인한다면 XOAUTH2를 사용하게 하세요. PLAIN과 CRAM-MD5는 제공하지 \
                        않습니다.",
                    "명시적 SSL(STARTTLS)이 켜져 있는지 확인하세요. AUTH는 암호화 연결에서만 나옵니다.",
                ],
            },
            MECHANISM_UNSUPPORTED: {
                date: "2020", source: "PHPMailer#2194, lettre#217",
                en: [
                    "Choose LOGIN for a password or XOAUTH2 for a token in the program: PLAIN and CRAM-MD5 are not offered.",
                    "In a mail client, set the authentication method to \"normal password\" or OAuth2, not to \"encrypted password\".",
                ],
                ko: [
                    "프로그램에서 비밀번호라면 LOGIN, 토큰이라면 XOAUTH2를 선택하세요. PLAIN과 CRAM-MD5는 제공하지 않습니다.",
                    "메일 클라이언트라면 인증 방식을 암호화된 비밀번호가 아니라 일반 비밀번호나 OAuth2로 설정하세요.",
                ],
            },
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "gophish#2900",
                en: [
                    "Set From and the envelope sender to the address of the mailbox that logs in.",
                    "If another address is needed, the administrator gives the mailbox the Send As permission for it: in the Exchange \
                        admin center, in the mailbox of that address, under delegation.",
                ],
                ko: [
                    "From과 봉투 발신자를 로그인에 사용하는 사서함의 주소로 설정하세요.",
                    "다른 주소로 보내야 한다면 관리자가 로그인에 사용하는 사용자에게 그 주소의 \"Send As\" 권한을 주어야 합니다. \
                        Exchange 관리 센터에서 그 주소의 사서함을 열고 위임에서 사용자를 추가합니다.",
                ],
            },
            ACCOUNT_SUSPENDED: {
                date: "2026-11-23", source: "OfficeDocs-o365seccomp#643, Microsoft docs (5.7.700 through 5.7.750)",
                en: [
                    "5.1.8 \"bad outbound sender\": the administrator secures the account first: new password, multi-factor \
                        authentication, no unknown inbox rules.",
                    "Then the administrator removes it from Restricted entities in the Defender portal.",
                    "5.7.708 and similar codes concern a new or trial tenant: the administrator buys licences, or asks Microsoft \
                        support for an exception.",
                ],
                ko: [
                    "5.1.8 \"bad outbound sender\"라면 관리자는 먼저 그 계정의 비밀번호를 바꾸고, 다단계 인증을 켜고, 본인이 만들지 \
                        않은 받은 편지함 규칙을 지우세요.",
                    "그다음 Defender 포털의 제한된 엔터티(Restricted entities)에서 그 계정의 발송 제한을 해제하세요.",
                    "5.7.708과 그 앞뒤 번호의 코드는 새 테넌트나 평가판 테넌트에서 주로 나옵니다. 관리자가 라이선스를 구매하거나 Microsoft \
                        고객 지원에 예외를 요청해야 합니다.",
                ],
            },
            TLS_VERSION: {
                date: "2021-07-14", source: "Microsoft docs",
                en: [
                    "Update the program, its runtime or the firmware of the device so that it speaks TLS 1.2 or newer.",
                    "If the device cannot, let it send to a mail server of your own network that passes the mail on with TLS 1.2.",
                ],
                ko: [
                    "프로그램, 실행 환경 또는 장비의 펌웨어를 TLS 1.2 이상을 지원하는 버전으로 업데이트하세요.",
                    "업데이트할 수 없는 장비라면 자체 네트워크의 메일 서버로 보내고, 그 서버가 TLS 1.2로 전달하게 하세요.",
                ],
            },
            RATE_LIMIT: {
                date: "2021-07-14", source: "Microsoft docs",
                en: [
                    "Send at most 30 messages a minute from one mailbox.",
                    "Use few connections at once, and let the program wait and retry.",
                ],
                ko: [
                    "사서함 하나에서 1분에 30통까지만 보내세요.",
                    "동시에 여는 연결 수를 줄이고, 거부되면 기다렸다가 다시 시도하게 하세요.",
                ],
            },
            QUOTA: {
                date: "2021-07-14", source: "Microsoft docs; smtp-field-manual, 450",
                en: [
                    "If your own mailbox is meant: wait a day; 10,000 recipients a day is the limit. For mailings use a sending service.",
                    "\"Organization queue quota exceeded\" is about the recipient's organization: leave the message in the queue, and \
                        tell the administrator there.",
                ],
                ko: [
                    "자신의 사서함에 대한 응답이라면 하루를 기다리세요. 한도는 하루 수신자 10,000명이며, 대량 메일에는 발송 서비스를 \
                        사용하세요.",
                    "\"Organization queue quota exceeded\"는 수신자 조직의 문제이니 메일을 큐에 그대로 두고 그쪽 관리자에게 알리세요.",
                ],
            },
            IP_BLOCKED: {
                date: "2026-11-23", source: "reply text (sender.office.com)",
                en: [
                    "The mail administrator first finds and stops what sends spam from this IP address: a taken-over account, a misused \
                        web form, an infected device.",
                    "If the reply names `https://sender.office.com`, ask there for the address in the reply to be removed.",
                ],
                ko: [
                    "메일 관리자는 탈취된 계정, 악용된 웹 양식, 감염된 장비처럼 이 IP 주소에서 스팸을 보내는 원인을 먼저 찾아 \
                        없애세요.",
                    "응답에 `https://sender.office.com`이 나오면 그곳에서 응답에 있는 IP 주소의 차단 해제를 요청하세요.",
                ],
            },
            MAILBOX_UNAVAILABLE: {
                date: "2026-11-23", source: "sisimai lhost-office365-13",
                en: [
                    "Check the recipient's address letter by letter.",
                    "In Outlook, delete the suggestion from the auto-complete list and type the address anew: an old entry may point to \
                        a mailbox that is gone.",
                ],
                ko: [
                    "수신자의 주소를 한 글자씩 확인하세요.",
                    "Outlook이라면 자동 완성 목록에서 그 항목을 지우고 주소를 새로 입력하세요. 예전 항목이 없어진 사서함을 가리킬 수 \
                        있습니다.",
                ],
            },
        ],
    }

    OUTLOOK_COM { id: "outlook-com", name: "Outlook.com (Hotmail, Live, MSN)",
        hosts: ["smtp-mail.outlook.com", "olc.protection.outlook.com", "hotmail.com", "live.com", "msn.com"],
        marks: ["postmaster.live.com", "mail.live.com/mail", "(s3113)", "(s3140)", "(s3150)"],
        submission: "smtp-mail.outlook.com: 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "Thunderbird sets up OAuth2 only.",
              ko: "Thunderbird는 OAuth2만 설정합니다." },
            { date: "2018", source: "lettre#217, jordan-wright/email#113",
              en: "The EHLO reply lists LOGIN, but no PLAIN.",
              ko: "EHLO 응답에 LOGIN은 있고 PLAIN은 없습니다." },
        ],
        steps: [
            BASIC_AUTH_DISABLED: {
                date: "2026-03-12", source: "Thunderbird autoconfig, rallly#3154",
                en: [
                    "In the mail client, choose OAuth2 as the authentication method of the outgoing server, or remove the account and \
                        add it anew so that the sign-in window of Microsoft opens.",
                    "App passwords are refused as well.",
                    "A program or device without OAuth sends through another service: a private address has no administrator who could \
                        switch passwords on.",
                ],
                ko: [
                    "메일 클라이언트에서 보내는 메일 서버의 인증 방식을 OAuth2로 바꾸거나, 계정을 지우고 다시 추가하여 Microsoft 로그인 \
                        창이 열리게 하세요.",
                    "앱 비밀번호도 거부됩니다.",
                    "OAuth를 지원하지 않는 프로그램이나 장비는 다른 서비스를 거쳐 발송하세요. 개인 주소에는 비밀번호 로그인을 켜 줄 \
                        관리자가 없습니다.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-03-12", source: "Thunderbird autoconfig",
                en: [
                    "Let the client sign in by OAuth2: Thunderbird offers nothing else for Outlook.com, and a password may be refused \
                        even where it is right.",
                    "Enter the whole address as the user name.",
                ],
                ko: [
                    "클라이언트가 OAuth2로 로그인하게 하세요. Thunderbird의 자동 설정에도 OAuth2만 있으며, 비밀번호는 맞아도 거부될 \
                        수 있습니다.",
                    "사용자 이름에는 메일 주소 전체를 입력하세요.",
                ],
            },
            MECHANISM_UNSUPPORTED: {
                date: "2018", source: "lettre#217",
                en: [
                    "Permit LOGIN or XOAUTH2 in the program: PLAIN is not offered.",
                    "Prefer XOAUTH2: a password may be refused even where it is right.",
                ],
                ko: [
                    "프로그램에서 LOGIN이나 XOAUTH2를 허용하세요. PLAIN은 제공하지 않습니다.",
                    "되도록 XOAUTH2를 사용하세요. 비밀번호는 맞아도 거부될 수 있습니다.",
                ],
            },
            CLIENT_LACKS_MECHANISM: {
                date: "2018", source: "lettre#217",
                en: [
                    "Permit LOGIN or XOAUTH2 in the program: PLAIN is not offered.",
                    "Check that STARTTLS is on.",
                ],
                ko: [
                    "프로그램에서 LOGIN이나 XOAUTH2를 허용하세요. PLAIN은 제공하지 않습니다.",
                    "명시적 SSL(STARTTLS)이 켜져 있는지 확인하세요.",
                ],
            },
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "gophish#2900",
                en: [
                    "Set From and the envelope sender to the Outlook.com address that logs in, or to one of its aliases.",
                    "Another domain is not possible here: use the server of that domain.",
                ],
                ko: [
                    "From과 봉투 발신자를 로그인에 사용하는 Outlook.com 주소나 그 별칭으로 설정하세요.",
                    "다른 도메인의 주소로는 보낼 수 없으니 그 도메인의 서버를 사용하세요.",
                ],
            },
            IP_BLOCKED: {
                date: "2026-11-23", source: "sisimai rhost-microsoft-05, virtbiz.com knowledgebase 71",
                en: [
                    "The mail administrator looks for the cause first: a taken-over account, an open web form, forwarded spam. Then send \
                        less for some days.",
                    "Register the address at SNDS (`https://postmaster.live.com/snds/`), which shows how Microsoft judges it.",
                    "With S3140 or S3150, ask for removal in the form `https://go.microsoft.com/fwlink/?LinkID=614866`, and answer the \
                        first automatic mail if it refuses.",
                ],
                ko: [
                    "메일 관리자는 탈취된 계정, 악용된 웹 양식, 스팸 자동 전달 같은 원인을 먼저 찾고 며칠 동안 발송량을 줄이세요.",
                    "SNDS(`https://postmaster.live.com/snds/`)에 IP 주소를 등록하면 Microsoft의 평가를 볼 수 있습니다.",
                    "S3140이나 S3150이라면 `https://go.microsoft.com/fwlink/?LinkID=614866`의 양식으로 차단 해제를 요청하고, 자동 \
                        답장에서 거절되면 그 메일에 회신하세요.",
                ],
            },
            RATE_LIMIT: {
                date: "2026-11-23", source: "smtp-field-manual, 421",
                en: [
                    "Open fewer connections at once to Outlook.com and leave the messages in the queue.",
                    "In Postfix, make a transport for Outlook.com alone in `master.cf`, and in `main.cf` set a low \
                        `_destination_concurrency_limit` with its name in front, such as `outlook_destination_concurrency_limit = 2`.",
                ],
                ko: [
                    "Outlook.com으로 동시에 여는 연결 수를 줄이고 메일은 큐에 그대로 두세요.",
                    "Postfix라면 `master.cf`에 Outlook.com 전용 transport를 만들고, `main.cf`에서 그 이름에 \
                        `_destination_concurrency_limit`을 붙인 설정(예: `outlook_destination_concurrency_limit = 2`)을 낮추면 됩니다.",
                ],
            },
        ],
    }

    YAHOO { id: "yahoo", name: "Yahoo Mail",
        hosts: ["smtp.mail.yahoo.com", "yahoodns.net", "yahoo.com", "ymail.com"],
        marks: [
            "#auth005", "[tss04]", "[ts01]", "[ts02]", "[ts03]", "postmaster.yahooinc.com", "senders.yahooinc.com",
            "postmaster.verizonmedia.com",
        ],
        submission: "smtp.mail.yahoo.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-11-23", source: "PHPMailer#2034, maildroid#17",
              en: "The login takes an app password. The normal password is refused with 535 5.7.0 (#AUTH005) \"Too many bad auth \
                  attempts\", even at the first try.",
              ko: "앱 비밀번호로 로그인합니다. 일반 비밀번호는 처음 시도해도 535 5.7.0 (#AUTH005) \"Too many bad auth attempts\"로 \
                  거부됩니다." },
            { date: "2020", source: "PHPMailer#2034",
              en: "The EHLO reply lists PLAIN, LOGIN, XOAUTH2 and OAUTHBEARER.",
              ko: "EHLO 응답에 PLAIN, LOGIN, XOAUTH2, OAUTHBEARER가 있습니다." },
            { date: "2026-11-23", source: "help.yahoo.com SLN17518",
              en: "Small Business accounts may send 500 messages a day, each to at most 100 recipients. The help page has no date.",
              ko: "Small Business 계정은 하루에 500통, 메일 한 통에 수신자 100명까지 보낼 수 있습니다. 날짜가 없는 도움말 페이지의 \
                  수치입니다." },
        ],
        steps: [
            APP_PASSWORD_NEEDED: {
                date: "2026-11-23", source: "PHPMailer#2034, maildroid#17",
                en: [
                    "Sign in at `https://login.yahoo.com/account/security` and generate an app password.",
                    "Enter it, without blanks, instead of the normal password; the user name stays the whole address.",
                    "Do not go on trying the normal password. \"Too many bad auth attempts\" does not mean that waiting helps.",
                ],
                ko: [
                    "`https://login.yahoo.com/account/security`에 로그인하여 앱 비밀번호를 만드세요.",
                    "일반 비밀번호 대신 그 값을 공백 없이 입력하세요. 사용자 이름은 메일 주소 전체를 그대로 사용합니다.",
                    "일반 비밀번호로 계속 시도하지 마세요. \"Too many bad auth attempts\"라고 나와도 기다린다고 해결되지 않습니다.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "PHPMailer#2034, maildroid#17",
                en: [
                    "Generate an app password at `https://login.yahoo.com/account/security` and enter it without blanks.",
                    "Enter the whole address as the user name.",
                ],
                ko: [
                    "`https://login.yahoo.com/account/security`에서 앱 비밀번호를 만들어 공백 없이 입력하세요.",
                    "사용자 이름에는 메일 주소 전체를 입력하세요.",
                ],
            },
            POLICY_REJECTED: {
                date: "2026-11-23", source: "PHPMailer#2685, sisimai lhost-postfix-66",
                en: [
                    "If you send through smtp.mail.yahoo.com: set From to the address that logs in, and test with a short plain message \
                        without links.",
                    "If your server delivers to Yahoo: the mail administrator makes SPF, DKIM and DMARC pass for the domain in From and \
                        looks at the content.",
                ],
                ko: [
                    "smtp.mail.yahoo.com으로 발송한다면 From을 로그인에 사용하는 주소로 설정하고, 링크가 없는 짧은 텍스트 메일로 시험해 \
                        보세요.",
                    "자체 서버에서 Yahoo로 보낸다면 메일 관리자는 메일이 From 도메인의 SPF, DKIM, DMARC를 통과하게 하고 내용을 \
                        점검하세요.",
                ],
            },
            IP_BLOCKED: {
                date: "2026-11-23", source: "sisimai lhost-postfix-74, secuserve help 397",
                en: [
                    "Leave the messages in the queue: [TSS04] is a deferral, and the server tries again.",
                    "The mail administrator sends less to Yahoo, and stops mail to those who complained or never read it.",
                    "If it goes on for days, ask Yahoo through `https://senders.yahooinc.com`.",
                ],
                ko: [
                    "메일을 큐에 그대로 두세요. [TSS04]는 수신을 잠시 미룬다는 뜻이며, 발송 서버가 저절로 다시 시도합니다.",
                    "메일 관리자는 Yahoo로 보내는 양을 줄이고, 스팸으로 신고했거나 메일을 읽지 않는 수신자에게는 발송을 멈추세요.",
                    "며칠 동안 계속되면 `https://senders.yahooinc.com`에서 Yahoo에 문의하세요.",
                ],
            },
        ],
    }

    ICLOUD { id: "icloud", name: "iCloud Mail",
        hosts: ["smtp.mail.me.com", "icloud.com", "me.com", "mac.com"],
        marks: ["support.apple.com"],
        submission: "smtp.mail.me.com: 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "There is port 587 with STARTTLS only. The user name for sending is the whole address.",
              ko: "587 포트(명시적 SSL(STARTTLS))만 있습니다. 발송할 때의 사용자 이름은 메일 주소 전체입니다." },
            { date: "2026-06", source: "QuickMail#32, action-send-mail#84",
              en: "The login takes an app-specific password. There is no OAuth for other programs.",
              ko: "앱 비밀번호(Apple 화면의 앱 암호)로 로그인합니다. 다른 회사의 프로그램에는 OAuth를 제공하지 않습니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-06", source: "QuickMail#32, action-send-mail#84",
                en: [
                    "Sign in at `https://account.apple.com`, open Sign-In and Security > App-Specific Passwords, and make one. \
                        Two-factor authentication has to be on.",
                    "Enter it instead of the password of the Apple Account.",
                    "Enter the whole iCloud address as the user name, not an address of another provider that serves as the Apple \
                        Account.",
                ],
                ko: [
                    "`https://account.apple.com`에 로그인하여 로그인 및 보안 > 앱 암호에서 앱 비밀번호를 만드세요. 2단계 인증(Apple \
                        화면의 이중 인증)이 켜져 있어야 합니다.",
                    "Apple 계정의 비밀번호 대신 그 값을 입력하세요.",
                    "사용자 이름에는 iCloud 메일 주소 전체를 입력하세요. Apple 계정으로 쓰는 다른 서비스의 주소를 입력하면 안 됩니다.",
                ],
            },
            APP_PASSWORD_NEEDED: {
                date: "2026-06", source: "QuickMail#32, action-send-mail#84",
                en: [
                    "Sign in at `https://account.apple.com`, open Sign-In and Security > App-Specific Passwords, and make one. \
                        Two-factor authentication has to be on.",
                    "Enter it instead of the password of the Apple Account; the user name is the whole iCloud address.",
                ],
                ko: [
                    "`https://account.apple.com`에 로그인하여 로그인 및 보안 > 앱 암호에서 앱 비밀번호를 만드세요. 2단계 인증(Apple \
                        화면의 이중 인증)이 켜져 있어야 합니다.",
                    "Apple 계정의 비밀번호 대신 그 값을 입력하세요. 사용자 이름은 iCloud 메일 주소 전체입니다.",
                ],
            },
            CONNECT_TIMEOUT: {
                date: "2026-03-12", source: "Thunderbird autoconfig",
                en: [
                    "Use port 587 with STARTTLS: iCloud offers no port 465.",
                    "If 587 does not answer either, a firewall or the provider of the network may block it: try another network, or ask \
                        the administrator of this one.",
                ],
                ko: [
                    "587 포트에 명시적 SSL(STARTTLS)을 사용하세요. iCloud는 465 포트를 제공하지 않습니다.",
                    "587 포트도 응답하지 않는다면 방화벽이나 네트워크 제공업체가 차단했을 수 있습니다. 다른 네트워크에서 시도해 \
                        보거나 네트워크 관리자에게 문의하세요.",
                ],
            },
            CONNECTION_REFUSED: {
                date: "2026-03-12", source: "Thunderbird autoconfig",
                en: [
                    "Use port 587 with STARTTLS: iCloud offers no port 465.",
                    "Check the host: smtp.mail.me.com, for addresses at icloud.com too.",
                ],
                ko: [
                    "587 포트에 명시적 SSL(STARTTLS)을 사용하세요. iCloud는 465 포트를 제공하지 않습니다.",
                    "서버 이름이 smtp.mail.me.com인지 확인하세요. icloud.com 주소도 이 서버를 사용합니다.",
                ],
            },
            MAILBOX_FULL: {
                date: "2026-11-23", source: "sisimai rhost-apple-03",
                en: [
                    "The recipient has to free iCloud storage, which mail shares with photos and backups. Tell them in another way.",
                    "Send the message again afterwards.",
                ],
                ko: [
                    "수신자가 iCloud 저장 공간을 비워야 합니다. 메일은 사진, 백업과 공간을 함께 사용합니다. 다른 방법으로 수신자에게 \
                        알려 주세요.",
                    "그다음 메일을 다시 보내세요.",
                ],
            },
        ],
    }

    ZOHO { id: "zoho", name: "Zoho Mail",
        hosts: ["smtp.zoho.com", "smtp.zoho.eu", "zoho.com", "zoho.eu", "zoho.in", "zohomail.com"],
        marks: ["relaying disallowed as", "unusual sending activity detected"],
        submission: "smtp.zoho.com: 465 (TLS), 587 (STARTTLS); smtp.zoho.eu: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2018", source: "PHPAuth#282, mybb#2644, cachet#3052",
              en: "The EHLO reply lists LOGIN and PLAIN, and SIZE 53477376.",
              ko: "EHLO 응답에 LOGIN과 PLAIN이 있고, SIZE는 53477376입니다." },
            { date: "2026-11-23", source: "erpnext#19057, mattermost#13224",
              en: "The sender has to be the login or one of its aliases; otherwise the reply is 553 \"Relaying disallowed as\" with the \
                  sender.",
              ko: "발신자는 로그인에 사용하는 주소나 그 별칭이어야 합니다. 그렇지 않으면 553 \"Relaying disallowed as\" 뒤에 발신자를 \
                  붙여 응답합니다." },
            { date: "2026-11-23", source: "PHPAuth#282, mybb#2644, cachet#3052",
              en: "Sending that looks unusual is refused with 550 5.4.6.",
              ko: "평소와 다른 발송은 550 5.4.6으로 거부합니다." },
        ],
        steps: [
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "erpnext#19057, mattermost#13224",
                en: [
                    "Read what stands behind \"Relaying disallowed as\": that is the sender that the program really gave. A bare @ means \
                        that it is empty.",
                    "Set From and the envelope sender to the Zoho address that logs in.",
                    "If another address is needed, add it to the Zoho account as an alias first.",
                ],
                ko: [
                    "\"Relaying disallowed as\" 뒤의 값을 확인하세요. 프로그램이 실제로 보낸 발신자이며, @만 있으면 발신자가 비어 있는 \
                        것입니다.",
                    "From과 봉투 발신자를 로그인에 사용하는 Zoho 주소로 설정하세요.",
                    "다른 주소로 보내야 한다면 먼저 Zoho 계정에 별칭으로 추가하세요.",
                ],
            },
            RELAY_DENIED: {
                date: "2026-11-23", source: "erpnext#19057",
                en: [
                    "\"Relaying disallowed\" of Zoho is about the sender, not about relaying: set From to the Zoho address that logs in, \
                        or to one of its aliases.",
                    "If the log shows no 235, switch the login on in the program first.",
                ],
                ko: [
                    "Zoho의 \"Relaying disallowed\"는 릴레이가 아니라 발신자의 문제입니다. From을 로그인에 사용하는 Zoho 주소나 그 \
                        별칭으로 설정하세요.",
                    "로그에 235(로그인 성공)가 없다면 먼저 프로그램에서 로그인을 켜세요.",
                ],
            },
            ACCOUNT_SUSPENDED: {
                date: "2026-11-23", source: "reply text (550 5.4.6)",
                en: [
                    "Stop the program that sends, and sign in to Zoho Mail in a browser: read what it says about the account.",
                    "If it was not you who sent so much, somebody may have taken the account over: change the password.",
                    "Try again after some hours, with fewer messages.",
                ],
                ko: [
                    "발송하는 프로그램을 멈추고 웹에서 Zoho Mail에 로그인하여 계정에 대한 안내를 확인하세요.",
                    "본인이 발송한 것이 아니라면 계정이 탈취되었을 수 있으니 비밀번호를 바꾸세요.",
                    "몇 시간 뒤에 발송량을 줄여 다시 시도하세요.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-03-12", source: "Thunderbird autoconfig",
                en: [
                    "Take the host of the region in which the account lives: smtp.zoho.com, or smtp.zoho.eu for accounts in Europe. The \
                        other one does not know the account.",
                    "Enter the whole address as the user name.",
                ],
                ko: [
                    "계정이 있는 지역의 서버를 설정하세요. 기본은 smtp.zoho.com이고, 유럽의 계정은 smtp.zoho.eu입니다. 다른 지역의 \
                        서버에는 그 계정이 없어 로그인할 수 없습니다.",
                    "사용자 이름에는 메일 주소 전체를 입력하세요.",
                ],
            },
        ],
    }

    YANDEX { id: "yandex", name: "Yandex Mail",
        hosts: ["smtp.yandex.com", "smtp.yandex.ru", "yandex.com", "yandex.ru", "yandex.net", "ya.ru"],
        marks: ["not owned by auth user", "ya.cc/", "does not have access rights to this service"],
        submission: "smtp.yandex.com: 465 (TLS), 587 (STARTTLS); smtp.yandex.ru: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2020", source: "dokuwiki-plugin-smtp#38",
              en: "The EHLO reply lists LOGIN, PLAIN and XOAUTH2, and SIZE 42991616.",
              ko: "EHLO 응답에 LOGIN, PLAIN, XOAUTH2가 있고, SIZE는 42991616입니다." },
            { date: "2026-11-23", source: "PHPMailer#283, dokuwiki-plugin-smtp#38",
              en: "The sender has to be the login (553 5.7.1), and there is no login without TLS (530 5.7.7).",
              ko: "발신자가 로그인에 사용하는 주소와 다르면 553 5.7.1로, 암호화하지 않고 로그인하면 530 5.7.7로 거부합니다." },
            { date: "2026-11-23", source: "yandex.ru/support/mail-business/web/security/oauth.html",
              en: "OAuth works with XOAUTH2; the right for sending is called mail:smtp.",
              ko: "OAuth는 XOAUTH2를 사용하며, 발송에 필요한 권한은 mail:smtp입니다." },
        ],
        steps: [
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "PHPMailer#283",
                en: [
                    "Set From and the envelope sender to the Yandex address that logs in.",
                    "An address of your own domain works only with the mailbox of that address: log in as it.",
                ],
                ko: [
                    "From과 봉투 발신자를 로그인에 사용하는 Yandex 주소로 설정하세요.",
                    "자신의 도메인 주소로 보내려면 그 주소의 사서함으로 로그인해야 합니다.",
                ],
            },
            AUTH_EXCHANGE_BAD: {
                date: "2026-11-23", source: "joomla-cms#31499",
                en: [
                    "\"Invalid format\" mostly means that the password was empty: enter it again in the program and save.",
                    "Look into the log: after 334 there has to be a line that is not empty.",
                ],
                ko: [
                    "\"Invalid format\"은 대부분 빈 비밀번호를 보낸 것입니다. 프로그램에 비밀번호를 다시 입력하고 저장하세요.",
                    "로그에서 334 다음에 프로그램이 보낸 줄이 비어 있지 않은지 확인하세요.",
                ],
            },
            TLS_REQUIRED: {
                date: "2026-11-23", source: "PHPMailer#283, dokuwiki-plugin-smtp#38",
                en: [
                    "Use port 465 with TLS, or port 587 with STARTTLS: 530 5.7.7 means that the connection is not encrypted.",
                    "If others could listen on that network, change the password: it may have been sent unprotected.",
                ],
                ko: [
                    "465 포트에 암시적 SSL을, 또는 587 포트에 명시적 SSL(STARTTLS)을 사용하세요. 530 5.7.7은 연결이 암호화되지 않았다는 \
                        뜻입니다.",
                    "다른 사람이 엿볼 수 있는 네트워크였다면 비밀번호를 바꾸세요. 비밀번호가 암호화되지 않은 채 전송되었을 수 있습니다.",
                ],
            },
            SMTP_ACCESS_DISABLED: {
                date: "2026-11-23", source: "reply text (535 5.7.8, access rights)",
                en: [
                    "Open the settings of Yandex Mail in a browser, Email clients, and permit access from the server imap.yandex.com; \
                        save.",
                    "Make an app password for mail in the security settings of the Yandex ID and enter it instead of the normal \
                        password.",
                ],
                ko: [
                    "웹에서 Yandex Mail 설정의 Email clients를 열어 imap.yandex.com 서버로 접속하는 것을 허용하고 저장하세요.",
                    "Yandex ID의 보안 설정에서 메일용 앱 비밀번호를 만들고 일반 비밀번호 대신 입력하세요.",
                ],
            },
            OAUTH_TOKEN_BAD: {
                date: "2026-11-23", source: "yandex.ru/support/mail-business/web/security/oauth.html",
                en: [
                    "Give the OAuth application the right mail:smtp and get a new token.",
                    "Send it with XOAUTH2, with the whole address as the user.",
                ],
                ko: [
                    "OAuth 애플리케이션에 mail:smtp 권한을 주고 토큰을 새로 받으세요.",
                    "XOAUTH2의 user 값에 메일 주소 전체를 넣어 로그인하세요.",
                ],
            },
        ],
    }

    QQ { id: "qq", name: "QQ Mail",
        hosts: ["smtp.qq.com", "qq.com"],
        marks: ["service.mail.qq.com", "enter your authorization code", "must be same as authorization user", "newxmesmtplogicsvr"],
        submission: "smtp.qq.com: 465 (TLS)",
        facts: [
            { date: "2026-11-23", source: "yapi#2219",
              en: "The login takes an authorization code (授权码), a kind of app password, instead of the password.",
              ko: "비밀번호 대신 앱 비밀번호처럼 쓰는 인증 코드(授权码, authorization code)로 로그인합니다." },
            { date: "2026-11-23", source: "node-solid-server#1281",
              en: "The mechanisms are PLAIN and LOGIN. The sender has to be the login (501).",
              ko: "인증 메커니즘은 PLAIN과 LOGIN입니다. 발신자가 로그인에 사용하는 주소와 다르면 501로 거부합니다." },
        ],
        steps: [
            APP_PASSWORD_NEEDED: {
                date: "2026-11-23", source: "yapi#2219, lossme/ComicBook#3",
                en: [
                    "Sign in to QQ Mail in a browser, open Settings > Account, and switch the POP3/IMAP/SMTP service on.",
                    "Generate an authorization code (授权码) there and enter it instead of the password.",
                    "If a code that has worked is refused, generate a new one: it stops working when the password of the account is \
                        changed.",
                ],
                ko: [
                    "웹에서 QQ Mail에 로그인하여 설정 > 계정에서 POP3/IMAP/SMTP 서비스를 켜세요.",
                    "그곳에서 인증 코드(授权码)를 발급받아 비밀번호 대신 입력하세요.",
                    "사용하던 코드가 거부되면 새로 발급받으세요. 계정의 비밀번호를 바꾸면 코드도 무효가 됩니다.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "yapi#2219, lossme/ComicBook#3",
                en: [
                    "Check in the web settings, Account, that the POP3/IMAP/SMTP service is on.",
                    "Enter an authorization code (授权码) from that page as the password, not the password of QQ.",
                    "Enter the whole address as the user name.",
                ],
                ko: [
                    "웹 설정의 계정에서 POP3/IMAP/SMTP 서비스가 켜져 있는지 확인하세요.",
                    "비밀번호에는 QQ 비밀번호가 아니라 그 화면에서 발급받은 인증 코드(授权码)를 입력하세요.",
                    "사용자 이름에는 메일 주소 전체를 입력하세요.",
                ],
            },
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "node-solid-server#1281, gshang2017/docker#18",
                en: [
                    "Set the envelope sender and From to the QQ address that logs in.",
                    "A display name alone is not an address; for a name as well, write `Name <user@qq.com>`.",
                ],
                ko: [
                    "봉투 발신자와 From을 로그인에 사용하는 QQ 주소로 설정하세요.",
                    "표시 이름만으로는 주소가 되지 않습니다. 이름도 넣으려면 `홍길동 <user@qq.com>` 형식으로 쓰세요.",
                ],
            },
            SENDER_INVALID: {
                date: "2026-11-23", source: "gshang2017/docker#18",
                en: [
                    "Enter the QQ address that logs in as the sender: a display name alone is not an address.",
                    "For a name as well, write `Name <user@qq.com>`.",
                ],
                ko: [
                    "발신자에 로그인에 사용하는 QQ 주소를 입력하세요. 표시 이름만으로는 주소가 되지 않습니다.",
                    "이름도 넣으려면 `홍길동 <user@qq.com>` 형식으로 쓰세요.",
                ],
            },
        ],
    }

    TENCENT_EXMAIL { id: "tencent-exmail", name: "Tencent Exmail",
        hosts: ["smtp.exmail.qq.com", "exmail.qq.com"],
        marks: [],
        submission: "smtp.exmail.qq.com: 465 (TLS)",
        facts: [
            { date: "2026-11-23", source: "gshang2017/docker#18",
              en: "The sender has to be the login: \"mail from address must be same as authorization user\".",
              ko: "발신자는 로그인에 사용하는 주소여야 합니다. 다르면 \"mail from address must be same as authorization user\"라고 \
                  응답합니다." },
        ],
        steps: [
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "gshang2017/docker#18",
                en: [
                    "Set the envelope sender and From to the address that logs in.",
                    "A display name alone is not an address; for a name as well, write `Name <user@example.com>`.",
                ],
                ko: [
                    "봉투 발신자와 From을 로그인에 사용하는 주소로 설정하세요.",
                    "표시 이름만으로는 주소가 되지 않습니다. 이름도 넣으려면 `홍길동 <user@example.com>` 형식으로 쓰세요.",
                ],
            },
        ],
    }

    NETEASE { id: "netease", name: "NetEase Mail (163, 126)",
        hosts: ["smtp.163.com", "smtp.126.com", "163.com", "126.com", "yeah.net", "netease.com"],
        marks: ["dt:spm", "local user only,163", "local user only,126", ",163 smtp", ",126 smtp", "dt:spm 163", "dt:spm 126"],
        submission: "smtp.163.com: 465 (TLS); smtp.126.com: 465 (TLS)",
        facts: [
            { date: "2026-11-23", source: "12306#62, jumpserver#644",
              en: "SMTP has to be switched on in the web settings, and the login takes an authorization code (授权码), a kind of app \
                  password, instead of the password.",
              ko: "웹 설정에서 SMTP를 켜야 하며, 비밀번호 대신 앱 비밀번호처럼 쓰는 인증 코드(授权码, authorization code)로 \
                  로그인합니다." },
            { date: "2026-11-23", source: "weather-action#5",
              en: "The sender has to be the login: 553 \"Local user only\".",
              ko: "발신자는 로그인에 사용하는 주소여야 합니다. 다르면 553 \"Local user only\"로 응답합니다." },
            { date: "2026-11-23", source: "12306#62, jumpserver#644",
              en: "Outgoing mail is checked for spam: 554 with DT:SPM.",
              ko: "발송하는 메일에도 스팸 검사를 하며, 걸리면 554와 함께 DT:SPM이 나옵니다." },
        ],
        steps: [
            SMTP_ACCESS_DISABLED: {
                date: "2026-11-23", source: "mail-provider#6",
                en: [
                    "Sign in to the mailbox in a browser, open Settings > POP3/SMTP/IMAP, and switch IMAP/SMTP or POP3/SMTP on.",
                    "Enter the authorization code that the page shows then instead of the password.",
                ],
                ko: [
                    "웹에서 사서함에 로그인하여 설정 > POP3/SMTP/IMAP에서 IMAP/SMTP 또는 POP3/SMTP를 켜세요.",
                    "이때 화면에 나오는 인증 코드(授权码)를 비밀번호 대신 입력하세요.",
                ],
            },
            APP_PASSWORD_NEEDED: {
                date: "2026-11-23", source: "12306#62, mail-provider#6",
                en: [
                    "Open Settings > POP3/SMTP/IMAP by browser and add an authorization code (授权码).",
                    "Enter it instead of the password; the user name is the whole address.",
                ],
                ko: [
                    "웹에서 설정 > POP3/SMTP/IMAP을 열어 인증 코드(授权码)를 추가하세요.",
                    "비밀번호 대신 그 값을 입력하세요. 사용자 이름은 메일 주소 전체입니다.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "12306#62, jumpserver#644",
                en: [
                    "Check in the web settings that SMTP is on.",
                    "Enter the authorization code (授权码) as the password, not the password of the web page.",
                ],
                ko: [
                    "웹 설정에서 SMTP가 켜져 있는지 확인하세요.",
                    "비밀번호에는 웹 로그인 비밀번호가 아니라 인증 코드(授权码)를 입력하세요.",
                ],
            },
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "weather-action#5",
                en: [
                    "Set the envelope sender and From to the 163 or 126 address that logs in.",
                    "To show another address for answers, put it into Reply-To.",
                ],
                ko: [
                    "봉투 발신자와 From을 로그인에 사용하는 163 또는 126 주소로 설정하세요.",
                    "다른 주소로 답장을 받으려면 Reply-To에 그 주소를 넣으세요.",
                ],
            },
            SPAM_CONTENT: {
                date: "2026-11-23", source: "12306#62, jumpserver#644",
                en: [
                    "Change subject and text: single words such as \"test\", bare links and a repeated subject are refused easily.",
                    "Enter a real sender name and put the login address into From.",
                    "For regular mail to many, use a sending service.",
                ],
                ko: [
                    "제목과 본문을 바꾸세요. \"test\" 같은 한 단어, 링크만 있는 본문, 반복되는 제목은 쉽게 거부됩니다.",
                    "보내는 사람 이름을 제대로 넣고 From에는 로그인에 사용하는 주소를 사용하세요.",
                    "많은 사람에게 정기적으로 보낸다면 발송 서비스를 사용하세요.",
                ],
            },
        ],
    }

    PROTON { id: "proton", name: "Proton Mail",
        hosts: ["smtp.protonmail.ch", "protonmail.ch", "protonmail.com", "proton.me"],
        marks: ["protonmail-bridge", "proton mail bridge", "protonmail bridge"],
        submission: "smtp.protonmail.ch: 587 (STARTTLS); 127.0.0.1: 1025 (STARTTLS)",
        facts: [
            { date: "2024", source: "dokuwiki-plugin-smtp#65",
              en: "smtp.protonmail.ch is for addresses of one's own domain, with an SMTP token as the password. It lists PLAIN only, and \
                  SIZE 36480000.",
              ko: "smtp.protonmail.ch는 자신의 도메인 주소에만 사용할 수 있으며, SMTP 토큰을 비밀번호로 씁니다. PLAIN만 제공하고, SIZE는 \
                  36480000입니다." },
            { date: "2026-11-23", source: "shenxn/protonmail-bridge-docker#43, nextcloud/server#57422",
              en: "Other addresses send through Proton Mail Bridge on the same computer: 127.0.0.1, port 1025, with a password of \
                  Bridge's own. Its certificate is self-signed and for 127.0.0.1 only.",
              ko: "다른 주소는 같은 컴퓨터에서 실행하는 Proton Mail Bridge로 발송합니다. 서버는 127.0.0.1, 포트는 1025이며, Bridge가 \
                  따로 만든 비밀번호를 사용합니다. Bridge의 인증서는 127.0.0.1에만 유효한 자체 서명 인증서입니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2024", source: "dokuwiki-plugin-smtp#65, shenxn/protonmail-bridge-docker#43",
                en: [
                    "With smtp.protonmail.ch, enter the address for which the SMTP token was made, and the token as the password. Tokens \
                        are made in the web settings, All settings > IMAP/SMTP.",
                    "With Bridge, enter the user name and the password that Bridge shows for the mailbox.",
                    "The password of the Proton account works in neither case.",
                ],
                ko: [
                    "smtp.protonmail.ch라면 사용자 이름에 SMTP 토큰을 만든 주소를, 비밀번호에 그 토큰을 입력하세요. 토큰은 웹의 모든 \
                        설정 > IMAP/SMTP에서 만듭니다.",
                    "Bridge라면 Bridge가 그 사서함에 대해 보여 주는 사용자 이름과 비밀번호를 입력하세요.",
                    "Proton 계정의 비밀번호는 어느 쪽에서도 사용할 수 없습니다.",
                ],
            },
            CONNECT_TIMEOUT: {
                date: "2026-11-23", source: "nodemailer#1372",
                en: [
                    "mail.protonmail.com is no server for sending: replace it.",
                    "With an address of your own domain, use smtp.protonmail.ch, port 587, and an SMTP token.",
                    "With other addresses, install Proton Mail Bridge and use 127.0.0.1, port 1025.",
                ],
                ko: [
                    "mail.protonmail.com은 발송용 서버가 아니니 다른 서버로 바꾸세요.",
                    "자신의 도메인 주소라면 smtp.protonmail.ch의 587 포트와 SMTP 토큰을 사용하세요.",
                    "다른 주소라면 Proton Mail Bridge를 설치하고 127.0.0.1의 1025 포트를 사용하세요.",
                ],
            },
            MECHANISM_UNSUPPORTED: {
                date: "2024", source: "dokuwiki-plugin-smtp#65",
                en: [
                    "Let the program use PLAIN: smtp.protonmail.ch does not know LOGIN.",
                    "If it can do LOGIN only, update it or use another one.",
                ],
                ko: [
                    "프로그램이 PLAIN을 사용하게 하세요. smtp.protonmail.ch는 LOGIN을 지원하지 않습니다.",
                    "LOGIN만 지원하는 프로그램이라면 업데이트하거나 다른 프로그램을 사용하세요.",
                ],
            },
            TLS_CERT_NAME: {
                date: "2026-11-23", source: "shenxn/protonmail-bridge-docker#43",
                en: [
                    "Run the client on the computer on which Bridge runs, and enter 127.0.0.1 as the server: Bridge's certificate is for \
                        that name only.",
                    "In a container or on another host, import a certificate with the name that the client uses into Bridge.",
                ],
                ko: [
                    "Bridge가 실행되는 컴퓨터에서 클라이언트를 실행하고 서버에 127.0.0.1을 입력하세요. Bridge의 인증서는 그 이름에만 \
                        유효합니다.",
                    "컨테이너나 다른 호스트에서 접속한다면 클라이언트에 입력한 서버 이름으로 발급한 인증서를 Bridge에 \
                        가져오세요(import).",
                ],
            },
            TLS_CERT_UNTRUSTED: {
                date: "2026-11-23", source: "nextcloud/server#57422",
                en: [
                    "Export the certificate in Bridge (Settings > Advanced settings > Export TLS certificates).",
                    "Add it to the trusted certificates of the client or of the operating system, and leave the check on.",
                ],
                ko: [
                    "Bridge의 Settings > Advanced settings > Export TLS certificates에서 인증서를 내보내세요.",
                    "그 인증서를 클라이언트나 운영 체제의 신뢰하는 인증서에 추가하고, 인증서 검사는 켜 두세요.",
                ],
            },
            AUTH_NEEDS_TLS: {
                date: "2026-11-23", source: "shenxn/protonmail-bridge-docker#43",
                en: [
                    "Switch STARTTLS on in the program: Go's PlainAuth sends no password without TLS, except to localhost and 127.0.0.1.",
                    "Or run the program on the same host as Bridge and connect to 127.0.0.1.",
                ],
                ko: [
                    "프로그램에서 명시적 SSL(STARTTLS)을 켜세요. Go의 PlainAuth는 서버가 localhost나 127.0.0.1이 아니면 TLS 없이 \
                        비밀번호를 보내지 않습니다.",
                    "또는 Bridge와 같은 호스트에서 프로그램을 실행하고 127.0.0.1로 접속하세요.",
                ],
            },
        ],
    }

    AOL { id: "aol", name: "AOL Mail",
        hosts: ["smtp.aol.com", "aol.com", "mx-aol.mail.gm0.yahoodns.net"],
        marks: ["postmaster.info.aol.com"],
        submission: "smtp.aol.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is OAuth2 or a password.",
              ko: "OAuth2나 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    YAHOO_JAPAN { id: "yahoo-japan", name: "Yahoo! Japan Mail",
        hosts: ["smtp.mail.yahoo.co.jp", "yahoo.co.jp"],
        marks: [],
        submission: "smtp.mail.yahoo.co.jp: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS. It is a service apart from Yahoo Mail, with servers of its own.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다. Yahoo Mail과는 서버가 다른 별개의 서비스입니다." },
        ],
        steps: [],
    }

    FASTMAIL { id: "fastmail", name: "Fastmail",
        hosts: ["smtp.fastmail.com", "fastmail.com", "fastmail.fm", "messagingengine.com"],
        marks: [],
        submission: "smtp.fastmail.com: 465 (TLS)",
        facts: [
            { date: "2026-11-26", source: "fastmail.com/help servernamesandports, apppassword",
              en: "The login takes the whole address and an app password (Settings > Privacy & Security); the normal password is refused.",
              ko: "메일 주소 전체와 앱 비밀번호(Settings > Privacy & Security에서 만듦)로 로그인하며, 일반 비밀번호는 거부됩니다." },
            { date: "2026-11-26", source: "fastmail.com/help apppassword",
              en: "Accounts on a Basic plan have no SMTP and no app passwords.",
              ko: "Basic 요금제의 계정은 SMTP를 사용할 수 없고 앱 비밀번호도 만들 수 없습니다." },
        ],
        steps: [],
    }

    MAIL_RU { id: "mail-ru", name: "Mail.ru",
        hosts: ["smtp.mail.ru", "mail.ru"],
        marks: ["neobhodim parol prilozheniya", "help.mail.ru"],
        submission: "smtp.mail.ru: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2024", source: "print-designer#5",
              en: "The login takes an application password; the normal one is refused.",
              ko: "앱 비밀번호로 로그인하며, 일반 비밀번호는 거부됩니다." },
        ],
        steps: [
            APP_PASSWORD_NEEDED: {
                date: "2024", source: "print-designer#5",
                en: [
                    "Sign in to Mail.ru by browser and make a password for external applications in the security settings.",
                    "Enter it instead of the normal password; the user name is the whole address.",
                ],
                ko: [
                    "웹에서 Mail.ru에 로그인하여 보안 설정에서 외부 애플리케이션용 비밀번호를 만드세요.",
                    "일반 비밀번호 대신 그 값을 입력하세요. 사용자 이름은 메일 주소 전체입니다.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2024", source: "print-designer#5",
                en: [
                    "Make a password for external applications in the security settings of Mail.ru and enter it instead of the normal \
                        one.",
                    "Enter the whole address as the user name.",
                ],
                ko: [
                    "Mail.ru의 보안 설정에서 외부 애플리케이션용 비밀번호를 만들어 일반 비밀번호 대신 입력하세요.",
                    "사용자 이름에는 메일 주소 전체를 입력하세요.",
                ],
            },
        ],
    }

    GMX { id: "gmx", name: "GMX",
        hosts: ["mail.gmx.net", "mail.gmx.com", "gmx.net", "gmx.com", "gmx.de"],
        marks: ["postmaster.gmx"],
        submission: "mail.gmx.net: 465 (TLS), 587 (STARTTLS); mail.gmx.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password. Addresses of gmx.net and gmx.de use mail.gmx.net, those of gmx.com use mail.gmx.com.",
              ko: "비밀번호로 로그인합니다. gmx.net과 gmx.de 주소는 mail.gmx.net, gmx.com 주소는 mail.gmx.com을 사용합니다." },
            { date: "2026-11-23", source: "gophish#1665",
              en: "The reply 535 \"Authentication credentials invalid\" also comes as long as the mailbox does not permit POP3, IMAP and \
                  SMTP.",
              ko: "사서함에서 POP3, IMAP, SMTP를 허용하지 않았을 때도 535 \"Authentication credentials invalid\"로 응답합니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "gophish#1665",
                en: [
                    "Sign in to GMX in a browser, open the settings, POP3 & IMAP, and permit access for mail programs; save.",
                    "Enter the whole address as the user name, and the password of the mailbox.",
                ],
                ko: [
                    "웹에서 GMX에 로그인하여 설정의 POP3 및 IMAP에서 메일 프로그램의 접속을 허용하고 저장하세요.",
                    "사용자 이름에는 메일 주소 전체를, 비밀번호에는 사서함의 비밀번호를 입력하세요.",
                ],
            },
            SMTP_ACCESS_DISABLED: {
                date: "2026-11-23", source: "gophish#1665",
                en: [
                    "Sign in to GMX in a browser, open the settings, POP3 & IMAP, and permit access for mail programs; save.",
                    "Try again after some minutes with the same password.",
                ],
                ko: [
                    "웹에서 GMX에 로그인하여 설정의 POP3 및 IMAP에서 메일 프로그램의 접속을 허용하고 저장하세요.",
                    "몇 분 뒤에 같은 비밀번호로 다시 시도하세요.",
                ],
            },
        ],
    }

    WEB_DE { id: "web-de", name: "WEB.DE",
        hosts: ["smtp.web.de", "web.de"],
        marks: [],
        submission: "smtp.web.de: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password.",
              ko: "비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    IONOS { id: "ionos", name: "IONOS (1&1)",
        hosts: ["smtp.ionos.de", "smtp.1und1.de", "ionos.de", "ionos.com", "1und1.de", "kundenserver.de"],
        marks: [],
        submission: "smtp.ionos.de: 465 (TLS), 587 (STARTTLS); smtp.1und1.de: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2011", source: "nodemailer#26, hm_email#13",
              en: "The EHLO reply lists LOGIN and PLAIN, and SIZE 120000000.",
              ko: "EHLO 응답에 LOGIN과 PLAIN이 있고, SIZE는 120000000입니다." },
            { date: "2011", source: "nodemailer#26",
              en: "After STARTTLS the server wants EHLO again; AUTH without it is answered with 503.",
              ko: "STARTTLS 뒤에는 EHLO를 다시 보내야 하며, 보내지 않고 AUTH를 보내면 503으로 응답합니다." },
        ],
        steps: [
            BAD_SEQUENCE: {
                date: "2011", source: "nodemailer#26",
                en: [
                    "Update the mail library: it has to send EHLO again after STARTTLS.",
                    "In a program of your own, send EHLO, STARTTLS, EHLO, and only then AUTH.",
                ],
                ko: [
                    "메일 라이브러리를 업데이트하세요. STARTTLS 뒤에 EHLO를 다시 보내야 합니다.",
                    "직접 만든 프로그램이라면 EHLO, STARTTLS, EHLO를 차례로 보낸 다음 AUTH를 보내세요.",
                ],
            },
        ],
    }

    STRATO { id: "strato", name: "STRATO",
        hosts: ["smtp.strato.de", "strato.de", "rzone.de"],
        marks: [],
        submission: "smtp.strato.de: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password.",
              ko: "비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    T_ONLINE { id: "t-online", name: "T-Online (Telekom)",
        hosts: ["securesmtp.t-online.de", "t-online.de"],
        marks: [],
        submission: "securesmtp.t-online.de: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password.",
              ko: "비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    POSTEO { id: "posteo", name: "Posteo",
        hosts: ["posteo.de"],
        marks: [],
        submission: "posteo.de: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password; the host for sending is posteo.de itself.",
              ko: "비밀번호로 로그인하며, 발송 서버의 이름은 posteo.de 그대로입니다." },
        ],
        steps: [],
    }

    BLUEWIN { id: "bluewin", name: "Bluewin (Swisscom)",
        hosts: ["smtpauths.bluewin.ch", "bluewin.ch"],
        marks: ["support.bluewin.ch"],
        submission: "smtpauths.bluewin.ch: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다." },
            { date: "2026-11-23", source: "hitobito#953",
              en: "As a receiver, it slows down servers by the reputation of their IP address, and says so with 554 5.2.0.",
              ko: "수신 서버는 발송 IP 주소의 평판에 따라 메일을 받는 속도를 제한하며, 한도를 넘으면 554 5.2.0으로 응답합니다." },
        ],
        steps: [
            RATE_LIMIT: {
                date: "2026-11-23", source: "hitobito#953",
                en: [
                    "Send more slowly to addresses at bluewin.ch and try again later: although it is a 554, the refusal is for now.",
                    "The mail administrator asks Bluewin by the address in the reply to look at the sending IP address again.",
                ],
                ko: [
                    "bluewin.ch 주소로는 천천히 보내고 나중에 다시 시도하세요. 554는 영구적인 오류 코드이지만 여기서는 일시적인 \
                        거부입니다.",
                    "메일 관리자는 응답에 있는 주소에서 발송 IP 주소를 다시 평가해 달라고 Bluewin에 요청하세요.",
                ],
            },
        ],
    }

    INFOMANIAK { id: "infomaniak", name: "Infomaniak",
        hosts: ["mail.infomaniak.com", "infomaniak.com", "infomaniak.ch", "ik.me"],
        marks: [],
        submission: "mail.infomaniak.com: 587 (STARTTLS)",
        facts: [
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "Nodemailer's list of services names mail.infomaniak.com with port 587.",
              ko: "Nodemailer의 서비스 목록에는 mail.infomaniak.com의 587 포트로 나와 있습니다." },
        ],
        steps: [],
    }

    OVH { id: "ovh", name: "OVHcloud",
        hosts: ["ssl0.ovh.net", "mail.ovh.net"],
        marks: [],
        submission: "ssl0.ovh.net: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password.",
              ko: "비밀번호로 로그인합니다." },
            { date: "2026-11-23", source: "symfony#36450",
              en: "From some web hosts the connection to ssl0.ovh.net, port 587, is refused, since the host blocks that port.",
              ko: "웹 호스팅에 따라서는 587 포트를 차단하여 ssl0.ovh.net:587 연결이 거부됩니다." },
        ],
        steps: [
            CONNECTION_REFUSED: {
                date: "2026-11-23", source: "symfony#36450",
                en: [
                    "Try port 465 with TLS instead of 587.",
                    "If that is refused as well, ask the web host which port or which relay of its own is open for sending.",
                ],
                ko: [
                    "587 대신 465 포트에 암시적 SSL을 사용해 보세요.",
                    "그것도 거부되면 웹 호스팅 업체에 발송에 사용할 수 있는 포트나 업체의 릴레이 서버가 있는지 문의하세요.",
                ],
            },
        ],
    }

    GANDI { id: "gandi", name: "Gandi",
        hosts: ["mail.gandi.net"],
        marks: [],
        submission: "mail.gandi.net: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password.",
              ko: "비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    ORANGE { id: "orange", name: "Orange (France)",
        hosts: ["smtp.orange.fr", "smtp-in.orange.fr"],
        marks: ["ofr_"],
        submission: "smtp.orange.fr: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    FREE { id: "free", name: "Free (France)",
        hosts: ["smtp.free.fr", "mx1.free.fr", "mx2.free.fr"],
        marks: [],
        submission: "smtp.free.fr: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    LIBERO { id: "libero", name: "Libero Mail",
        hosts: ["smtp.libero.it", "libero.it"],
        marks: [],
        submission: "smtp.libero.it: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    SEZNAM { id: "seznam", name: "Seznam Email",
        hosts: ["smtp.seznam.cz", "seznam.cz", "email.cz", "post.cz"],
        marks: [],
        submission: "smtp.seznam.cz: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    WP { id: "wp", name: "WP Poczta",
        hosts: ["smtp.wp.pl", "wp.pl"],
        marks: [],
        submission: "smtp.wp.pl: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    RAMBLER { id: "rambler", name: "Rambler",
        hosts: ["smtp.rambler.ru", "rambler.ru"],
        marks: [],
        submission: "smtp.rambler.ru: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    COMCAST { id: "comcast", name: "Comcast (Xfinity)",
        hosts: ["smtp.comcast.net", "mx1.comcast.net", "mx2.comcast.net"],
        marks: ["postmaster.comcast.net"],
        submission: "smtp.comcast.net: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is OAuth2 or a password.",
              ko: "OAuth2나 비밀번호로 로그인합니다." },
        ],
        steps: [],
    }

    ATT { id: "att", name: "AT&T Mail",
        hosts: ["smtp.mail.att.net", "outbound.att.net", "att.net", "prodigy.net"],
        marks: ["abuse-att.net", "connections not accepted from servers without a valid sender domain"],
        submission: "smtp.mail.att.net: 465 (TLS); outbound.att.net: 465 (TLS)",
        facts: [
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "The login is OAuth2 or a password, on port 465 with TLS.",
              ko: "465 포트(암시적 SSL)에서 OAuth2나 비밀번호로 로그인합니다." },
            { date: "2026-11-23", source: "sisimai lhost-exim-43",
              en: "As a receiver, it refuses servers whose IP address has no reverse DNS: 550 5.7.1 \"Connections not accepted from \
                  servers without a valid sender domain\".",
              ko: "메일을 받을 때 역방향 DNS(PTR) 레코드가 없는 서버는 550 5.7.1 \"Connections not accepted from servers without a valid \
                  sender domain\"으로 거부합니다." },
        ],
        steps: [],
    }

    ALIYUN { id: "aliyun", name: "Aliyun Mail (Alibaba)",
        hosts: ["smtp.aliyun.com", "smtp.qiye.aliyun.com", "mail.aliyun.com", "mxhichina.com"],
        marks: [],
        submission: "smtp.aliyun.com: 465 (TLS); smtp.qiye.aliyun.com: 465 (TLS)",
        facts: [
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "smtp.aliyun.com is for private addresses, smtp.qiye.aliyun.com for those of companies.",
              ko: "smtp.aliyun.com은 개인 주소용, smtp.qiye.aliyun.com은 기업 주소용입니다." },
            { date: "2026-11-23", source: "smtp-cli#24",
              en: "The server wants EHLO before the login.",
              ko: "로그인하기 전에 EHLO를 보내야 합니다." },
        ],
        steps: [],
    }

    GODADDY { id: "godaddy", name: "GoDaddy",
        hosts: [
            "smtpout.secureserver.net", "smtp.secureserver.net", "mailstore1.secureserver.net", "smtp.asia.secureserver.net",
            "smtp.europe.secureserver.net",
        ],
        marks: ["http://x.co/", "ibsmtp servers", "ib508", "ib607"],
        submission: "smtpout.secureserver.net: 465 (TLS)",
        facts: [
            { date: "2026-11-23", source: "symfony#34846",
              en: "The host for sending is smtpout.secureserver.net, with port 465.",
              ko: "발송 서버는 smtpout.secureserver.net이며 465 포트를 사용합니다." },
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "Nodemailer's list of services names port 25 of the same host.",
              ko: "Nodemailer의 서비스 목록에는 같은 서버의 25 포트로 나와 있습니다." },
            { date: "2026-11-23", source: "godaddy.com/help 40685",
              en: "Its receiving servers end their refusals with a code such as IB508; GoDaddy's help page lists what each one means.",
              ko: "수신 서버의 거부 응답은 IB508 같은 코드로 끝나며, 코드의 뜻은 GoDaddy 도움말에 나와 있습니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "godaddy.com/help 40685",
                en: [
                    "If the reply says \"Authentication not allowed on IBSMTP Servers\" (IB401), the program talks to a server for \
                        receiving: enter smtpout.secureserver.net, port 465 with TLS, as the outgoing server.",
                    "Otherwise enter the whole address as the user name, and the password of the mailbox, not of the GoDaddy account.",
                ],
                ko: [
                    "\"Authentication not allowed on IBSMTP Servers\"(IB401)라고 나오면 프로그램이 수신용 서버에 접속한 것입니다. 보내는 \
                        메일 서버를 smtpout.secureserver.net, 465 포트, 암시적 SSL로 설정하세요.",
                    "그 밖에는 사용자 이름에 메일 주소 전체를, 비밀번호에 GoDaddy 계정이 아닌 사서함의 비밀번호를 입력하세요.",
                ],
            },
            SPF_FAIL: {
                date: "2026-11-23", source: "sisimai lhost-office365-03",
                en: [
                    "IB508: the administrator of the sender's domain adds the IP address in the reply, or the include of the sending \
                        service, to the SPF record of the domain.",
                    "Send again when the DNS change has spread.",
                ],
                ko: [
                    "IB508이라면 발신자 도메인의 관리자가 응답에 있는 IP 주소나 발송 서비스의 include를 도메인의 SPF 레코드에 추가해야 \
                        합니다.",
                    "DNS 변경이 반영된 뒤에 다시 보내세요.",
                ],
            },
            TOO_MANY_RECIPIENTS: {
                date: "2026-11-23", source: "sisimai rhost-godaddy-03",
                en: [
                    "IB607: wait an hour. 5.1.1 does not mean here that the address is unknown: do not delete it from lists.",
                    "Send to fewer recipients an hour.",
                ],
                ko: [
                    "IB607이라면 한 시간 기다리세요. 이 응답의 5.1.1은 없는 주소라는 뜻이 아니니 수신자를 목록에서 지우지 마세요.",
                    "한 시간에 보내는 수신자 수를 줄이세요.",
                ],
            },
        ],
    }
}
