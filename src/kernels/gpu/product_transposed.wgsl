// gx[m][k] = Σ_n g[m][n] · w[k][n]
//
// A thread holds 4 × 4 sums and reads along rows of both sides; a cache line of w that one step
// of the loop fetches serves the next ones. Where gx is small and n long, the sum is split over z
// for `reduce` to add.

struct Sizes {
    rows: u32,
    inputs: u32, // k, in vec4
    outputs: u32, // n, in vec4
    depth: u32, // vec4 of n a piece
}

@group(0) @binding(0) var<storage, read_write> g: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> gx: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x;
    let row = id.y * 4u;
    if (column >= sizes.inputs || row >= sizes.rows) { return; }
    let last_row = sizes.rows - 1u;
    let g0 = row * sizes.outputs;
    let g1 = min(row + 1u, last_row) * sizes.outputs;
    let g2 = min(row + 2u, last_row) * sizes.outputs;
    let g3 = min(row + 3u, last_row) * sizes.outputs;
    let at = column * 4u * sizes.outputs;

    let first = id.z * sizes.depth;
    let end = min(first + sizes.depth, sizes.outputs);
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var n = first; n < end; n++) {
        let w0 = w[at + n];
        let w1 = w[at + sizes.outputs + n];
        let w2 = w[at + 2u * sizes.outputs + n];
        let w3 = w[at + 3u * sizes.outputs + n];
        let a = g[g0 + n];
        s0 += vec4<f32>(dot(a, w0), dot(a, w1), dot(a, w2), dot(a, w3));
        let b = g[g1 + n];
        s1 += vec4<f32>(dot(b, w0), dot(b, w1), dot(b, w2), dot(b, w3));
        let c = g[g2 + n];
        s2 += vec4<f32>(dot(c, w0), dot(c, w1), dot(c, w2), dot(c, w3));
        let d = g[g3 + n];
        s3 += vec4<f32>(dot(d, w0), dot(d, w1), dot(d, w2), dot(d, w3));
    }

    let to = (id.z * sizes.rows + row) * sizes.inputs + column;
    gx[to] = s0;
    if (row + 1u <= last_row) { gx[to + sizes.inputs] = s1; }
    if (row + 2u <= last_row) { gx[to + 2u * sizes.inputs] = s2; }
    if (row + 3u <= last_row) { gx[to + 3u * sizes.inputs] = s3; }
}
