// `up` to a wide side of one channel: a thread makes one wide pixel, the sum of four taps over
// the narrow channels.

struct Sizes {
    pixels: u32, // of all wide images
    height: u32, // of the narrow side
    width: u32,
    narrow: u32, // channels in vec4
    biased: u32,
    relu: u32,
    unused_0: u32,
    unused_1: u32,
}

@group(0) @binding(0) var<storage, read_write> narrow: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> wide: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let pixel = id.x;
    if (pixel >= sizes.pixels) { return; }
    let x = pixel % (2u * sizes.width);
    let y = pixel / (2u * sizes.width) % (2u * sizes.height);
    let image = pixel / (4u * sizes.width * sizes.height) * sizes.width * sizes.height;
    var sum = vec4<f32>();
    for (var i = 0u; i < 2u; i++) {
        for (var j = 0u; j < 2u; j++) {
            // Tap k of narrow row s is wide row 2s + k - 1, where k has not the row's parity.
            let k = 1u - y % 2u + 2u * i;
            let l = 1u - x % 2u + 2u * j;
            if (y + 1u < k || x + 1u < l) { continue; }
            let s = (y + 1u - k) / 2u;
            let t = (x + 1u - l) / 2u;
            if (s >= sizes.height || t >= sizes.width) { continue; }
            let start = (image + s * sizes.width + t) * sizes.narrow;
            let at = (k * 4u + l) * sizes.narrow;
            for (var c = 0u; c < sizes.narrow; c++) {
                sum += narrow[start + c] * w[at + c];
            }
        }
    }
    let biased = dot(sum, vec4<f32>(1.0)) + select(0.0, bias[0], sizes.biased == 1u);
    wide[pixel] = select(biased, max(biased, 0.0), sizes.relu == 1u);
}
