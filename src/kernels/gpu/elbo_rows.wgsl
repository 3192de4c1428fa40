// rows[n] = (Σ_pixels max(l,0) − l·x + ln(1 + e^(−|l|)), −½ Σ_latents 1 + logvar − mu² − e^logvar)
//
// A workgroup an image, with one barrier.

struct Sizes {
    pixels: u32,
    latents: u32,
    lowest: f32,
    highest: f32,
}

@group(0) @binding(0) var<storage, read_write> logits: array<f32>;
@group(0) @binding(1) var<storage, read_write> images: array<f32>;
@group(0) @binding(2) var<storage, read_write> moments: array<f32>;
@group(0) @binding(3) var<storage, read_write> rows: array<vec2<f32>>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

var<workgroup> sums: array<vec2<f32>, 64>;

@compute @workgroup_size(64)
fn main(
    @builtin(local_invocation_index) local: u32,
    @builtin(workgroup_id) group: vec3<u32>,
) {
    let image = group.x;
    var sum = vec2<f32>();
    for (var i = local; i < sizes.pixels; i += 64u) {
        let l = logits[image * sizes.pixels + i];
        let x = images[image * sizes.pixels + i];
        sum.x += max(l, 0.0) - l * x + log(1.0 + exp(-abs(l)));
    }
    for (var i = local; i < sizes.latents; i += 64u) {
        let at = image * 2u * sizes.latents + i;
        let mu = moments[at];
        let logvar = clamp(moments[at + sizes.latents], sizes.lowest, sizes.highest);
        sum.y -= 0.5 * (1.0 + logvar - mu * mu - exp(logvar));
    }
    sums[local] = sum;
    workgroupBarrier();
    if (local == 0u) {
        var total = vec2<f32>();
        for (var i = 0u; i < 64u; i++) { total += sums[i]; }
        rows[image] = total;
    }
}
