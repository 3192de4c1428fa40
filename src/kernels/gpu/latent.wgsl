// z = mu + exp(logvar / 2) · eps

struct Sizes {
    length: u32, // of z
    latents: u32,
    lowest: f32, // logvar is kept within these
    highest: f32,
}

@group(0) @binding(0) var<storage, read_write> moments: array<f32>;
@group(0) @binding(1) var<storage, read_write> eps: array<f32>;
@group(0) @binding(2) var<storage, read_write> z: array<f32>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if (i >= sizes.length) { return; }
    let mu = i + i / sizes.latents * sizes.latents;
    let logvar = clamp(moments[mu + sizes.latents], sizes.lowest, sizes.highest);
    z[i] = moments[mu] + exp(0.5 * logvar) * eps[i];
}
