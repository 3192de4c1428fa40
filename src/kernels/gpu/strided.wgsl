// out[r][c] = act(bias[c] + Σ_t a[r · a_row + t · a_term] · b[t · b_term + c · b_column])
//
// A product of any sizes and either order, one number at a time: for the two layers whose latents
// fill no vec4s, a hundredth of a step's work.

struct Sizes {
    rows: u32,
    columns: u32,
    terms: u32,
    biased: u32,
    relu: u32,
    a_row: u32,
    a_term: u32,
    b_term: u32,
    b_column: u32,
    unused_0: u32,
    unused_1: u32,
    unused_2: u32,
}

@group(0) @binding(0) var<storage, read_write> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x;
    let row = id.y;
    if (column >= sizes.columns || row >= sizes.rows) { return; }
    var sum = 0.0;
    for (var t = 0u; t < sizes.terms; t++) {
        let x = a[row * sizes.a_row + t * sizes.a_term];
        sum += x * b[t * sizes.b_term + column * sizes.b_column];
    }
    if (sizes.biased == 1u) { sum += bias[column]; }
    out[row * sizes.columns + column] = select(sum, max(sum, 0.0), sizes.relu == 1u);
}
