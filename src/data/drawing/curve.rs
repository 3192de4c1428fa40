//! Smooth curves through points.
//!
//! Only `+ - * /` and square roots, which every platform rounds alike.

/// x to the right, y down.
pub(in crate::data) type Point = [f32; 2];

/// Curves are made of straight pieces of at most this length: half a pixel of a drawing that is
/// 20 pixels high.
const PIECE: f32 = 0.025;

/// Joins points by a centripetal Catmull-Rom curve, which goes through every point and makes no
/// loops between unevenly spaced ones. Where the direction turns so far that the angle's cosine is
/// below `corner`, the corner is kept; -1 rounds them all.
///
/// No two points in a row may coincide, and the whole is taken to have about the size 1.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "windows of two points, and pieces of what stroke.rs has measured"
)]
pub(in crate::data) fn smooth(points: &[Point], corner: f32) -> Vec<Point> {
    let Some(&start) = points.first() else {
        return Vec::new();
    };
    let mut path = vec![start];
    for (index, pair) in points.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        let before = index.checked_sub(1).map(|before| points[before]);
        let before = before.filter(|&before| !is_corner(before, from, to, corner));
        let after = points.get(index + 2).copied();
        let after = after.filter(|&after| !is_corner(from, to, after, corner));
        // Where the line ends or has a corner, it bends on as it does at the other end.
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (Some(before), None) => (before, mirrored(before, from, to)),
            (None, Some(after)) => (mirrored(after, from, to), after),
            (None, None) => (beyond(to, from), beyond(from, to)),
        };
        let pieces = (distance(from, to) / PIECE).ceil().max(1.0) as usize;
        for piece in 1..pieces {
            let part = piece as f32 / pieces as f32;
            path.push(catmull_rom([before, from, to, after], part));
        }
        path.push(to);
    }
    path
}

/// Barry and Goldman's pyramid with knots spaced by the square root of the distance; `part` runs
/// from 0 at the second point to 1 at the third.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "an inner loop over four points and their knots"
)]
fn catmull_rom(points: [Point; 4], part: f32) -> Point {
    let mut knots = [0.0; 4];
    for next in 1..4 {
        let gap = distance(points[next - 1], points[next]).sqrt();
        knots[next] = knots[next - 1] + gap.max(1e-4);
    }
    let at = knots[1] + part * (knots[2] - knots[1]);
    let between = |a: Point, b: Point, from: usize, to: usize| {
        let weight = (at - knots[from]) / (knots[to] - knots[from]);
        [a[0] + weight * (b[0] - a[0]), a[1] + weight * (b[1] - a[1])]
    };
    let edge = [0, 1, 2].map(|k| between(points[k], points[k + 1], k, k + 1));
    let arch = [0, 1].map(|k| between(edge[k], edge[k + 1], k, k + 2));
    between(arch[0], arch[1], 1, 2)
}

fn is_corner(before: Point, at: Point, after: Point, corner: f32) -> bool {
    let (ax, ay) = (at[0] - before[0], at[1] - before[1]);
    let (bx, by) = (after[0] - at[0], after[1] - at[1]);
    ax * bx + ay * by < corner * distance(before, at) * distance(at, after)
}

/// The mirror image of `point` in the line that halves `from` to `to` at a right angle: on a
/// circle through the three, the next point at the other end.
fn mirrored(point: Point, from: Point, to: Point) -> Point {
    let along = [to[0] - from[0], to[1] - from[1]];
    let length = distance(from, to);
    let off = [point[0] - (from[0] + to[0]) / 2.0, point[1] - (from[1] + to[1]) / 2.0];
    let part = 2.0 * (off[0] * along[0] + off[1] * along[1]) / (length * length);
    [point[0] - part * along[0], point[1] - part * along[1]]
}

/// As far beyond `about` as `point` is before it.
fn beyond(point: Point, about: Point) -> Point {
    [2.0 * about[0] - point[0], 2.0 * about[1] - point[1]]
}

pub(in crate::data) fn distance(a: Point, b: Point) -> f32 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    (dx * dx + dy * dy).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARC: [Point; 4] = [[0.0, 0.5], [0.146, 0.146], [0.5, 0.0], [0.854, 0.146]];

    #[test]
    fn goes_through_every_point_in_small_pieces() {
        let path = smooth(&ARC, 0.3);
        for point in ARC {
            assert!(path.contains(&point), "{point:?}");
        }
        for pair in path.windows(2) {
            assert!(distance(pair[0], pair[1]) < 1.3 * PIECE);
        }
    }

    #[test]
    fn points_of_a_circle_give_the_circle() {
        for point in smooth(&ARC, 0.3) {
            let radius = distance(point, [0.5, 0.5]);
            assert!((radius - 0.5).abs() < 0.01, "{point:?} at {radius}");
        }
    }

    #[test]
    fn a_corner_is_kept_or_rounded() {
        let corner = [[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]];
        let straight = |path: &[Point]| path.iter().all(|p| p[1] == 0.0 || p[0] == 0.5);
        assert!(straight(&smooth(&corner, 0.3)));
        assert!(!straight(&smooth(&corner, -1.0)));
    }

    #[test]
    fn one_point_and_none() {
        assert_eq!(smooth(&[[0.2, 0.1]], 0.3), [[0.2, 0.1]]);
        assert!(smooth(&[], 0.3).is_empty());
    }
}
