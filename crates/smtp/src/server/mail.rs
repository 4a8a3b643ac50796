//! The mail verbs: MAIL, RCPT, DATA, BDAT, and what becomes of the message.

use super::session::{Session, State, Waiting};
use super::step::{Ask, Handover, Refusal, Service, Step, Verdict};
use super::transaction::{Body, Intake, Transaction};
use crate::body::{ChunkReader, DataReader};
use crate::command::Chunk;
use crate::parameters::{ParameterError, read_mail, read_recipient};
use ::mail::{Address, Envelope, ForwardPath, Recipient, ReversePath, forward_path, reverse_path};
use reply::Reply;
use std::borrow::Cow;

impl Session {
    /// `MAIL FROM:<reverse-path> [parameters]`, RFC 5321 §4.1.1.2.
    pub(super) fn mail(&mut self, rest: Option<&str>) {
        match &self.transaction {
            None => {}
            Some(Transaction {
                body: Body::NotBegun, ..
            }) => return self.say(&reply::TRANSACTION_OPEN),
            Some(_) => return self.say(&reply::BDAT_MIXED),
        }
        if !self.is_greeted() {
            // RFC 5321 §4.1.4: a session with mail in it begins with EHLO.
            return self.say(&reply::BAD_SEQUENCE);
        }
        let Some((rest, is_odd)) = self.path(rest) else {
            return self.say(&reply::MAIL_SYNTAX);
        };
        let Ok((sender, parameters)) = reverse_path(&rest) else {
            return self.say(&reply::SENDER_SYNTAX);
        };
        let mut envelope = Transaction::new(sender).envelope;
        if let Err(error) = read_mail(parameters, &mut envelope) {
            return self.say(parameter_reply(error));
        }
        if let ReversePath::Mailbox(address) = &envelope.sender
            && address.is_internationalised()
            && !envelope.smtputf8
        {
            return self.say(&reply::SENDER_NEEDS_SMTPUTF8);
        }
        let limit = self.terms.message_octets_max;
        if limit > 0 && envelope.size.is_some_and(|size| size > limit) {
            return self.say(&reply::TOO_LARGE);
        }
        let ask = Ask::Sender {
            login: self.login().cloned(),
            sender: envelope.sender.clone(),
            octets: envelope.size,
            is_odd,
        };
        self.ask(ask, Waiting::Sender(Box::new(envelope)));
    }

    /// A path, and what stands behind it; and whether it had to be put right, for who may write it as old machines do: spaces in front
    /// of it, no angle brackets around it.
    fn path<'a>(&self, rest: Option<&'a str>) -> Option<(Cow<'a, str>, bool)> {
        let rest = rest?;
        if rest.starts_with('<') {
            return Some((Cow::Borrowed(rest), false));
        }
        if !self.login().is_some_and(|login| login.is_lenient) {
            return None;
        }
        let rest = rest.trim_start_matches([' ', '\t']);
        if rest.starts_with('<') {
            return Some((Cow::Borrowed(rest), true));
        }
        let end = rest.find(' ').unwrap_or(rest.len());
        let (address, behind) = rest.split_at(end);
        (!address.is_empty()).then(|| (Cow::Owned(format!("<{address}>{behind}")), true))
    }

    pub(super) fn sender_decided(&mut self, envelope: Envelope, verdict: Verdict) {
        match verdict {
            Ok(()) => {
                self.transaction = Some(Transaction {
                    envelope,
                    body: Body::NotBegun,
                });
                self.say(&reply::SENDER_OK);
            }
            Err(refusal) => self.refuse(&refusal),
        }
    }

    /// `RCPT TO:<forward-path> [parameters]`, RFC 5321 §4.1.1.3.
    pub(super) fn rcpt(&mut self, rest: Option<&str>) {
        let (count, smtputf8) = match &self.transaction {
            None => return self.say(&reply::MAIL_FIRST),
            Some(Transaction {
                body: Body::NotBegun,
                envelope,
            }) => (envelope.recipients.len(), envelope.smtputf8),
            Some(_) => return self.say(&reply::BDAT_MIXED),
        };
        let Some((rest, is_odd)) = self.path(rest) else {
            return self.say(&reply::RCPT_SYNTAX);
        };
        let Ok((path, parameters)) = forward_path(&rest) else {
            return self.say(&reply::RECIPIENT_SYNTAX);
        };
        let postmaster = matches!(path, ForwardPath::Postmaster);
        let address = match path {
            ForwardPath::Mailbox(address) => address,
            // `<postmaster>` without a domain is ours (RFC 5321 §4.5.1).
            ForwardPath::Postmaster => match Address::parse(&format!("postmaster@{}", self.terms.hostname)) {
                Ok(address) => address,
                Err(_) => return self.say(&reply::RECIPIENT_SYNTAX),
            },
        };
        let mut recipient = Recipient {
            address,
            notify: None,
            orcpt: None,
        };
        if let Err(error) = read_recipient(parameters, smtputf8, &mut recipient) {
            return self.say(parameter_reply(error));
        }
        if recipient.address.is_internationalised() && !smtputf8 {
            return self.say(&reply::RECIPIENT_NEEDS_SMTPUTF8);
        }
        if count >= self.terms.recipients_max {
            return self.say(&reply::TOO_MANY_RECIPIENTS);
        }
        let ask = Ask::Recipient {
            login: self.login().cloned(),
            address: recipient.address.clone(),
            postmaster,
            is_odd,
        };
        self.ask(ask, Waiting::Recipient(Box::new(recipient)));
    }

    pub(super) fn recipient_decided(&mut self, recipient: Recipient, verdict: Verdict) {
        match (verdict, &mut self.transaction) {
            (Ok(()), Some(transaction)) => {
                transaction.envelope.recipients.push(recipient);
                self.progress();
                self.say(&reply::RECIPIENT_OK);
            }
            (Err(refusal), _) => self.refuse(&refusal),
            (Ok(()), None) => self.say(&reply::MAIL_FIRST),
        }
    }

    pub(super) fn data_command(&mut self) {
        match &self.transaction {
            None => self.say(&reply::MAIL_FIRST),
            Some(Transaction {
                body: Body::NotBegun,
                envelope,
            }) if envelope.recipients.is_empty() => {
                self.say(&reply::NO_RECIPIENTS);
            }
            Some(Transaction {
                body: Body::NotBegun, ..
            }) => self.ask(Ask::Body, Waiting::Data),
            Some(_) => self.say(&reply::BDAT_MIXED),
        }
    }

    pub(super) fn data_decided(&mut self, verdict: Verdict) {
        self.flush();
        match (verdict, &mut self.transaction) {
            (Ok(()), Some(transaction)) => {
                transaction.body = Body::Data(DataReader::default(), Intake::new(self.terms.message_octets_max));
                self.state = State::Data;
                self.say(&reply::START_DATA);
            }
            (Err(refusal), _) => self.refuse(&refusal),
            (Ok(()), None) => self.say(&reply::MAIL_FIRST),
        }
    }

    /// Reads what has come of the text; `None` when there was nothing to keep in it.
    pub(super) fn data(&mut self) -> Option<Step> {
        let Some(mut transaction) = self.transaction.take() else {
            self.close();
            return None;
        };
        let mut kept = Vec::with_capacity(self.input().len());
        let mut unwanted = 0;
        if let Body::Data(reader, intake) = &mut transaction.body {
            let (used, ended) = reader.read(self.input(), &mut kept);
            self.used(used);
            if ended {
                self.state = State::DataEnded;
            }
            if !intake.take(kept.len()) {
                unwanted = kept.len();
                kept.clear();
            }
        }
        self.transaction = Some(transaction);
        if unwanted > 0 && !self.drop_octets(unwanted) {
            return None;
        }
        (!kept.is_empty()).then_some(Step::Body(kept))
    }

    pub(super) fn data_ended(&mut self) {
        self.message_ended();
        self.state = State::Command;
        let refusal = match &self.transaction {
            Some(Transaction {
                body: Body::Data(reader, intake),
                ..
            }) => intake.refusal(reader.is_pure()),
            _ => return self.close(),
        };
        self.hand_over(refusal);
    }

    /// `BDAT size [LAST]`, RFC 3030 §2.
    pub(super) fn bdat(&mut self, chunk: Option<Chunk>) {
        let Some(known) = chunk else {
            return self.refuse_chunk(None, &reply::BDAT_SYNTAX);
        };
        match &self.transaction {
            None => self.refuse_chunk(chunk, &reply::MAIL_FIRST),
            Some(Transaction {
                body: Body::NotBegun,
                envelope,
            }) if envelope.recipients.is_empty() => {
                self.chunk_failed();
                self.refuse_chunk(chunk, &reply::NO_RECIPIENTS);
            }
            Some(Transaction {
                body: Body::NotBegun, ..
            }) => self.ask(Ask::Body, Waiting::Chunk(known)),
            Some(Transaction {
                body: Body::Chunks(..), ..
            }) => {
                self.state = State::Chunk {
                    left: known.octets,
                    chunk: known,
                };
            }
            Some(_) => self.refuse_chunk(chunk, &reply::BDAT_MIXED),
        }
    }

    /// After a chunk that failed only RSET helps: the next one would be the message without its beginning (RFC 3030 §2).
    fn chunk_failed(&mut self) {
        if let Some(transaction) = &mut self.transaction {
            transaction.body = Body::ChunksFailed;
        }
    }

    /// Reads and drops what was announced, then says `reply`; where the size could not be read, says it and closes.
    pub(super) fn refuse_chunk(&mut self, chunk: Option<Chunk>, reply: &'static Reply) {
        match chunk {
            Some(chunk) => {
                self.state = State::Discard {
                    left: chunk.octets,
                    then: reply,
                }
            }
            None => {
                self.say(reply);
                self.close();
            }
        }
    }

    pub(super) fn chunk_decided(&mut self, chunk: Chunk, verdict: Verdict) {
        match (verdict, &mut self.transaction) {
            (Ok(()), Some(transaction)) => {
                transaction.body = Body::Chunks(ChunkReader::default(), Intake::new(self.terms.message_octets_max));
                self.state = State::Chunk {
                    left: chunk.octets,
                    chunk,
                };
            }
            (Err(refusal), Some(_)) => {
                self.chunk_failed();
                self.refuse_chunk(Some(chunk), refusal.reply);
            }
            (_, None) => self.close(),
        }
    }

    /// Reads what has come of a chunk; `None` when there was nothing to keep in it.
    pub(super) fn chunk(&mut self) -> Option<Step> {
        let State::Chunk { left, .. } = &mut self.state else {
            return None;
        };
        let wanted = *left;
        let octets = usize::try_from(wanted).unwrap_or(usize::MAX).min(self.input().len());
        let State::Chunk { left, .. } = &mut self.state else {
            return None;
        };
        *left -= octets as u64;
        let mut piece = self.input()[..octets].to_vec();
        self.used(octets);
        let mut unwanted = 0;
        if let Some(Transaction {
            body: Body::Chunks(reader, intake),
            ..
        }) = &mut self.transaction
        {
            reader.read(&piece);
            if !intake.take(piece.len()) {
                unwanted = piece.len();
                piece.clear();
            }
        }
        if unwanted > 0 && !self.drop_octets(unwanted) {
            return None;
        }
        (!piece.is_empty()).then_some(Step::Body(piece))
    }

    pub(super) fn chunk_ended(&mut self) {
        let State::Chunk { chunk, .. } = std::mem::replace(&mut self.state, State::Command) else {
            return;
        };
        let Some(Transaction {
            body: Body::Chunks(reader, intake),
            ..
        }) = &self.transaction
        else {
            return self.close();
        };
        if chunk.last {
            let refusal = intake.refusal(reader.is_pure());
            self.message_ended();
            return self.hand_over(refusal);
        }
        match intake.refusal(true) {
            None => {
                if chunk.octets > 0 {
                    self.progress();
                }
                self.say_with(&reply::CHUNK_OK, &chunk.octets.to_string());
            }
            Some(reply) => {
                self.chunk_failed();
                self.abandon_body();
                self.say(reply);
            }
        }
    }

    pub(super) fn discard(&mut self) -> bool {
        let State::Discard { left, then } = &mut self.state else {
            return true;
        };
        let (wanted, then) = (*left, *then);
        let octets = usize::try_from(wanted).unwrap_or(usize::MAX).min(self.input().len());
        self.used(octets);
        if !self.drop_octets(octets) {
            return true;
        }
        if wanted == octets as u64 {
            self.state = State::Command;
            self.say(then);
            return true;
        }
        self.state = State::Discard {
            left: wanted - octets as u64,
            then,
        };
        false
    }

    /// The message is here whole: it is refused, or it is to be made durable.
    fn hand_over(&mut self, refusal: Option<&'static Reply>) {
        if let Some(reply) = refusal {
            self.flush();
            self.forget_transaction();
            return self.say(reply);
        }
        let may_submit = self.login().is_some() || self.terms.service == Service::Relay;
        let Some(transaction) = self.transaction.take().filter(|_| may_submit) else {
            return self.close();
        };
        let handover = Handover {
            envelope: transaction.envelope,
            login: self.login().cloned(),
            ehlo: self.ehlo().unwrap_or_default().to_owned(),
            esmtp: self.is_esmtp(),
            tls: self.tls().cloned(),
        };
        self.ask(Ask::Commit(Box::new(handover)), Waiting::Commit);
    }

    pub(super) fn committed(&mut self, committed: Result<String, Refusal>) {
        self.flush();
        match committed {
            Ok(id) => {
                self.message_accepted();
                self.say_with(&reply::ACCEPTED, &id);
            }
            Err(refusal) => self.refuse(&refusal),
        }
    }
}

fn parameter_reply(error: ParameterError) -> &'static Reply {
    match error {
        ParameterError::Unknown => &reply::PARAMETER_UNKNOWN,
        ParameterError::Bad => &reply::PARAMETER_BAD,
    }
}
