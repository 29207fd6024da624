// Copies the arguments of one indirect draw to where it reads them; zeros where they name indices behind the end of the index
// buffer, or a first instance, as WebGPU has it. Drivers read what lies behind, which may be another resource.

@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> taken: array<u32>;
// The words of the arguments (4, or 5 with an index buffer), and the indices.
@group(0) @binding(2) var<storage, read> rule: array<u32>;

@compute @workgroup_size(1, 1, 1)
fn draw() {
  let words = rule[0];
  let indices = rule[1];
  let count = given[0];
  let start = given[2];
  let reaches = words == 5u && (start > indices || count > indices - min(start, indices));
  let allowed = given[words - 1u] == 0u && !reaches;
  for (var i = 0u; i < words; i++) {
    taken[i] = select(0u, given[i], allowed);
  }
}
