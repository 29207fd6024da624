/** How far viewports may reach on every device. */

/** Furthest that a viewport may reach, in texels: twice the largest texture of WebGPU's default limits. */
export const mostViewport = 16384

/** Whether a viewport has an area, and lies where every device can draw. */
export const isViewportInReach = ([x, y, width, height]: readonly [
  number,
  number,
  number,
  number,
  ...number[],
]): boolean =>
  width > 0 && height > 0 && Math.min(x, y) >= -mostViewport && Math.max(x + width, y + height) <= mostViewport - 1

/** Whether the depths of a viewport are in order, and from 0 to 1. */
export const areViewportDepths = (near: number, far: number): boolean => near >= 0 && near <= far && far <= 1
