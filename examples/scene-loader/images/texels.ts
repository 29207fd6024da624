/** Texels as image files hold them, and what a file may claim of their number. */

export interface Size {
  readonly width: number
  readonly height: number
}

/** RGBA, 8 bits each, rows tight, the top row first. */
export interface Texels extends Size {
  readonly texels: Uint8Array
}

/** A fault of an image file, in words that follow `it`. */
export class ImageError extends Error {}

/** No device takes more; and a few bytes can claim to be any size. */
export const mostTexels = 2 ** 27

/**
 * @param leastBytes as many as a file of that size has at the very least
 * @throws ImageError for sizes that are none, too large, or more than the file can hold
 */
export function checkSize(width: number, height: number, fileBytes: number, leastBytes: number): void {
  const size = `is ${width}×${height} texels large`
  if (width === 0 || height === 0) throw new ImageError(size)
  if (width * height > mostTexels) throw new ImageError(`${size}, more than ${mostTexels}: make it smaller`)
  if (fileBytes < leastBytes) throw new ImageError(`${size}, and its ${fileBytes} bytes cannot hold that`)
}
