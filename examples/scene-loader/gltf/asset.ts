/** Whether a file is glTF of a version that is read: any 2.x that 2.0 is enough for. */
import { SceneError } from '../scene.ts'

/** @throws SceneError when it is not */
export function checkAsset(json: unknown): void {
  const asset: unknown = isObject(json) ? json['asset'] : undefined
  if (!isObject(asset)) throw new SceneError('is not a glTF file: it has no "asset"; give a .gltf or .glb file')
  const { version, minVersion } = asset
  const major = majorOf(version)
  if (major === undefined) throw new SceneError('is not valid glTF 2.0: asset.version is no version; put "2.0" there')
  if (major !== 2)
    throw new SceneError(`is glTF ${String(version)}; this loader reads glTF 2.0: export it again as that`)
  if (minVersion === undefined) return
  if (majorOf(minVersion) === undefined)
    throw new SceneError('is not valid glTF 2.0: asset.minVersion is no version; put "2.0" there, or take it out')
  if (minVersion !== '2.0')
    throw new SceneError(
      `needs a reader of glTF ${String(minVersion)}, by its asset.minVersion; this one reads 2.0: export it as that`,
    )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const majorOf = (version: unknown): number | undefined => {
  const found = typeof version === 'string' ? /^(\d{1,3})\.\d{1,3}$/.exec(version) : null
  return found ? Number(found[1]) : undefined
}
