//! The update of Adam.

use crate::kernels::parameters::AdamStep;

/// One update in place (Kingma and Ba 2015, algorithm 1). All four slices have one length.
pub fn adam(step: AdamStep, p: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    let length = p.len();
    assert!(g.len() == length && m.len() == length && v.len() == length);
    for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
        *m += step.one_minus_beta1 * (g - *m);
        *v += step.one_minus_beta2 * (g * g - *v);
        *p -= step.rate * *m / ((*v * step.inverse_bias_correction2).sqrt() + step.epsilon);
    }
}
