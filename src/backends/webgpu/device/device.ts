/**
 * The source of the device: the caller's own, the browser's or Deno's `navigator.gpu`, or Dawn in Node from the optional
 * package `webgpu`.
 */
import { isMemkitError, messageOf, noDevice, withoutGpu } from '../../../errors.ts'
import type { NativeGpu, NativeGpuDevice } from '../../../global-types.ts'
import { importOptional } from '../../../import-optional.ts'

/** The APIs that Dawn can run on; a machine has some of them, depending on its system and drivers. */
export const dawnApis = ['metal', 'd3d12', 'd3d11', 'vulkan', 'opengles', 'null'] as const
/** The graphics API that Dawn works on, in Node. */
export type DawnApi = (typeof dawnApis)[number]

/** Which device of WebGPU is used. */
export interface DeviceOptions {
  /** A WebGPU implementation; default `navigator.gpu`, or in Node the package `webgpu`. */
  readonly gpu?: NativeGpu
  /**
   * A device of the caller's. Destroying the backend does not destroy it. In Node, give the `gpu` that it came from too, which must
   * outlive it.
   */
  readonly device?: NativeGpuDevice
  /** Node only: the API below Dawn. `null` validates everything and runs nothing. */
  readonly api?: DawnApi
  /** Node only: the adapter's name, or a part of it. */
  readonly adapter?: string
  /** The adapter to prefer among several. Default: the implementation's choice. */
  readonly powerPreference?: 'low-power' | 'high-performance'
  /**
   * Makes runs report in their `timings` when the device worked on each submission, where it has the feature `timestamp-query`.
   * Browsers, and a `gpu` of the caller's, may round to 100 µs. Costs two empty passes a submission and a mapping a run. With
   * `'passes'`, on each pass of a plan too, as with the executor's option of that name. Default false.
   */
  readonly timings?: boolean | 'passes'
}

export interface AcquiredDevice {
  readonly device: NativeGpuDevice
  /** An object that must stay reachable for as long as the device is in use (Dawn for Node). */
  readonly gpu: NativeGpu | undefined
  /** True where the backend made the device and destroys it. */
  readonly owned: boolean
  readonly name: string
  /** True where the API has the usage TRANSIENT_ATTACHMENT. */
  readonly transientAttachments: boolean
}

/** Features that formats and filters of the graph document need; requested where the adapter has them. */
const wantedFeatures = [
  'texture-compression-bc',
  'texture-compression-bc-sliced-3d',
  'texture-compression-etc2',
  'texture-compression-astc',
  'texture-compression-astc-sliced-3d',
  'depth32float-stencil8',
  'float32-filterable',
  'float32-blendable',
  'rg11b10ufloat-renderable',
  'bgra8unorm-storage',
  'indirect-first-instance',
  'shader-f16',
  'subgroups',
  'timestamp-query',
]

interface DawnModule {
  create(options: string[]): GPU
  readonly globals?: { readonly GPUTextureUsage?: unknown }
}

/** @throws MemkitError NO_DEVICE saying what is missing, what this machine has, and what to install. */
export async function acquireDevice(options: DeviceOptions): Promise<AcquiredDevice> {
  const transientAttachments = hasTransientAttachments(await textureFlags(options))
  if (options.device) {
    const { device, gpu } = options
    return { device, gpu, owned: false, name: describe(device.adapterInfo), transientAttachments }
  }
  const gpu = options.gpu ?? (await findGpu(options))
  const adapter = await requestAdapter(gpu, options)
  const wanted = new Set(wantedFeatures)
  const device = await adapter
    .requestDevice({
      requiredLimits: allLimits(adapter.limits),
      requiredFeatures: [...adapter.features].filter((feature) => wanted.has(feature)) as GPUFeatureName[],
    })
    .catch((cause: unknown) => {
      throw noDevice(
        `The adapter ${describe(adapter.info)} gives no device: ${messageOf(cause)}`,
        { adapter: describe(adapter.info) },
        cause,
      )
    })
  return { device, gpu, owned: true, name: describe(adapter.info), transientAttachments }
}

const describe = (info: GPUAdapterInfo | undefined): string =>
  [info?.description || info?.device || info?.vendor || 'unnamed', info?.architecture].filter(Boolean).join(', ')

/** All limits of the adapter: the planner places by these limits, so the largest make the fewest heaps. */
function allLimits(limits: GPUSupportedLimits): Record<string, number> {
  const all: Record<string, number> = {}
  // The limits are getters of the prototype.
  for (const name in limits) {
    const value = limits[name as keyof GPUSupportedLimits] as unknown
    if (typeof value === 'number') all[name] = value
  }
  return all
}

/** Whether this WebGPU has the usage: older ones refuse textures that ask for it. */
const hasTransientAttachments = (flags: unknown): boolean =>
  typeof flags === 'function' || (typeof flags === 'object' && flags !== null) ? 'TRANSIENT_ATTACHMENT' in flags : false

/** The usage flags of this WebGPU: a global, or in Node a part of the package. */
async function textureFlags({ gpu, device }: DeviceOptions): Promise<unknown> {
  const { GPUTextureUsage: flags } = globalThis as { GPUTextureUsage?: unknown }
  if (flags !== undefined || gpu || device || !inNode()) return flags
  return (await loadDawn().catch(() => undefined))?.globals?.GPUTextureUsage
}

const inNode = (): boolean =>
  typeof process === 'object' && typeof process.versions?.node === 'string' && !('Deno' in globalThis)

async function findGpu(options: DeviceOptions): Promise<GPU> {
  const navigatorGpu = (globalThis.navigator as Navigator | undefined)?.gpu
  if (!inNode()) {
    if (options.api !== undefined || options.adapter !== undefined)
      throw noDevice(
        '"api" and "adapter" choose what lies below Dawn, in Node only; here the browser chooses. Leave them out',
      )
    if (!navigatorGpu)
      throw noDevice(
        'This browser has no WebGPU (navigator.gpu is missing): use one that has it, and serve the page from https or localhost',
      )
    return navigatorGpu
  }
  if (navigatorGpu && options.api === undefined && options.adapter === undefined) return navigatorGpu
  return (await loadDawn()).create(dawnOptions(options))
}

const dawnOptions = ({ api, adapter, timings }: DeviceOptions): string[] => [
  ...(api === undefined ? [] : [`backend=${api}`]),
  ...(adapter === undefined ? [] : [`adapter=${adapter}`]),
  // Without this Dawn rounds times to 65 µs.
  ...(timings ? ['disable-dawn-features=timestamp_quantization'] : []),
]

async function loadDawn(): Promise<DawnModule> {
  try {
    return (await importOptional('webgpu')) as DawnModule
  } catch (cause) {
    throw noDevice(
      `WebGPU in Node needs the package "webgpu": npm install webgpu (${messageOf(cause)})`,
      undefined,
      cause,
    )
  }
}

async function requestAdapter(gpu: GPU, options: DeviceOptions): Promise<GPUAdapter> {
  const { powerPreference } = options
  let cause: unknown
  try {
    const adapter = await gpu.requestAdapter(powerPreference === undefined ? {} : { powerPreference })
    if (adapter) return adapter
  } catch (error) {
    cause = error
  }
  throw isMemkitError(cause) ? cause : await adapterMissing(options, cause)
}

async function adapterMissing(options: DeviceOptions, cause: unknown) {
  const wanted = [
    options.api && `the API ${options.api}`,
    options.adapter && `the adapter ${JSON.stringify(options.adapter)}`,
  ]
    .filter(Boolean)
    .join(' and ')
  const available = options.gpu || !inNode() ? undefined : await listAdapters()
  const has =
    available === undefined
      ? 'The WebGPU implementation offers none'
      : available.length > 0
        ? `This machine has ${available.join('; ')}`
        : 'This machine has none that it takes: install the driver of its GPU (Linux: a Vulkan driver, and libvulkan1). ' +
          withoutGpu
  return noDevice(
    `No WebGPU adapter${wanted ? ` for ${wanted}` : ''}. ${has}`,
    { api: options.api, adapter: options.adapter, available },
    cause,
  )
}

/** The adapters that Dawn finds on this machine: asked for one that cannot exist, it lists those that do. */
async function listAdapters(): Promise<string[]> {
  try {
    const { create } = await loadDawn()
    await create(['adapter=\u0001']).requestAdapter()
    return []
  } catch (error) {
    return [...messageOf(error).matchAll(/backend: '([^']*)', name: '([^']*)'/g)].map(
      ([, api, name]) => `${name} (${api})`,
    )
  }
}
