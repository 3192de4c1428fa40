//! PyTorch's order of the weights, and ours.
//!
//! | tensor | PyTorch | here |
//! |---|---|---|
//! | `Conv2d`, `ConvTranspose2d` | `[narrow, wide, 4, 4]` | `[4, 4, wide, narrow]` |
//! | `Linear` | `[out, in]` | `[in, out]` |
//! | the side of a `Linear` that is an image | channels, rows, columns | rows, columns, channels |
//!
//! where narrow is the side of a convolution with fewer pixels (a `Conv2d`'s output, a
//! `ConvTranspose2d`'s input). Files, fixtures and exports have PyTorch's order.

/// Height and width of the smallest image, where it is a row of a linear layer.
const SIDE: usize = 7;
const CHANNELS: usize = 64;
const IMAGE: usize = SIDE * SIDE * CHANNELS;

/// A tensor of that shape, in PyTorch's terms, from PyTorch's order to ours.
pub(super) fn inwards(shape: &[usize], values: &[f32]) -> Vec<f32> {
    permute(shape, |ours, pytorchs, out: &mut [f32]| out[ours] = values[pytorchs])
}

/// And back.
pub(super) fn outwards(shape: &[usize], values: &[f32]) -> Vec<f32> {
    permute(shape, |ours, pytorchs, out: &mut [f32]| out[pytorchs] = values[ours])
}

/// Calls `put` with each number's place in our order and in PyTorch's.
fn permute(shape: &[usize], mut put: impl FnMut(usize, usize, &mut [f32])) -> Vec<f32> {
    let mut out = vec![0.0; shape.iter().product()];
    match *shape {
        [narrow, wide, height, width] => {
            let taps = height * width;
            for n in 0..narrow {
                for w in 0..wide {
                    for tap in 0..taps {
                        put((tap * wide + w) * narrow + n, (n * wide + w) * taps + tap, &mut out);
                    }
                }
            }
        }
        [outputs, inputs] => {
            for o in 0..outputs {
                for i in 0..inputs {
                    let ours = channels_last(i, inputs) * outputs + channels_last(o, outputs);
                    put(ours, o * inputs + i, &mut out);
                }
            }
        }
        [length] => (0..length).for_each(|i| put(channels_last(i, length), i, &mut out)),
        _ => unreachable!("{shape:?}"),
    }
    out
}

/// Where number `i` of a row of `length` goes: elsewhere only in a row that is an image.
fn channels_last(i: usize, length: usize) -> usize {
    match length {
        IMAGE => i % (SIDE * SIDE) * CHANNELS + i / (SIDE * SIDE),
        _ => i,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Size;

    #[test]
    fn there_and_back_is_the_same_and_each_number_has_a_place() {
        for (name, shape) in Size::all().flat_map(Size::vae) {
            let values: Vec<f32> = (0..shape.iter().product()).map(|i: usize| i as f32).collect();
            let ours = inwards(shape, &values);
            assert_eq!(outwards(shape, &ours), values, "{name}");
            let mut sorted = ours.clone();
            sorted.sort_by(f32::total_cmp);
            assert_eq!(sorted, values, "{name}");
        }
    }

    #[test]
    fn an_images_channels_come_last() {
        // decoder.2.bias: PyTorch's number of channel 3, row 2, column 1.
        let values: Vec<f32> = (0..3136).map(|i| i as f32).collect();
        assert_eq!(inwards(&[3136], &values)[(2 * 7 + 1) * 64 + 3], (3 * 49 + 2 * 7 + 1) as f32);
    }
}
