//! Random choices that are the same on every machine.

use rand_core::Rng;
use rand_pcg::Pcg64;

/// A stream of random choices, and how improbable the choices made so far were together.
pub struct Chance {
    source: Pcg64,
    /// Minus the logarithm of the probability of all choices so far, in nats.
    pub nats: f64,
}

impl Chance {
    /// The stream number `stream` of `seed`; different streams are independent.
    pub fn new(seed: u64, stream: u64) -> Self {
        Chance { source: Pcg64::new(u128::from(seed), u128::from(stream)), nats: 0.0 }
    }

    /// Evenly between 0 and 1, without 1.
    pub fn unit(&mut self) -> f64 {
        (self.source.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of `count`, all equally likely.
    pub fn one_of(&mut self, count: usize) -> usize {
        self.nats += libm::log(count as f64);
        (self.unit() * count as f64) as usize
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        let yes = self.unit() < probability;
        self.nats -= libm::log(if yes { probability } else { 1.0 - probability });
        yes
    }

    /// One of the items that these weights belong to.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        let mut left = self.unit() * total;
        let chosen = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        let chosen = chosen.unwrap_or(weights.len() - 1);
        self.nats -= libm::log(weights[chosen] / total);
        chosen
    }

    /// A draw from the normal distribution with standard deviation 1.
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }
}
