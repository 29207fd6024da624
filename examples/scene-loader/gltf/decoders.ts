/** Libraries that decode, each loaded when a file needs it: they are optional, and say how they are had. */
import type { EventEmitter } from 'node:events'
import type { Gltf } from './schema.ts'
import { SceneError } from '../scene.ts'

/** @throws SceneError when the library is not installed */
export async function loadLibrary<Library>(
  load: () => Promise<Library>,
  name: string,
  extension: string,
): Promise<Library> {
  const before = new Set(errorListeners())
  try {
    return await load()
  } catch (cause) {
    throw new SceneError(`needs the package ${name} for ${extension}: npm install --save-dev ${name}`, { cause })
  } finally {
    // Modules made by Emscripten listen to every error of the process.
    for (const listener of errorListeners())
      if (!before.has(listener)) for (const event of errorEvents) process.off(event, listener)
  }
}

const errorEvents = ['uncaughtException', 'unhandledRejection'] as const
type Listener = (...given: unknown[]) => void
const errorListeners = (): Listener[] =>
  errorEvents.flatMap((event) => (process as EventEmitter).listeners(event) as Listener[])

type MeshoptDecoder = (typeof import('meshoptimizer/decoder'))['MeshoptDecoder']

export interface Decoders {
  readonly meshopt: MeshoptDecoder | undefined
  readonly draco: import('draco3dgltf').DecoderModule | undefined
}

/** The compression of the file's geometry. */
export async function loadDecoders(file: Gltf): Promise<Decoders> {
  const names = new Set(file.bufferViews.flatMap(({ extensions }) => Object.keys(extensions)))
  const hasDraco = file.meshes.some(({ primitives }) =>
    primitives.some(({ extensions }) => extensions.KHR_draco_mesh_compression),
  )
  return {
    meshopt: names.size > 0 ? await loadMeshopt([...names][0]!) : undefined,
    draco: hasDraco ? await loadDraco() : undefined,
  }
}

async function loadMeshopt(extension: string): Promise<MeshoptDecoder> {
  const { MeshoptDecoder } = await loadLibrary(() => import('meshoptimizer/decoder'), 'meshoptimizer', extension)
  await MeshoptDecoder.ready
  return MeshoptDecoder
}

async function loadDraco() {
  const { default: draco } = await loadLibrary(() => import('draco3dgltf'), 'draco3dgltf', 'KHR_draco_mesh_compression')
  return draco.createDecoderModule()
}
