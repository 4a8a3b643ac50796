//! Providers: filters in front of receivers.

providers! { FILTERS:
    PROOFPOINT { id: "proofpoint", name: "Proofpoint",
        hosts: ["pphosted.com", "ppe-hosted.com", "proofpoint.com"],
        marks: ["support.proofpoint.com/dnsbl-lookup", "ipcheck.proofpoint.com"],
        submission: "",
        facts: [
            { date: "2026-11-23", source: "proofpoint.com ip-blocked-faq",
              en: "It judges the IP address of the sending server, not the domain. A delay ends by itself, usually within minutes; a \
                  block stays as long as spam comes from the address.",
              ko: "도메인이 아니라 발송 서버의 IP 주소를 평가합니다. 지연은 대개 몇 분 안에 저절로 풀리지만, 차단은 그 IP 주소에서 \
                  스팸이 오는 동안 계속됩니다." },
        ],
        steps: [
            IP_BLOCKED: {
                date: "2026-11-23", source: "sisimai lhost-postfix-38, proofpoint.com ip-blocked-faq",
                en: [
                    "The mail administrator finds and stops what sends spam from the address in the reply: a taken-over account, a web \
                        form, an infected computer.",
                    "Look the address up at `https://ipcheck.proofpoint.com` and ask for its removal there.",
                    "Give the recipient's address, the kind of mail and what was mended.",
                    "If you send through a provider or a sending service, pass the reply on to them: the address is theirs.",
                ],
                ko: [
                    "메일 관리자는 탈취된 계정, 악용된 웹 양식, 감염된 컴퓨터처럼 응답에 있는 IP 주소에서 스팸을 보내는 원인을 찾아 \
                        없애세요.",
                    "그다음 `https://ipcheck.proofpoint.com`에서 IP 주소를 조회하고 차단 해제를 요청하세요.",
                    "수신자의 주소와 메일의 종류, 조치한 내용을 함께 적으세요.",
                    "메일 서비스나 발송 서비스를 이용한다면 IP 주소는 그 업체의 것이니 응답을 업체에 전달하세요.",
                ],
            },
        ],
    }

    BARRACUDA { id: "barracuda", name: "Barracuda",
        hosts: ["barracudanetworks.com", "barracudacentral.org", "barracudacentral.com"],
        marks: ["barracuda reputation"],
        submission: "",
        facts: [
            { date: "2026-11-23", source: "barracudacentral.org/lookups/reason",
              en: "Its Reputation System lists IP addresses with a bad reputation: because of a virus, a wrongly set server, bulk \
                  mail, or the former user of a dynamic address.",
              ko: "Barracuda Reputation System은 바이러스, 잘못 설정된 서버, 대량 메일, 유동 IP의 이전 사용자 등을 이유로 평판이 나쁜 IP \
                  주소를 목록에 올립니다." },
            { date: "2010", source: "luxsci.com/blog 16857",
              en: "Some receivers let it judge every address in the Received headers. Then the address in the reply may be that of the \
                  office or home, and not that of the server.",
              ko: "Received 헤더에 있는 모든 IP 주소를 검사하도록 설정한 수신측도 있습니다. 이때는 응답에 나온 것이 서버가 아니라 \
                  메일을 쓴 사무실이나 집 네트워크의 IP 주소일 수 있습니다." },
        ],
        steps: [
            IP_BLOCKED: {
                date: "2026-11-23", source: "barracudacentral.org/lookups/reason",
                en: [
                    "The mail administrator finds and stops what sends spam from the address in the reply.",
                    "Then ask for removal at `https://www.barracudacentral.org/rbl/removal-request`.",
                    "If the address is not that of the server but the one from which somebody sent through it, ask the recipient's \
                        administrator to judge the delivering server only.",
                ],
                ko: [
                    "메일 관리자는 응답에 있는 IP 주소에서 스팸을 보내는 원인을 찾아 없애세요.",
                    "그다음 `https://www.barracudacentral.org/rbl/removal-request`에서 차단 해제를 요청하세요.",
                    "응답에 나온 것이 서버가 아니라 메일을 쓴 사람의 IP 주소라면, 메일을 전달한 서버의 IP 주소만 검사하도록 수신측 \
                        관리자에게 요청하세요.",
                ],
            },
            SPAM_CONTENT: {
                date: "2026-11-23", source: "sisimai lhost-barracuda-01",
                en: [
                    "Send the same without links and attachments to find what is judged as spam, and change it.",
                    "If it goes on, ask the recipient in another way to have their administrator allow your address.",
                ],
                ko: [
                    "링크와 첨부 파일을 빼고 보내 스팸으로 판단되는 부분을 찾아 바꾸세요.",
                    "계속 거부되면 다른 방법으로 수신자에게 연락하여 그쪽 관리자가 발신자 주소를 허용하게 해 달라고 요청하세요.",
                ],
            },
        ],
    }

    MIMECAST { id: "mimecast", name: "Mimecast",
        hosts: ["mimecast.com", "mimecast.org", "mimecast.co.za"],
        marks: ["community.mimecast.com", "mimecastsupport.zendesk.com"],
        submission: "",
        facts: [
            { date: "2022-06-17", source: "Mimecast SMTP Error Codes",
              en: "Mimecast deals with its own customers only: for a 5xx of theirs, ask the recipient's Mimecast administrator.",
              ko: "Mimecast는 자사 고객만 지원합니다. Mimecast의 5xx 응답을 받았다면 수신자 쪽의 Mimecast 관리자에게 문의해야 합니다." },
            { date: "2022-06-17", source: "Mimecast SMTP Error Codes",
              en: "451 \"Internal resource temporarily unavailable\" is greylisting: the server has to try again, between one minute and \
                  12 hours later.",
              ko: "451 \"Internal resource temporarily unavailable\"은 그레이리스팅입니다. 1분에서 12시간 사이에 서버가 다시 시도해야 \
                  합니다." },
        ],
        steps: [
            GREYLISTED: {
                date: "2022-06-17", source: "Mimecast SMTP Error Codes; dwlistore.dwli.org 444",
                en: [
                    "Leave the message in the queue: the server tries again by itself, from the same address, after more than a minute.",
                    "For mailings with a new envelope sender per message, keep the sender the same in the retry: a new one starts the \
                        waiting anew.",
                    "If it never gets through, the recipient's Mimecast administrator can exempt the sender.",
                ],
                ko: [
                    "메일을 큐에 그대로 두세요. 1분이 지난 뒤 발송 서버가 같은 IP 주소에서 저절로 다시 시도합니다.",
                    "메일마다 봉투 발신자가 바뀌는 대량 발송이라면 다시 시도할 때 같은 발신자를 사용하세요. 발신자가 바뀌면 처음부터 \
                        다시 기다려야 합니다.",
                    "계속 통과하지 못하면 수신자 쪽의 Mimecast 관리자에게 예외로 등록해 달라고 요청하세요.",
                ],
            },
            SERVICE_UNAVAILABLE: {
                date: "2022-06-17", source: "Mimecast SMTP Error Codes",
                en: [
                    "Leave the message in the queue. 451 \"Internal resource temporarily unavailable\" is greylisting, and 421 \"Unable \
                        to process connection at this time\" a busy server: both pass by themselves.",
                    "If it lasts longer than a day, the recipient's Mimecast administrator looks into the rejected and deferred \
                        messages.",
                ],
                ko: [
                    "메일을 큐에 그대로 두세요. 451 \"Internal resource temporarily unavailable\"은 그레이리스팅, 421 \"Unable to \
                        process connection at this time\"은 서버의 과부하이며, 둘 다 저절로 해결됩니다.",
                    "하루가 넘도록 계속되면 수신자 쪽의 Mimecast 관리자가 거부 및 지연 목록을 확인해야 합니다.",
                ],
            },
            POLICY_REJECTED: {
                date: "2022-06-17", source: "Mimecast SMTP Error Codes",
                en: [
                    "Follow the link in the reply and look up the code and words there.",
                    "Send the whole reply to the recipient in another way; with it, their Mimecast administrator finds the policy. \
                        Mimecast itself does not answer others.",
                ],
                ko: [
                    "응답에 있는 링크에서 코드와 문구의 뜻을 확인하세요.",
                    "응답 전체를 다른 방법으로 수신자에게 보내세요. 그쪽의 Mimecast 관리자가 어떤 정책인지 찾을 수 있습니다. Mimecast는 \
                        고객이 아닌 사람의 문의에는 답하지 않습니다.",
                ],
            },
        ],
    }

    TREND_MICRO { id: "trend-micro", name: "Trend Micro Email Security",
        hosts: ["trendmicro.com", "trendmicro.eu", "mail-abuse.com", "mail-abuse.org"],
        marks: ["trend micro rbl", "trend micro email reputation"],
        submission: "",
        facts: [
            { date: "2026-11-23", source: "docs.trendmicro.com Email Reputation Services",
              en: "Its Email Reputation Services list IP addresses that sent spam. Only the owner of the address, mostly the provider, \
                  may ask for removal.",
              ko: "Email Reputation Services는 스팸을 보낸 IP 주소를 목록에 올립니다. 차단 해제는 IP 주소의 소유자(대부분 인터넷 \
                  회선이나 웹 호스팅 제공업체)만 요청할 수 있습니다." },
        ],
        steps: [
            IP_BLOCKED: {
                date: "2026-11-23", source: "docs.trendmicro.com Email Reputation Services, success.trendmicro.com KA-0003456",
                en: [
                    "The mail administrator stops what sends spam from the address, and makes sure that the server relays for nobody \
                        without a login.",
                    "Look the address up at the link in the reply and ask for its removal there.",
                    "If the address belongs to your web host or access provider, ask them to do it.",
                ],
                ko: [
                    "메일 관리자는 그 IP 주소에서 스팸을 보내는 원인을 찾아 없애고, 로그인하지 않은 사람의 메일을 서버가 릴레이하지 \
                        않는지 확인하세요.",
                    "그다음 응답에 있는 링크에서 IP 주소를 조회하고 차단 해제를 요청하세요.",
                    "웹 호스팅이나 인터넷 회선처럼 IP 주소가 자신의 것이 아니라면 그 제공업체에 요청하세요.",
                ],
            },
        ],
    }

    CISCO { id: "cisco", name: "Cisco Secure Email (IronPort)",
        hosts: ["iphmx.com", "talosintelligence.com", "senderbase.org"],
        marks: ["sending mta's poor reputation"],
        submission: "",
        facts: [
            { date: "2026-11-23", source: "support.talosintelligence.com email-reputation",
              en: "Receivers use the reputation that Cisco Talos gives to an IP address: good, neutral or poor. Talos itself blocks \
                  nothing.",
              ko: "수신측은 Cisco Talos가 IP 주소에 매긴 평판(Good, Neutral, Poor)을 사용합니다. Talos가 직접 차단하지는 않습니다." },
        ],
        steps: [
            IP_BLOCKED: {
                date: "2026-11-23", source: "support.talosintelligence.com email-reputation, portal.smartertools.com a3500",
                en: [
                    "The mail administrator looks the sending IP address up at `https://talosintelligence.com/reputation_center`.",
                    "Find and stop what damaged its reputation: a taken-over account, an infected computer, bulk mail. The reputation \
                        recovers by itself after that.",
                    "If the mail is urgent, reach the recipient in another way and ask their administrator to allow the server.",
                ],
                ko: [
                    "메일 관리자는 `https://talosintelligence.com/reputation_center`에서 발송 IP 주소의 평판을 조회하세요.",
                    "탈취된 계정, 감염된 컴퓨터, 대량 메일처럼 평판을 떨어뜨린 원인을 찾아 없애세요. 그 뒤에는 평판이 저절로 \
                        회복됩니다.",
                    "급한 메일이라면 다른 방법으로 수신자에게 연락하여 그쪽 관리자가 서버를 허용하게 해 달라고 요청하세요.",
                ],
            },
        ],
    }

    IMPROVMX { id: "improvmx", name: "ImprovMX",
        hosts: ["improvmx.com"],
        marks: [],
        submission: "",
        facts: [
            { date: "2026-11-23", source: "smtp-field-manual, 551",
              en: "It forwards mail. If the target leads back to ImprovMX, the reply is 551 5.7.1 \"Loop detected\".",
              ko: "메일을 다른 주소로 전달하는 서비스입니다. 전달할 주소가 다시 ImprovMX로 돌아오면 551 5.7.1 \"Loop detected\"로 \
                  응답합니다." },
        ],
        steps: [
            ROUTING_LOOP: {
                date: "2026-11-23", source: "smtp-field-manual, 551",
                en: [
                    "The owner of the domain opens the alias in ImprovMX and sets a target that is not forwarded by ImprovMX again.",
                    "If the target forwards too, take that forwarding out.",
                    "Then send a new message: the refused one does not come back.",
                ],
                ko: [
                    "도메인의 소유자는 ImprovMX의 별칭에서 전달할 주소를 ImprovMX로 다시 전달되지 않는 주소로 바꾸세요.",
                    "그 주소에도 자동 전달이 설정되어 있다면 해제하세요.",
                    "그다음 메일을 새로 보내세요. 거부된 메일은 다시 배달되지 않습니다.",
                ],
            },
        ],
    }
}
