// masked[r][c] = g[r][c] where y[r][c] > 0, else 0; sums[piece][c] = Σ_r of a piece masked[r][c]
//
// The way back through an activation and a bias in one pass: a thread takes one column through
// the rows of a piece. Neighbouring threads take neighbouring columns.

struct Sizes {
    rows: u32,
    width: u32,
    depth: u32, // rows a piece
    relu: u32,
}

@group(0) @binding(0) var<storage, read_write> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> masked: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x % sizes.width;
    let piece = id.x / sizes.width;
    let first = piece * sizes.depth;
    if (first >= sizes.rows) { return; }
    let end = min(first + sizes.depth, sizes.rows);
    var sum = 0.0;
    for (var row = first; row < end; row++) {
        let at = row * sizes.width + column;
        var value = g[at];
        if (sizes.relu == 1u) {
            value = select(0.0, value, y[at] > 0.0);
            masked[at] = value;
        }
        sum += value;
    }
    sums[piece * sizes.width + column] = sum;
}
