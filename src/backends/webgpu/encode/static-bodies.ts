/** Bodies of render passes: called in every run, or, where they are static, recorded once into bundles. */
import { bodyRefused } from '../../../errors.ts'
import { attachedUses, attachmentsOf } from '../../../plan/facts/attachments.ts'
import type { CommandOf, RenderPart } from '../../../plan/document.ts'
import type { BodyTraits, MaybePromise } from '../../backend.ts'
import { Variants, type BufferPlace, type TexturePlace } from '../memory/places.ts'
import { bundleDescriptor } from './attachments.ts'
import { callEncodingBody, compileSlices, type Context } from './bodies.ts'
import type { Build } from './build.ts'
import type { Encoding } from './encoding.ts'

/** Bundles of one body for one set of slices, by layer. */
interface Recordings {
  traits: BodyTraits | undefined
  epoch: number
  bundles: GPURenderBundle[][]
}

export type BodyStep = (pass: GPURenderPassEncoder, encoding: Encoding, layer: number) => MaybePromise<void>

export function compileBody(build: Build, command: CommandOf<'render'>, part: RenderPart, body: string): BodyStep {
  const { pass } = part
  const { device, live, epochs } = build
  const places: (BufferPlace | TexturePlace)[] = []
  const slices = compileSlices(build, [...attachedUses(command, part), ...part.uses], places)
  const attachments = attachmentsOf(build.plan, command, part)
  const descriptor = bundleDescriptor(build.plan, command, pass)
  const forget = ({ bundles }: Recordings): void => live.add('renderBundles', -bundles.filter(Boolean).length)
  const recordings = new Variants<Recordings>(
    places,
    build.most,
    () => ({ traits: undefined, epoch: 0, bundles: [] }),
    forget,
  )

  const call = (native: Context['native'], encoding: Encoding, layer: number): MaybePromise<void> => {
    return callEncodingBody(build, body, encoding, {
      pass,
      native,
      slices: slices.at(encoding.run),
      attachments,
      layer,
    })
  }
  const finish = async (encoder: GPURenderBundleEncoder): Promise<GPURenderBundle[]> => {
    device.pushErrorScope('validation')
    const bundle = encoder.finish({ label: pass })
    const error = await device.popErrorScope()
    if (error) throw bodyRefused(body, pass, error.message, error)
    return [bundle]
  }
  /** Validation errors outside the bundle are reported in the run that called the body: a kept bundle would not repeat them. */
  const record = async (encoding: Encoding, layer: number): Promise<GPURenderBundle[]> => {
    const encoder = device.createRenderBundleEncoder(descriptor)
    const rest = call(encoder, encoding, layer)
    const refusal = encoding.latestRefusal
    await rest
    const bundle = await finish(encoder)
    const refused = await refusal
    if (refused) throw refused
    return bundle
  }
  return (native, encoding, layer) => {
    const traits = encoding.run.bodies[body]?.traits
    if (!traits?.isStatic) return call(native, encoding, layer)
    const kept = recordings.at(encoding.run)
    const epoch = epochs.of(pass)
    if (kept.traits !== traits || kept.epoch !== epoch) {
      forget(kept)
      kept.traits = traits
      kept.epoch = epoch
      kept.bundles = []
    }
    const { bundles } = kept
    const bundle = bundles[layer]
    if (bundle) return native.executeBundles(bundle)
    return record(encoding, layer).then((made) => {
      bundles[layer] = made
      live.add('renderBundles')
      native.executeBundles(made)
    })
  }
}
