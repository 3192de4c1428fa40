use super::*;
use crate::image::SIDE;

type Image = [u8; PIXELS];

fn mass(image: &Image) -> f32 {
    image.iter().map(|&ink| f32::from(ink)).sum::<f32>() / 255.0
}

/// Rows and columns with ink: top, bottom, left, right.
fn bounds(image: &Image) -> [usize; 4] {
    let inked = || (0..PIXELS).filter(|&at| image[at] > 0);
    [
        inked().map(|at| at / SIDE).min().unwrap(),
        inked().map(|at| at / SIDE).max().unwrap(),
        inked().map(|at| at % SIDE).min().unwrap(),
        inked().map(|at| at % SIDE).max().unwrap(),
    ]
}

fn centre(image: &Image) -> [f32; 2] {
    let mut sums = [0.0; 2];
    for (at, &ink) in image.iter().enumerate() {
        sums[0] += f32::from(ink) * ((at % SIDE) as f32 + 0.5);
        sums[1] += f32::from(ink) * ((at / SIDE) as f32 + 0.5);
    }
    sums.map(|sum| sum / (mass(image) * 255.0))
}

fn difference(a: &Image, b: &Image) -> f32 {
    let gaps = a.iter().zip(b).map(|(&a, &b)| f32::from(a.abs_diff(b)));
    gaps.sum::<f32>() / 255.0
}

/// A seven with a bar, on a pad of 300.
fn seven() -> Vec<Vec<f32>> {
    vec![
        vec![80.0, 60.0, 140.0, 58.0, 220.0, 60.0, 180.0, 150.0, 140.0, 250.0],
        vec![120.0, 155.0, 215.0, 150.0],
    ]
}

fn mapped(strokes: &[Vec<f32>], scale: f32, right: f32, down: f32) -> Vec<Vec<f32>> {
    let place =
        |(at, &value): (usize, &f32)| value * scale + if at % 2 == 0 { right } else { down };
    strokes.iter().map(|stroke| stroke.iter().enumerate().map(place).collect()).collect()
}

/// A circle with `count` points, closed.
fn circle(count: usize, radius: f32) -> Vec<f32> {
    (0..=count)
        .flat_map(|n| {
            let angle = n as f32 / count as f32 * std::f32::consts::TAU;
            [150.0 + radius * angle.cos(), 150.0 + radius * angle.sin()]
        })
        .collect()
}

#[test]
fn a_drawing_fills_twenty_pixels_and_is_centred() {
    let image = rasterise(&seven()).unwrap();
    let [top, bottom, left, right] = bounds(&image);
    assert!((19..=21).contains(&(bottom - top + 1)), "{top} {bottom}");
    assert!((13..=18).contains(&(right - left + 1)), "{left} {right}");
    for at in centre(&image) {
        assert!((14.0..=15.0).contains(&at), "{at}");
    }
    assert_eq!(*image.iter().max().unwrap(), 255);
}

#[test]
fn neither_size_nor_place_matters() {
    let image = rasterise(&seven()).unwrap();
    for (scale, right, down) in [
        (0.1, 0.0, 0.0),
        (1.0 / 300.0, 0.0, 0.0),
        (100.0, 0.0, 0.0),
        (1.0, 40.0, -60.0),
        (1.0, -3_000.0, 2_000.0),
        (1e-30, 0.0, 0.0),
        (1e33, 0.0, 0.0),
    ] {
        let other = rasterise(&mapped(&seven(), scale, right, down)).unwrap();
        let gap = difference(&image, &other);
        assert!(gap < 0.5, "scale {scale} at {right}, {down}: {gap}");
    }
}

#[test]
fn the_whole_range_of_floats_is_drawn() {
    let image = rasterise(&[vec![-f32::MAX, 0.0, f32::MAX, f32::MAX]]).unwrap();
    assert!(mass(&image) > 20.0);
    let image = rasterise(&[vec![0.0, 0.0, f32::MIN_POSITIVE, f32::MIN_POSITIVE]]).unwrap();
    assert!(mass(&image) > 20.0);
}

#[test]
fn straight_lines_keep_their_direction() {
    let level = rasterise(&[vec![10.0, 100.0, 200.0, 100.0]]).unwrap();
    let [top, bottom, left, right] = bounds(&level);
    assert!(bottom - top < 4 && right - left >= 18, "{:?}", bounds(&level));
    let upright = rasterise(&[vec![100.0, 10.0, 100.0, 200.0]]).unwrap();
    let [top, bottom, left, right] = bounds(&upright);
    assert!(bottom - top >= 18 && right - left < 4, "{:?}", bounds(&upright));
    assert!((mass(&level) - mass(&upright)).abs() < 1.0);
}

#[test]
fn a_tap_stays_a_dot() {
    let dot = rasterise(&[vec![150.0, 150.0]]).unwrap();
    assert!((3.0..12.0).contains(&mass(&dot)), "{}", mass(&dot));
    for tap in [
        vec![150.0, 150.0, 150.0, 150.0],
        vec![150.0, 150.0, 150.6, 149.8, 150.2, 150.4],
        vec![0.0, 0.0],
        vec![-7.0, 1e30],
    ] {
        assert_eq!(rasterise(std::slice::from_ref(&tap)).unwrap(), dot, "{tap:?}");
    }
}

#[test]
fn a_dot_beside_a_line_is_drawn() {
    let line = vec![100.0, 100.0, 100.0, 250.0];
    let alone = rasterise(std::slice::from_ref(&line)).unwrap();
    let dotted = rasterise(&[line, vec![100.0, 40.0]]).unwrap();
    let gap = (0..SIDE).filter(|row| dotted[row * SIDE..][..SIDE].iter().all(|&ink| ink == 0));
    assert!(bounds(&dotted)[1] - bounds(&dotted)[0] >= 18);
    let [top, bottom, ..] = bounds(&dotted);
    assert!(gap.filter(|row| (top..bottom).contains(row)).count() >= 1);
    assert!(mass(&dotted) < mass(&alone));
}

#[test]
fn a_tiny_scribble_is_drawn_as_large_as_any() {
    let tiny = mapped(&[circle(24, 100.0)], 0.02, 150.0, 150.0);
    let [top, bottom, ..] = bounds(&rasterise(&tiny).unwrap());
    assert!(bottom - top >= 18);
}

#[test]
fn sparse_points_look_like_dense_ones() {
    let dense = rasterise(&[circle(200, 100.0)]).unwrap();
    let sparse = rasterise(&[circle(8, 100.0)]).unwrap();
    let jagged: Vec<Vec<f32>> =
        circle(8, 100.0).windows(4).step_by(2).map(<[f32]>::to_vec).collect();
    let jagged = rasterise(&jagged).unwrap();
    let (smooth, straight) = (difference(&dense, &sparse), difference(&dense, &jagged));
    assert!(smooth < 6.0, "{smooth}");
    assert!(smooth < straight / 2.0, "{smooth} against {straight}");
}

#[test]
fn corners_stay_sharp() {
    let corner = |turn: Vec<f32>| rasterise(&[turn]).unwrap();
    let one = corner(vec![0.0, 0.0, 100.0, 0.0, 100.0, 100.0]);
    let two = rasterise(&[vec![0.0, 0.0, 100.0, 0.0], vec![100.0, 0.0, 100.0, 100.0]]).unwrap();
    assert!(difference(&one, &two) < 0.5);
}

#[test]
fn more_samples_of_the_same_line_change_nothing_visible() {
    let few = rasterise(&[vec![0.0, 0.0, 80.0, 120.0]]).unwrap();
    let many: Vec<f32> = (0..=2_000).flat_map(|n| [n as f32 * 0.04, n as f32 * 0.06]).collect();
    assert!(difference(&few, &rasterise(&[many]).unwrap()) < 0.5);
}

#[test]
fn nothing_drawn_is_blank() {
    for strokes in [vec![], vec![vec![]], vec![vec![], vec![]]] {
        assert_eq!(rasterise(&strokes).unwrap_err(), Error::Blank);
    }
}

#[test]
fn malformed_strokes_are_refused_with_their_place() {
    let error = |strokes: &[Vec<f32>]| match rasterise(strokes).unwrap_err() {
        Error::Argument(message) => message,
        other => panic!("{other:?}"),
    };
    assert!(error(&[vec![1.0, 2.0], vec![1.0, 2.0, 3.0]]).contains("Stroke 1 has 3 numbers"));
    assert!(error(&[vec![1.0, f32::NAN]]).contains("the coordinate NaN at position 1"));
    assert!(error(&[vec![f32::INFINITY, 0.0]]).contains("the coordinate inf at position 0"));
    assert!(error(&[vec![0.0; 2 * MAX_POINTS + 2]]).contains("has 100001 points"));
    assert!(error(&vec![vec![1.0, 1.0]; MAX_STROKES + 1]).contains("has 1001 strokes"));
}

/// Whatever is drawn, it has full ink somewhere, keeps to 20 pixels, and is never far off the
/// middle. The strokes are random walks with steps of many sizes, repeated points and reversals.
#[test]
fn any_scribble_is_fitted_and_centred() {
    let mut state = 1u32;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    };
    for round in 0..2_000 {
        let mut strokes = Vec::new();
        for _ in 0..1 + round % 4 {
            let (mut x, mut y) = (300.0 * random(), 300.0 * random());
            let size = [0.0, 0.01, 0.5, 5.0, 80.0][(random() * 5.0) as usize];
            let count = 1 + (random() * 30.0) as usize;
            let step = |_| {
                let step = if random() < 0.2 { 0.0 } else { size };
                x += step * (random() - 0.5);
                y += step * (random() - 0.5);
                [x, y]
            };
            strokes.push((0..count).flat_map(step).collect());
        }
        let image = rasterise(&strokes).unwrap();
        let [top, bottom, left, right] = bounds(&image);
        assert!(bottom - top < 22 && right - left < 22, "{strokes:?}: {:?}", bounds(&image));
        assert!(*image.iter().max().unwrap() > 240, "{strokes:?}");
    }
}

#[test]
fn the_largest_drawing_is_drawn() {
    let points = MAX_POINTS / MAX_STROKES;
    let strokes: Vec<Vec<f32>> = (0..MAX_STROKES)
        .map(|n| mapped(&[circle(points - 1, 1.0 + n as f32)], 1.0, 5.0, 5.0).remove(0))
        .collect();
    assert!(mass(&rasterise(&strokes).unwrap()) > 100.0);
}

#[test]
fn a_path_beyond_all_measure_is_drawn_with_straight_lines() {
    // From corner to corner, 140,000 extents in all.
    let corners = [[0.0, 0.0], [300.0, 300.0], [0.0, 300.0], [300.0, 0.0]];
    let stroke: Vec<f32> = corners.into_iter().cycle().take(MAX_POINTS).flatten().collect();
    let points: Vec<Point> = corners.map(|[x, y]| [x / 300.0, y / 300.0]).into();
    assert!(joined(vec![points.repeat(MAX_POINTS / 4)])[0].len() == MAX_POINTS, "no piece more");
    assert!(joined(vec![points])[0].len() > 100, "a drawing has curves");
    assert!(mass(&rasterise(&[stroke]).unwrap()) > 100.0);
}

#[test]
fn coordinates_at_the_ends_of_their_range_are_drawn() {
    let (most, least) = (f32::MAX, f32::MIN_POSITIVE);
    for [a, b] in [[-most, most], [0.0, least], [-least, f32::from_bits(1)], [most, most]] {
        let image = rasterise(&[vec![a, a, b, b, a, b], vec![b, a]]).unwrap();
        assert!(mass(&image) > 1.0, "{a} {b}");
    }
}
