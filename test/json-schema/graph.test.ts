import { expect, it } from 'vitest'
import { graphJsonSchema } from 'memkit-gpu/json-schema'

it('names every kind of resource and pass', () => {
  const text = JSON.stringify(graphJsonSchema())
  for (const kind of [
    'buffer',
    'texture',
    'upload',
    'copy',
    'fill',
    'readback',
    'mipmap',
    'compute',
    'render',
    'custom',
    'host',
  ])
    expect(text).toContain(`"const":"${kind}"`)
})
