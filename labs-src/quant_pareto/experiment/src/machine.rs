//! What the machine at hand can do: how fast it streams memory, how fast it multiplies and adds, and how long one
//! step's linear layers take when their weights are stored in fewer bits and unpacked by an ordinary loop.

use std::hint::black_box;
use std::time::Instant;

use crate::matmul;

/// Many measurements of one thing. Each takes about a millisecond, so that work of others on the machine spoils few
/// of them.
#[derive(Clone, Debug)]
pub struct Spread(Vec<f64>);

impl Spread {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Spread(values)
    }

    /// The value that this share of the measurements does not exceed.
    pub fn quantile(&self, share: f64) -> f64 {
        self.0[((self.0.len() - 1) as f64 * share).round() as usize]
    }
}

/// Measures on so many threads at once; what they do is added up.
fn on_threads(threads: usize, measure: impl Fn() -> Vec<f64> + Sync) -> Spread {
    let all = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(&measure)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect::<Vec<f64>>()
    });
    Spread::of(all.into_iter().map(|value| value * threads as f64).collect())
}

/// How many numbers of each array a measurement of memory takes.
const SLICE: usize = 1 << 18;

/// Bytes in a second of a = b + s·c over arrays that no cache holds (STREAM's triad, which counts three arrays).
pub fn stream(threads: usize, length: usize) -> Spread {
    on_threads(threads, || {
        let (mut a, b, c) = (vec![0.5f32; length], vec![1.0f32; length], vec![2.0f32; length]);
        let s = black_box(3.0f32);
        let slices = a.chunks_exact_mut(SLICE).zip(b.chunks_exact(SLICE)).zip(c.chunks_exact(SLICE));
        let seconds = slices.map(|((a, b), c)| {
            let start = Instant::now();
            a.iter_mut().zip(b.iter().zip(c)).for_each(|(a, (b, c))| *a = b + s * c);
            black_box(&mut *a);
            start.elapsed().as_secs_f64()
        });
        seconds.map(|seconds| (3 * 4 * SLICE) as f64 / seconds).collect()
    })
}

/// Operations in a second of fused multiply-adds in the blocks of our matrix product, whose inputs stay in the
/// nearest cache; each counts as two.
pub fn multiply_add(threads: usize, repeats: usize) -> Spread {
    const ROUNDS: usize = 1000;
    on_threads(threads, || {
        let seconds = || {
            let start = Instant::now();
            black_box(matmul::blocks(black_box(ROUNDS)));
            start.elapsed().as_secs_f64()
        };
        (0..repeats).map(|_| (ROUNDS * matmul::OPERATIONS) as f64 / seconds()).collect()
    })
}

/// How the weights of the timed layers are stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Store {
    /// Four bytes each.
    Fp32,
    /// A byte each, with a scale for each output.
    Int8,
    /// Half a byte each, with a scale for each group of 64.
    Int4,
}

const GROUP: usize = 64;
const INPUTS: usize = 512;

/// Seconds of the product of a matrix with one vector, in a plain loop that unpacks as it goes: no instructions for
/// integers are used on purpose, but the compiler may use vectors. The matrix has `slice` weights; `slices` of them
/// are gone through, `rounds` times.
pub fn product(store: Store, slice: usize, slices: usize, rounds: usize) -> Spread {
    let rows = slice / INPUTS;
    let all = slices * rows * INPUTS;
    let input: Vec<f32> = (0..INPUTS).map(|i| (i % 7) as f32 - 3.0).collect();
    let mut out = vec![0.0f32; rows];
    let floats: Vec<f32> =
        if store == Store::Fp32 { (0..all).map(|i| (i % 15) as f32).collect() } else { vec![] };
    let bytes: Vec<u8> = match store {
        Store::Fp32 => vec![],
        Store::Int8 => (0..all).map(|i| (i % 251) as u8).collect(),
        Store::Int4 => (0..all / 2).map(|i| (i % 251) as u8).collect(),
    };
    let scales: Vec<f32> = (0..rows * INPUTS / GROUP).map(|i| 0.01 + (i % 3) as f32).collect();
    let mut seconds = Vec::new();
    for _ in 0..rounds {
        for number in 0..slices {
            let at = number * rows * INPUTS;
            let start = Instant::now();
            match store {
                Store::Fp32 => fp32(&floats[at..], &input, &mut out),
                Store::Int8 => int8(&bytes[at..], &scales, &input, &mut out),
                Store::Int4 => int4(&bytes[at / 2..], &scales, &input, &mut out),
            }
            black_box(&mut out);
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    Spread::of(seconds)
}

/// Defines a function and lets the compiler use this machine's vectors for it, if it has them.
macro_rules! with_vectors {
    ($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),*) $body:block) => {
        $(#[$doc])*
        fn $name($($arg: $type),*) {
            #[inline(always)]
            fn plain($($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn vectors($($arg: $type),*) { plain($($arg),*) }
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    // SAFETY: the machine has what the function is compiled for.
                    return unsafe { vectors($($arg),*) };
                }
            }
            plain($($arg),*)
        }
    };
}

with_vectors! {
    fn fp32(weights: &[f32], input: &[f32], out: &mut [f32]) {
        for (row, out) in weights.chunks_exact(INPUTS).zip(out) {
            let mut sums = [0.0f32; 32];
            for (w, x) in row.chunks_exact(32).zip(input.chunks_exact(32)) {
                for i in 0..32 { sums[i] += w[i] * x[i]; }
            }
            *out = sums.iter().sum();
        }
    }
}

with_vectors! {
    fn int8(codes: &[u8], scales: &[f32], input: &[f32], out: &mut [f32]) {
        for ((row, out), scale) in codes.chunks_exact(INPUTS).zip(out).zip(scales) {
            let mut sums = [0.0f32; 32];
            for (code, x) in row.chunks_exact(32).zip(input.chunks_exact(32)) {
                for i in 0..32 { sums[i] += f32::from(code[i] as i8) * x[i]; }
            }
            *out = scale * sums.iter().sum::<f32>();
        }
    }
}

with_vectors! {
    /// A byte holds the codes of two weights that are 32 apart.
    fn int4(codes: &[u8], scales: &[f32], input: &[f32], out: &mut [f32]) {
        let groups = INPUTS / GROUP;
        for ((row, out), scales) in codes.chunks_exact(INPUTS / 2).zip(out).zip(scales.chunks_exact(groups)) {
            let mut sums = [0.0f32; 32];
            for ((code, scale), x) in row.chunks_exact(32).zip(scales).zip(input.chunks_exact(GROUP)) {
                let (low, high) = x.split_at(32);
                for i in 0..32 {
                    let (a, b) = (i32::from(code[i] & 15) - 8, i32::from(code[i] >> 4) - 8);
                    sums[i] += scale * (a as f32 * low[i] + b as f32 * high[i]);
                }
            }
            *out = sums.iter().sum();
        }
    }
}

/// The processor's time that this process has used so far, where Linux tells it.
pub fn cpu_seconds() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may contain anything, come the state and eleven more numbers; ticks are 1/100 s.
    let mut fields = line.rsplit(')').next()?.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}

/// The name of the processor, if the system tells it.
pub fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        info.lines().find_map(|line| line.strip_prefix("model name")).and_then(|rest| rest.split(':').nth(1));
    name.map_or_else(|| std::env::consts::ARCH.to_owned(), |name| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_are_positive_and_ordered() {
        for spread in [stream(2, 3 * SLICE), multiply_add(1, 5), product(Store::Int4, 4096, 2, 3)] {
            assert!(spread.quantile(0.0) > 0.0);
            assert!(
                spread.quantile(0.0) <= spread.quantile(0.5) && spread.quantile(0.5) <= spread.quantile(1.0)
            );
        }
    }

    /// The timed loops compute the products they are named after.
    #[test]
    fn unpacking_gives_the_weights_back() {
        let input: Vec<f32> = (0..INPUTS).map(|i| (i % 5) as f32 - 2.0).collect();
        let codes: Vec<i32> = (0..INPUTS as i32).map(|i| i * 7 % 16 - 8).collect();
        let expected: f32 = codes.iter().zip(&input).map(|(code, x)| 0.5 * *code as f32 * x).sum();
        let (scales, mut out) = ([0.5; INPUTS / GROUP], [0.0; 1]);
        let floats: Vec<f32> = codes.iter().map(|code| 0.5 * *code as f32).collect();
        fp32(&floats, &input, &mut out);
        assert_eq!(out[0], expected);
        let bytes: Vec<u8> = codes.iter().map(|code| *code as i8 as u8).collect();
        int8(&bytes, &scales, &input, &mut out);
        assert_eq!(out[0], expected);
        let packed: Vec<u8> = codes
            .chunks_exact(GROUP)
            .flat_map(|group| (0..32).map(|i| (group[i] + 8) as u8 | ((group[i + 32] + 8) as u8) << 4))
            .collect();
        int4(&packed, &scales, &input, &mut out);
        assert_eq!(out[0], expected);
    }
}
