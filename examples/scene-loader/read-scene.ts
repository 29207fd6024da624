/** From a glTF file to a scene: attributes and indices become bytes, images texels, every primitive of every node a draw. */
import { basename } from 'node:path'
import { Budget } from './budget.ts'
import { findCamera } from './camera.ts'
import { Extent } from './geometry/extent.ts'
import { shownNodes, worldMatrices } from './geometry/nodes.ts'
import { accessorsOf } from './gltf/accessors.ts'
import { loadDecoders } from './gltf/decoders.ts'
import type { Gltf } from './gltf/schema.ts'
import { viewsOf } from './gltf/views.ts'
import type { BlockFormat } from './image.ts'
import { readDraws } from './read-draws.ts'
import { readGltf } from './read-file.ts'
import { readImages, type OnImage } from './read-images.ts'
import { readLights } from './read-lights.ts'
import { surfacesOf } from './read-material.ts'
import { Textures } from './read-textures.ts'
import { refusalOf } from './refusal.ts'
import type { Scene } from './scene.ts'

export interface ReadOptions {
  readonly onImage?: OnImage
  /** Asked when the file has Basis textures: they stay compressed in a format of the device, or become RGBA8. */
  readonly findBlock?: (() => Promise<BlockFormat | undefined>) | undefined
  /** Which of the cameras in the file's scene: the first, or one that sees everything where there is none. */
  readonly camera?: number | undefined
}

/** @throws SceneError when the file is missing, broken, or needs what this loader has not */
export async function readScene(path: string, options: ReadOptions = {}): Promise<Scene> {
  try {
    return await read(path, options)
  } catch (error) {
    throw refusalOf(path, error)
  }
}

async function read(path: string, { onImage, findBlock, camera }: ReadOptions): Promise<Scene> {
  const { file, buffers, readUri, notes: said } = await readGltf(path)
  const notes = new Set(said)
  const decoders = await loadDecoders(file)
  const readView = viewsOf(file, buffers, decoders)
  const source = {
    file,
    readView,
    accessors: accessorsOf(file, readView),
    decoders,
    decompressed: new Map(),
    budget: new Budget(),
  }
  const nodes = shownNodes(file)
  const worlds = worldMatrices(file)
  const textures = new Textures(file, notes)
  const surfaceOf = surfacesOf(file, (texture, colour) => textures.idOf(texture, colour))
  const extent = new Extent()
  const { draws, buffers: sceneBuffers } = readDraws(source, { nodes, worlds, surfaceOf, extent, notes })
  const images = await readImages({ ...source, readUri, findBlock }, textures.images(), notes, onImage)
  const box = extent.box()
  const { lights, dimmed, isCut } = readLights(file, nodes, worlds, box)
  if (isCut) notes.add(`of its lights the first ${lights.length} are shown`)
  note(notes, file, draws.length, extent.note(), dimmed)
  return {
    name: basename(path),
    buffers: sceneBuffers,
    textures: textures.list(images),
    draws,
    lights,
    camera: findCamera(file, nodes, worlds, box, camera),
    notes: [...notes],
  }
}

function note(notes: Set<string>, file: Gltf, draws: number, extent: string | undefined, dimmed: number): void {
  if (draws === 0) notes.add('the scene has nothing to draw')
  if (extent !== undefined) notes.add(extent)
  if (dimmed > 1) notes.add(`its lights are dimmed ${Number(dimmed.toPrecision(3))} times, to be seen on one picture`)
  if (file.animations.length > 0) notes.add('animations are shown at rest')
}
