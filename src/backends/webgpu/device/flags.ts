/** WebGPU's flags, whose values the specification defines; in Node they are no globals. */
export const bufferUsage = {
  mapRead: 0x1,
  mapWrite: 0x2,
  copySrc: 0x4,
  copyDst: 0x8,
  index: 0x10,
  vertex: 0x20,
  uniform: 0x40,
  storage: 0x80,
  indirect: 0x100,
  queryResolve: 0x200,
} as const

export const textureUsage = {
  copySrc: 0x1,
  copyDst: 0x2,
  sampled: 0x4,
  storage: 0x8,
  attachment: 0x10,
  transientAttachment: 0x20,
} as const

export const mapMode = { read: 1, write: 2 } as const

/** The names of the set flags, for messages. */
export const flagNames = (table: Readonly<Record<string, number>>, flags: number): string[] =>
  Object.keys(table).filter((name) => (flags & table[name]!) !== 0)
