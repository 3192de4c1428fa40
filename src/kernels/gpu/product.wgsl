// y[m][n] = act(bias[n] + Σ_k x[m][k] · w[k][n])
//
// A thread holds 4 × 4 sums: eight vec4 loads feed sixteen vec4 multiply-adds, through the cache
// and without a barrier. Neighbouring threads take neighbouring columns, so w is read coalesced
// and x is the same for 16 of them. Where y is small and k long, the sum is split over z; `reduce`
// then adds the pieces, the bias and the activation.

struct Sizes {
    rows: u32,
    inputs: u32, // in vec4
    outputs: u32, // in vec4
    relu: u32,
    depth: u32, // vec4 of k a piece
    pieces: u32,
    unused_0: u32,
    unused_1: u32,
}

@group(0) @binding(0) var<storage, read_write> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

fn finished(sum: vec4<f32>, bias: vec4<f32>) -> vec4<f32> {
    if (sizes.pieces > 1u) { return sum; }
    let biased = sum + bias;
    return select(biased, max(biased, vec4<f32>()), sizes.relu == 1u);
}

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x;
    let row = id.y * 4u;
    if (column >= sizes.outputs || row >= sizes.rows) { return; }
    let last_row = sizes.rows - 1u;
    let x0 = row * sizes.inputs;
    let x1 = min(row + 1u, last_row) * sizes.inputs;
    let x2 = min(row + 2u, last_row) * sizes.inputs;
    let x3 = min(row + 3u, last_row) * sizes.inputs;

    let first = id.z * sizes.depth;
    let end = min(first + sizes.depth, sizes.inputs);
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var k = first; k < end; k++) {
        let at = k * 4u * sizes.outputs + column;
        let w0 = w[at];
        let w1 = w[at + sizes.outputs];
        let w2 = w[at + 2u * sizes.outputs];
        let w3 = w[at + 3u * sizes.outputs];
        let a = x[x0 + k];
        s0 += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
        let b = x[x1 + k];
        s1 += b.x * w0 + b.y * w1 + b.z * w2 + b.w * w3;
        let c = x[x2 + k];
        s2 += c.x * w0 + c.y * w1 + c.z * w2 + c.w * w3;
        let d = x[x3 + k];
        s3 += d.x * w0 + d.y * w1 + d.z * w2 + d.w * w3;
    }

    let to = (id.z * sizes.rows + row) * sizes.outputs + column;
    let b = bias[column];
    y[to] = finished(s0, b);
    if (row + 1u <= last_row) { y[to + sizes.outputs] = finished(s1, b); }
    if (row + 2u <= last_row) { y[to + 2u * sizes.outputs] = finished(s2, b); }
    if (row + 3u <= last_row) { y[to + 3u * sizes.outputs] = finished(s3, b); }
}
