//! Made-up TLS: a handshake of eight octets each way, then everything as it is. What it stands for is the order of
//! things: who speaks first, what fails, and that nothing of before it counts behind it.

use futures_util::future::{BoxFuture, FutureExt};
use gatepost::world::{Secured, Stream, Tls, TlsClient, TlsDemand};
use smtp::client::{BadCertificate, NoTls};
use smtp::server::TlsFacts;
use std::io;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// What a client sends to begin.
pub const CLIENT_HELLO: [u8; 8] = *b"\x16MADEUP1";

/// What the server answers.
pub const SERVER_HELLO: [u8; 8] = *b"\x16MADEUP2";

/// What a server answers whose certificate is for another name.
pub const OTHER_HELLO: [u8; 8] = *b"\x16MADEUP3";

/// Both sides.
pub struct MadeUpTls;

impl Tls for MadeUpTls {
    fn accept(
        &self,
        mut stream: Box<dyn Stream>,
        _: Option<&Path>,
    ) -> BoxFuture<'static, io::Result<(Box<dyn Stream>, TlsFacts)>> {
        async move {
            let mut hello = [0; CLIENT_HELLO.len()];
            stream.read_exact(&mut hello).await?;
            if hello != CLIENT_HELLO {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "this is not a handshake"));
            }
            stream.write_all(&SERVER_HELLO).await?;
            stream.flush().await?;
            Ok((stream, facts()))
        }
        .boxed()
    }
}

impl TlsClient for MadeUpTls {
    fn connect(&self, mut stream: Box<dyn Stream>, demand: &TlsDemand) -> BoxFuture<'static, Secured> {
        let verify = demand.verify;
        async move {
            let lost = |error: io::Error| NoTls::new(error.to_string());
            stream.write_all(&CLIENT_HELLO).await.map_err(lost)?;
            stream.flush().await.map_err(lost)?;
            let mut hello = [0; SERVER_HELLO.len()];
            stream.read_exact(&mut hello).await.map_err(lost)?;
            match hello {
                SERVER_HELLO => Ok((stream, facts())),
                OTHER_HELLO if !verify => Ok((stream, facts())),
                OTHER_HELLO => Err(NoTls {
                    why: "the certificate is for another name".to_owned(),
                    certificate: Some(BadCertificate::OtherName),
                }),
                _ => Err(NoTls::new("this is not a handshake")),
            }
        }
        .boxed()
    }
}

fn facts() -> TlsFacts {
    TlsFacts::new("TLS1.3", "TLS_AES_128_GCM_SHA256")
}
