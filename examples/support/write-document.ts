/** A graph as files: the document, and a folder of what its inputs hold, as `memkit-gpu run --inputs` takes it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FrameGraph, Input } from 'memkit-gpu'

/** A graph and what it is given, by name. */
export interface GraphWithInputs {
  readonly graph: FrameGraph
  readonly inputs: Readonly<Record<string, Input>>
}

/** @returns the command line that draws it */
export async function writeDocument(path: string, { graph, inputs }: GraphWithInputs): Promise<string> {
  const name = path.replace(/\.json$/i, '')
  const folder = `${name}.inputs`
  await mkdir(dirname(path), { recursive: true })
  await mkdir(folder, { recursive: true })
  await writeFile(path, `${JSON.stringify(graph, null, 2)}\n`)
  for (const [input, bytes] of Object.entries(inputs))
    await writeFile(join(folder, `${encodeURIComponent(input)}.bin`), bytes as Uint8Array)
  return `memkit-gpu run ${path} --inputs ${folder} --output picture=${name}.png`
}
