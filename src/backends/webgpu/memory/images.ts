/**
 * Images in the place of an input's bytes. The API copies them to a texture by the queue, not by an encoder, so each goes to a texture
 * of its own before the submission, and from there to where the upload puts its texels.
 */
import { inputFailed } from '../../../errors.ts'
import type { TextureFormat } from '../../../graph/formats.ts'
import { formatInfo } from '../../../graph/formats.ts'
import type { Command, HostCopy, Plan, TextureCopyRegion } from '../../../plan/document.ts'
import type { RunContext } from '../../backend.ts'
import { textureUsage } from '../device/flags.ts'
import type { Holdings } from '../device/holdings.ts'

/** The formats that the API copies images to. */
const formats: ReadonlySet<TextureFormat> = new Set([
  'r8unorm',
  'r16float',
  'r32float',
  'rg8unorm',
  'rg16float',
  'rg32float',
  'rgba8unorm',
  'rgba8unorm-srgb',
  'bgra8unorm',
  'bgra8unorm-srgb',
  'rgb10a2unorm',
  'rgba16float',
  'rgba32float',
])

/** A part of an image: where its first row is, and the region that it fills. */
export interface ImagePart {
  readonly name: string
  readonly row: number
}

interface ImageUpload {
  readonly submissions: Set<number>
  readonly format: TextureFormat
  readonly width: number
  height: number
  texture: GPUTexture | undefined
}

/** The objects that are made when a run is given its first image, which is never in most programs. */
export class Images {
  private readonly plan: Plan
  private known: ImageUploads | undefined

  constructor(plan: Plan) {
    this.plan = plan
  }

  private get all(): ImageUploads {
    return (this.known ??= new ImageUploads(this.plan))
  }

  refuses(name: string, width: number, height: number): string | undefined {
    return this.all.refuses(name, width, height)
  }

  /** The image that may come in the place of a region's bytes. */
  partOf(region: TextureCopyRegion): ImagePart | undefined {
    return this.all.parts.get(region)
  }

  textureOf(name: string): GPUTexture {
    return this.all.uploads.get(name)!.texture!
  }

  /** Copies the images that a submission needs. @throws MemkitError INPUT_FAILED where one cannot be read */
  prepare(device: GPUDevice, holdings: Holdings, run: RunContext, submission: number): void {
    this.all.prepare(device, holdings, run, submission)
  }
}

class ImageUploads {
  readonly uploads = new Map<string, ImageUpload>()
  readonly parts = new Map<TextureCopyRegion, ImagePart>()
  private readonly refused = new Map<string, string>()

  /** O(host copies + regions). */
  constructor(plan: Plan) {
    const regionAt = new Map<string, { region: TextureCopyRegion; command: Command; submission: number }>()
    plan.submissions.forEach(({ commands }, submission) => {
      for (const command of commands)
        if (command.op === 'copy-to-texture')
          for (const region of command.regions)
            regionAt.set(`${command.from} ${region.offset}`, { region, command, submission })
    })
    for (const step of plan.timeline) {
      if (step.do !== 'write') continue
      for (const copy of step.copies) this.add(plan, copy, regionAt.get(`${copy.heap} ${copy.offset}`))
    }
  }

  private add(
    plan: Plan,
    copy: HostCopy,
    to: { region: TextureCopyRegion; command: Command; submission: number } | undefined,
  ): void {
    const { name } = copy
    if (to?.command.op !== 'copy-to-texture') {
      this.refused.set(name, 'its bytes go to a buffer; an image goes to a texture')
      return
    }
    const { region, submission } = to
    const { format, dimension } = plan.textures[to.command.texture]!
    const [width, height, depth] = region.size
    const { blockBytes } = formatInfo(format)
    const known = this.uploads.get(name)
    const row = copy.nameOffset / (width * blockBytes)
    if (!formats.has(format)) this.refused.set(name, `its texture is ${format}, to which the API copies no images`)
    else if (depth > 1 || dimension !== '2d' || copy.size !== width * height * blockBytes)
      this.refused.set(name, 'its upload is not one layer of a 2D texture')
    else if (known ? known.width !== width || row !== known.height || region.origin[0] !== 0 : row !== 0)
      this.refused.set(name, 'its bytes feed several uploads, or begin in the middle')
    else if (known) {
      known.height += height
      known.submissions.add(submission)
    } else this.uploads.set(name, { submissions: new Set([submission]), format, width, height, texture: undefined })
    this.parts.set(region, { name, row })
  }

  refuses(name: string, width: number, height: number): string | undefined {
    const upload = this.uploads.get(name)
    const why = this.refused.get(name)
    if (width === 0 || height === 0) return 'it has no texels: it was closed, or is not loaded yet'
    if (why !== undefined || !upload) return why ?? 'its bytes go to no texture'
    if (upload.width === width && upload.height === height) return undefined
    return `it has ${width}×${height} texels; the upload takes ${upload.width}×${upload.height}`
  }

  prepare(device: GPUDevice, holdings: Holdings, { images }: RunContext, submission: number): void {
    for (const [name, source] of images ?? []) {
      const upload = this.uploads.get(name)!
      if (!upload.submissions.has(submission)) continue
      const { width, height, format } = upload
      if (!upload.texture) {
        const usage = textureUsage.copySrc | textureUsage.copyDst | textureUsage.attachment
        const texture = device.createTexture({ label: `image ${name}`, size: [width, height], format, usage })
        holdings.own('textures', texture, () => texture.destroy())
        upload.texture = texture
      }
      try {
        const info = { source: source as GPUCopyExternalImageSource }
        device.queue.copyExternalImageToTexture(info, { texture: upload.texture }, [width, height])
      } catch (cause) {
        throw inputFailed(name, cause)
      }
    }
  }
}
