// wide[n,y,x,:] = act(bias + Σ narrow[n, s, t, :] · w[y-2s+1, x-2t+1]ᵀ), over the narrow pixels
// (s, t) of which (y, x) is a tap
//
// A wide pixel meets only the taps of its parity: z is the parity, and a thread takes four pixels
// of it by four channels. Neighbouring threads take neighbouring channels of the same pixels.

struct Sizes {
    rows: u32, // n · height · width: wide pixels of one parity
    height: u32,
    width: u32,
    wide: u32, // channels in vec4
    narrow: u32, // channels in vec4
    biased: u32,
    relu: u32,
    unused: u32,
}

@group(0) @binding(0) var<storage, read_write> narrow: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> wide: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

struct Pixel {
    y: u32, // in the wide image, halved
    x: u32,
    image: u32,
}

fn pixel(row: u32) -> Pixel {
    let at = min(row, sizes.rows - 1u);
    return Pixel(
        at / sizes.width % sizes.height,
        at % sizes.width,
        at / (sizes.width * sizes.height),
    );
}

struct Source {
    at: u32,
    inside: f32,
}

// The narrow pixel that lies `i` rows and `j` columns after the first that a pixel may meet.
fn source(p: Pixel, odd: vec2<u32>, i: u32, j: u32) -> Source {
    let s = i32(p.y + odd.y + i) - 1;
    let t = i32(p.x + odd.x + j) - 1;
    let inside = s >= 0 && t >= 0 && s < i32(sizes.height) && t < i32(sizes.width);
    let image = p.image * sizes.height * sizes.width * sizes.narrow;
    let at = image + u32(s * i32(sizes.width) + t) * sizes.narrow;
    return Source(select(image, at, inside), select(0.0, 1.0, inside));
}

fn put(p: Pixel, odd: vec2<u32>, column: u32, sum: vec4<f32>) {
    let biased = sum + select(vec4<f32>(), bias[column % arrayLength(&bias)], sizes.biased == 1u);
    let y = 2u * p.y + odd.y;
    let x = 2u * p.x + odd.x;
    let at = (p.image * 2u * sizes.height + y) * 2u * sizes.width + x;
    wide[at * sizes.wide + column] = select(biased, max(biased, vec4<f32>()), sizes.relu == 1u);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x;
    let row = id.y * 4u;
    if (column >= sizes.wide || row >= sizes.rows) { return; }
    let odd = vec2<u32>(id.z % 2u, id.z / 2u);
    let p0 = pixel(row);
    let p1 = pixel(row + 1u);
    let p2 = pixel(row + 2u);
    let p3 = pixel(row + 3u);
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var i = 0u; i < 2u; i++) {
        for (var j = 0u; j < 2u; j++) {
            let q0 = source(p0, odd, i, j);
            let q1 = source(p1, odd, i, j);
            let q2 = source(p2, odd, i, j);
            let q3 = source(p3, odd, i, j);
            // Row y is tap y - 2s + 1 of narrow row s: 3 and 1 of an even one, 2 and 0 of an odd.
            let tap = (3u - odd.y - 2u * i) * 4u + 3u - odd.x - 2u * j;
            let at = (tap * sizes.wide + column) * 4u * sizes.narrow;
            for (var k = 0u; k < sizes.narrow; k++) {
                let w0 = w[at + k];
                let w1 = w[at + sizes.narrow + k];
                let w2 = w[at + 2u * sizes.narrow + k];
                let w3 = w[at + 3u * sizes.narrow + k];
                let a = q0.inside * narrow[q0.at + k];
                s0 += vec4<f32>(dot(a, w0), dot(a, w1), dot(a, w2), dot(a, w3));
                let b = q1.inside * narrow[q1.at + k];
                s1 += vec4<f32>(dot(b, w0), dot(b, w1), dot(b, w2), dot(b, w3));
                let c = q2.inside * narrow[q2.at + k];
                s2 += vec4<f32>(dot(c, w0), dot(c, w1), dot(c, w2), dot(c, w3));
                let d = q3.inside * narrow[q3.at + k];
                s3 += vec4<f32>(dot(d, w0), dot(d, w1), dot(d, w2), dot(d, w3));
            }
        }
    }
    put(p0, odd, column, s0);
    if (row + 1u < sizes.rows) { put(p1, odd, column, s1); }
    if (row + 2u < sizes.rows) { put(p2, odd, column, s2); }
    if (row + 3u < sizes.rows) { put(p3, odd, column, s3); }
}
