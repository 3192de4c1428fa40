// parts = the means over `rows` and their weighted sum. One workgroup.

struct Sizes {
    images: u32,
    reconstruction: f32,
    kl: f32,
    unused: u32,
}

@group(0) @binding(0) var<storage, read_write> rows: array<vec2<f32>>;
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;
@group(0) @binding(2) var<uniform> sizes: Sizes;

var<workgroup> sums: array<vec2<f32>, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
    var sum = vec2<f32>();
    for (var i = local; i < sizes.images; i += 64u) { sum += rows[i]; }
    sums[local] = sum;
    workgroupBarrier();
    if (local == 0u) {
        var total = vec2<f32>();
        for (var i = 0u; i < 64u; i++) { total += sums[i]; }
        let mean = total / f32(sizes.images);
        parts[0] = mean.x;
        parts[1] = mean.y;
        parts[2] = sizes.reconstruction * mean.x + sizes.kl * mean.y;
    }
}
