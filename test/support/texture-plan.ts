/** A hand-written plan around one 4 × 4 rgba8unorm texture with two levels, placed in a heap. */
import type { Plan } from '../../src/plan/document.ts'
import { planOf } from './executor-plans.ts'

/** Uploads level 0, makes level 1, reads both back. Rows of the staging are padded to 32 bytes. */
export function texturePlan(): Plan {
  const region = (mipLevel: number, offset: number, size: number) => ({
    offset,
    rowBytes: 32,
    rowsPerImage: size,
    mipLevel,
    origin: [0, 0, 0] as [number, number, number],
    size: [size, size, 1] as [number, number, number],
    aspect: 'all' as const,
  })
  const whole = { texture: 0, mipLevelCount: 1, layer: 0, layerCount: 1 }
  const rows = (count: number) => ({ count, tightBytes: count * 4, pitchBytes: 32 })
  return planOf({
    heaps: [
      { memory: 'device', sizeBytes: 96 },
      { memory: 'upload', sizeBytes: 128 },
      { memory: 'readback', sizeBytes: 192 },
    ],
    textures: [
      {
        format: 'rgba8unorm',
        dimension: '2d',
        size: [4, 4, 1],
        mipLevelCount: 2,
        sampleCount: 1,
        usage: ['copy-src', 'copy-dst', 'sampled', 'attachment'],
        lifetime: 'transient',
        heap: 0,
        offset: 0,
        sizeBytes: 96,
      },
    ],
    placements: [
      {
        resource: 't',
        version: 0,
        lifetime: 'transient',
        heap: 0,
        offset: 0,
        sizeBytes: 96,
        texture: 0,
        first: [0, 0],
        last: [0, 5],
      },
    ],
    inputs: [{ name: 'in', sizeBytes: 64 }],
    outputs: [{ name: 'out', sizeBytes: 80 }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: [
          {
            op: 'barrier',
            before: [],
            after: ['copy-write'],
            transitions: [{ ...whole, mipLevel: 0, from: 'undefined', to: 'copy-dst' }],
          },
          { op: 'copy-to-texture', from: 1, texture: 0, regions: [region(0, 0, 4)], passes: ['up'] },
          {
            op: 'barrier',
            before: ['copy-write'],
            after: ['sampled-read', 'color-attachment'],
            transitions: [
              { ...whole, mipLevel: 0, from: 'copy-dst', to: 'sampled' },
              { ...whole, mipLevel: 1, from: 'undefined', to: 'color' },
            ],
          },
          { op: 'mipmap', texture: 0, mipLevelCount: 2, passes: ['mips'] },
          {
            op: 'barrier',
            before: ['sampled-read', 'color-attachment'],
            after: ['copy-read'],
            transitions: [
              { ...whole, mipLevel: 0, from: 'sampled', to: 'copy-src' },
              { ...whole, mipLevel: 1, from: 'color', to: 'copy-src' },
            ],
          },
          {
            op: 'copy-from-texture',
            texture: 0,
            to: 2,
            regions: [region(0, 0, 4), region(1, 128, 2)],
            passes: ['get'],
          },
        ],
      },
    ],
    timeline: [
      { do: 'write', after: [], copies: [{ name: 'in', nameOffset: 0, heap: 1, offset: 0, size: 64, rows: rows(4) }] },
      { do: 'submit', submission: 0 },
      {
        do: 'read',
        after: [0],
        copies: [
          { name: 'out', nameOffset: 0, heap: 2, offset: 0, size: 64, rows: rows(4) },
          { name: 'out', nameOffset: 64, heap: 2, offset: 128, size: 16, rows: rows(2) },
        ],
      },
    ],
  })
}
