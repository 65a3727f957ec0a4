//! The body of a response. It may contain a token, so its memory is wiped.

use zeroize::Zeroizing;

/// A body, or a part of one.
pub(super) type Body = Zeroizing<Vec<u8>>;

/// Appends to a body. One that outgrows its memory is moved by hand: a vector that moves itself leaves a copy behind.
pub(super) fn append(body: &mut Body, data: &[u8]) {
    if body.capacity() - body.len() < data.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity((body.len() + data.len()).next_power_of_two()));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(data);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_grows_piece_by_piece() {
        let mut body = Body::default();
        (0..100).for_each(|byte| append(&mut body, &[byte; 7]));
        let expected: Vec<u8> = (0..100).flat_map(|byte| [byte; 7]).collect();
        assert_eq!(*body, expected);
    }
}
