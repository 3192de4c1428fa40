// gw[k][n] = Σ_m x[m][k] · g[m][n]
//
// A thread holds 8 × 8 sums: four vec4 loads feed sixteen vec4 multiply-adds.

struct Sizes {
    rows: u32,
    inputs: u32, // k, in vec4, even
    outputs: u32, // n, in vec4, even
    unused: u32,
}

@group(0) @binding(0) var<storage, read_write> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> g: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> gw: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x * 2u;
    let row = id.y * 2u;
    if (column >= sizes.outputs || row >= sizes.inputs) { return; }
    var low: array<vec4<f32>, 8>;
    var high: array<vec4<f32>, 8>;
    for (var m = 0u; m < sizes.rows; m++) {
        let a = x[m * sizes.inputs + row];
        let b = x[m * sizes.inputs + row + 1u];
        let p = g[m * sizes.outputs + column];
        let q = g[m * sizes.outputs + column + 1u];
        low[0] += a.x * p; high[0] += a.x * q;
        low[1] += a.y * p; high[1] += a.y * q;
        low[2] += a.z * p; high[2] += a.z * q;
        low[3] += a.w * p; high[3] += a.w * q;
        low[4] += b.x * p; high[4] += b.x * q;
        low[5] += b.y * p; high[5] += b.y * q;
        low[6] += b.z * p; high[6] += b.z * q;
        low[7] += b.w * p; high[7] += b.w * q;
    }
    for (var r = 0u; r < 8u; r++) {
        let to = (row * 4u + r) * sizes.outputs + column;
        gw[to] = low[r];
        gw[to + 1u] = high[r];
    }
}
