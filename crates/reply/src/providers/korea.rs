//! Providers: mail services in Korea.

providers! { KOREA:
    NAVER { id: "naver", name: "Naver Mail",
        hosts: ["smtp.naver.com", "naver.com"],
        marks: ["- nsmtp", "the sender address is unauthorized", "help.naver.com/alias/mail", "realip.naver.com"],
        submission: "smtp.naver.com: 465 (TLS), 587 (STARTTLS)",
        facts: [
            { date: "2026-11-23", source: "it-learner.tistory.com/159, naver/guitar#474",
              en: "POP3/SMTP or IMAP/SMTP has to be switched on in the settings of the mailbox before a program may send.",
              ko: "프로그램에서 발송하려면 먼저 메일 환경설정에서 POP3/SMTP 또는 IMAP/SMTP를 사용함으로 설정해야 합니다." },
            { date: "2025-12", source: "it-learner.tistory.com/159, mailrun README",
              en: "With two-step verification, the password is an application password. A later guide says that Naver wants both since \
                  24 June 2025, and takes no normal password at all.",
              ko: "2단계 인증을 사용하면 애플리케이션 비밀번호를 입력해야 합니다. 2025년 6월 24일부터 2단계 인증과 애플리케이션 \
                  비밀번호가 모두 필수가 되어 일반 비밀번호로는 로그인할 수 없다는 안내도 있습니다." },
            { date: "2026-11-23", source: "mailrun README",
              en: "The reply 535 5.7.1 \"Username and Password not accepted\" is the same for a wrong password and for SMTP that is \
                  switched off.",
              ko: "비밀번호가 틀렸을 때와 SMTP 사용이 꺼져 있을 때 모두 535 5.7.1 \"Username and Password not accepted\"로 응답합니다." },
            { date: "2026-08-07", source: "Nodemailer well-known services, Thunderbird autoconfig (2026-03-12)",
              en: "Nodemailer names port 587, Thunderbird port 465. The user name in Thunderbird's settings is the whole address.",
              ko: "Nodemailer는 587 포트, Thunderbird는 465 포트를 사용합니다. Thunderbird 설정의 사용자 이름은 메일 주소 전체입니다." },
            { date: "2012", source: "andris9/simplesmtp pull 7",
              en: "The EHLO reply listed LOGIN and PLAIN, but PLAIN was answered with 553 5.3.0, while LOGIN worked. SIZE was 20971520.",
              ko: "EHLO 응답에 LOGIN과 PLAIN이 모두 있었지만, PLAIN에는 553 5.3.0으로 응답하고 LOGIN만 되었습니다. SIZE는 \
                  20971520이었습니다." },
            { date: "2026-11-23", source: "mailrun README",
              en: "A newer program counts on 39845888 bytes per message, as transmitted; the SIZE of the EHLO reply decides.",
              ko: "최근의 한 프로그램은 메일 한 통을 인코딩된 크기로 최대 39845888바이트로 제한합니다. 정확한 값은 EHLO 응답의 SIZE로 \
                  확인할 수 있습니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "it-learner.tistory.com/159, naver/guitar#474, mailrun README",
                en: [
                    "Sign in to Naver Mail in a browser, open 환경설정 (settings) > POP3/IMAP 설정, set POP3/SMTP or IMAP/SMTP to \
                        사용함 (on) and save. The reply does not tell this from a wrong password.",
                    "Switch two-step verification on in the security settings of the Naver ID, and make an application password \
                        (애플리케이션 비밀번호) on its page.",
                    "Enter that password, capitals and digits, in the program instead of the normal one; it is shown once only. The user \
                        name is the Naver ID or the whole address.",
                    "If all is on and it is refused all the same, set it to 사용 안 함 (off), save, set it to 사용함 and save again.",
                ],
                ko: [
                    "웹에서 네이버 메일에 로그인하여 환경설정 > POP3/IMAP 설정에서 POP3/SMTP 또는 IMAP/SMTP를 사용함으로 바꾸고 \
                        저장하세요. 꺼져 있어도 비밀번호가 틀렸을 때와 같은 응답이 나옵니다.",
                    "네이버ID의 보안설정에서 2단계 인증을 켜고, 그 화면에서 애플리케이션 비밀번호를 만드세요.",
                    "프로그램에 일반 비밀번호 대신 대문자와 숫자로 된 그 비밀번호를 입력하세요. 만들 때 한 번만 표시됩니다. 사용자 \
                        이름은 네이버 아이디나 메일 주소 전체입니다.",
                    "모두 설정했는데도 거부되면 사용 안 함으로 바꾸어 저장한 다음 다시 사용함으로 바꾸어 저장하세요.",
                ],
            },
            APP_PASSWORD_NEEDED: {
                date: "2025-12", source: "it-learner.tistory.com/159, mailrun README",
                en: [
                    "Switch two-step verification on in the security settings of the Naver ID.",
                    "Make an application password (애플리케이션 비밀번호) on the page of two-step verification; the name that you give \
                        it does not matter.",
                    "Enter it in the program instead of the normal password.",
                ],
                ko: [
                    "네이버ID의 보안설정에서 2단계 인증을 켜세요.",
                    "2단계 인증 화면에서 애플리케이션 비밀번호를 만드세요. 종류나 이름은 무엇으로 해도 됩니다.",
                    "프로그램에 일반 비밀번호 대신 그 비밀번호를 입력하세요.",
                ],
            },
            SMTP_ACCESS_DISABLED: {
                date: "2026-11-23", source: "naver/guitar#474, it-learner.tistory.com/159",
                en: [
                    "Sign in to Naver Mail in a browser and open 환경설정 (settings) > POP3/IMAP 설정.",
                    "Set POP3/SMTP or IMAP/SMTP to 사용함 (on) and save.",
                    "Then try again with the application password.",
                ],
                ko: [
                    "웹에서 네이버 메일에 로그인하여 환경설정 > POP3/IMAP 설정을 여세요.",
                    "POP3/SMTP 또는 IMAP/SMTP를 사용함으로 바꾸고 저장하세요.",
                    "그다음 애플리케이션 비밀번호로 다시 시도하세요.",
                ],
            },
            SENDER_NOT_OWNED: {
                date: "2026-11-23", source: "reply text (554 5.7.1 The sender address is unauthorized)",
                en: [
                    "Set From and the envelope sender to the Naver address of the account that logs in; Naver sends for no other \
                        address.",
                    "In a contact form, put the address of the visitor into Reply-To.",
                ],
                ko: [
                    "From과 봉투 발신자를 로그인한 계정의 네이버 메일 주소로 설정하세요. 다른 주소로는 발송할 수 없습니다.",
                    "웹 사이트의 문의 양식에서 보내는 메일이라면 방문자의 주소는 Reply-To에 넣으세요.",
                ],
            },
            MECHANISM_UNSUPPORTED: {
                date: "2012", source: "andris9/simplesmtp pull 7",
                en: [
                    "Let the program use LOGIN instead of PLAIN: at Naver, PLAIN was refused although it is listed.",
                    "In Thunderbird, try \"normal password\" if \"encrypted password\" fails, and keep the encrypted connection.",
                ],
                ko: [
                    "프로그램이 PLAIN 대신 LOGIN을 사용하게 하세요. EHLO 응답에 PLAIN이 있어도 거부된 사례가 있습니다.",
                    "Thunderbird에서 암호화된 비밀번호로 되지 않으면 일반 비밀번호로 바꾸어 보세요. 암호화 연결은 그대로 두세요.",
                ],
            },
            UNAUTHENTICATED_MAIL: {
                date: "2025-04", source: "newkennybaik/portfolio (mail sending process)",
                en: [
                    "550 5.7.2 \"sender is unauthenticated\": the administrator of the domain in From adds the sending server to its SPF \
                        record.",
                    "The administrator switches DKIM signing on for the domain as well.",
                    "The page in the reply, help.naver.com/alias/mail, names what Naver asks for. No password is meant.",
                ],
                ko: [
                    "550 5.7.2 \"sender is unauthenticated\"라면 From 도메인의 관리자가 발송하는 서버를 SPF 레코드에 추가해야 합니다.",
                    "그 도메인의 DKIM 서명도 켜야 합니다.",
                    "네이버가 요구하는 내용은 응답에 있는 help.naver.com/alias/mail 페이지에 나옵니다. 비밀번호와는 관계가 없습니다.",
                ],
            },
            IP_BLOCKED: {
                date: "2026-11-23", source: "puffinknight.tistory.com/102, happyjung.com/lecture/1508",
                en: [
                    "421 4.3.2 \"Your IP is filtered\": the mail administrator finds out what sends so much from that address, and stops \
                        it.",
                    "Then ask Naver to lift the block, at its help centre (네이버 고객센터 > 메일), as for mail from a server of your \
                        own.",
                    "Give the IP address, a proof that it is yours to use, and the reply.",
                ],
                ko: [
                    "421 4.3.2 \"Your IP is filtered\"라면 메일 관리자는 그 IP 주소에서 메일을 대량으로 발송하는 원인을 찾아 없애세요.",
                    "그다음 네이버 고객센터의 메일 항목에서 자체 메일 서버의 차단 해제를 요청하세요.",
                    "IP 주소, 그 IP 주소를 사용하고 있음을 증명하는 자료, 응답 내용을 함께 보내세요.",
                ],
            },
        ],
    }

    DAUM { id: "daum", name: "Daum Mail (Hanmail, Kakao)",
        hosts: ["smtp.daum.net", "daum.net", "hanmail.net"],
        marks: ["5.1.1 rusr", "4.4.1 chic", "4.4.5 ccrt"],
        submission: "smtp.daum.net: 465 (TLS)",
        facts: [
            { date: "2026-11-23", source: "docs.channel.io campaignus",
              en: "IMAP/SMTP has to be set to 사용함 (on) in the settings of the mailbox. With two-step verification, the password is \
                  the one that its page issues.",
              ko: "메일 환경설정에서 IMAP/SMTP를 사용함으로 설정해야 합니다. 2단계 인증을 사용하면 2단계 인증 설정 페이지에서 발급받은 \
                  비밀번호를 입력합니다." },
            { date: "2026-11-23", source: "docs.channel.io campaignus",
              en: "Limits: 10,000 messages a day, 150 recipients at a time. Channel Corp. quotes these numbers without a date.",
              ko: "하루 최대 1만 통, 한 번에 최대 150명까지 보낼 수 있습니다. 채널코퍼레이션 문서에 날짜 없이 인용된 수치입니다." },
            { date: "2026-03-12", source: "Thunderbird autoconfig",
              en: "Thunderbird uses port 465 with TLS and the whole address as the user name, and notes \"encrypted password\".",
              ko: "Thunderbird 설정은 465 포트(암시적 SSL)이고 사용자 이름은 메일 주소 전체이며, 인증 방식은 암호화된 비밀번호로 나와 \
                  있습니다." },
            { date: "2020-11", source: "oliveit.tistory.com/39",
              en: "Its receiving servers put a word of four letters after the code: RUSR stands for no such user, CHIC for a busy \
                  network, CCRT for an IP address that the spam centre blocks for now.",
              ko: "수신 서버는 코드 뒤에 네 글자로 된 표시를 붙입니다. RUSR은 없는 사용자, CHIC은 수신 서버의 일시 장애, CCRT는 \
                  스팸센터가 일시적으로 차단한 IP 주소라는 뜻입니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "docs.channel.io campaignus",
                en: [
                    "Sign in to Daum Mail on a computer in a browser, open 환경설정 (settings) > IMAP/POP3, set IMAP/SMTP to 사용함 \
                        (on) and save.",
                    "With two-step verification, make a password on its settings page and enter that one instead of the normal password.",
                    "Enter the Daum ID as the user name; if it is refused, or in Thunderbird, enter the whole address.",
                ],
                ko: [
                    "PC의 웹 브라우저에서 Daum 메일에 로그인하여 환경설정 > IMAP/POP3에서 IMAP/SMTP를 사용함으로 바꾸고 저장하세요.",
                    "2단계 인증을 사용한다면 2단계 인증 설정 페이지에서 비밀번호를 발급받아 일반 비밀번호 대신 입력하세요.",
                    "사용자 이름에는 Daum 아이디를 입력하세요. 거부되거나 Thunderbird를 사용한다면 메일 주소 전체를 입력하세요.",
                ],
            },
            APP_PASSWORD_NEEDED: {
                date: "2026-11-23", source: "docs.channel.io campaignus",
                en: [
                    "Open the settings page of two-step verification of the account and make a password for mail programs there.",
                    "Enter it instead of the normal password.",
                ],
                ko: [
                    "계정의 2단계 인증 설정 페이지에서 메일 프로그램용 비밀번호(앱 비밀번호)를 발급받으세요.",
                    "일반 비밀번호 대신 그 비밀번호를 입력하세요.",
                ],
            },
            SMTP_ACCESS_DISABLED: {
                date: "2026-11-23", source: "docs.channel.io campaignus",
                en: [
                    "Sign in to Daum Mail on a computer in a browser: the page is not there on a phone.",
                    "Open 환경설정 (settings) > IMAP/POP3, set IMAP/SMTP to 사용함 (on) and save.",
                ],
                ko: [
                    "PC의 웹 브라우저에서 Daum 메일에 로그인하세요. 모바일에서는 이 화면을 열 수 없습니다.",
                    "환경설정 > IMAP/POP3에서 IMAP/SMTP를 사용함으로 바꾸고 저장하세요.",
                ],
            },
            QUOTA: {
                date: "2026-11-23", source: "docs.channel.io campaignus",
                en: [
                    "Wait until the next day: the limit is quoted as 10,000 messages.",
                    "For mailings, use a sending service.",
                ],
                ko: [
                    "다음 날까지 기다리세요. 하루 한도는 1만 통으로 알려져 있습니다.",
                    "대량 메일에는 발송 서비스를 사용하세요.",
                ],
            },
            TOO_MANY_RECIPIENTS: {
                date: "2026-11-23", source: "docs.channel.io campaignus",
                en: [
                    "Give one message at most 150 recipients.",
                    "Divide a longer list into several messages.",
                ],
                ko: [
                    "메일 한 통의 수신자를 150명 이하로 줄이세요.",
                    "목록이 더 길면 여러 통으로 나누어 보내세요.",
                ],
            },
            IP_BLOCKED: {
                date: "2020-11", source: "oliveit.tistory.com/39",
                en: [
                    "421 4.4.5 CCRT: leave the messages in the queue; the block is for now.",
                    "The mail administrator stops what sends spam or too much from that address, and asks Daum's spam centre if it \
                        stays.",
                ],
                ko: [
                    "421 4.4.5 CCRT는 일시적인 차단이니 메일을 큐에 그대로 두세요.",
                    "메일 관리자는 그 IP 주소에서 스팸이나 대량 메일을 보내는 원인을 찾아 없애고, 차단이 계속되면 Daum 스팸센터에 \
                        문의하세요.",
                ],
            },
            MAILBOX_UNAVAILABLE: {
                date: "2020-11", source: "oliveit.tistory.com/39",
                en: [
                    "550 5.1.1 RUSR: check the recipient's address; there is no such user.",
                    "Take it out of lists: repeated mail to unknown addresses harms the reputation of the sending server.",
                ],
                ko: [
                    "550 5.1.1 RUSR은 없는 사용자라는 뜻이니 수신자의 주소를 확인하세요.",
                    "없는 주소로 계속 보내면 발송 서버의 평판이 나빠지니 목록에서 빼세요.",
                ],
            },
        ],
    }

    NHN_CLOUD { id: "nhn-cloud", name: "NHN Cloud Email",
        hosts: ["smtp-mail.nhncloudservice.com", "smtp-mail-nhncloud.gtm.toastoven.net"],
        marks: ["nhn cloud email smtp"],
        submission: "smtp-mail.nhncloudservice.com: 465 (TLS), 2465 (TLS), 25 (STARTTLS), 587 (STARTTLS), 2587 (STARTTLS)",
        facts: [
            { date: "2026-11-23", source: "docs.nhncloud.com SMTP guide",
              en: "The user name is the AppKey of the Email service, the password its SecretKey. The mechanisms are PLAIN and LOGIN.",
              ko: "사용자 이름은 Email 서비스의 AppKey, 비밀번호는 SecretKey입니다. 인증 메커니즘은 PLAIN과 LOGIN입니다." },
            { date: "2026-11-23", source: "docs.nhncloud.com SMTP guide",
              en: "Ports 25, 587 and 2587 begin in the clear and want STARTTLS; 465 and 2465 use TLS from the start.",
              ko: "25, 587, 2587 포트는 명시적 SSL(STARTTLS), 465, 2465 포트는 암시적 SSL(TLS Wrapper)을 사용합니다." },
            { date: "2026-11-23", source: "docs.nhncloud.com SMTP guide",
              en: "In the guide's example, port 25 takes the login unencrypted as well. The SecretKey is then readable on the way.",
              ko: "가이드의 예시에서는 25 포트가 암호화되지 않은 로그인도 받습니다. 이때 SecretKey는 전송 중에 그대로 드러납니다." },
        ],
        steps: [
            CREDENTIALS_WRONG: {
                date: "2026-11-23", source: "docs.nhncloud.com SMTP guide",
                en: [
                    "Enter the AppKey of the Email service as the user name and its SecretKey as the password, not the login of the NHN \
                        Cloud console.",
                    "Take both from the page of the Email service in the console, under URL & Appkey, and from the same project.",
                    "In a program of your own, check the encoding: PLAIN is base64 of a zero byte, the AppKey, a zero byte and the \
                        SecretKey; LOGIN is base64 of each of the two.",
                ],
                ko: [
                    "사용자 이름에는 Email 서비스의 AppKey를, 비밀번호에는 SecretKey를 입력하세요. NHN Cloud 콘솔의 로그인 정보가 \
                        아닙니다.",
                    "두 값은 콘솔의 Email 서비스 화면에 있는 URL & Appkey에서 복사하세요. 둘 다 같은 프로젝트의 값이어야 합니다.",
                    "직접 만든 프로그램이라면 인코딩을 확인하세요. PLAIN은 널 바이트, AppKey, 널 바이트, SecretKey를 이은 값의 \
                        Base64이고, LOGIN은 두 값을 각각 Base64로 인코딩합니다.",
                ],
            },
            WRONG_PORT_TLS_ON_PLAIN: {
                date: "2026-11-23", source: "docs.nhncloud.com SMTP guide",
                en: [
                    "With port 25, 587 or 2587, use STARTTLS.",
                    "For TLS from the start, use port 465 or 2465.",
                ],
                ko: [
                    "25, 587, 2587 포트에는 명시적 SSL(STARTTLS)을 사용하세요.",
                    "암시적 SSL을 사용하려면 465 또는 2465 포트로 바꾸세요.",
                ],
            },
            WRONG_PORT_PLAIN_ON_TLS: {
                date: "2026-11-23", source: "docs.nhncloud.com SMTP guide",
                en: [
                    "With port 465 or 2465, use TLS from the start.",
                    "For STARTTLS, use port 587 or 2587.",
                ],
                ko: [
                    "465, 2465 포트에는 암시적 SSL을 사용하세요.",
                    "명시적 SSL(STARTTLS)을 사용하려면 587 또는 2587 포트로 바꾸세요.",
                ],
            },
            CONNECT_TIMEOUT: {
                date: "2026-11-23", source: "docs.nhncloud.com SMTP guide",
                en: [
                    "If the network blocks 25, 465 or 587, use port 2587 with STARTTLS or 2465 with TLS.",
                    "Test with `openssl s_client -crlf -quiet -starttls smtp -connect smtp-mail.nhncloudservice.com:2587`.",
                ],
                ko: [
                    "네트워크에서 25, 465, 587 포트가 차단되었다면 2587 포트(명시적 SSL)나 2465 포트(암시적 SSL)를 사용하세요.",
                    "`openssl s_client -crlf -quiet -starttls smtp -connect smtp-mail.nhncloudservice.com:2587`로 연결을 시험하세요.",
                ],
            },
        ],
    }
}
