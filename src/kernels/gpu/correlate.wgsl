// gw[i,j,a,b] = Σ_n,y,x wide[n, 2y+i-1, 2x+j-1, a] · narrow[n,y,x,b], in pieces for `reduce`
//
// A thread holds 8 × 8 sums of one tap over the images of one piece. Taps outside are not
// visited: the ranges of y and x depend on the tap alone, so a workgroup does not diverge.

struct Sizes {
    images: u32,
    height: u32,
    width: u32,
    wide: u32, // channels in vec4, even
    narrow: u32, // channels in vec4, even
    depth: u32, // images a piece
    unused_0: u32,
    unused_1: u32,
}

@group(0) @binding(0) var<storage, read_write> wide: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> narrow: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> pieces: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(8, 4)
fn main(
    @builtin(local_invocation_id) local: vec3<u32>,
    @builtin(workgroup_id) group: vec3<u32>,
) {
    // x and y: a tile of channels; workgroup y: the tap; workgroup z: the piece.
    let column = (group.x * 8u + local.x) * 2u;
    let row = local.y * 2u;
    let i = group.y / 4u;
    let j = group.y % 4u;
    let first_y = select(0u, 1u, i == 0u);
    let first_x = select(0u, 1u, j == 0u);
    let end_y = sizes.height - select(0u, 1u, i == 3u);
    let end_x = sizes.width - select(0u, 1u, j == 3u);
    let first = group.z * sizes.depth;
    let end = min(first + sizes.depth, sizes.images);
    if (column >= sizes.narrow) { return; }

    for (var tile = row; tile < sizes.wide; tile += 8u) {
        var low: array<vec4<f32>, 8>;
        var high: array<vec4<f32>, 8>;
        for (var image = first; image < end; image++) {
            for (var y = first_y; y < end_y; y++) {
                let wide_row = (image * 2u * sizes.height + 2u * y + i - 1u) * 2u * sizes.width;
                let narrow_row = (image * sizes.height + y) * sizes.width;
                for (var x = first_x; x < end_x; x++) {
                    let at = (wide_row + 2u * x + j - 1u) * sizes.wide + tile;
                    let a = wide[at];
                    let b = wide[at + 1u];
                    let start = (narrow_row + x) * sizes.narrow + column;
                    let p = narrow[start];
                    let q = narrow[start + 1u];
                    low[0] += a.x * p; high[0] += a.x * q;
                    low[1] += a.y * p; high[1] += a.y * q;
                    low[2] += a.z * p; high[2] += a.z * q;
                    low[3] += a.w * p; high[3] += a.w * q;
                    low[4] += b.x * p; high[4] += b.x * q;
                    low[5] += b.y * p; high[5] += b.y * q;
                    low[6] += b.z * p; high[6] += b.z * q;
                    low[7] += b.w * p; high[7] += b.w * q;
                }
            }
        }
        let piece = group.z * 16u + group.y;
        for (var r = 0u; r < 8u; r++) {
            let to = (piece * sizes.wide * 4u + tile * 4u + r) * sizes.narrow + column;
            pieces[to] = low[r];
            pieces[to + 1u] = high[r];
        }
    }
}
