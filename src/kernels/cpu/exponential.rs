//! `exp` and `ln(1 + x)` without branches and calls, so that a loop over pixels becomes vectors:
//! 100,000 of each a training step, 25 ns apiece through the standard library.

/// `exp(x)` for `x ≤ 0`, within 3e-7 of it relatively; what is not a number stays so. Below −87
/// it stays at the smallest normal number.
#[inline(always)]
pub fn exp_of_negative(x: f32) -> f32 {
    let clamped = if x < -87.0 { -87.0 } else { x };
    // exp(x) = 2^k · exp(r), with r within ± ln 2 / 2 by a subtraction in two parts.
    let k = (clamped * core::f32::consts::LOG2_E).round_ties_even();
    let r = clamped - k * 0.693_145_75 - k * 1.428_606_8e-6;
    // Taylor's to the seventh power: the next term is below 6e-9.
    let p = 1.0 / 5040.0;
    let p = p * r + 1.0 / 720.0;
    let p = p * r + 1.0 / 120.0;
    let p = p * r + 1.0 / 24.0;
    let p = p * r + 1.0 / 6.0;
    let p = p * r + 0.5;
    let p = p * r + 1.0;
    let p = p * r + 1.0;
    let power = f32::from_bits(((k as i32 + 127) << 23) as u32);
    p * power
}

/// `ln(1 + x)` for `0 ≤ x ≤ 1`, within 3e-7 of it relatively.
#[inline(always)]
pub fn ln_1p_of_unit(x: f32) -> f32 {
    // 2 artanh(s), s = x / (2 + x), at most a third: the next term is below 1e-9.
    let s = x / (2.0 + x);
    let q = s * s;
    let p = 1.0 / 17.0;
    let p = p * q + 1.0 / 15.0;
    let p = p * q + 1.0 / 13.0;
    let p = p * q + 1.0 / 11.0;
    let p = p * q + 1.0 / 9.0;
    let p = p * q + 1.0 / 7.0;
    let p = p * q + 1.0 / 5.0;
    let p = p * q + 1.0 / 3.0;
    let p = p * q + 1.0;
    2.0 * s * p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agree_with_double_precision() {
        for i in 0..=87_000 {
            let x = -i as f32 / 1000.0;
            let exact = f64::from(x).exp();
            let ours = f64::from(exp_of_negative(x));
            assert!((ours - exact).abs() <= 3e-7 * exact, "exp({x})");
        }
        for i in 1..=10_000 {
            let x = i as f32 / 10_000.0;
            let exact = f64::from(x).ln_1p();
            let ours = f64::from(ln_1p_of_unit(x));
            assert!((ours - exact).abs() <= 3e-7 * exact, "ln_1p({x}) {ours} {exact}");
        }
        assert!(exp_of_negative(f32::NAN).is_nan() && ln_1p_of_unit(f32::NAN).is_nan());
        assert!(exp_of_negative(f32::NEG_INFINITY) < 1e-37 && ln_1p_of_unit(0.0) == 0.0);
    }
}
