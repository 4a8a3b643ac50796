//! Providers: services that send for programs.

providers! { SERVICES:
    AMAZON_SES { id: "amazon-ses", name: "Amazon SES",
        hosts: [
            "email-smtp.us-east-1.amazonaws.com", "email-smtp.us-east-2.amazonaws.com", "email-smtp.us-west-1.amazonaws.com",
            "email-smtp.us-west-2.amazonaws.com", "email-smtp.us-gov-east-1.amazonaws.com", "email-smtp.us-gov-west-1.amazonaws.com",
            "email-smtp.ca-central-1.amazonaws.com", "email-smtp.sa-east-1.amazonaws.com", "email-smtp.eu-central-1.amazonaws.com",
            "email-smtp.eu-north-1.amazonaws.com", "email-smtp.eu-west-1.amazonaws.com", "email-smtp.eu-west-2.amazonaws.com",
            "email-smtp.eu-west-3.amazonaws.com", "email-smtp.ap-northeast-1.amazonaws.com", "email-smtp.ap-northeast-2.amazonaws.com",
            "email-smtp.ap-northeast-3.amazonaws.com", "email-smtp.ap-south-1.amazonaws.com", "email-smtp.ap-southeast-1.amazonaws.com",
            "email-smtp.ap-southeast-2.amazonaws.com", "inbound-smtp.us-east-1.amazonaws.com", "inbound-smtp.us-west-2.amazonaws.com",
            "inbound-smtp.eu-west-1.amazonaws.com", "amazonses.com",
        ],
        marks: ["email-smtp.", "identities failed the check in region", "throttling failure"],
        submission: "email-smtp.REGION.amazonaws.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-11-23", source: "docs.aws.amazon.com send-email-smtp",
              en: "The login takes SMTP credentials, which are made for one region and hold in that region only.",
              ko: "SMTP 자격 증명으로 로그인합니다. 자격 증명은 리전마다 따로 만들며 그 리전에서만 유효합니다." },
            { date: "2020", source: "swaks#15",
              en: "PLAIN and LOGIN are listed before TLS already, but refused there with 530. SIZE was 10485760.",
              ko: "PLAIN과 LOGIN이 암호화하기 전에도 EHLO 응답에 나오지만, 그대로 사용하면 530으로 거부됩니다. SIZE는 10485760이었습니다." },
            { date: "2026-11-26", source: "docs.aws.amazon.com quotas",
              en: "Over SMTP, a message may have 40 MB, with its attachments and after encoding.",
              ko: "SMTP로는 첨부 파일까지 합쳐 인코딩한 뒤의 크기로 메일 한 통에 40MB까지 보낼 수 있습니다." },
            { date: "2026-11-23", source: "docs.aws.amazon.com manage-sending-quotas-errors",
              en: "There is a limit per second and one per 24 hours. Over either, the reply is 454 \"Throttling failure\", and SES drops \
                  the message.",
              ko: "초당 한도와 24시간 한도가 있습니다. 넘으면 454 \"Throttling failure\"로 응답하고 메일을 버립니다." },
            { date: "2026-11-23", source: "repost.aws ses-554-400-message-rejected-error",
              en: "In the sandbox, recipients have to be verified too. The reply for an unverified sender and an unverified recipient is \
                  the same 554.",
              ko: "샌드박스에서는 수신자의 주소도 소유를 확인해야 합니다. 발신자가 확인되지 않았을 때와 수신자가 확인되지 않았을 때 \
                  모두 같은 554로 응답합니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "docs.aws.amazon.com send-email-smtp",
                en: [
                    "Make SMTP credentials in the SES console (SMTP settings > Create SMTP credentials) and enter these. An access key \
                        of IAM and its secret do not work as they are.",
                    "Check the region: credentials of one region are refused at the host of another.",
                    "The password may hold + and /: in a URL or DSN, write them as %2B and %2F.",
                ],
                ko: [
                    "SES 콘솔의 SMTP 설정(SMTP settings)에서 Create SMTP credentials로 만든 값을 입력하세요. IAM의 액세스 키와 보안 \
                        액세스 키는 그대로 사용할 수 없습니다.",
                    "리전을 확인하세요. 다른 리전의 서버에서는 자격 증명이 거부됩니다.",
                    "비밀번호에 +나 /가 있을 수 있습니다. URL이나 DSN에는 %2B와 %2F로 쓰세요.",
                ],
            },
            TLS_REQUIRED: {
                date: "2020", source: "swaks#15",
                en: [
                    "Switch STARTTLS on for port 587 (`--tls` in swaks), or use port 465 with TLS.",
                    "Do not go by the AUTH line before TLS: SES lists it, but takes the login only after STARTTLS.",
                ],
                ko: [
                    "587 포트라면 명시적 SSL(STARTTLS)을 켜고(swaks는 `--tls`), 465 포트라면 암시적 SSL을 사용하세요.",
                    "암호화하기 전의 AUTH 줄은 믿지 마세요. 목록에는 나오지만 STARTTLS를 시작한 뒤에만 로그인을 받습니다.",
                ],
            },
            SENDER_NOT_VERIFIED: {
                date: "2026-11-23", source: "repost.aws ses-554-400-message-rejected-error",
                en: [
                    "Read the addresses and the region at the end of the 554: these identities are not verified in that region.",
                    "If your sender is among them, verify the address or, better, the domain in the SES console of the same region, or \
                        correct the From address.",
                    "If it is the recipient's address, the account is still in the sandbox: request production access.",
                ],
                ko: [
                    "554 응답 끝의 주소와 리전을 확인하세요. 그 리전에서 소유가 확인되지 않은 주소나 도메인입니다.",
                    "발신자의 주소나 도메인이라면 같은 리전의 SES 콘솔에서 소유를 확인하거나(되도록 도메인 전체), From 주소를 \
                        바로잡으세요.",
                    "수신자의 주소라면 계정이 아직 샌드박스에 있는 것이니 프로덕션 액세스를 요청하세요.",
                ],
            },
            SANDBOX_MODE: {
                date: "2026-11-23", source: "repost.aws ses-554-400-message-rejected-error",
                en: [
                    "Request production access in the SES console of the region from which you send (Account dashboard).",
                    "Until then, verify each recipient's address there as an identity.",
                    "Each region has a sandbox of its own.",
                ],
                ko: [
                    "발송하는 리전의 SES 콘솔(계정 대시보드)에서 프로덕션 액세스를 요청하세요.",
                    "그때까지는 수신자의 주소도 그곳에서 하나씩 소유를 확인하세요.",
                    "샌드박스는 리전마다 따로 적용됩니다.",
                ],
            },
            RATE_LIMIT: {
                date: "2026-11-23", source: "docs.aws.amazon.com manage-sending-quotas-errors",
                en: [
                    "\"Maximum sending rate exceeded\": wait, with a growing pause of up to ten minutes, and send the message again; SES \
                        does not keep it.",
                    "Limit the messages per second in the program to the number in the console (Account dashboard).",
                ],
                ko: [
                    "\"Maximum sending rate exceeded\"라면 간격을 최대 10분까지 늘려 가며 기다렸다가 다시 보내세요. SES는 그 메일을 \
                        보관하지 않습니다.",
                    "프로그램의 초당 발송 수를 콘솔(계정 대시보드)에 나오는 값 이하로 제한하세요.",
                ],
            },
            QUOTA: {
                date: "2026-11-23", source: "docs.aws.amazon.com manage-sending-quotas-errors",
                en: [
                    "\"Daily message quota exceeded\": wait until the last 24 hours hold fewer messages, and send it again then.",
                    "Request a higher quota in the console of the same region if this comes often.",
                ],
                ko: [
                    "\"Daily message quota exceeded\"라면 최근 24시간의 발송량이 줄어들 때까지 기다렸다가 다시 보내세요.",
                    "자주 발생하면 같은 리전의 콘솔에서 한도 증가를 요청하세요.",
                ],
            },
            HEADER_BAD: {
                date: "2026-11-23", source: "sisimai lhost-postfix-78",
                en: [
                    "\"Duplicate header 'DKIM-Signature'\": let only one side sign. Switch DKIM off in your server for mail that goes \
                        through SES, or leave signing to your server.",
                    "For any other duplicate header, remove the second one in the program.",
                ],
                ko: [
                    "\"Duplicate header 'DKIM-Signature'\"라면 한쪽에서만 서명하세요. SES로 보내는 메일은 자체 서버의 DKIM 서명을 \
                        끄거나, 서명을 자체 서버에만 맡기세요.",
                    "다른 헤더가 중복되었다면 프로그램에서 하나를 없애세요.",
                ],
            },
        ],
    }

    SENDGRID { id: "sendgrid", name: "SendGrid (Twilio)",
        hosts: ["smtp.sendgrid.net", "sendgrid.net", "sendgrid.com"],
        marks: ["maximum credits exceeded", "verified sender identity"],
        submission: "smtp.sendgrid.net: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-11-23", source: "sendgrid/docs#6473",
              en: "The user name is the word apikey, the same for everybody; the password is an API key.",
              ko: "사용자 이름은 누구나 똑같이 apikey라는 단어이고, 비밀번호는 API 키입니다." },
            { date: "2020", source: "mautic#8721",
              en: "The EHLO reply lists PLAIN and LOGIN, and SIZE 31457280.",
              ko: "EHLO 응답에 PLAIN과 LOGIN이 있고, SIZE는 31457280입니다." },
            { date: "2020", source: "mautic#8721",
              en: "A used-up plan is answered at AUTH, with 451 \"Authentication failed: Maximum credits exceeded\".",
              ko: "요금제의 발송량을 모두 사용하면 AUTH에서 451 \"Authentication failed: Maximum credits exceeded\"로 응답합니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "sendgrid/docs#6473",
                en: [
                    "Enter apikey, exactly this word, as the user name.",
                    "Enter an API key that begins with SG. as the password, whole and without blanks. It is shown once only; if in \
                        doubt, make a new one.",
                    "The API key needs the permission Mail Send.",
                ],
                ko: [
                    "사용자 이름에 apikey라는 단어를 그대로 입력하세요.",
                    "비밀번호에는 SG.으로 시작하는 API 키 전체를 공백 없이 입력하세요. 만들 때 한 번만 표시되므로 확실하지 않으면 새로 \
                        만드세요.",
                    "API 키에 Mail Send 권한이 있어야 합니다.",
                ],
            },
            QUOTA: {
                date: "2020", source: "mautic#8721",
                en: [
                    "Leave the API key as it is: the credits of the plan are used up, although the reply speaks of authentication.",
                    "Raise the plan, or wait until the credits are renewed (daily or monthly, as the plan says).",
                ],
                ko: [
                    "API 키는 그대로 두세요. 응답에는 인증 실패라고 나오지만 요금제의 발송량을 모두 사용한 것입니다.",
                    "요금제를 올리거나, 발송량이 갱신될 때(요금제에 따라 매일 또는 매월)까지 기다리세요.",
                ],
            },
            SENDER_NOT_VERIFIED: {
                date: "2026-11-23", source: "sendgrid.com/docs smtp-errors-and-troubleshooting",
                en: [
                    "Compare the From address that the program really sends with Settings > Sender Authentication.",
                    "Authenticate the domain there (DNS records), or verify the single address.",
                    "Send with exactly that address or domain.",
                ],
                ko: [
                    "프로그램이 실제로 보내는 From 주소를 Settings > Sender Authentication의 목록과 비교하세요.",
                    "그곳에서 도메인을 인증(DNS 레코드 추가)하거나 주소 하나의 소유를 확인하세요.",
                    "확인된 주소나 도메인으로만 발송하세요.",
                ],
            },
        ],
    }

    MAILGUN { id: "mailgun", name: "Mailgun",
        hosts: ["smtp.mailgun.org", "mailgun.org", "mailgun.net", "mailgun.com"],
        marks: ["sandbox subdomains are for test purposes only", "activate your mailgun account"],
        submission: "smtp.mailgun.org: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "Nodemailer's list of services names smtp.mailgun.org with port 465.",
              ko: "Nodemailer의 서비스 목록에는 smtp.mailgun.org의 465 포트로 나와 있습니다." },
            { date: "2026-11-23", source: "symfony#32987",
              en: "The login belongs to one sending domain: each domain has SMTP credentials of its own.",
              ko: "로그인 정보는 발송 도메인마다 다르며, 도메인별로 SMTP 자격 증명이 따로 있습니다." },
            { date: "2026-11-23", source: "swapmyvote#891",
              en: "The sandbox domain sends only to its authorized recipients; others are refused with 554, in newer replies with 421. A \
                  421 is meant for what passes by itself, but this one never does.",
              ko: "샌드박스 도메인에서 승인되지 않은 수신자(Authorized Recipients에 없는 주소)에게 보내면 예전에는 554로, 최근에는 \
                  421로 거부합니다. 421은 원래 일시적인 오류이지만 이 경우에는 저절로 해결되지 않습니다." },
        ],
        steps: [
            SANDBOX_MODE: {
                date: "2026-11-23", source: "AlRide#7, Webolith#219, swapmyvote#891",
                en: [
                    "For a test, add the recipient to the authorized recipients of the sandbox domain; they have to agree by a link.",
                    "To write to anybody, add and verify your own domain in Mailgun, and use its SMTP credentials and an address of it \
                        in From.",
                    "Stop the automatic retries: the reply stays the same, also as 421.",
                ],
                ko: [
                    "시험만 한다면 샌드박스 도메인의 Authorized Recipients에 수신자를 추가하세요. 수신자가 링크로 승인해야 합니다.",
                    "누구에게나 보내려면 Mailgun에 자신의 도메인을 추가하여 소유를 확인하고, 그 도메인의 SMTP 자격 증명과 From 주소를 \
                        사용하세요.",
                    "자동 재시도를 멈추세요. 421이라도 응답은 바뀌지 않습니다.",
                ],
            },
            ACCOUNT_SUSPENDED: {
                date: "2026-11-23", source: "rebutify#162",
                en: [
                    "Open the activation mail that Mailgun sent when the account was made, or have it sent again in the control panel.",
                    "Finish the check by text message, if the control panel asks for it.",
                ],
                ko: [
                    "계정을 만들 때 Mailgun이 보낸 활성화 메일의 링크를 여세요. 메일이 없다면 관리 화면에서 다시 보내 달라고 \
                        요청하세요.",
                    "관리 화면에서 요구하면 문자 메시지 인증도 마치세요.",
                ],
            },
            RELAY_DENIED: {
                date: "2026-11-23", source: "symfony#32987",
                en: [
                    "Look in the log for AUTH: mostly the program did not log in at all.",
                    "In Symfony, write the DSN as smtp://USER:PASSWORD@smtp.mailgun.org:587, with @ in the user name as %40.",
                    "Use the credentials of the domain from which you send.",
                ],
                ko: [
                    "로그에서 AUTH를 찾아보세요. 대부분 프로그램이 아예 로그인하지 않은 것입니다.",
                    "Symfony라면 DSN을 `smtp://USER:PASSWORD@smtp.mailgun.org:587` 형식으로 쓰고, 사용자 이름의 @는 %40으로 쓰세요.",
                    "발송하는 도메인의 자격 증명을 사용하세요.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "symfony#32987",
                en: [
                    "Take user name and password from the SMTP credentials of the sending domain, such as postmaster@mg.example.com; the \
                        login of the web page and API keys are something else.",
                    "If the password is unknown, reset it there.",
                ],
                ko: [
                    "사용자 이름과 비밀번호는 postmaster@mg.example.com처럼 발송 도메인의 SMTP 자격 증명을 사용하세요. 웹 로그인 정보나 \
                        API 키와는 다릅니다.",
                    "비밀번호를 모르면 Mailgun 관리 화면에서 해당 도메인의 SMTP 자격 증명(SMTP credentials)을 열어 재설정하세요.",
                ],
            },
        ],
    }

    BREVO { id: "brevo", name: "Brevo (Sendinblue)",
        hosts: ["smtp-relay.brevo.com", "brevo.com", "smtp-relay.sendinblue.com", "sendinblue.com"],
        marks: ["sendinblue"],
        submission: "smtp-relay.brevo.com: 587 (STARTTLS)",
        facts: [
            { date: "2026-11-23", source: "borgbackupserver#16",
              en: "The login takes the SMTP login and an SMTP key, both shown on the SMTP page of the account.",
              ko: "계정의 SMTP 화면에 나오는 SMTP 로그인과 SMTP 키로 로그인합니다." },
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "Nodemailer's list of services names smtp-relay.brevo.com with port 587.",
              ko: "Nodemailer의 서비스 목록에는 smtp-relay.brevo.com의 587 포트로 나와 있습니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "borgbackupserver#16",
                en: [
                    "Open Settings > SMTP & API > SMTP in Brevo, and copy the login that is shown there as the user name; it may differ \
                        from your address.",
                    "Generate an SMTP key there and enter it as the password. The password of the account and an API key do not work.",
                    "The key is shown once only: if it is lost, make a new one.",
                ],
                ko: [
                    "Brevo의 Settings > SMTP & API > SMTP 화면에 나오는 로그인 값을 사용자 이름에 입력하세요. 자신의 메일 주소와 다를 수 \
                        있습니다.",
                    "그 화면에서 SMTP 키를 만들어 비밀번호에 입력하세요. 계정 비밀번호나 API 키로는 로그인할 수 없습니다.",
                    "키는 한 번만 표시되므로 잃어버렸다면 새로 만드세요.",
                ],
            },
            APP_PASSWORD_NEEDED: {
                date: "2026-11-23", source: "borgbackupserver#16",
                en: [
                    "Generate an SMTP key under Settings > SMTP & API > SMTP.",
                    "Enter it as the password, with the SMTP login of that page as the user name.",
                ],
                ko: [
                    "Settings > SMTP & API > SMTP에서 SMTP 키를 만드세요.",
                    "비밀번호에는 그 키를, 사용자 이름에는 같은 화면의 SMTP 로그인을 입력하세요.",
                ],
            },
        ],
    }

    SMTP2GO { id: "smtp2go", name: "SMTP2GO",
        hosts: ["mail.smtp2go.com", "smtp2go.com", "smtpcorp.com"],
        marks: ["from header sender domain not verified", "your settings > sender domains page"],
        submission: "mail.smtp2go.com: 2525 (STARTTLS), 587 (STARTTLS), 8025 (STARTTLS), 465 (TLS), 8465 (TLS), 443 (TLS)",
        facts: [
            { date: "2026-11-23", source: "developers.smtp2go.com/docs/smtp-relay",
              en: "The login is an SMTP user of the account (Sending > SMTP Users), not the login of the web page.",
              ko: "웹 로그인이 아니라 계정의 SMTP 사용자(Sending > SMTP Users)로 로그인합니다." },
            { date: "2026-11-23", source: "PHPMailer#2683",
              en: "The domain in From has to be verified, and a blank sender is refused.",
              ko: "From의 도메인은 소유가 확인되어 있어야 하며, 빈 발신자는 거부합니다." },
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "Nodemailer's list of services names port 2525.",
              ko: "Nodemailer의 서비스 목록에는 2525 포트로 나와 있습니다." },
        ],
        steps: [
            SENDER_NOT_VERIFIED: {
                date: "2026-11-23", source: "PHPMailer#2683, developers.smtp2go.com/docs/smtp-relay",
                en: [
                    "Open Sending > Verified Senders in SMTP2GO (the reply calls it Sender Domains) and add the domain of the From \
                        address.",
                    "Enter the DNS records that it shows, and let it verify them.",
                    "Check which From the program really sends: it may be a default address of the host.",
                ],
                ko: [
                    "SMTP2GO의 Sending > Verified Senders(응답에는 Sender Domains로 나옴)에 From 주소의 도메인을 추가하세요.",
                    "화면에 나오는 DNS 레코드를 등록하고 확인을 실행하세요.",
                    "프로그램이 실제로 보내는 From을 확인하세요. 호스트의 기본 주소일 수 있습니다.",
                ],
            },
            SENDER_INVALID: {
                date: "2026-11-23", source: "PHPMailer#2683",
                en: [
                    "Set From and the envelope sender to an address of the verified domain: they were empty.",
                    "In PHPMailer, call `setFrom()` before sending; it sets both.",
                ],
                ko: [
                    "발신자가 비어 있다는 뜻입니다. From과 봉투 발신자를 소유가 확인된 도메인의 주소로 설정하세요.",
                    "PHPMailer라면 발송하기 전에 `setFrom()`을 호출하세요. From과 봉투 발신자가 함께 설정됩니다.",
                ],
            },
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "developers.smtp2go.com/docs/smtp-relay",
                en: [
                    "Open Sending > SMTP Users, and enter user name and password of an SMTP user; the login of the web page is another \
                        one.",
                    "If there is none, add one.",
                ],
                ko: [
                    "Sending > SMTP Users에 있는 SMTP 사용자의 이름과 비밀번호를 입력하세요. 웹 로그인 정보와는 다릅니다.",
                    "SMTP 사용자가 없다면 추가하세요.",
                ],
            },
            CONNECT_TIMEOUT: {
                date: "2026-11-23", source: "developers.smtp2go.com/docs/smtp-relay",
                en: [
                    "Try another port: 2525, 587 or 8025 with STARTTLS, 465, 8465 or 443 with TLS from the start.",
                    "Port 443 is open in most networks.",
                ],
                ko: [
                    "다른 포트를 사용해 보세요. 2525, 587, 8025는 명시적 SSL(STARTTLS), 465, 8465, 443은 암시적 SSL입니다.",
                    "443 포트는 대부분의 네트워크에서 열려 있습니다.",
                ],
            },
        ],
    }

    POSTMARK { id: "postmark", name: "Postmark",
        hosts: ["smtp.postmarkapp.com", "postmarkapp.com", "mtasv.net"],
        marks: ["sender signature"],
        submission: "smtp.postmarkapp.com: 2525 (STARTTLS)",
        facts: [
            { date: "2024", source: "bokysan/docker-postfix#180",
              en: "The EHLO reply lists CRAM-MD5 and DIGEST-MD5 among others. A Postfix that takes the strongest one may need \
                  `smtp_sasl_mechanism_filter = plain, login`.",
              ko: "EHLO 응답에 CRAM-MD5와 DIGEST-MD5 등이 있습니다. 가장 강한 방식을 고르는 Postfix라면 `smtp_sasl_mechanism_filter = \
                  plain, login`이 필요할 수 있습니다." },
            { date: "2024", source: "bokysan/docker-postfix#180",
              en: "The login takes a server token, and the sender needs a sender signature.",
              ko: "서버 토큰으로 로그인하며, 발신자는 Sender Signature로 등록되어 있어야 합니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2024", source: "bokysan/docker-postfix#180",
                en: [
                    "Enter the server token of the Postmark server, both as the user name and as the password; the login of the web page \
                        does not work.",
                    "Check in the log which mechanism was used. If it was DIGEST-MD5 or CRAM-MD5, limit the program to PLAIN or LOGIN, \
                        inside TLS.",
                ],
                ko: [
                    "Postmark 서버의 서버 토큰을 사용자 이름과 비밀번호에 모두 입력하세요. 웹 로그인 정보로는 로그인할 수 없습니다.",
                    "로그에서 어떤 인증 메커니즘을 사용했는지 확인하세요. DIGEST-MD5나 CRAM-MD5라면 암호화 연결에서 PLAIN이나 LOGIN만 \
                        사용하게 하세요.",
                ],
            },
            SENDER_NOT_VERIFIED: {
                date: "2024", source: "bokysan/docker-postfix#180",
                en: [
                    "Add the From address as a sender signature in Postmark, or verify its whole domain.",
                    "Confirm it by the mail that Postmark sends, and send with exactly that address.",
                ],
                ko: [
                    "Postmark에 From 주소를 Sender Signature로 추가하거나 도메인 전체의 소유를 확인하세요.",
                    "Postmark가 보내는 메일에서 확인을 마치고, 그 주소로만 발송하세요.",
                ],
            },
        ],
    }

    MAILTRAP { id: "mailtrap", name: "Mailtrap",
        hosts: ["live.smtp.mailtrap.io", "mailtrap.io"],
        marks: ["too many emails per second"],
        submission: "live.smtp.mailtrap.io: 587 (STARTTLS)",
        facts: [
            { date: "2026-11-26", source: "docs.mailtrap.io smtp-integration",
              en: "User name and password are shown under Sending Domains, the domain, Integrations, SMTP, for the transactional and for \
                  the bulk stream. The domain has to be verified before mail goes out.",
              ko: "사용자 이름과 비밀번호는 Sending Domains에서 도메인을 열고 Integrations에서 Transactional Stream이나 Bulk Stream을 고른 \
                  다음 SMTP에서 확인합니다. 발송하려면 먼저 도메인의 소유를 확인해야 합니다." },
            { date: "2026-11-23", source: "conseillers-entreprises#1756",
              en: "Too many messages in one second are refused with 550 5.7.0. It begins with 5, but passes by itself.",
              ko: "1초에 너무 많이 보내면 550 5.7.0으로 거부합니다. 5로 시작하는 영구적인 오류 코드이지만 시간이 지나면 저절로 \
                  풀립니다." },
        ],
        steps: [
            RATE_LIMIT: {
                date: "2026-11-23", source: "conseillers-entreprises#1756",
                en: [
                    "Put a pause of at least a second between the messages and send the refused one again, although the reply is a 550.",
                    "In a test suite, send fewer messages, or raise the plan.",
                ],
                ko: [
                    "메일 사이에 1초 이상 간격을 두고, 550으로 거부된 메일도 다시 보내세요.",
                    "자동 테스트라면 보내는 메일 수를 줄이거나 요금제를 올리세요.",
                ],
            },
        ],
    }

    RESEND { id: "resend", name: "Resend",
        hosts: ["smtp.resend.com", "resend.com"],
        marks: [],
        submission: "smtp.resend.com: 465 (TLS), 587 (STARTTLS), 2465 (TLS), 2587 (STARTTLS)",
        facts: [
            { date: "2026-11-26", source: "resend.com/docs/send-with-smtp",
              en: "The user name is the word resend, the same for everybody; the password is an API key. The domain of the sender has to \
                  be verified before mail goes out.",
              ko: "사용자 이름은 누구나 똑같이 resend라는 단어이고, 비밀번호는 API 키입니다. 발송하려면 먼저 발신자 도메인의 소유를 \
                  확인해야 합니다." },
        ],
        steps: [
            SENDER_NOT_VERIFIED: {
                date: "2026-08-07", source: "Nodemailer well-known services",
                en: [
                    "Add the domain of the From address under Domains in Resend and enter the DNS records that it shows.",
                    "Wait until it is verified, and use an address of exactly that domain in From.",
                ],
                ko: [
                    "Resend의 Domains에 From 주소의 도메인을 추가하고, 화면에 나오는 DNS 레코드를 등록하세요.",
                    "소유가 확인될 때까지 기다렸다가 From에 그 도메인의 주소를 사용하세요.",
                ],
            },
        ],
    }

    MAILJET { id: "mailjet", name: "Mailjet",
        hosts: ["in.mailjet.com", "mailjet.com"],
        marks: [],
        submission: "in.mailjet.com: 587 (STARTTLS)",
        facts: [
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "Nodemailer's list of services names in.mailjet.com with port 587.",
              ko: "Nodemailer의 서비스 목록에는 in.mailjet.com의 587 포트로 나와 있습니다." },
        ],
        steps: [],
    }

    SPARKPOST { id: "sparkpost", name: "SparkPost",
        hosts: ["smtp.sparkpostmail.com", "sparkpostmail.com", "sparkpost.com"],
        marks: [],
        submission: "smtp.sparkpostmail.com: 587 (STARTTLS), 2525 (STARTTLS); smtp.eu.sparkpostmail.com: 587 (STARTTLS), 2525 (STARTTLS)",
        facts: [
            { date: "2026-11-26", source: "developers.sparkpost.com/api/smtp",
              en: "The user name is the word SMTP_Injection, the same for everybody; the password is an API key with the permission \
                  \"Send via SMTP\". The mechanism is LOGIN.",
              ko: "사용자 이름은 누구나 똑같이 SMTP_Injection이라는 단어이고, 비밀번호는 \"Send via SMTP\" 권한이 있는 API 키입니다. \
                  인증 메커니즘은 LOGIN입니다." },
            { date: "2026-11-26", source: "developers.sparkpost.com/api/smtp",
              en: "Accounts of SparkPost EU use smtp.eu.sparkpostmail.com.",
              ko: "SparkPost EU의 계정은 smtp.eu.sparkpostmail.com을 사용합니다." },
        ],
        steps: [],
    }

    MANDRILL { id: "mandrill", name: "Mandrill (Mailchimp Transactional)",
        hosts: ["smtp.mandrillapp.com", "mandrillapp.com"],
        marks: [],
        submission: "smtp.mandrillapp.com: 465 (TLS), 587 (STARTTLS), 2525 (STARTTLS)",
        facts: [
            { date: "2026-11-26", source: "mailchimp.com/developer smtp-integration",
              en: "The password is an API key of the account. The user name is not checked; Mailchimp suggests the account's main contact \
                  address.",
              ko: "비밀번호는 계정의 API 키입니다. 사용자 이름은 확인하지 않으며, Mailchimp는 계정의 기본 연락처 주소를 쓰도록 권합니다." },
        ],
        steps: [],
    }

    ELASTIC_EMAIL { id: "elastic-email", name: "Elastic Email",
        hosts: ["smtp.elasticemail.com", "elasticemail.com"],
        marks: [],
        submission: "smtp.elasticemail.com: 465 (TLS)",
        facts: [
            { date: "2026-08-07", source: "Nodemailer well-known services",
              en: "Nodemailer's list of services names smtp.elasticemail.com with port 465.",
              ko: "Nodemailer의 서비스 목록에는 smtp.elasticemail.com의 465 포트로 나와 있습니다." },
        ],
        steps: [],
    }
}
