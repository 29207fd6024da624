/** Advice where a device lacks a format, or a use of it. */
import type { FormatAbility } from '../profile.ts'

/** By the missing ability. */
export const formatAdvice: Record<FormatAbility, string> = {
  attachment: 'draw to another format, such as rgba8unorm or rgba16float',
  'storage-read': 'sample it, or take another format, such as rgba8unorm or r32float',
  'storage-write': 'take another format, such as rgba8unorm or r32float',
  'storage-read-write': 'read one texture and write another, or take r32float, r32uint or r32sint',
  multisampled: 'give it one sample, or take another format, such as rgba8unorm',
  '3d': 'make it a 2d texture with layers, or take another format',
}
export const mipmapAdvice = 'mipmaps are drawn; upload its levels, or take another format'
export const missingFormatAdvice = 'take another format, or a device that has it'
