//! From a connection to a WebSocket.

use std::net::TcpStream;

use tungstenite::client::{ClientRequestBuilder, IntoClientRequest, client_with_config};
use tungstenite::handshake::client::{Request, Response};
use tungstenite::http::Uri;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Error, HandshakeError, WebSocket};

use super::deadline::Deadline;
use super::failure::{Failure, of_connection};
use super::net::reach;
use super::secret::kept;
use super::trouble::Trouble;
use crate::config::websocket::{Values, WebsocketSettings, Within};

/// A connection that speaks, and the subprotocol that was chosen.
pub fn connect(
    settings: &WebsocketSettings,
    values: &Values,
    deadline: Deadline<'_>,
) -> Result<(WebSocket<TcpStream>, Option<String>), Failure> {
    let garbage = |error: Error| Failure::HandshakeGarbage { trouble: Trouble::of(&error, &values.token) };
    let request = request(settings, values).map_err(garbage)?;
    let stream = reach(&settings.url.host, settings.url.port, deadline).map_err(of_connection)?;
    let largest = usize::try_from(settings.max_message.0).ok();
    let config = WebSocketConfig::default()
        .max_message_size(largest)
        .max_frame_size(largest)
        .read_buffer_size(16 << 10);
    let mut tried = client_with_config(request, stream, Some(config));
    loop {
        match tried {
            Ok((socket, response)) => return Ok((socket, subprotocol(&response, &values.token))),
            Err(HandshakeError::Failure(Error::Http(response))) => {
                return Err(Failure::HandshakeRefused { status: response.status().as_u16() });
            }
            Err(HandshakeError::Failure(error)) => return Err(garbage(error)),
            Err(HandshakeError::Interrupted(half)) => {
                deadline.check().map_err(|trouble| match trouble {
                    Trouble::Interrupted => Failure::Interrupted,
                    _ => Failure::HandshakeSilent { after: deadline.within },
                })?;
                tried = half.handshake();
            }
        }
    }
}

fn request(settings: &WebsocketSettings, values: &Values) -> Result<Request, Error> {
    let url: Uri = settings.url.url(values).parse()?;
    let mut builder = ClientRequestBuilder::new(url);
    for (name, value) in &settings.headers {
        builder = builder.with_header(name, value.fill(values, Within::Plain));
    }
    for protocol in &settings.subprotocols {
        builder = builder.with_sub_protocol(protocol.fill(values, Within::Plain));
    }
    builder.into_client_request()
}

fn subprotocol(response: &Response, token: &str) -> Option<String> {
    let chosen = response.headers().get("sec-websocket-protocol")?;
    Some(kept(&String::from_utf8_lossy(chosen.as_bytes()), token))
}
