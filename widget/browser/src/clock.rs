use chatdesk_widget_engine::Moment;

/// Milliseconds since the epoch, by the browser's clock.
#[must_use]
pub fn now_ms() -> u64 {
    whole(js_sys::Date::now())
}

/// An id for one message, random, kept for every retry of it.
#[must_use]
pub fn client_id() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 20];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        for byte in &mut bytes {
            *byte = (random() & 0xff) as u8;
        }
    }
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

pub(crate) fn moment() -> Moment {
    Moment { now_ms: now_ms(), random: random() }
}

fn random() -> u32 {
    // Below 2^32, so that nothing is cut.
    u32::try_from(whole(js_sys::Math::random() * 4_294_967_295.0)).unwrap_or_default()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest integer that there is, below zero becomes zero"
)]
const fn whole(number: f64) -> u64 {
    number as u64
}
