//! What is asked for, and what comes of each answer.

use super::made_up::{Asked, Hands, NoHandshake, Server, fetch, json};
use super::{Basic, Fetch, FetchError, Url};
use std::sync::Arc;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

/// Fetches from a server that gives this answer: the document, or a part of why there is none.
async fn check(answer: Option<Vec<u8>>, clock: Arc<Hands>, address: &str, expected: Result<&str, &str>) {
    let server = Server::new(move |_| answer.clone());
    let found = fetch(&server, &clock).get(&url(address), &NoHandshake).await;
    match (found, expected) {
        (Ok(document), Ok(expected)) => assert_eq!(String::from_utf8_lossy(&document), expected, "{address}"),
        (Err(why), Err(part)) => assert!(why.to_string().contains(part), "{address}: {why}"),
        (found, _) => panic!("{address}: {found:?}, and not {expected:?}"),
    }
}

const HERE: &str = "http://localhost:8080/x";

#[tokio::test]
async fn a_document_or_why_there_is_none() {
    let raw = |text: &str| Some(text.as_bytes().to_vec());
    let still = Hands::still;
    check(Some(json(200, "{}")), still(), HERE, Ok("{}")).await;
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    check(raw(chunked), still(), HERE, Ok("abcde")).await;
    check(
        raw("HTTP/1.1 200 OK\r\n\r\nto the end"),
        still(),
        HERE,
        Ok("to the end"),
    )
    .await;
    check(raw("HTTP/1.1 204 No Content\r\n\r\n"), still(), HERE, Ok("")).await;

    let elsewhere = "HTTP/1.1 302 Found\r\nLocation: http://localhost/y\r\nContent-Length: 0\r\n\r\n";
    check(raw(elsewhere), still(), HERE, Err("redirects are not followed")).await;
    check(Some(json(404, "{}")), still(), HERE, Err("the status 404")).await;
    check(
        raw("220 mail.example.com ESMTP\r\n"),
        still(),
        HERE,
        Err("cannot be reached"),
    )
    .await;
    check(raw(""), still(), HERE, Err("cannot be reached")).await;
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
    check(raw(cut), still(), HERE, Err("cannot be reached")).await;
    check(None, Hands::going_on(), HERE, Err("within 10 s")).await;

    check(
        None,
        still(),
        "https://nowhere.example/",
        Err("no address of nowhere.example"),
    )
    .await;
    check(None, still(), "https://unsaid.example/", Err("SERVFAIL")).await;
    let name = Err("asked for login.example.com, verify true");
    check(None, still(), "https://login.example.com/", name).await;
    check(
        None,
        still(),
        "https://[2001:db8::1]/",
        Err("asked for 2001:db8::1, verify true"),
    )
    .await;
}

#[tokio::test]
async fn an_answer_is_bounded() {
    let long = "a".repeat(1024 * 1024);
    check(Some(json(200, &long)), Hands::still(), HERE, Ok(&long)).await;
    check(
        Some(json(200, &format!("{long}b"))),
        Hands::still(),
        HERE,
        Err("larger than 1 MiB"),
    )
    .await;
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{long}{long}").into_bytes();
    check(Some(endless), Hands::still(), HERE, Err("larger than 1 MiB")).await;
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(101)).into_bytes();
    check(Some(many), Hands::still(), HERE, Err("cannot be reached")).await;
    let wide = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "b".repeat(40_000)).into_bytes();
    check(Some(wide), Hands::still(), HERE, Err("cannot be reached")).await;

    let server = Server::new(move |_| Some(json(400, &long)));
    let refused = fetch(&server, &Hands::still()).get(&url(HERE), &NoHandshake).await;
    match refused {
        Err(FetchError::Status(400, beginning)) => assert_eq!(beginning.len(), 4096),
        other => panic!("{other:?}"),
    }
}

async fn ask(fetch: &Fetch, server: &Server, fields: &[(&str, &str)], who: Option<Basic<'_>>) -> Asked {
    let answer = fetch.post_form(&url(HERE), fields, who, &NoHandshake).await;
    assert_eq!(answer.expect("a document").as_slice(), b"{}");
    server.asked().last().cloned().expect("it was asked")
}

#[tokio::test]
async fn what_is_asked_for() {
    let server = Server::new(|_| Some(json(200, "{}")));
    let fetch = fetch(&server, &Hands::still());
    fetch
        .get(&url("http://127.0.0.1/a?b=c"), &NoHandshake)
        .await
        .expect("a document");
    let asked = server.asked();
    assert_eq!(asked[0].what, "GET /a?b=c");
    let mut fields: Vec<&str> = asked[0].fields.lines().collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "accept: application/json",
            "connection: close",
            "host: 127.0.0.1",
            "user-agent: Gatepost"
        ]
    );

    let asked = ask(&fetch, &server, &[("a", "b c&d=\u{e9}"), ("e", "~*-._%")], None).await;
    assert_eq!(asked.what, "POST /x");
    assert_eq!(asked.body, "a=b+c%26d%3D%C3%A9&e=%7E*-._%25");
    for field in [
        "host: localhost:8080",
        "content-type: application/x-www-form-urlencoded",
        "content-length: 31",
    ] {
        assert!(
            asked.fields.lines().any(|line| line == field),
            "{field}: {}",
            asked.fields
        );
    }
    assert!(!asked.fields.contains("authorization"));

    // RFC 6749 §2.3.1
    let who = Basic {
        user: "s6BhdRkqt3",
        password: "7Fjfp0ZBr1KtDRbnfVdmIw",
    };
    let asked = ask(&fetch, &server, &[], Some(who)).await;
    let expected = "authorization: Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3";
    assert!(asked.fields.lines().any(|line| line == expected), "{}", asked.fields);
    let who = Basic {
        user: "a:b",
        password: "c d\r\n",
    };
    let asked = ask(&fetch, &server, &[], Some(who)).await;
    // a%3Ab:c+d%0D%0A
    let expected = "authorization: Basic YSUzQWI6YytkJTBEJTBB";
    assert!(asked.fields.lines().any(|line| line == expected), "{}", asked.fields);
}

#[tokio::test]
async fn who_is_not_there() {
    let server = Server::new(|_| Some(json(200, "{}")));
    server.set_down(true);
    let found = fetch(&server, &Hands::still()).get(&url(HERE), &NoHandshake).await;
    let why = found.expect_err("nobody is there").to_string();
    // Both addresses of this machine were tried.
    assert!(why.contains("cannot be reached: ::1: "), "{why}");
}

#[test]
fn an_error_shows_nothing_of_the_answer() {
    let error = FetchError::Status(400, "the secret is abc".to_owned().into());
    assert_eq!(
        format!("{error} {error:?}"),
        "it answered with the status 400 it answered with the status 400"
    );
    assert!(error.is_refusal());
}
