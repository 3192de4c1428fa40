// `correlate` with a wide side of one channel, in pieces for `reduce`: a thread holds one row of
// four taps by four narrow channels, over the narrow rows of one piece.

struct Sizes {
    rows: u32, // n · height: rows of narrow pixels
    height: u32,
    width: u32,
    narrow: u32, // channels in vec4
    depth: u32, // rows a piece
    unused_0: u32,
    unused_1: u32,
    unused_2: u32,
}

@group(0) @binding(0) var<storage, read_write> wide: array<f32>;
@group(0) @binding(1) var<storage, read_write> narrow: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> pieces: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(8, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x;
    let i = id.y;
    if (column >= sizes.narrow) { return; }
    let first = id.z * sizes.depth;
    let end = min(first + sizes.depth, sizes.rows);
    let side = 2u * sizes.width;
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var row = first; row < end; row++) {
        let v = row % sizes.height * 2u + i;
        if (v == 0u || v > 2u * sizes.height) { continue; }
        let start = (row / sizes.height * 2u * sizes.height + v - 1u) * side;
        for (var x = 0u; x < sizes.width; x++) {
            let g = narrow[(row * sizes.width + x) * sizes.narrow + column];
            let at = start + 2u * x;
            // The first and the last tap are outside at the row's ends.
            s0 += select(0.0, wide[max(at, 1u) - 1u], x > 0u) * g;
            s1 += wide[at] * g;
            s2 += wide[at + 1u] * g;
            s3 += select(0.0, wide[min(at + 2u, arrayLength(&wide) - 1u)], x + 1u < sizes.width) * g;
        }
    }
    let to = (id.z * 16u + i * 4u) * sizes.narrow + column;
    pieces[to] = s0;
    pieces[to + sizes.narrow] = s1;
    pieces[to + 2u * sizes.narrow] = s2;
    pieces[to + 3u * sizes.narrow] = s3;
}
