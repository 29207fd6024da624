/**
 * WGSL whose results are bit-defined: what the CPU computes and what a GPU computes must be the same words. Each body writes
 * `out[i]` for invocation `i` of 64, from `a[i]` and `b[i]` (random words) and their float views `x` and `y` (small numbers).
 */
export interface WgslCase {
  readonly name: string
  readonly body: string
  /** Declarations outside the entry point. */
  readonly outside?: string
}

export const wgslCases: readonly WgslCase[] = [
  { name: 'u32 products keep their low bits', body: 'out[i] = a[i] * b[i];' },
  { name: 'u32 right shift is logical', body: 'out[i] = a[i] >> (b[i] & 31u);' },
  { name: 'i32 right shift is arithmetic', body: 'out[i] = bitcast<u32>(bitcast<i32>(a[i]) >> (b[i] & 31u));' },
  { name: 'left shifts drop high bits', body: 'out[i] = a[i] << (b[i] & 31u);' },
  { name: 'u32 sums and differences wrap', body: 'out[i] = (a[i] + b[i]) ^ (a[i] - b[i]);' },
  {
    name: 'i32 sums, products and negation wrap',
    body: 'let p = bitcast<i32>(a[i]); let q = bitcast<i32>(b[i]); out[i] = bitcast<u32>((p + q) * -p);',
  },
  { name: 'u32 division and remainder, by zero too', body: 'let d = b[i] % 7u; out[i] = a[i] / d + a[i] % d;' },
  {
    name: 'i32 division and remainder, by zero too',
    body: 'let p = bitcast<i32>(a[i]); let d = bitcast<i32>(b[i]) % 5; out[i] = bitcast<u32>(p / d + p % d);',
  },
  {
    name: 'i32 division of the smallest by minus one',
    body: 'var p = bitcast<i32>(0x80000000u); let q = -1 - bitcast<i32>(a[i] & 0u); out[i] = bitcast<u32>(p / q + p % q);',
  },
  {
    name: 'bit counts, reversal, zeros',
    body: 'out[i] = countOneBits(a[i]) + 64u * countLeadingZeros(a[i] >> (i & 31u)) + 4096u * countTrailingZeros(b[i] << (i & 31u)) + reverseBits(b[i]);',
  },
  {
    name: 'bytes into words',
    body: 'let v = vec4u(a[i], b[i], a[i] >> 9u, b[i] >> 24u); out[i] = pack4xU8(v) ^ pack4xU8Clamp(v >> vec4u(23u)) ^ pack4xI8(bitcast<vec4i>(v)) ^ pack4xI8Clamp(bitcast<vec4i>(v) >> vec4u(22u));',
  },
  {
    name: 'words into bytes',
    body: 'let u = unpack4xU8(a[i]); let s = unpack4xI8(b[i]); out[i] = u.x + u.y * 3u + u.z * 5u + u.w * 7u + bitcast<u32>(s.x - s.y * 300 + s.z * 7 - s.w);',
  },
  {
    name: 'dot products of bytes',
    body: 'out[i] = dot4U8Packed(a[i], b[i]) ^ bitcast<u32>(dot4I8Packed(a[i], b[i]));',
  },
  {
    name: 'floats that fit into half precision, which devices round either way',
    body: 'let whole = f32(a[i] >> 21u); out[i] = bitcast<u32>(quantizeToF16(-whole)) ^ bitcast<u32>(quantizeToF16(vec2f(0.25, whole)).y * 3.0);',
  },
  {
    name: 'first bits',
    body: 'out[i] = firstLeadingBit(a[i] >> (i & 31u)) * 64u + firstTrailingBit(b[i] << (i & 31u)) + 7u * bitcast<u32>(firstLeadingBit(bitcast<i32>(a[i]) >> (i & 31u)));',
  },
  {
    name: 'bit fields',
    body: 'let o = i & 31u; let c = b[i] & 31u; out[i] = extractBits(a[i], o, c) ^ bitcast<u32>(extractBits(bitcast<i32>(b[i]), o, c)) ^ insertBits(a[i], b[i], o, c);',
  },
  {
    name: 'min, max and clamp of integers',
    body: 'out[i] = min(a[i], b[i]) ^ max(a[i], 77u) ^ clamp(a[i], 5u, 0xf0000000u) ^ bitcast<u32>(clamp(bitcast<i32>(b[i]), -9, 9)) ^ bitcast<u32>(abs(bitcast<i32>(a[i])));',
  },
  {
    name: 'comparisons of unsigned and signed numbers',
    body: 'out[i] = select(0u, 1u, a[i] < b[i]) | select(0u, 2u, bitcast<i32>(a[i]) < bitcast<i32>(b[i])) | select(0u, 4u, a[i] >= b[i]) | select(0u, 8u, a[i] == b[i]);',
  },
  {
    // Each by itself: devices may round a product and a sum at once.
    name: 'sums, differences and products of floats round to 32 bits',
    body: 'out[i] = bitcast<u32>(x * y) ^ bitcast<u32>(x + 0.1) ^ bitcast<u32>(x - y);',
  },
  {
    name: 'floor, ceil, trunc, round, fract, sign',
    body: 'out[i] = bitcast<u32>(floor(x) + ceil(y) * 3.0 + trunc(x * 7.0) * 5.0 + round(y * 9.0) + sign(x));',
  },
  {
    name: 'round goes to even',
    body: 'let h = f32(i) * 0.5 - 8.0; out[i] = bitcast<u32>(bitcast<i32>(i32(round(h))));',
  },
  { name: 'floats to integers saturate', body: 'out[i] = u32(x * 1e6) ^ bitcast<u32>(i32(y * 1e6)) ;' },
  {
    name: 'integers below 2^31 to floats round',
    body: 'out[i] = bitcast<u32>(f32(a[i] >> 1u)) ^ bitcast<u32>(f32(bitcast<i32>(b[i])));',
  },
  {
    name: 'vectors by component, swizzles and splats',
    body: 'var v = vec4u(a[i], b[i], i, 3u); v = v.wzyx * 5u + vec4u(v.xy, v.zw); v.y += v[i & 3u]; out[i] = v.x ^ v.y ^ v.z ^ dot(v.xyz, vec3u(1u, 3u, 5u));',
  },
  {
    name: 'writes through a dynamic vector index',
    body: 'var v = vec3u(1u, 2u, 3u); v[i % 3u] = a[i]; out[i] = v.x * 3u + v.y * 5u + v.z;',
  },
  {
    name: 'select and logic of vectors',
    body: 'let m = vec3u(a[i], b[i], i) > vec3u(b[i], i, a[i]); let s = select(vec3u(1u), vec3u(2u, 4u, 8u), m); out[i] = s.x + s.y + s.z + select(0u, 100u, any(m)) + select(0u, 1000u, all(m)) ;',
  },
  {
    name: 'matrices of whole numbers',
    body: 'let m = mat3x3f(vec3f(1, 2, f32(i)), vec3f(4, 5, 6), vec3f(7, f32(a[i] & 15u), 9)); let v = m * vec3f(1, 2, 3) + vec3f(3, 2, 1) * m; let t = transpose(m) * m; out[i] = u32(v.x + 100.0 * v.y + v.z) ^ u32(t[1][2] + determinant(m) * determinant(m));',
  },
  {
    name: 'loops with break and continue',
    body: 'var s = 0u; for (var k = 0u; k < 40u; k++) { if (k == (a[i] & 31u)) { continue; } if (k > (b[i] & 63u)) { break; } s += k * k; } var n = i; while (n > 3u) { n = n / 2u; s ^= n; } loop { n += 1u; if (n > 9u) { break; } continuing { s += n; } } out[i] = s;',
  },
  {
    name: 'switch with several values and a default',
    body: 'var r = 0u; switch (a[i] % 6u) { case 0u, 3u: { r = 1u; } case 1u: { r = b[i]; } case 2u: { if (i > 9u) { break; } r = 5u; } default: { r = 9u; } } out[i] = r;',
  },
  {
    name: 'switch on signed values',
    body: 'var r = 0u; switch (bitcast<i32>(a[i]) % 3) { case -1: { r = 1u; } case -2: { r = 2u; } case 0: { r = 3u; } default: { r = 4u; } } out[i] = r;',
  },
  {
    name: 'nested ifs and early returns',
    body: 'if (i > 50u) { out[i] = 1u; return; } if (a[i] > b[i]) { if ((a[i] & 1u) == 1u) { out[i] = 2u; } else if ((b[i] & 1u) == 1u) { out[i] = 3u; } else { out[i] = 4u; return; } } else { out[i] = 5u; } out[i] += i;',
  },
  {
    name: 'short circuits',
    outside: 'var<private> calls: u32; fn yes(v: u32) -> bool { calls += 1u; return (v & 1u) == 1u; }',
    body: 'let r = (yes(a[i]) && yes(b[i])) || yes(i); out[i] = calls * 10u + select(0u, 1u, r);',
  },
  {
    name: 'functions, pointers to locals, recursion of calls',
    outside:
      'fn twice(p: ptr<function, vec2u>, k: u32) -> u32 { (*p)[k & 1u] *= 2u; return (*p).x + (*p).y; } fn outer(v: u32) -> u32 { var w = vec2u(v, v + 1u); let r = twice(&w, v); return r ^ twice(&w, v + 1u); }',
    body: 'out[i] = outer(a[i]) + outer(i);',
  },
  {
    name: 'private variables belong to one invocation',
    outside: 'var<private> seen: array<u32, 4> = array<u32, 4>(1u, 2u, 3u, 4u);',
    body: 'seen[i & 3u] += a[i]; out[i] = seen[0] ^ (seen[1] * 3u) ^ (seen[2] * 5u) ^ (seen[3] * 7u);',
  },
  {
    name: 'structs and arrays copy by value',
    outside: 'struct Inner { v: vec3u, n: u32 } struct Outer { list: array<Inner, 3>, last: u32 }',
    body: 'var p: Outer; p.list[1].v = vec3u(a[i], b[i], i); p.last = 4u; var q = p; q.list[1].v.y = 9u; q.list[i % 3u].n = 5u; let keep = q.list; q.list[1] = q.list[0]; out[i] = p.list[1].v.y ^ q.list[1].v.x ^ (keep[1].v.z * 3u) ^ keep[i % 3u].n ^ p.list[i % 3u].n ^ q.last;',
  },
  {
    name: 'workgroup memory and barriers: a reversed prefix sum',
    outside: 'var<workgroup> tile: array<u32, 64>;',
    body: 'tile[63u - l] = a[i]; workgroupBarrier(); for (var step = 1u; step < 64u; step *= 2u) { var t = 0u; if (l >= step) { t = tile[l - step]; } workgroupBarrier(); tile[l] += t; workgroupBarrier(); } out[i] = tile[l];',
  },
  {
    name: 'barriers inside functions',
    outside:
      'var<workgroup> box: array<u32, 64>; fn pass_on(l: u32, v: u32) -> u32 { box[l] = v; workgroupBarrier(); let r = box[(l + 1u) & 63u]; workgroupBarrier(); return r; }',
    body: 'out[i] = pass_on(l, a[i]) * 3u + pass_on(l, b[i]);',
  },
  {
    name: 'workgroup atomics',
    outside: 'var<workgroup> total: atomic<u32>; var<workgroup> most: atomic<u32>; var<workgroup> least: atomic<i32>;',
    body: 'atomicAdd(&total, a[i]); atomicMax(&most, b[i]); atomicMin(&least, bitcast<i32>(a[i])); workgroupBarrier(); out[i] = atomicLoad(&total) ^ atomicLoad(&most) ^ bitcast<u32>(atomicLoad(&least));',
  },
  {
    name: 'packing and unpacking',
    body: 'let q = vec4f(x, y, x * y, -x) * 0.01; out[i] = pack4x8unorm(q) ^ pack4x8snorm(q) ^ pack2x16snorm(q.xy) ^ pack2x16unorm(q.zw) ^ pack2x16float(vec2f(x, y));',
  },
  {
    name: 'half floats unpack exactly',
    body: 'let h = unpack2x16float((a[i] & 0x3fff3fffu) | (b[i] & 0x80008000u)); out[i] = bitcast<u32>(h.x) ^ bitcast<u32>(h.y);',
  },
  {
    name: 'frexp, ldexp and modf of exact numbers',
    body: 'let r = frexp(x); let m = modf(y); out[i] = bitcast<u32>(r.fract) ^ bitcast<u32>(r.exp) ^ bitcast<u32>(ldexp(x, bitcast<i32>(i) - 20)) ^ bitcast<u32>(m.fract + 4.0) ^ bitcast<u32>(m.whole + 0.5);',
  },
  {
    name: 'shadowing, compound assignment, increments',
    body: 'var v = a[i]; { var v = b[i]; v++; v |= 3u; out[i] = v; } v--; v &= 0xffffu; v ^= i; v %= 1000u; v <<= 3u; out[i] += v;',
  },
  {
    name: 'array lengths and the last element',
    body: 'out[i] = arrayLength(&a) * 1000u + arrayLength(&out) + a[arrayLength(&a) - 1u - i];',
  },
  {
    name: 'constants and arrays of constants',
    outside: 'const table = array<u32, 4>(3u, 1u, 4u, 1u); const wide: u32 = 0xdeadbeefu;',
    body: 'var t = table; out[i] = t[a[i] & 3u] ^ (wide >> (i & 31u));',
  },
  {
    name: 'atomics in storage, order-free',
    outside: '',
    body: 'atomicAdd(&sums[0], a[i]); atomicXor(&sums[1], b[i]); atomicOr(&sums[2], a[i]); atomicMax(&sums[3], b[i]); out[i] = i;',
  },
]

export const wgslSource = ({ body, outside = '' }: WgslCase): string => `
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> out: array<u32>;
@group(1) @binding(0) var<storage, read_write> sums: array<atomic<u32>>;
${outside}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) g: vec3u, @builtin(local_invocation_index) l: u32) {
  let i = g.x;
  let x = f32(bitcast<i32>(a[i]) >> 16u) * 0.0625;
  let y = f32(bitcast<i32>(b[i]) >> 18u) * 0.25;
  if (i == 0xffffffffu) { atomicStore(&sums[0], bitcast<u32>(x + y) + b[0] + l + a[1]); }
  ${body}
}
`

/** 64 random words for each input, the same every time; the first few are awkward ones. */
export function wgslInputs(): { a: Uint32Array<ArrayBuffer>; b: Uint32Array<ArrayBuffer> } {
  const words = (seed: number) => {
    let state = seed
    return Uint32Array.from({ length: 64 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return (state ^ (state >>> 13)) >>> 0
    })
  }
  const a = words(1)
  const b = words(2)
  a.set([0, 1, 0xffff_ffff, 0x8000_0000, 0x7fff_ffff, 2])
  b.set([0, 0xffff_ffff, 1, 0xffff_ffff, 0x8000_0000, 0])
  return { a, b }
}
