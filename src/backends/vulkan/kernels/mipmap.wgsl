// One level of mipmaps: every texel is the mean of the box above it. Normalised formats are averaged in whole numbers, so that
// every device rounds alike; sRGB is averaged in linear light by the device's own conversions.

struct Level {
  // The largest whole number of the format's colour channels and of its alpha; 0 where it has none.
  color: f32,
  alpha: f32,
  // Which slice of a 3D texture is made.
  slice: u32,
}

var<immediate> level: Level;

@group(0) @binding(0) var above: texture_2d<f32>;
@group(0) @binding(1) var above_3d: texture_3d<f32>;

@vertex fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4<f32> {
  return vec4<f32>(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

fn whole(texel: vec4<f32>) -> vec4<f32> {
  return select(texel, round(texel * scale()), scale() > vec4<f32>(0.0));
}

fn scale() -> vec4<f32> {
  return vec4<f32>(level.color, level.color, level.color, level.alpha);
}

fn mean(sum: vec4<f32>, count: f32) -> vec4<f32> {
  return select(sum / count, floor((sum + count / 2.0) / count) / max(scale(), vec4<f32>(1.0)), scale() > vec4<f32>(0.0));
}

@fragment fn average(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
  let size = textureDimensions(above);
  let at = vec2<u32>(position.xy);
  let box = select(vec2<u32>(1u), vec2<u32>(2u), size > vec2<u32>(1u));
  var sum = vec4<f32>(0.0);
  for (var y = 0u; y < box.y; y++) {
    for (var x = 0u; x < box.x; x++) { sum += whole(textureLoad(above, at * box + vec2<u32>(x, y), 0)); }
  }
  return mean(sum, f32(box.x * box.y));
}

@fragment fn average_3d(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
  let size = textureDimensions(above_3d);
  let at = vec3<u32>(vec2<u32>(position.xy), level.slice);
  let box = select(vec3<u32>(1u), vec3<u32>(2u), size > vec3<u32>(1u));
  var sum = vec4<f32>(0.0);
  for (var z = 0u; z < box.z; z++) {
    for (var y = 0u; y < box.y; y++) {
      for (var x = 0u; x < box.x; x++) { sum += whole(textureLoad(above_3d, at * box + vec3<u32>(x, y, z), 0)); }
    }
  }
  return mean(sum, f32(box.x * box.y * box.z));
}
