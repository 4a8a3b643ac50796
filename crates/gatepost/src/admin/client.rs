//! The command line's side of the socket: asks a running server what [`Control`](super::Control) would answer.

use super::Export;
use super::local::PROBLEM_TRAILER;
use super::protocol::{Answer, Problem, ProblemCode, Request};
use futures_util::StreamExt;
use futures_util::stream::try_unfold;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::http::request::Builder;
use hyper::{Response, header};
use hyper_util::rt::TokioIo;
use queue::QueueId;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::io;
use std::path::PathBuf;
use tokio::net::UnixStream;

/// A running server. Each question takes a connection of its own, so that none stays open while a person reads.
/// To be used inside a tokio runtime.
pub struct Client {
    path: PathBuf,
}

impl Client {
    /// The server behind the socket at `path`.
    ///
    /// # Errors
    /// `NotFound` and `ConnectionRefused`: no server answers there, or not yet.
    pub async fn connect(path: PathBuf) -> io::Result<Self> {
        drop(UnixStream::connect(&path).await?);
        Ok(Self { path })
    }

    /// As [`Control::answer`](super::Control::answer); the server knows who asks.
    ///
    /// # Errors
    /// Also when the server cannot be reached or goes away.
    pub async fn answer(&self, request: &Request) -> Result<Answer, Problem> {
        let json = serde_json::to_vec(request).map_err(|error| Problem::invalid(error.to_string()))?;
        let head = hyper::Request::post("/v1/control").header(header::CONTENT_TYPE, "application/json");
        // The connection lives as long as its sender.
        let (_sender, response) = self.send(head, json).await?;
        let is_answer = response.status().is_success();
        let octets = response
            .into_body()
            .collect()
            .await
            .map_err(|error| lost(&error))?
            .to_bytes();
        if is_answer {
            read(&octets)
        } else {
            Err(read::<Problem>(&octets)?)
        }
    }

    /// As [`Control::export`](super::Control::export).
    ///
    /// # Errors
    /// Also when the server cannot be reached or goes away.
    pub async fn export(&self, id: QueueId, as_received: bool) -> Result<Export, Problem> {
        let head = hyper::Request::get(format!("/v1/queue/{id}/export?as_received={as_received}"));
        let (sender, response) = self.send(head.header(header::TE, "trailers"), Vec::new()).await?;
        if !response.status().is_success() {
            let octets = response
                .into_body()
                .collect()
                .await
                .map_err(|error| lost(&error))?
                .to_bytes();
            return Err(read::<Problem>(&octets)?);
        }
        let pieces = try_unfold((sender, response.into_body()), |(sender, mut body)| async move {
            while let Some(frame) = body.frame().await {
                let frame = match frame.map_err(|error| lost(&error))?.into_data() {
                    Ok(piece) => return Ok(Some((piece.to_vec(), (sender, body)))),
                    Err(frame) => frame,
                };
                if let Ok(fields) = frame.into_trailers()
                    && let Some(problem) = fields.get(PROBLEM_TRAILER)
                {
                    return Err(read::<Problem>(problem.as_bytes())?);
                }
            }
            Ok::<_, Problem>(None)
        });
        Ok(pieces.boxed())
    }

    async fn send(
        &self,
        head: Builder,
        body: Vec<u8>,
    ) -> Result<(SendRequest<Full<Bytes>>, Response<Incoming>), Problem> {
        let request = head.header(header::HOST, "gatepost").body(Full::new(Bytes::from(body)));
        let request = request.map_err(|error| Problem::invalid(error.to_string()))?;
        let stream = UnixStream::connect(&self.path).await.map_err(|error| {
            let message = format!("the server is gone ({error}): try again");
            Problem::new(ProblemCode::Unavailable, message)
        })?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| lost(&error))?;
        // What goes wrong with it shows in the answer, or by its absence.
        tokio::spawn(async move { drop(connection.await) });
        let response = sender.send_request(request).await.map_err(|error| lost(&error))?;
        Ok((sender, response))
    }
}

fn read<T: DeserializeOwned>(octets: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(octets).map_err(|error| {
        let message = format!("the server's answer is not understood ({error}): is it of another version? Restart it");
        Problem::new(ProblemCode::Unavailable, message)
    })
}

fn lost(error: &dyn Display) -> Problem {
    let message =
        format!("the server went away ({error}), and what it had done by then is not known: look, then try again");
    Problem::new(ProblemCode::Unavailable, message)
}
