//! What a command returns to the page.

use keyfob_core::error::Failure;

/// A command's result: the page gets a [`Failure`] as the reason of its rejected promise.
pub(crate) type Answer<T> = Result<T, Failure>;
