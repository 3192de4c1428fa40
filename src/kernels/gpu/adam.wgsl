// One update of Adam, of one parameter. New buffers, since whoever kept the old weights to go back
// to still holds them; the pool of buffers makes that free.

struct Sizes {
    length: u32,
    one_minus_beta1: f32,
    one_minus_beta2: f32,
    rate: f32,
    inverse_bias_correction2: f32,
    epsilon: f32,
    unused_0: u32,
    unused_1: u32,
}

@group(0) @binding(0) var<storage, read_write> parameter: array<f32>;
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> first: array<f32>;
@group(0) @binding(3) var<storage, read_write> second: array<f32>;
@group(0) @binding(4) var<storage, read_write> new_parameter: array<f32>;
@group(0) @binding(5) var<storage, read_write> new_first: array<f32>;
@group(0) @binding(6) var<storage, read_write> new_second: array<f32>;
@group(0) @binding(7) var<uniform> sizes: Sizes;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if (i >= sizes.length) { return; }
    let g = gradient[i];
    let m = first[i] + sizes.one_minus_beta1 * (g - first[i]);
    let v = second[i] + sizes.one_minus_beta2 * (g * g - second[i]);
    new_first[i] = m;
    new_second[i] = v;
    new_parameter[i] = parameter[i] - sizes.rate * m / (sqrt(v * sizes.inverse_bias_correction2) + sizes.epsilon);
}
