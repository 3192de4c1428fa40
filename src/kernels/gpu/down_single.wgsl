// `down` from a wide side of one channel: a thread makes one narrow pixel's 16 channels out of 32
// or more, from 16 taps that it reads once.

struct Sizes {
    rows: u32, // n · height · width
    height: u32,
    width: u32,
    narrow: u32, // channels in vec4, a multiple of 4
    biased: u32,
    relu: u32,
    unused_0: u32,
    unused_1: u32,
}

@group(0) @binding(0) var<storage, read_write> wide: array<f32>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> narrow: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.x;
    let column = id.y * 4u;
    if (row >= sizes.rows) { return; }
    let x = row % sizes.width;
    let y = row / sizes.width % sizes.height;
    let image = row / (sizes.width * sizes.height) * 4u * sizes.width * sizes.height;
    var sums: array<vec4<f32>, 4>;
    for (var i = 0u; i < 4u; i++) {
        for (var j = 0u; j < 4u; j++) {
            let v = 2u * y + i;
            let u = 2u * x + j;
            if (v == 0u || u == 0u || v > 2u * sizes.height || u > 2u * sizes.width) { continue; }
            let ink = wide[image + (v - 1u) * 2u * sizes.width + u - 1u];
            let at = (i * 4u + j) * sizes.narrow + column;
            sums[0] += ink * w[at];
            sums[1] += ink * w[at + 1u];
            sums[2] += ink * w[at + 2u];
            sums[3] += ink * w[at + 3u];
        }
    }
    for (var c = 0u; c < 4u; c++) {
        let at = (column + c) % arrayLength(&bias);
        let biased = sums[c] + select(vec4<f32>(), bias[at], sizes.biased == 1u);
        let to = row * sizes.narrow + column + c;
        narrow[to] = select(biased, max(biased, vec4<f32>()), sizes.relu == 1u);
    }
}
