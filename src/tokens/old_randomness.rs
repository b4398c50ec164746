//! Our randomness as the crate of the POPRF knows it: an earlier version of the same traits.

use rand::CryptoRng;

pub struct Old<'a, R>(pub &'a mut R);

impl<R: CryptoRng> rand_core::RngCore for Old<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, to: &mut [u8]) {
        self.0.fill_bytes(to);
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), rand_core::Error> {
        self.0.fill_bytes(to);
        Ok(())
    }
}

impl<R: CryptoRng> rand_core::CryptoRng for Old<'_, R> {}
