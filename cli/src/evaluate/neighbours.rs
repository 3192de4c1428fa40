//! The nearest neighbours' vote.

use metavae::host::rows::{Rows, largest, squared_distance};

/// The class that most of the `k` nearest rows of `known` have, for each row of `asked`; of equals,
/// the one with the nearest member.
///
/// # Panics
/// Where fewer than `k` rows are known, or k is 0.
pub fn nearest_neighbours(
    (known, labels): (&Rows, &[usize]),
    asked: &Rows,
    k: usize,
    classes: usize,
) -> Vec<usize> {
    assert!((1..=known.len()).contains(&k), "{k} of {} neighbours", known.len());
    let vote = |row: &[f32]| {
        let mut distances: Vec<(f32, usize)> = known
            .iter()
            .zip(labels)
            .map(|(other, label)| (squared_distance(row, other), *label))
            .collect();
        distances.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0));
        distances.truncate(k);
        distances.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut votes = vec![0.0; classes];
        for (place, (_, label)) in distances.iter().enumerate() {
            // The nearest member breaks a tie: less than a vote for all places together.
            votes[*label] += 1.0 + 0.5f32.powi(place as i32 + 2) / k as f32;
        }
        largest(&votes)
    };
    asked.iter().map(vote).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_of_the_nearest_wins_and_the_nearest_breaks_a_tie() {
        let known = Rows::new(1, vec![0.0, 1.0, 1.5, 9.0, 9.5]);
        let labels = [0, 1, 1, 2, 2];
        let asked = Rows::new(1, vec![0.4, 0.1, 8.0]);
        let answers = |k| nearest_neighbours((&known, &labels), &asked, k, 3);
        assert_eq!(answers(1), [0, 0, 2]);
        assert_eq!(answers(2), [0, 0, 2], "one vote each, the nearer one wins");
        assert_eq!(answers(3), [1, 1, 2]);
    }
}
