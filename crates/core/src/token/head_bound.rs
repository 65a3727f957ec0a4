//! A bound on everything that comes before the answer's body: also interim answers (`100 Continue`), of which a server may
//! send any number.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::stream::Stream;

/// A connection that fails once more bytes have come than the head of an answer may take.
pub(super) struct HeadBound {
    stream: Box<dyn Stream>,
    left: Arc<AtomicUsize>,
}

/// Lifts the bound once the head is whole; the body has a bound of its own.
pub(super) struct Lift(Arc<AtomicUsize>);

impl HeadBound {
    pub(super) fn new(stream: Box<dyn Stream>, bytes: usize) -> (Self, Lift) {
        let left = Arc::new(AtomicUsize::new(bytes));
        (Self { stream, left: Arc::clone(&left) }, Lift(left))
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
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
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
        far.write_all(b"head").await.unwrap();
        bounded.read_exact(&mut buffer).await.unwrap();
        far.write_all(b"more").await.unwrap();
        assert_eq!(bounded.read(&mut buffer).await.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        lift.lift();
        far.write_all(b"body").await.unwrap();
        bounded.read_exact(&mut buffer).await.unwrap();
        assert_eq!(&buffer, b"body");
    }
}
