//! What is done to a gradient before it meets weights.

/// Clears `g` where `y`, the output of a ReLU, is not above zero.
pub fn mask(g: &mut [f32], y: &[f32]) {
    assert_eq!(g.len(), y.len());
    for (g, y) in g.iter_mut().zip(y) {
        *g = if *y > 0.0 { *g } else { 0.0 };
    }
}

/// Sums over rows of `width` numbers: a bias's gradient.
pub fn column_sums(g: &[f32], width: usize) -> Vec<f32> {
    let mut sums = vec![0.0; width];
    if width == 1 {
        // A single column is a reduction, which a compiler may not reorder: eight of them.
        let mut partial = [0.0; 8];
        let (chunks, rest) = g.as_chunks::<8>();
        for chunk in chunks {
            partial.iter_mut().zip(chunk).for_each(|(sum, g)| *sum += g);
        }
        sums[0] = partial.iter().sum::<f32>() + rest.iter().sum::<f32>();
        return sums;
    }
    for row in g.chunks_exact(width) {
        sums.iter_mut().zip(row).for_each(|(sum, g)| *sum += g);
    }
    sums
}
