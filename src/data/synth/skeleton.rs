//! The ways in which people write each digit, as points that a curve goes through.
//!
//! x runs to the right and y down, both from 0 to 1. Sharp turns are corners, which a hand may
//! round. Each way has a weight: how often it is drawn, relative to the digit's others.

use super::chance::Chance;
use crate::data::curve::Point;

type Stroke = &'static [Point];

struct Way {
    weight: f32,
    strokes: &'static [Stroke],
}

/// The strokes of one way to write `label`, at random.
pub(super) fn draw(label: u8, chance: &mut Chance) -> Vec<Vec<Point>> {
    let ways = WAYS[usize::from(label)];
    let total: f32 = ways.iter().map(|way| way.weight).sum();
    let mut left = chance.unit() * total;
    let chosen = ways.iter().find(|way| {
        left -= way.weight;
        left < 0.0
    });
    let way = chosen.unwrap_or(&ways[0]);
    way.strokes.iter().map(|stroke| stroke.to_vec()).collect()
}

const fn way(weight: f32, strokes: &'static [Stroke]) -> Way {
    Way { weight, strokes }
}

const WAYS: [&[Way]; 10] = [ZERO, ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE];

const ZERO: &[Way] = &[
    // Closed at the top.
    way(
        5.0,
        &[&[
            [0.58, 0.01],
            [0.3, 0.1],
            [0.1, 0.42],
            [0.14, 0.78],
            [0.42, 0.99],
            [0.74, 0.86],
            [0.92, 0.52],
            [0.86, 0.18],
            [0.62, 0.02],
            [0.48, 0.04],
        ]],
    ),
    // Its end runs past its beginning.
    way(
        2.0,
        &[&[
            [0.44, 0.06],
            [0.18, 0.28],
            [0.08, 0.6],
            [0.24, 0.92],
            [0.54, 0.98],
            [0.84, 0.74],
            [0.92, 0.36],
            [0.7, 0.04],
            [0.42, 0.02],
            [0.26, 0.14],
        ]],
    ),
    // From the upper right, with the gap there.
    way(
        2.0,
        &[&[
            [0.76, 0.1],
            [0.5, 0.0],
            [0.22, 0.18],
            [0.08, 0.55],
            [0.22, 0.9],
            [0.52, 0.99],
            [0.82, 0.82],
            [0.93, 0.48],
            [0.82, 0.16],
        ]],
    ),
];

const ONE: &[Way] = &[
    // A line.
    way(7.0, &[&[[0.5, 0.0], [0.5, 0.5], [0.5, 1.0]]]),
    // With an upstroke.
    way(1.2, &[&[[0.3, 0.24], [0.5, 0.0], [0.5, 0.5], [0.5, 1.0]]]),
    // With an upstroke and a base.
    way(
        0.8,
        &[&[[0.28, 0.22], [0.52, 0.0], [0.51, 0.5], [0.5, 0.98]], &[[0.18, 0.98], [0.82, 0.97]]],
    ),
];

const TWO: &[Way] = &[
    // With a straight base.
    way(
        3.0,
        &[&[
            [0.1, 0.24],
            [0.3, 0.04],
            [0.62, 0.02],
            [0.82, 0.22],
            [0.7, 0.5],
            [0.42, 0.76],
            [0.06, 0.98],
            [0.48, 0.96],
            [0.95, 0.95],
        ]],
    ),
    // With a loop.
    way(
        4.0,
        &[&[
            [0.12, 0.2],
            [0.36, 0.02],
            [0.68, 0.06],
            [0.78, 0.28],
            [0.62, 0.6],
            [0.32, 0.9],
            [0.1, 0.96],
            [0.06, 0.84],
            [0.22, 0.78],
            [0.5, 0.9],
            [0.74, 0.98],
            [0.98, 0.9],
        ]],
    ),
    // With a wave for a base.
    way(
        3.0,
        &[&[
            [0.1, 0.28],
            [0.24, 0.06],
            [0.56, 0.0],
            [0.78, 0.18],
            [0.66, 0.5],
            [0.36, 0.78],
            [0.08, 0.97],
            [0.32, 0.88],
            [0.62, 0.95],
            [0.96, 0.94],
        ]],
    ),
];

const THREE: &[Way] = &[
    way(
        5.0,
        &[&[
            [0.12, 0.12],
            [0.4, 0.0],
            [0.76, 0.1],
            [0.78, 0.3],
            [0.58, 0.45],
            [0.34, 0.49],
            [0.66, 0.53],
            [0.88, 0.7],
            [0.78, 0.92],
            [0.46, 1.0],
            [0.08, 0.9],
        ]],
    ),
    // With a loop at the waist.
    way(
        2.0,
        &[&[
            [0.14, 0.14],
            [0.42, 0.0],
            [0.74, 0.1],
            [0.74, 0.3],
            [0.52, 0.48],
            [0.34, 0.52],
            [0.38, 0.44],
            [0.66, 0.52],
            [0.86, 0.72],
            [0.72, 0.94],
            [0.4, 1.0],
            [0.1, 0.88],
        ]],
    ),
    // With a straight top.
    way(
        0.7,
        &[&[
            [0.12, 0.06],
            [0.48, 0.03],
            [0.82, 0.02],
            [0.42, 0.4],
            [0.74, 0.5],
            [0.88, 0.72],
            [0.68, 0.95],
            [0.38, 1.0],
            [0.08, 0.9],
        ]],
    ),
];

const FOUR: &[Way] = &[
    // Open, in two strokes.
    way(
        5.0,
        &[
            &[[0.2, 0.04], [0.1, 0.36], [0.12, 0.54], [0.5, 0.55], [0.94, 0.48]],
            &[[0.8, 0.02], [0.74, 0.5], [0.68, 1.0]],
        ],
    ),
    // Open, in one stroke, with a stem that starts where the bowl ends.
    way(
        3.0,
        &[&[
            [0.22, 0.04],
            [0.12, 0.34],
            [0.2, 0.52],
            [0.48, 0.52],
            [0.76, 0.4],
            [0.84, 0.04],
            [0.76, 0.5],
            [0.7, 1.0],
        ]],
    ),
    // Closed.
    way(
        1.2,
        &[
            &[[0.68, 0.02], [0.36, 0.34], [0.06, 0.62], [0.5, 0.62], [0.96, 0.6]],
            &[[0.69, 0.01], [0.68, 0.5], [0.66, 1.0]],
        ],
    ),
];

const FIVE: &[Way] = &[
    // The roof last, from the same corner.
    way(
        4.0,
        &[
            &[
                [0.26, 0.04],
                [0.22, 0.22],
                [0.2, 0.42],
                [0.46, 0.37],
                [0.76, 0.48],
                [0.82, 0.72],
                [0.6, 0.95],
                [0.3, 1.0],
                [0.05, 0.9],
            ],
            &[[0.26, 0.04], [0.58, 0.03], [0.9, 0.0]],
        ],
    ),
    // In one stroke from the roof's end.
    way(
        4.0,
        &[&[
            [0.92, 0.02],
            [0.6, 0.04],
            [0.3, 0.05],
            [0.24, 0.24],
            [0.2, 0.43],
            [0.48, 0.38],
            [0.78, 0.52],
            [0.8, 0.78],
            [0.5, 0.99],
            [0.08, 0.92],
        ]],
    ),
    // Round, like an S.
    way(
        2.5,
        &[&[
            [0.92, 0.04],
            [0.62, 0.03],
            [0.36, 0.14],
            [0.3, 0.32],
            [0.5, 0.44],
            [0.72, 0.6],
            [0.7, 0.84],
            [0.42, 1.0],
            [0.08, 0.93],
        ]],
    ),
];

const SIX: &[Way] = &[
    way(
        5.0,
        &[&[
            [0.68, 0.0],
            [0.38, 0.22],
            [0.15, 0.56],
            [0.16, 0.85],
            [0.44, 1.0],
            [0.76, 0.88],
            [0.82, 0.66],
            [0.6, 0.53],
            [0.32, 0.62],
            [0.16, 0.82],
        ]],
    ),
    // A straight back.
    way(
        3.0,
        &[&[
            [0.5, 0.0],
            [0.28, 0.36],
            [0.13, 0.72],
            [0.32, 0.98],
            [0.64, 0.96],
            [0.8, 0.74],
            [0.62, 0.58],
            [0.34, 0.68],
            [0.2, 0.86],
        ]],
    ),
    // A curled top.
    way(
        1.5,
        &[&[
            [0.8, 0.1],
            [0.62, 0.0],
            [0.34, 0.18],
            [0.14, 0.54],
            [0.18, 0.86],
            [0.48, 1.0],
            [0.78, 0.88],
            [0.82, 0.66],
            [0.58, 0.54],
            [0.3, 0.62],
            [0.17, 0.78],
        ]],
    ),
];

const SEVEN: &[Way] = &[
    way(6.0, &[&[[0.06, 0.08], [0.46, 0.06], [0.9, 0.04], [0.68, 0.42], [0.46, 1.0]]]),
    // With a bar.
    way(
        1.5,
        &[
            &[[0.08, 0.08], [0.46, 0.05], [0.9, 0.04], [0.7, 0.4], [0.44, 1.0]],
            &[[0.3, 0.52], [0.58, 0.5], [0.86, 0.46]],
        ],
    ),
    // With a hook to begin.
    way(1.5, &[&[[0.06, 0.24], [0.1, 0.06], [0.5, 0.08], [0.92, 0.03], [0.72, 0.4], [0.54, 1.0]]]),
    // Round.
    way(
        2.0,
        &[&[
            [0.06, 0.14],
            [0.34, 0.06],
            [0.68, 0.02],
            [0.86, 0.14],
            [0.74, 0.44],
            [0.56, 0.74],
            [0.48, 1.0],
        ]],
    ),
];

const EIGHT: &[Way] = &[
    // From the upper right through the waist and back.
    way(
        5.0,
        &[&[
            [0.74, 0.1],
            [0.48, 0.0],
            [0.24, 0.13],
            [0.3, 0.34],
            [0.56, 0.52],
            [0.76, 0.74],
            [0.66, 0.95],
            [0.4, 1.0],
            [0.2, 0.84],
            [0.34, 0.6],
            [0.62, 0.38],
            [0.8, 0.18],
            [0.72, 0.06],
        ]],
    ),
    // From the waist.
    way(
        1.5,
        &[&[
            [0.52, 0.5],
            [0.26, 0.34],
            [0.26, 0.12],
            [0.52, 0.0],
            [0.76, 0.12],
            [0.74, 0.32],
            [0.5, 0.5],
            [0.24, 0.68],
            [0.22, 0.9],
            [0.48, 1.0],
            [0.76, 0.9],
            [0.76, 0.68],
            [0.5, 0.48],
        ]],
    ),
    // From the upper left.
    way(
        1.5,
        &[&[
            [0.66, 0.36],
            [0.8, 0.16],
            [0.6, 0.0],
            [0.3, 0.08],
            [0.28, 0.3],
            [0.54, 0.48],
            [0.74, 0.7],
            [0.64, 0.94],
            [0.36, 0.99],
            [0.2, 0.82],
            [0.38, 0.58],
            [0.66, 0.36],
        ]],
    ),
];

const NINE: &[Way] = &[
    // A straight stem.
    way(
        5.0,
        &[&[
            [0.74, 0.12],
            [0.48, 0.01],
            [0.2, 0.16],
            [0.16, 0.38],
            [0.4, 0.48],
            [0.66, 0.36],
            [0.78, 0.1],
            [0.76, 0.5],
            [0.7, 1.0],
        ]],
    ),
    // A slanted stem that grows out of the bowl.
    way(
        3.0,
        &[&[
            [0.76, 0.2],
            [0.56, 0.02],
            [0.26, 0.1],
            [0.14, 0.32],
            [0.34, 0.46],
            [0.62, 0.36],
            [0.76, 0.16],
            [0.74, 0.38],
            [0.62, 0.7],
            [0.54, 1.0],
        ]],
    ),
    // A curved stem.
    way(
        1.5,
        &[&[
            [0.76, 0.14],
            [0.5, 0.0],
            [0.22, 0.14],
            [0.18, 0.38],
            [0.42, 0.48],
            [0.68, 0.36],
            [0.8, 0.12],
            [0.8, 0.5],
            [0.68, 0.86],
            [0.42, 1.0],
            [0.18, 0.92],
        ]],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::curve::distance;

    #[test]
    fn every_skeleton_fills_the_unit_square() {
        for (label, ways) in WAYS.iter().enumerate() {
            for way in *ways {
                let points = || way.strokes.iter().flat_map(|stroke| stroke.iter());
                assert!(points().flatten().all(|at| (0.0..=1.0).contains(at)), "{label}");
                let low = points().map(|point| point[1]).fold(1.0, f32::min);
                let high = points().map(|point| point[1]).fold(0.0, f32::max);
                assert!(low < 0.1 && high > 0.9, "{label}: {low} to {high}");
            }
        }
    }

    #[test]
    fn points_in_a_row_are_apart() {
        for stroke in WAYS.iter().copied().flatten().flat_map(|way| way.strokes) {
            assert!(stroke.len() >= 2);
            assert!(stroke.windows(2).all(|pair| distance(pair[0], pair[1]) > 0.05));
        }
    }

    #[test]
    fn every_way_is_drawn() {
        let mut chance = Chance::of_image(1, 1);
        for label in 0..10 {
            let drawn: Vec<_> = (0..400).map(|_| draw(label, &mut chance)).collect();
            for way in WAYS[usize::from(label)] {
                let way: Vec<_> = way.strokes.iter().map(|stroke| stroke.to_vec()).collect();
                assert!(drawn.contains(&way), "{label}: {way:?}");
            }
        }
    }
}
