// Copies the workgroup counts of one indirect dispatch to where it reads them; zeros where one is above the limit, as WebGPU has
// it. Drivers do not look at them, and a device that is given too many is busy for ever, or lost.

@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> taken: array<u32>;
@group(0) @binding(2) var<storage, read> limit: u32;

@compute @workgroup_size(1, 1, 1)
fn indirect() {
  let x = given[0];
  let y = given[1];
  let z = given[2];
  let allowed = max(x, max(y, z)) <= limit;
  taken[0] = select(0u, x, allowed);
  taken[1] = select(0u, y, allowed);
  taken[2] = select(0u, z, allowed);
}
