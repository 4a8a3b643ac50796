//! To whom mail may go. Who logged in may write to anybody whose address can be delivered at all.

use mail::Address;
use smtp::server::Refusal;
use smtp::server::Verdict;

/// Domains in the envelope are fully qualified (RFC 6409 §4.2).
pub fn may_address(recipient: &Address) -> Verdict {
    if recipient.domain().is_qualified() {
        Ok(())
    } else {
        Err(Refusal::new(&reply::RECIPIENT_NOT_QUALIFIED, recipient.to_string()))
    }
}
