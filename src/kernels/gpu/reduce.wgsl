// out[i] = act(bias[i % width] + Σ_p pieces[p][i])

struct Sizes {
    length: u32, // of a piece
    pieces: u32,
    width: u32, // of the bias; 0 for none
    relu: u32,
}

@group(0) @binding(0) var<storage, read_write> pieces: array<f32>;
@group(0) @binding(1) var<storage, read_write> bias: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if (i >= sizes.length) { return; }
    var sum = 0.0;
    for (var p = 0u; p < sizes.pieces; p++) {
        sum += pieces[p * sizes.length + i];
    }
    let biased = sum + select(0.0, bias[i % max(sizes.width, 1u)], sizes.width > 0u);
    out[i] = select(biased, max(biased, 0.0), sizes.relu == 1u);
}
