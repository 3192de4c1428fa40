//! One hand's way of writing, drawn at random: how a skeleton is bent, and what pen draws it.

use super::chance::Chance;
use crate::data::drawing::curve::{Point, distance, smooth};
use crate::data::drawing::raster::{Nib, PEN_RADIUS, SOFTNESS};

/// What is common to a digit's strokes.
pub(super) struct Style {
    /// Width to height of the writing, 1 being the skeleton's.
    aspect: f32,
    /// x gained per height above the middle.
    slant: f32,
    /// The cosine and sine of the paper's turn.
    turn: [f32; 2],
    /// How much wider the top is than the bottom, and higher the upper half than the lower.
    taper: f32,
    waist: f32,
    /// How far the middle stands out sideways.
    bend: f32,
    /// The deviation of each point from where the skeleton has it.
    tremble: f32,
    waves: [Wave; 3],
    /// See [`smooth`].
    corner: f32,
    /// The pen's radius in pixels, the part of it that pressure adds or takes, and at which part
    /// of a stroke it does.
    radius: f32,
    pressure: f32,
    pressed_at: f32,
    /// Pixels from full ink to none.
    pub softness: f32,
}

/// A smooth displacement of the whole plane.
struct Wave {
    along: Point,
    phase: f32,
    by: Point,
}

impl Style {
    /// A hand writing `label`.
    pub fn draw(label: u8, chance: &mut Chance) -> Self {
        let (width, slant) = habit(label);
        let angle = 0.08 * chance.bell();
        Self {
            aspect: width * (1.0 + 0.2 * chance.bell()),
            slant: slant.0 + slant.1 * chance.bell(),
            // A rotation to second order: no sine, whose last bits differ between platforms.
            turn: [1.0 - angle * angle / 2.0, angle],
            taper: 0.16 * chance.bell(),
            waist: 0.24 * chance.bell(),
            bend: 0.05 * chance.bell(),
            tremble: 0.028 * (0.4 + chance.unit()),
            waves: [(); 3].map(|()| Wave::draw(chance)),
            corner: chance.between(-1.2, 0.15),
            radius: PEN_RADIUS * pen(chance.bell()),
            pressure: (0.16 * chance.bell()).clamp(-0.3, 0.3),
            pressed_at: chance.unit(),
            softness: SOFTNESS * chance.between(0.8, 1.25),
        }
    }

    /// One stroke of the skeleton as this hand writes it.
    pub fn write(&self, mut stroke: Vec<Point>, chance: &mut Chance) -> Vec<Nib> {
        // Each point drifts on from its neighbour: with no such bond, bowls would become polygons.
        let mut drift = [chance.bell(), chance.bell()];
        for point in &mut stroke {
            for (at, drift) in point.iter_mut().zip(&mut drift) {
                *at += self.tremble * *drift;
                *drift = 0.6 * *drift + 0.8 * chance.bell();
            }
        }
        let path = smooth(&stroke, self.corner);
        let length: f32 = path.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
        let mut travelled = 0.0;
        let mut before = path[0];
        path.into_iter()
            .map(|point| {
                travelled += distance(before, point);
                before = point;
                let [x, y] = self.bent(point);
                let radius = self.radius_at(travelled / length);
                Nib { x, y, radius }
            })
            .collect()
    }

    fn bent(&self, [x, y]: Point) -> Point {
        let y = y + self.waist * y * (1.0 - y);
        let (mut x, mut y) = (x - 0.5, y - 0.5);
        x *= 1.0 - self.taper * 2.0 * y;
        x += self.bend * (1.0 - 4.0 * y * y);
        for wave in &self.waves {
            let by = wave.at([x, y]);
            x += by[0];
            y += by[1];
        }
        x = x * self.aspect - self.slant * y;
        let [cosine, sine] = self.turn;
        [cosine * x - sine * y, sine * x + cosine * y]
    }

    /// At `part` of the way from a stroke's start, 0, to its end, 1.
    fn radius_at(&self, part: f32) -> f32 {
        let off = part - self.pressed_at;
        self.radius * (1.0 + self.pressure * (1.0 - 4.0 * off * off).max(-1.0))
    }
}

impl Wave {
    fn draw(chance: &mut Chance) -> Self {
        Self {
            along: [chance.between(-1.3, 1.3), chance.between(-1.3, 1.3)],
            phase: chance.unit(),
            by: [0.03 * chance.bell(), 0.03 * chance.bell()],
        }
    }

    fn at(&self, [x, y]: Point) -> Point {
        let swing = swing(self.along[0] * x + self.along[1] * y + self.phase);
        self.by.map(|by| by * swing)
    }
}

/// A sine of period 1 made of parabolas: the same on every platform.
fn swing(turns: f32) -> f32 {
    let part = turns - turns.floor();
    let arch = |half: f32| 4.0 * half * (1.0 - half);
    if part < 0.5 { arch(2.0 * part) } else { -arch(2.0 * part - 1.0) }
}

/// How wide a pen is, relative to the average one, `bell` deviations from it: there are more broad
/// pens than thin ones, none so thin that it leaves gaps, none so broad that it fills every bowl.
fn pen(bell: f32) -> f32 {
    (0.96 + 0.24 * bell + 0.05 * bell * bell).clamp(0.55, 2.0)
}

/// The mean width of a digit's skeleton, and the mean and deviation of its slant: as measured on
/// MNIST's.
fn habit(label: u8) -> (f32, (f32, f32)) {
    match label {
        0 => (0.9, (0.2, 0.21)),
        1 => (0.8, (0.28, 0.27)),
        2 => (0.9, (0.13, 0.28)),
        3 => (0.85, (0.1, 0.26)),
        4 => (0.86, (0.22, 0.3)),
        5 => (0.92, (0.17, 0.31)),
        6 => (0.84, (0.06, 0.23)),
        7 => (0.84, (0.05, 0.27)),
        8 => (0.9, (0.18, 0.26)),
        _ => (0.84, (0.13, 0.25)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swings_like_a_sine() {
        for n in -40..40 {
            let turns = n as f32 / 16.0;
            let sine = (turns * std::f32::consts::TAU).sin();
            assert!((swing(turns) - sine).abs() < 0.06, "{turns}");
        }
    }

    #[test]
    fn a_hand_bends_but_does_not_break() {
        for index in 0..300 {
            let mut chance = Chance::of_image(5, index);
            let style = Style::draw((index % 10) as u8, &mut chance);
            let nibs = style.write(vec![[0.5, 0.0], [0.2, 0.5], [0.5, 1.0]], &mut chance);
            assert!(nibs.len() > 20);
            for nib in nibs {
                assert!(nib.x.abs() < 1.5 && nib.y.abs() < 1.5, "{nib:?}");
                assert!((0.4..3.3).contains(&nib.radius), "{nib:?}");
            }
        }
    }
}
