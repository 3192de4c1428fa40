//! Principal components: the linear baseline.

use super::rows::{Rows, dot, length};
use crate::kernels::shape::Dense;
use crate::random::{Purpose, normal, stream};

/// Directions that are iterated beyond those asked for: the last ones converge slowly.
const SPARE: usize = 16;
/// Passes over the images. With 16 spare directions, the 32 first of MNIST hold to four digits
/// after 10.
const PASSES: usize = 12;

/// The mean, and the directions along which rows vary most, of length 1 and at right angles.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    mean: Vec<f32>,
    /// `[components, width]`.
    directions: Rows,
}

impl Pca {
    /// Fits by orthogonal iteration (Golub and Van Loan, §8.2.4).
    ///
    /// # Panics
    /// Where there is no row, or more components are asked for than a row has numbers.
    pub fn fit(rows: &Rows, components: usize) -> Self {
        let (n, width) = (rows.len(), rows.width());
        assert!(n > 0 && components <= width, "{components} components of {n} rows of {width}");
        let mean = rows.means(&vec![0; n], 1).into_values();
        let centred: Vec<f32> =
            rows.iter().flat_map(|row| row.iter().zip(&mean).map(|(x, m)| x - m)).collect();
        let tried = (components + SPARE).next_multiple_of(16).min(width);
        let sizes = Dense::new(n, width, tried);
        let zero = vec![0.0; tried];
        // [tried, width], so that a direction lies in one piece.
        let noise = normal(&mut stream(0, Purpose::Samples), tried * width);
        let mut directions = Rows::new(width, noise);
        for _ in 0..PASSES {
            orthonormalise(&mut directions);
            let along = sizes.forward(&centred, &transposed(&directions), &zero, false);
            let pulled = sizes.weight_gradient(&centred, &along);
            directions = Rows::new(width, transposed(&Rows::new(tried, pulled)));
        }
        orthonormalise(&mut directions);
        Self { mean, directions: directions.slice(0..components) }
    }

    /// Rows as components, `[n, components]`.
    ///
    /// # Panics
    /// Where a row has another width than those that were fitted.
    pub fn project(&self, rows: &Rows) -> Rows {
        assert_eq!(rows.width(), self.mean.len(), "rows of another width");
        let offsets: Vec<f32> = self.directions.iter().map(|d| dot(d, &self.mean)).collect();
        let along = |row| self.directions.iter().zip(&offsets).map(move |(d, o)| dot(d, row) - o);
        Rows::new(self.directions.len(), rows.iter().flat_map(along).collect())
    }
}

/// Rows as columns.
fn transposed(rows: &Rows) -> Vec<f32> {
    let (n, width) = (rows.len(), rows.width());
    (0..n * width).map(|at| rows.values()[at % n * width + at / n]).collect()
}

/// The modified Gram–Schmidt process: each row without what the rows before it have of it.
fn orthonormalise(rows: &mut Rows) {
    for index in 0..rows.len() {
        let mut row = rows.row(index).to_vec();
        for before in 0..index {
            let before = rows.row(before);
            let along = dot(&row, before);
            row.iter_mut().zip(before).for_each(|(x, d)| *x -= along * d);
        }
        let length = length(&row);
        // Nothing is left of it where rows vary along fewer directions than are asked for.
        let length = if length > 0.0 { length } else { 1.0 };
        rows.row_mut(index).iter_mut().zip(&row).for_each(|(x, d)| *x = d / length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As of a memory of a trace or two, and of a model of two latents.
    #[test]
    fn rows_that_hardly_vary_have_a_place() {
        let one = vec![3.0, -1.0];
        for (values, lengths) in [
            (one.clone(), [0.0].as_slice()),
            ([one.clone(), one].concat(), &[0.0, 0.0]),
            (vec![0.0, 0.0, 3.0, 4.0], &[2.5, 2.5]),
        ] {
            let rows = Rows::new(2, values);
            let pca = Pca::fit(&rows, 2);
            for (place, expected) in pca.project(&rows).iter().zip(lengths) {
                assert!((length(place) - expected).abs() < 1e-5, "{place:?}");
            }
        }
    }

    /// Rows that vary by `deviations` along axes turned by a fixed rotation.
    #[test]
    fn the_directions_of_known_variances_are_found_in_order() {
        let width = 32;
        let deviations = [9.0f32, 6.0, 4.0, 0.5];
        let mut axes = Rows::new(width, normal(&mut stream(3, Purpose::Samples), 4 * width));
        orthonormalise(&mut axes);
        let n = 4000;
        let draws = normal(&mut stream(4, Purpose::Samples), n * 4);
        let rows = draws.chunks(4).flat_map(|draw| {
            let axes = &axes;
            (0..width).map(move |at| {
                2.0 + (0..4).map(|k| deviations[k] * draw[k] * axes.row(k)[at]).sum::<f32>()
            })
        });
        let rows = Rows::new(width, rows.collect());
        let pca = Pca::fit(&rows, 3);
        for (index, direction) in pca.directions.iter().enumerate() {
            let agreement = dot(direction, axes.row(index)).abs();
            assert!(agreement > 0.995, "direction {index}: {agreement}");
        }
        let projected = pca.project(&rows);
        for (component, deviation) in deviations[..3].iter().enumerate() {
            let values = || projected.iter().map(|row| f64::from(row[component]));
            let variance = values().map(|x| x * x).sum::<f64>() / n as f64;
            let mean = values().sum::<f64>() / n as f64;
            assert!(mean.abs() < 1e-3, "{mean}");
            // Four standard errors of a variance of 4,000 draws, and the sample's own turn.
            assert!((variance.sqrt() / f64::from(*deviation) - 1.0).abs() < 0.06, "{variance}");
        }
    }
}
