//! What the command line speaks to a running server: HTTP and JSON over a Unix socket that only the owner of the data may use.

use super::protocol::{Answer, Problem, ProblemCode, Request};
use super::{Control, http};
use crate::world::{Endpoint, Peer, Tasks, World};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::{StreamExt, TryStreamExt};
use http_body_util::StreamBody;
use hyper::body::{Bytes, Frame};
use nix::unistd::{Uid, User, geteuid};
use queue::QueueId;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Lane, StoreError, Work, on_lane};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// The name of the socket in the data directory.
pub const SOCKET: &str = "gatepost.sock";

/// The field behind an export that could not be read to its end: a [`Problem`] as JSON.
pub const PROBLEM_TRAILER: &str = "gatepost-problem";

/// Begins to answer at `path`. A socket that is there is removed: whoever calls this holds the lock of the data directory,
/// so that nobody can be behind it.
///
/// # Errors
/// The socket cannot be made; a path of more than some 100 octets is one reason.
pub fn serve(world: &World, path: PathBuf, control: Arc<Control>) -> BoxFuture<'static, io::Result<()>> {
    let world = world.clone();
    async move {
        match world.disk.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = world.network.listen(&Endpoint::Unix(path)).await?;
        let (work, tasks) = (world.work.clone(), world.tasks.clone());
        let router = move |peer: &Peer| match *peer {
            Peer::Local { uid } if may_ask(uid) => {
                Some(router_for(uid, work.clone(), control.clone(), tasks.clone()).boxed())
            }
            _ => None,
        };
        let open = http::stand_open(world.clone(), listener, CONNECTIONS_MAX, "the command line", router);
        world.tasks.spawn(open.boxed());
        Ok(())
    }
    .boxed()
}

/// The name under which what a user does is remembered.
pub fn operator(uid: u32) -> String {
    match User::from_uid(Uid::from_raw(uid)) {
        Ok(Some(user)) => user.name,
        Ok(None) | Err(_) => format!("uid {uid}"),
    }
}

/// The socket's mode says the same, but between its making and its mode lies a moment.
fn may_ask(uid: u32) -> bool {
    uid == geteuid().as_raw() || Uid::from_raw(uid).is_root()
}

/// What answers a user, under their name.
async fn router_for(uid: u32, work: Arc<dyn Work>, control: Arc<Control>, tasks: Arc<dyn Tasks>) -> Router {
    // Names of users may come over the network, and block.
    let by = on_lane(&*work, Lane::Read, move || operator(uid))
        .await
        .unwrap_or_else(|_| format!("uid {uid}"));
    router(Desk {
        control,
        tasks,
        by: by.into(),
    })
}

/// What answers one connection.
#[derive(Clone)]
struct Desk {
    control: Arc<Control>,
    tasks: Arc<dyn Tasks>,
    by: Arc<str>,
}

fn router(desk: Desk) -> Router {
    Router::new()
        .route("/v1/control", post(answer))
        .route("/v1/queue/{id}/export", get(export))
        .route("/v1/status", get(status))
        .layer(DefaultBodyLimit::max(REQUEST_OCTETS_MAX))
        .with_state(desk)
}

/// Passwords come in, and go out: what is read and written is wiped.
async fn answer(State(desk): State<Desk>, request: Result<Bytes, BytesRejection>) -> Response {
    let request = request.map_err(|rejection| rejection.body_text()).and_then(|octets| {
        let octets = Zeroizing::new(Vec::from(octets));
        serde_json::from_slice::<Request>(&octets).map_err(|error| error.to_string())
    });
    let answer: Result<Answer, Problem> = match request {
        Ok(request) => {
            // An order that was begun is finished, also when whoever gave it is gone.
            let (tasks, (tell, told)) = (desk.tasks.clone(), oneshot::channel());
            let order = async move { drop(tell.send(desk.control.answer(request, &desk.by).await)) };
            tasks.spawn(order.boxed());
            told.await.unwrap_or_else(|_| Err(StoreError::Unknown.into()))
        }
        Err(why) => Err(Problem::invalid(format!(
            "the server does not understand the request ({why}): is this program of another version? Restart the server"
        ))),
    };
    match answer {
        Ok(answer) => match serde_json::to_vec(&answer) {
            Ok(octets) => {
                let fields = [(header::CONTENT_TYPE, "application/json")];
                (fields, Bytes::from_owner(Zeroizing::new(octets))).into_response()
            }
            Err(error) => refusal(Problem::new(
                ProblemCode::Broken,
                format!("no answer can be written: {error}"),
            )),
        },
        Err(problem) => refusal(problem),
    }
}

/// How a message is exported.
#[derive(Deserialize)]
struct Manner {
    #[serde(default)]
    as_received: bool,
}

async fn export(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(Manner { as_received }): Query<Manner>,
    fields: HeaderMap,
) -> Response {
    let id = match id.parse::<QueueId>() {
        Ok(id) => id,
        Err(error) => return refusal(Problem::invalid(error.to_string())),
    };
    let pieces = match desk.control.export(id, as_received).await {
        Ok(pieces) => pieces,
        Err(problem) => return refusal(problem),
    };
    // Who does not take trailers is shown by a cut connection that something was wrong.
    let takes_trailers = fields.get(header::TE).is_some_and(|value| value == "trailers");
    let frames = pieces
        .map_ok(|piece| Frame::data(Bytes::from(piece)))
        .map(move |frame| match frame {
            Err(problem) if takes_trailers => Ok(Frame::trailers(trailers(&problem))),
            frame => frame,
        });
    let fields = [
        (header::CONTENT_TYPE, "message/rfc822"),
        (header::TRAILER, PROBLEM_TRAILER),
    ];
    (fields, axum::body::Body::new(StreamBody::new(frames))).into_response()
}

fn trailers(problem: &Problem) -> HeaderMap {
    let json = serde_json::to_vec(problem).ok();
    let value = json.and_then(|json| HeaderValue::from_bytes(&json).ok());
    // Any value tells that there was a problem.
    HeaderMap::from_iter([(
        header::HeaderName::from_static(PROBLEM_TRAILER),
        value.unwrap_or_else(|| HeaderValue::from_static("{}")),
    )])
}

/// Who answers.
#[derive(Serialize)]
struct Status {
    version: &'static str,
    pid: u32,
}

async fn status() -> Json<Status> {
    Json(Status {
        version: env!("CARGO_PKG_VERSION"),
        pid: std::process::id(),
    })
}

fn refusal(problem: Problem) -> Response {
    let status = match problem.code {
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::Exists => StatusCode::CONFLICT,
        ProblemCode::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::Full => StatusCode::INSUFFICIENT_STORAGE,
        ProblemCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::Broken | ProblemCode::Damaged => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(problem)).into_response()
}

/// Operators and their scripts; more is a mistake somewhere.
const CONNECTIONS_MAX: usize = 16;
/// A thousand senders of an account, a page of ids: all requests are much smaller.
const REQUEST_OCTETS_MAX: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::super::client::Client;
    use super::super::made_up::{ADDED, accept, control};
    use super::super::protocol::{Filter, Meant};
    use super::*;
    use crate::world::os;

    /// The whole way: client, socket, server, store in memory.
    #[tokio::test]
    async fn a_running_server_answers() {
        let (control, memory) = control();
        let directory = std::env::temp_dir().join(format!("gatepost-local-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory");
        let socket = directory.join(SOCKET);
        std::fs::write(&socket, "left by a crash").expect("a file");
        serve(&os::world(), socket.clone(), Arc::new(control))
            .await
            .expect("a socket");

        let client = Client::connect(socket).await.expect("a server");
        let long = format!("From: a\r\nBcc: b\r\n\r\n{}\r\n", "x".repeat(500_000));
        let id = accept(&memory, 1, &["bob@example.org"], long.as_bytes(), &[(9, 17)]).await;
        let list = Request::QueueList {
            filter: Filter::default(),
            after: None,
            limit: 10,
        };
        let Ok(Answer::Messages { messages, .. }) = client.answer(&list).await else {
            panic!("no list")
        };
        assert_eq!(
            messages.iter().map(|message| message.id.as_str()).collect::<Vec<_>>(),
            [id.to_string()]
        );

        for (as_received, expected) in [
            (true, long.clone()),
            (false, format!("{ADDED}{}", long.replace("Bcc: b\r\n", ""))),
        ] {
            let pieces: Vec<_> = client.export(id, as_received).await.expect("an export").collect().await;
            let octets: Vec<u8> = pieces.into_iter().flat_map(|piece| piece.expect("a piece")).collect();
            assert!(octets == expected.as_bytes(), "as received: {as_received}");
        }

        let messages = Meant::Ids {
            ids: vec![id.to_string()],
            filter: Filter::default(),
        };
        let remove = Request::QueueChange {
            change: super::super::protocol::Change::Remove,
            messages,
        };
        assert!(matches!(client.answer(&remove).await, Ok(Answer::Changed { changed, .. }) if changed.len() == 1));
        let Ok(Answer::Message(shown)) = client.answer(&Request::QueueShow { id: id.to_string() }).await else {
            panic!("no message")
        };
        assert_eq!(
            shown.events.last().map(|event| event.by.clone()),
            Some(operator(geteuid().as_raw()))
        );
        let gone = client.export(id, false).await.map(drop).expect_err("the body is gone");
        assert_eq!(gone.code, ProblemCode::NotFound);
        let unknown = client
            .answer(&Request::AccountShow { name: "bob".to_owned() })
            .await
            .expect_err("no account");
        assert_eq!(unknown.code, ProblemCode::NotFound);
        std::fs::remove_dir_all(&directory).expect("removed");
    }

    #[test]
    fn damage_is_told_behind_what_came() {
        let problem = Problem::new(ProblemCode::Damaged, "\u{c190}\u{c0c1}");
        let told = trailers(&problem);
        let value = told.get(PROBLEM_TRAILER).expect("a trailer");
        assert_eq!(
            serde_json::from_slice::<Problem>(value.as_bytes()).expect("JSON"),
            problem
        );
    }
}
