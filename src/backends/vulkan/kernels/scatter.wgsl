// Moves many regions of bytes from one buffer to another, byte-exact at any alignment. One workgroup takes one entry of the
// table: (from, to, bytes), offsets in bytes of what is bound. Entries never overlap where they are written; two may end in the
// same word, so parts of words are written with atomics.

@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(1) var<storage, read> source16: array<vec4<u32>>;
// The same memory twice, as words and as blocks.
@group(0) @binding(2) var<storage, read_write> words: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> blocks: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read> table: array<vec4<u32>>;

const lanes = 128u;

// Writes bytes [low, high) of the word that starts at `at`; byte b comes from byte b - dst + src of the source.
fn write_part(at: u32, low: u32, high: u32, src: u32, dst: u32) {
  var value = 0u;
  var mask = 0u;
  for (var b = low; b < high; b++) {
    let origin = b - dst + src;
    let shift = (b - at) * 8u;
    value |= ((source[origin >> 2u] >> ((origin & 3u) * 8u)) & 0xffu) << shift;
    mask |= 0xffu << shift;
  }
  if (mask == 0xffffffffu) {
    atomicStore(&words[at >> 2u], value);
  } else if (mask != 0u) {
    atomicAnd(&words[at >> 2u], ~mask);
    atomicOr(&words[at >> 2u], value);
  }
}

@compute @workgroup_size(128, 1, 1)
fn scatter(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = group.x + group.y * groups.x;
  if (index >= arrayLength(&table)) { return; }
  let entry = table[index];
  let src = entry.x;
  let dst = entry.y;
  let end = dst + entry.z;
  let unit = select(4u, 16u, ((src ^ dst) & 15u) == 0u);
  // Whole units lie in [first, last).
  let first = min((dst + unit - 1u) / unit * unit, end);
  let last = max(first, end / unit * unit);

  // The words before and behind them, at most four each.
  if (lane < 4u) {
    let at = (dst & ~3u) + lane * 4u;
    if (at < first) { write_part(at, max(at, dst), min(at + 4u, first), src, dst); }
  } else if (lane < 8u) {
    let at = last + (lane - 4u) * 4u;
    if (at < end) { write_part(at, at, min(at + 4u, end), src, dst); }
  }

  let start = first - dst + src;
  if (unit == 16u) {
    let count = (last - first) / 16u;
    for (var i = lane; i < count; i += lanes) { blocks[first / 16u + i] = source16[start / 16u + i]; }
  } else {
    let count = (last - first) / 4u;
    let shift = (start & 3u) * 8u;
    for (var i = lane; i < count; i += lanes) {
      let at = start / 4u + i;
      var value = source[at];
      if (shift != 0u) { value = (value >> shift) | (source[at + 1u] << (32u - shift)); }
      atomicStore(&words[first / 4u + i], value);
    }
  }
}
