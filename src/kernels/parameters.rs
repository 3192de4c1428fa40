//! Numbers that operations take beside their tensors.

/// The weights of the two parts of the objective.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElboWeights {
    /// Of the reconstruction, which is summed over pixels.
    pub reconstruction: f32,
    /// Of the KL, which is summed over latents.
    pub kl: f32,
}

/// The numbers of one update of Adam (Kingma and Ba 2015, algorithm 1), bias corrections worked
/// in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    /// `1 − beta_1`: what the first moment takes of a gradient. Not `beta_1` itself, since
    /// subtracting it in 32 bits would cost half the digits.
    pub one_minus_beta1: f32,
    /// `1 − beta_2`: what the second moment takes of its square.
    pub one_minus_beta2: f32,
    /// The learning rate over `1 − beta_1^t`.
    pub rate: f32,
    /// `1 / (1 − beta_2^t)`.
    pub inverse_bias_correction2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
}

/// Bounds of a posterior's `logvar`. `exp(20)` is finite with room for sums, and a trained
/// posterior stays far inside, so the clamp changes no figure; it keeps any input from
/// overflowing. Outside, the gradient is zero.
pub const LOGVAR: (f32, f32) = (-30.0, 20.0);
