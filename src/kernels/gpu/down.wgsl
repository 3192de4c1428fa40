// narrow[n,y,x,:] = act(bias + Σ_taps wide[n, 2y+i-1, 2x+j-1, :] · w[i,j])
//
// A convolution as a matrix product whose left side is never written down: rows are the narrow
// pixels of all images, four to a thread, by four channels. A tap outside the image reads its
// row's first pixel times zero, so that the loop does not diverge.

struct Sizes {
    rows: u32, // n · height · width
    height: u32,
    width: u32,
    wide: u32, // channels in vec4
    narrow: u32, // channels in vec4
    biased: u32,
    relu: u32,
    unused: u32,
}

@group(0) @binding(0) var<storage, read_write> wide: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> narrow: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

struct Pixel {
    top: i32, // of its first tap, in the wide image
    left: i32,
    image: u32, // offset of the wide image in vec4
}

fn pixel(row: u32) -> Pixel {
    let at = min(row, sizes.rows - 1u);
    let x = at % sizes.width;
    let y = at / sizes.width % sizes.height;
    let image = at / (sizes.width * sizes.height);
    return Pixel(
        i32(2u * y) - 1,
        i32(2u * x) - 1,
        image * 4u * sizes.width * sizes.height * sizes.wide,
    );
}

struct Tap {
    at: u32,
    inside: f32,
}

fn tap(p: Pixel, i: i32, j: i32) -> Tap {
    let y = p.top + i;
    let x = p.left + j;
    let inside = y >= 0 && x >= 0 && y < i32(2u * sizes.height) && x < i32(2u * sizes.width);
    let at = p.image + u32(y * i32(2u * sizes.width) + x) * sizes.wide;
    return Tap(select(p.image, at, inside), select(0.0, 1.0, inside));
}

fn finished(sum: vec4<f32>, column: u32) -> vec4<f32> {
    let biased = sum + select(vec4<f32>(), bias[column % arrayLength(&bias)], sizes.biased == 1u);
    return select(biased, max(biased, vec4<f32>()), sizes.relu == 1u);
}

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let column = id.x;
    let row = id.y * 4u;
    if (column >= sizes.narrow || row >= sizes.rows) { return; }
    let p0 = pixel(row);
    let p1 = pixel(row + 1u);
    let p2 = pixel(row + 2u);
    let p3 = pixel(row + 3u);
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    for (var i = 0; i < 4; i++) {
        for (var j = 0; j < 4; j++) {
            let t0 = tap(p0, i, j);
            let t1 = tap(p1, i, j);
            let t2 = tap(p2, i, j);
            let t3 = tap(p3, i, j);
            var at = u32(i * 4 + j) * sizes.wide * 4u * sizes.narrow + column;
            for (var k = 0u; k < sizes.wide; k++) {
                let w0 = w[at];
                let w1 = w[at + sizes.narrow];
                let w2 = w[at + 2u * sizes.narrow];
                let w3 = w[at + 3u * sizes.narrow];
                at += 4u * sizes.narrow;
                let a = t0.inside * wide[t0.at + k];
                s0 += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
                let b = t1.inside * wide[t1.at + k];
                s1 += b.x * w0 + b.y * w1 + b.z * w2 + b.w * w3;
                let c = t2.inside * wide[t2.at + k];
                s2 += c.x * w0 + c.y * w1 + c.z * w2 + c.w * w3;
                let d = t3.inside * wide[t3.at + k];
                s3 += d.x * w0 + d.y * w1 + d.z * w2 + d.w * w3;
            }
        }
    }
    let to = row * sizes.narrow + column;
    narrow[to] = finished(s0, column);
    if (row + 1u < sizes.rows) { narrow[to + sizes.narrow] = finished(s1, column); }
    if (row + 2u < sizes.rows) { narrow[to + 2u * sizes.narrow] = finished(s2, column); }
    if (row + 3u < sizes.rows) { narrow[to + 3u * sizes.narrow] = finished(s3, column); }
}
