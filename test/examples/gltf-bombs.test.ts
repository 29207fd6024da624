/** Small files that multiply what they share: refused before that takes time or memory. */
import { expect, it, vi } from 'vitest'
import { readScene } from '../../examples/scene-loader/read-scene.ts'
import { SceneError } from '../../examples/scene-loader/scene.ts'
import { bombs } from '../support/gltf-files/bombs.ts'
import { writeFiles } from '../support/gltf-files/maker.ts'

vi.setConfig({ testTimeout: 240_000 })

const said: Readonly<Record<string, RegExp>> = {
  'a PNG with more texels than it says': /not a valid PNG: it has more data than 64×64 texels need; save it again/,
  'many large images in few bytes': /bytes of images in all, at images\[8\]; make its images smaller, or KTX2/,
  'many large WebP images': /bytes of images in all, at images\[32\]/,
  'a JPEG of thousands of scans': /not a valid JPEG: it is coded in 4001 scans, more than 100/,
  'many nodes with a mesh of many primitives': /draws in all, at nodes\[65\]; join its meshes, or show them by/,
  'many nodes with many instances': /instances in all, at nodes\[1\]; split/,
  'many morph targets of many vertices': /vertices in all, at meshes\[0\]\.primitives\[0\]\.targets\[\d+\]; split/,
  'many joints a vertex, of many vertices': /vertices in all, at meshes\[0\]\.primitives\[0\]; split/,
  'many fans of many vertices': /vertices in all, at meshes\[0\]\.primitives\[\d+\]; split/,
  'many primitives that share many indices': /vertices in all, at meshes\[0\]\.primitives\[42\]; split/,
  'many primitives of one Draco mesh': /vertices in all, at meshes\[0\]\.primitives\[\d+\]; split/,
  'accessors of bytes that share a view': /its accessors hold more than 1073741824 bytes/,
}

it.for(Object.keys(said))('a file with %s is refused', async (name) => {
  const error: unknown = await readScene(await writeFiles(await bombs[name]!())).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(SceneError)
  expect((error as Error).message).toMatch(said[name]!)
})

it('one file that many buffers name is read once', async () => {
  const before = process.memoryUsage().arrayBuffers
  const scene = await readScene(await writeFiles(await bombs['one file as many buffers']!()))
  expect(scene.draws).toEqual([])
  // Read for each of them, it would be 8 GiB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 30)
})

it('of more lights than are worth it, the first are shown, and that is said', async () => {
  const scene = await readScene(await writeFiles(await bombs['more lights than a call takes arguments']!()))
  expect(scene.lights).toHaveLength(256)
  expect(scene.notes).toContain('of its lights the first 256 are shown')
})
