// The gradient of the objective's parts with respect to the moments: (g1 + weight · g2) / n times
// mu and ½ (e^logvar − 1).

struct Sizes {
    images: u32,
    latents: u32,
    weight: f32,
    lowest: f32,
    highest: f32,
    unused_0: u32,
    unused_1: u32,
    unused_2: u32,
}

@group(0) @binding(0) var<storage, read_write> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> moments: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if (i >= sizes.images * sizes.latents) { return; }
    let scale = (g[1] + sizes.weight * g[2]) / f32(sizes.images);
    let mu = i + i / sizes.latents * sizes.latents;
    let logvar = moments[mu + sizes.latents];
    gradient[mu] = scale * moments[mu];
    let inside = logvar >= sizes.lowest && logvar <= sizes.highest;
    let clamped = clamp(logvar, sizes.lowest, sizes.highest);
    gradient[mu + sizes.latents] = select(0.0, scale * 0.5 * (exp(clamped) - 1.0), inside);
}
