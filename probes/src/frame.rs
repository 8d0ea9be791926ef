//! Frames on the result descriptor: takes messages, gives bytes, and back.
//!
//! A frame is `VITL`, the worker's nonce (8 bytes), the length (4 bytes, little endian), and JSON.
//! Bytes between frames come from the target, which got hold of the descriptor: they are counted.

use crate::wire::Message;

const MAGIC: [u8; 4] = *b"VITL";
const HEADER: usize = 16;
/// A trace of 20,000 modules takes about 8 MB; anything far over that is not ours.
const LARGEST: usize = 256 << 20;

/// One message as bytes.
///
/// # Errors
/// Where the message cannot be written as JSON.
pub fn encode(nonce: u64, message: &Message) -> serde_json::Result<Vec<u8>> {
    let mut bytes = vec![0; HEADER];
    serde_json::to_writer(&mut bytes, message)?;
    let length = (bytes.len() - HEADER) as u32;
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[4..12].copy_from_slice(&nonce.to_le_bytes());
    bytes[12..HEADER].copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

/// Puts messages together from whatever arrives.
#[derive(Debug)]
pub struct Decoder {
    nonce: u64,
    buffer: Vec<u8>,
    foreign: u64,
}

impl Decoder {
    /// For the frames of one worker.
    pub fn new(nonce: u64) -> Self {
        Self { nonce, buffer: Vec::new(), foreign: 0 }
    }

    /// Adds bytes as they were read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, if it has arrived.
    pub fn next_message(&mut self) -> Option<Message> {
        loop {
            self.skip_foreign();
            if self.buffer.len() < HEADER {
                return None;
            }
            let length =
                u32::from_le_bytes([self.buffer[12], self.buffer[13], self.buffer[14], self.buffer[15]])
                    as usize;
            if length > LARGEST {
                self.drop_foreign(1);
                continue;
            }
            let body = self.buffer.get(HEADER..HEADER + length)?;
            let message = serde_json::from_slice(body);
            match message {
                Ok(message) => {
                    self.buffer.drain(..HEADER + length);
                    return Some(message);
                }
                Err(_) => self.drop_foreign(1),
            }
        }
    }

    /// Bytes that were not part of a frame, those still waiting for one included.
    pub fn foreign_bytes(&self) -> u64 {
        self.foreign + self.buffer.len() as u64
    }

    fn drop_foreign(&mut self, count: usize) {
        self.foreign += count as u64;
        self.buffer.drain(..count);
    }

    /// Drops bytes up to the next place where a header may begin.
    fn skip_foreign(&mut self) {
        let mut header = [0; 12];
        header[..4].copy_from_slice(&MAGIC);
        header[4..].copy_from_slice(&self.nonce.to_le_bytes());
        let start = (0..self.buffer.len())
            .find(|&at| {
                let rest = &self.buffer[at..];
                let compared = rest.len().min(header.len());
                rest[..compared] == header[..compared]
            })
            .unwrap_or(self.buffer.len());
        if start > 0 {
            self.drop_foreign(start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Monotonic;

    fn frame(at: u64) -> Vec<u8> {
        encode(7, &Message::Entered { at: Monotonic(at) }).expect("plain data becomes JSON")
    }

    fn times(decoder: &mut Decoder) -> Vec<u64> {
        std::iter::from_fn(|| decoder.next_message())
            .map(|message| match message {
                Message::Entered { at } => at.0,
                other => panic!("unexpected {other:?}"),
            })
            .collect()
    }

    #[test]
    fn byte_by_byte_and_with_foreign_bytes_between() {
        let mut stream = b"VITgarbage".to_vec();
        stream.extend(frame(1));
        stream.extend(b"garbage\n");
        stream.extend(frame(2));
        let mut decoder = Decoder::new(7);
        let mut seen = Vec::new();
        for byte in &stream {
            decoder.push(&[*byte]);
            seen.extend(times(&mut decoder));
        }
        assert_eq!(seen, [1, 2]);
        assert_eq!(decoder.foreign_bytes(), 18);
    }

    #[test]
    fn another_workers_frame_is_foreign() {
        let mut decoder = Decoder::new(8);
        decoder.push(&frame(1));
        assert!(decoder.next_message().is_none());
        assert_eq!(decoder.foreign_bytes(), frame(1).len() as u64);
    }
}
