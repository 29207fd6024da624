/** What becomes of a file, whatever it is: it is drawn, or refused in one sentence of ours. Anything else is a fault. */
import { planGraph, profiles } from 'memkit-gpu'
import { sceneGraph } from '../../../examples/scene-loader/graph.ts'
import { readScene } from '../../../examples/scene-loader/read-scene.ts'
import { SceneError } from '../../../examples/scene-loader/scene.ts'

/** Words that engines say, and that no user should read. */
const raw =
  /undefined|NaN|\[object|Cannot |is not (a function|iterable|defined|an object)|Invalid (array|typed|count|URI)|out of (memory|bounds)|call stack|Unexpected|Expected |expected |RuntimeError|TypeError|RangeError|Aborted|more than this loader can read/

export type Outcome = { readonly kind: 'drawn' } | { readonly kind: 'refused' | 'fault'; readonly said: string }

export async function outcomeOf(path: string): Promise<Outcome> {
  try {
    const scene = await readScene(path)
    planGraph(sceneGraph(scene, { width: 8, height: 8 }).graph, profiles.dummy)
    return { kind: 'drawn' }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const isOurs = error instanceof SceneError && !said.includes('\n') && !raw.test(said) && said.length < 600
    return isOurs ? { kind: 'refused', said } : { kind: 'fault', said: stacksOf(error) }
  }
}

const stacksOf = (error: unknown): string =>
  error instanceof Error ? [error.stack, error.cause && stacksOf(error.cause)].join('\n') : String(error)
