//! What stands between the connection and HTTP: nothing is read before something was written, and everything that comes
//! before the answer's body is bounded, also interim answers (`100 Continue`), of which a server may send any number.
//!
//! A server that speaks first, or hangs up while it is spoken to, is so judged by what it says, not by who was faster.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::stream::Stream;

/// A connection that fails once more bytes have come than the head of an answer may take.
pub(super) struct HeadBound {
    stream: Box<dyn Stream>,
    left: Arc<AtomicUsize>,
    is_written: bool,
    /// Whether the other side takes no more: what it said before is still to be read.
    is_deaf: bool,
    reader: Option<Waker>,
}

/// Lifts the bound once the head is whole; the body has a bound of its own.
pub(super) struct Lift(Arc<AtomicUsize>);

impl HeadBound {
    pub(super) fn new(stream: Box<dyn Stream>, bytes: usize) -> (Self, Lift) {
        let left = Arc::new(AtomicUsize::new(bytes));
        (Self { stream, left: Arc::clone(&left), is_written: false, is_deaf: false, reader: None }, Lift(left))
    }
}

impl Lift {
    pub(super) fn lift(self) {
        self.0.store(usize::MAX, Ordering::Relaxed);
    }
}

impl AsyncRead for HeadBound {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_written {
            self.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let left = self.left.load(Ordering::Relaxed);
        if left != usize::MAX {
            let Some(rest) = left.checked_sub(buffer.filled().len() - before) else {
                return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
            };
            self.left.store(rest, Ordering::Relaxed);
        }
        polled
    }
}

impl AsyncWrite for HeadBound {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_deaf {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = match ready!(Pin::new(&mut self.stream).poll_write(context, bytes)) {
            Err(error) if is_hang_up(&error) => {
                self.is_deaf = true;
                Ok(bytes.len())
            }
            other => other,
        };
        self.is_written = true;
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match ready!(Pin::new(&mut self.stream).poll_flush(context)) {
            Err(error) if is_hang_up(&error) => {
                self.is_deaf = true;
                Poll::Ready(Ok(()))
            }
            other => Poll::Ready(other),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

fn is_hang_up(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted
    )
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn the_bound_holds_until_it_is_lifted() {
        let (mut far, near) = tokio::io::duplex(64);
        let (mut bounded, lift) = HeadBound::new(Box::new(near), 4);
        let mut buffer = [0; 4];
        bounded.write_all(b"request").await.unwrap();
        far.write_all(b"head").await.unwrap();
        bounded.read_exact(&mut buffer).await.unwrap();
        far.write_all(b"more").await.unwrap();
        assert_eq!(bounded.read(&mut buffer).await.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        lift.lift();
        far.write_all(b"body").await.unwrap();
        bounded.read_exact(&mut buffer).await.unwrap();
        assert_eq!(&buffer, b"body");
    }

    #[tokio::test]
    async fn what_a_server_says_first_is_read_once_it_was_spoken_to() {
        let (mut far, near) = tokio::io::duplex(64);
        let (bounded, _lift) = HeadBound::new(Box::new(near), 100);
        let (mut reading, mut writing) = tokio::io::split(bounded);
        far.write_all(b"early").await.unwrap();
        let read = tokio::spawn(async move {
            let mut buffer = [0; 5];
            reading.read_exact(&mut buffer).await.map(|_| buffer)
        });
        tokio::task::yield_now().await;
        assert!(!read.is_finished());
        writing.write_all(b"request").await.unwrap();
        assert_eq!(&read.await.unwrap().unwrap(), b"early");
    }

    #[tokio::test]
    async fn a_server_that_hangs_up_is_still_heard() {
        let (mut far, near) = tokio::io::duplex(64);
        let (mut bounded, _lift) = HeadBound::new(Box::new(near), 100);
        far.write_all(b"too large").await.unwrap();
        drop(far);
        bounded.write_all(b"request").await.unwrap();
        bounded.flush().await.unwrap();
        let mut said = Vec::new();
        bounded.read_to_end(&mut said).await.unwrap();
        assert_eq!(said, b"too large");
    }
}
