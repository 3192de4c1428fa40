// The gradient of `latent` with respect to the moments.

struct Sizes {
    length: u32, // of g
    latents: u32,
    lowest: f32,
    highest: f32,
}

@group(0) @binding(0) var<storage, read_write> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> moments: array<f32>;
@group(0) @binding(2) var<storage, read_write> eps: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if (i >= sizes.length) { return; }
    let mu = i + i / sizes.latents * sizes.latents;
    let logvar = moments[mu + sizes.latents];
    gradient[mu] = g[i];
    let inside = logvar >= sizes.lowest && logvar <= sizes.highest;
    let deviation = exp(0.5 * clamp(logvar, sizes.lowest, sizes.highest));
    gradient[mu + sizes.latents] = select(0.0, 0.5 * g[i] * eps[i] * deviation, inside);
}
