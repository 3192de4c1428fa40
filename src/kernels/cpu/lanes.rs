//! Several numbers at once: what the tiles are written in, and which instructions stand behind it.

/// A vector of `f32` and what a tile does with it.
///
/// Every method of an implementation is `inline(always)`, so that it is compiled with the
/// instructions of the function that [`dispatch`] enters.
pub trait Lanes: Copy {
    /// The vector.
    type Vector: Copy;
    /// Numbers in it.
    const WIDTH: usize;

    /// All lanes set to one number.
    fn splat(x: f32) -> Self::Vector;
    /// # Safety
    /// `from` is readable for [`Self::WIDTH`] numbers.
    unsafe fn load(from: *const f32) -> Self::Vector;
    /// # Safety
    /// `to` is writable for [`Self::WIDTH`] numbers.
    unsafe fn store(to: *mut f32, x: Self::Vector);
    /// `a · b + c`, rounded once or twice.
    fn multiply_add(a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// `max(x, 0)`.
    fn relu(x: Self::Vector) -> Self::Vector;
}

/// Work that can be done with any lanes.
pub trait Work {
    /// What comes of it.
    type Output;

    /// Does it. Implementations are `inline(always)`.
    fn run<L: Lanes>(self) -> Self::Output;
}

/// Does the work with the widest lanes that this machine has.
pub fn dispatch<W: Work>(work: W) -> W::Output {
    machine::dispatch(work)
}

#[cfg(target_arch = "wasm32")]
mod machine {
    use core::arch::wasm32::*;

    use super::{Lanes, Work};

    /// 128 bits. With the feature `fma` multiply-add is one instruction, which half of today's
    /// speed comes from, but engines without relaxed SIMD refuse the whole module.
    #[derive(Clone, Copy)]
    struct Simd128;

    impl Lanes for Simd128 {
        type Vector = v128;
        const WIDTH: usize = 4;

        #[inline(always)]
        fn splat(x: f32) -> v128 {
            f32x4_splat(x)
        }
        #[inline(always)]
        unsafe fn load(from: *const f32) -> v128 {
            // SAFETY: the caller's promise; wasm takes any alignment.
            unsafe { v128_load(from.cast()) }
        }
        #[inline(always)]
        unsafe fn store(to: *mut f32, x: v128) {
            // SAFETY: as above.
            unsafe { v128_store(to.cast(), x) }
        }
        #[cfg(feature = "fma")]
        #[inline(always)]
        fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
            f32x4_relaxed_madd(a, b, c)
        }
        #[cfg(not(feature = "fma"))]
        #[inline(always)]
        fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
            f32x4_add(f32x4_mul(a, b), c)
        }
        #[inline(always)]
        fn relu(x: v128) -> v128 {
            f32x4_max(x, f32x4_splat(0.0))
        }
    }

    #[cfg_attr(feature = "fma", target_feature(enable = "relaxed-simd"))]
    pub fn dispatch<W: Work>(work: W) -> W::Output {
        work.run::<Simd128>()
    }
}

#[cfg(target_arch = "x86_64")]
mod machine {
    use core::arch::x86_64::*;

    use super::{Lanes, Portable, Work};

    #[derive(Clone, Copy)]
    struct Avx2;

    impl Lanes for Avx2 {
        type Vector = __m256;
        const WIDTH: usize = 8;

        // SAFETY of all: `dispatch` runs `Avx2` only where AVX2 and FMA were detected.
        #[inline(always)]
        fn splat(x: f32) -> __m256 {
            unsafe { _mm256_set1_ps(x) }
        }
        #[inline(always)]
        unsafe fn load(from: *const f32) -> __m256 {
            unsafe { _mm256_loadu_ps(from) }
        }
        #[inline(always)]
        unsafe fn store(to: *mut f32, x: __m256) {
            unsafe { _mm256_storeu_ps(to, x) }
        }
        #[inline(always)]
        fn multiply_add(a: __m256, b: __m256, c: __m256) -> __m256 {
            unsafe { _mm256_fmadd_ps(a, b, c) }
        }
        #[inline(always)]
        fn relu(x: __m256) -> __m256 {
            unsafe { _mm256_max_ps(_mm256_setzero_ps(), x) }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    fn avx2<W: Work>(work: W) -> W::Output {
        work.run::<Avx2>()
    }

    pub fn dispatch<W: Work>(work: W) -> W::Output {
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: just detected.
            unsafe { avx2(work) }
        } else {
            work.run::<Portable>()
        }
    }
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
mod machine {
    use super::{Portable, Work};

    pub fn dispatch<W: Work>(work: W) -> W::Output {
        work.run::<Portable>()
    }
}

/// Four numbers in plain Rust, which compilers turn into the machine's 128-bit instructions.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Portable;

#[cfg(not(target_arch = "wasm32"))]
impl Lanes for Portable {
    type Vector = [f32; 4];
    const WIDTH: usize = 4;

    #[inline(always)]
    fn splat(x: f32) -> [f32; 4] {
        [x; 4]
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> [f32; 4] {
        // SAFETY: the caller's promise; `f32`s are aligned as an array of them.
        unsafe { from.cast::<[f32; 4]>().read() }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, x: [f32; 4]) {
        // SAFETY: as above.
        unsafe { to.cast::<[f32; 4]>().write(x) }
    }
    #[inline(always)]
    fn multiply_add(a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        // Written out, since Miri takes a closure's call for as much as all of this.
        let [a0, a1, a2, a3] = a;
        let ([b0, b1, b2, b3], [c0, c1, c2, c3]) = (b, c);
        [a0 * b0 + c0, a1 * b1 + c1, a2 * b2 + c2, a3 * b3 + c3]
    }
    #[inline(always)]
    fn relu(x: [f32; 4]) -> [f32; 4] {
        x.map(|x| if x > 0.0 || x.is_nan() { x } else { 0.0 })
    }
}
