// The gradient of the objective's parts with respect to the logits: (g0 + weight · g2) / n · (σ(l) − x)

struct Sizes {
    length: u32,
    images: u32,
    weight: f32,
    unused: u32,
}

@group(0) @binding(0) var<storage, read_write> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> logits: array<f32>;
@group(0) @binding(2) var<storage, read_write> images: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if (i >= sizes.length) { return; }
    let scale = (g[0] + sizes.weight * g[2]) / f32(sizes.images);
    let l = logits[i];
    let e = exp(-abs(l));
    let sigmoid = select(1.0, e, l < 0.0) / (1.0 + e);
    gradient[i] = scale * (sigmoid - images[i]);
}
