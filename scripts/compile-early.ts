/**
 * Functions of the built package that a first plan calls, compiled with their file: `npm run build` runs this after tsdown.
 *
 * V8 skips over the bodies of functions when it loads a file, and reads each again when it is first called, which was more than half of a
 * first plan's time. A function expression in parentheses it compiles at once. Planning two small frames finds the functions. What
 * is called while files are loaded stays a declaration, which other files may call before; methods of classes stay too. The others come
 * first in their file, as declarations do: tables above them may name them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { Session, type Profiler } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import type * as Package from '../src/index.ts'
import { shapes } from '../bench/planning/shapes.ts'

type Functions = Profiler.ScriptCoverage['functions']

const entry = new URL('../dist/index.js', import.meta.url)
const folder = new URL('.', entry).href

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })

/** The functions of each file that were called since this was asked last. */
async function called(): Promise<Map<string, Functions>> {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const ours = result.filter(({ url }) => url.startsWith(folder))
  return new Map(ours.map(({ url, functions }) => [url, functions.filter(({ ranges }) => ranges[0]!.count > 0)]))
}

const { parseGraph, planGraph, profiles } = (await import(entry.href)) as typeof Package
const whileLoaded = await called()
for (const shape of ['chain', 'random'])
  for (const profile of [profiles.vulkan, profiles.webgpu]) planGraph(parseGraph(shapes[shape]!(30)), profile)

let [count, bytes] = [0, 0]
for (const [url, functions] of await called()) {
  const before = new Set(whileLoaded.get(url)?.map(({ ranges }) => ranges[0]!.startOffset))
  const text = readFileSync(fileURLToPath(url), 'utf8')
  const first: string[] = []
  const others: string[] = []
  let end = 0
  for (const { functionName, ranges } of functions.toSorted(
    (a, b) => a.ranges[0]!.startOffset - b.ranges[0]!.startOffset,
  )) {
    const { startOffset, endOffset } = ranges[0]!
    const declaration = text.slice(startOffset, endOffset)
    // Declarations of a module's top level are those that begin a line.
    if (
      before.has(startOffset) ||
      text[startOffset - 1] !== '\n' ||
      !declaration.startsWith(`function ${functionName}(`)
    )
      continue
    first.push(`var ${functionName} = (${declaration});\n`)
    others.push(text.slice(end, startOffset))
    end = endOffset
    count++
    bytes += declaration.length
  }
  if (end > 0) writeFileSync(fileURLToPath(url), [...first, ...others, text.slice(end)].join(''))
}
session.disconnect()
if (count === 0) throw new Error('no declaration was found: the build writes them in another way')
console.log(`${count} functions of ${Math.round(bytes / 1024)} KiB are compiled with their files`)
