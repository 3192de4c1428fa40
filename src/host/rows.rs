//! Vectors of numbers on the host: what an encoder says of images.

/// Vectors of one width.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    width: usize,
    values: Vec<f32>,
}

impl Rows {
    /// `n · width` numbers, row by row.
    ///
    /// # Panics
    /// Where `values` is no whole number of rows: an error in this crate.
    pub fn new(width: usize, values: Vec<f32>) -> Self {
        assert!(width > 0 && values.len().is_multiple_of(width), "{} by {width}", values.len());
        Self { width, values }
    }

    /// `n` rows of zeros.
    pub fn zeros(n: usize, width: usize) -> Self {
        Self::new(width, vec![0.0; n * width])
    }

    /// Numbers of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The numbers of one row, `width` of them.
    ///
    /// # Panics
    /// Where `index` is not below [`len`](Self::len), as slices do.
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.width..(index + 1) * self.width]
    }

    /// One row, to change it.
    ///
    /// # Panics
    /// As [`row`](Self::row).
    pub fn row_mut(&mut self, index: usize) -> &mut [f32] {
        &mut self.values[index * self.width..(index + 1) * self.width]
    }

    /// The rows, one after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.width.max(1))
    }

    /// All numbers, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All numbers, row by row.
    pub fn into_values(self) -> Vec<f32> {
        self.values
    }

    /// The rows from `start` up to `end`.
    ///
    /// # Panics
    /// Where they are not there.
    pub fn slice(&self, rows: std::ops::Range<usize>) -> Self {
        Self::new(self.width, self.values[rows.start * self.width..rows.end * self.width].to_vec())
    }

    /// The rows at these places, in that order.
    ///
    /// # Panics
    /// Where one is not there.
    pub fn gather(&self, places: &[usize]) -> Self {
        let values = places.iter().flat_map(|&place| self.row(place)).copied().collect();
        Self::new(self.width, values)
    }

    /// Adds a row.
    ///
    /// # Panics
    /// Where it has another width.
    pub fn push(&mut self, row: &[f32]) {
        assert_eq!(row.len(), self.width, "a row of another width");
        self.values.extend_from_slice(row);
    }

    /// The rows of both.
    ///
    /// # Panics
    /// Where their widths differ.
    pub fn then(mut self, other: &Self) -> Self {
        assert_eq!(self.width, other.width, "rows of another width");
        self.values.extend_from_slice(&other.values);
        self
    }

    /// Every row divided by its Euclidean length. A row of zeros stays.
    pub fn normalised(mut self) -> Self {
        for row in self.values.chunks_exact_mut(self.width.max(1)) {
            let length = length(row);
            row.iter_mut().for_each(|x| *x /= length);
        }
        self
    }

    /// The mean of each class's rows: `classes` rows.
    ///
    /// # Panics
    /// Where there is not a label for each row, or one is not below `classes`.
    pub fn means(&self, labels: &[usize], classes: usize) -> Self {
        assert_eq!(labels.len(), self.len(), "a label for each row");
        let mut means = Self::zeros(classes, self.width);
        let mut counts = vec![0usize; classes];
        for (row, &label) in self.iter().zip(labels) {
            counts[label] += 1;
            means.row_mut(label).iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        for (class, count) in counts.into_iter().enumerate() {
            let count = count.max(1) as f32;
            means.row_mut(class).iter_mut().for_each(|sum| *sum /= count);
        }
        means
    }
}

/// `Σ a · b`.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The Euclidean length, never so small that dividing by it overflows.
pub fn length(row: &[f32]) -> f32 {
    dot(row, row).sqrt().max(1e-12)
}

/// The squared Euclidean distance.
pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The place of the largest number, the first of equals.
///
/// # Panics
/// Where there is none.
pub fn largest(scores: &[f32]) -> usize {
    let better = |best: usize, at: usize| if scores[at] > scores[best] { at } else { best };
    (0..scores.len()).reduce(better).expect("scores")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_by_class_and_a_class_without_rows_is_zero() {
        let rows = Rows::new(2, vec![1.0, 2.0, 3.0, 6.0, 5.0, 5.0]);
        let means = rows.means(&[0, 0, 2], 3);
        assert_eq!(means.values(), [2.0, 4.0, 0.0, 0.0, 5.0, 5.0]);
    }

    #[test]
    fn rows_are_cut_joined_and_normalised() {
        let rows = Rows::new(2, vec![3.0, 4.0, 0.0, 0.0]);
        assert_eq!(rows.clone().normalised().values(), [0.6, 0.8, 0.0, 0.0]);
        assert_eq!(rows.gather(&[1, 0]).then(&rows.slice(0..1)).len(), 3);
        assert_eq!(largest(&[1.0, 3.0, 3.0]), 1);
        assert_eq!(squared_distance(&[1.0, 2.0], &[4.0, 6.0]), 25.0);
    }
}
