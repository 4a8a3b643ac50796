//! The transcripts of `tests/transcripts`, driven straight into a session and through a real socket.

#![allow(clippy::unwrap_used, reason = "a test that fails has nothing better to do")]

mod transcript;

use transcript::Transcript;

#[test]
fn through_the_session() {
    let mut provoked = std::collections::BTreeSet::new();
    for transcript in transcripts() {
        let mut driver = transcript::session::InSession::new(&transcript);
        transcript.play(&mut driver);
        provoked.extend(driver.provoked());
    }
    let silent: Vec<&str> = reply::ALL
        .iter()
        .map(|reply| reply.id)
        .filter(|id| !provoked.contains(id))
        .collect();
    assert!(
        silent.is_empty(),
        "replies that no transcript provokes: give each one, or remove it: {silent:?}"
    );
}

#[test]
fn through_a_socket() {
    let mut left_out = Vec::new();
    for transcript in transcripts() {
        if transcript.needs_made_up_time() {
            left_out.push(transcript.name.clone());
            continue;
        }
        let mut driver = transcript::socket::OverSocket::new(&transcript);
        transcript.play(&mut driver);
    }
    println!(
        "left out, because time does not pass on command here: {}",
        left_out.join(" ")
    );
}

/// One octet at a time is answered as all at once is, but for what stands behind STARTTLS.
#[test]
fn through_the_session_octet_by_octet() {
    for transcript in transcripts()
        .into_iter()
        .filter(|transcript| transcript.name != "tls/injection.smtp")
    {
        let mut driver = transcript::session::InSession::new(&transcript).octet_by_octet();
        transcript.play(&mut driver);
        assert!(!driver.provoked().is_empty());
    }
}

fn transcripts() -> Vec<Transcript> {
    let all = Transcript::read_all(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts"));
    assert!(all.len() > 50, "only {} transcripts were found", all.len());
    all
}
