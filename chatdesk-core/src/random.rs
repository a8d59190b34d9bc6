//! What nobody can guess.

/// By how much of a tenth a wait is longer: 0 for nothing, the largest for a tenth.
pub(crate) fn jitter() -> u32 {
    let [a, b, c, d, ..] = random();
    u32::from_be_bytes([a, b, c, d])
}

/// Ten bytes that nobody can guess.
pub(crate) fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    // The operating system's source failing is not survivable: an id that repeats would be worse.
    #[expect(clippy::expect_used, reason = "without randomness no id may be made")]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
