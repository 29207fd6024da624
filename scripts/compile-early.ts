/**
 * Functions of the built package that a first plan calls, compiled with their file: `npm run build` runs this after tsdown.
 *
 * V8 skips over the bodies of functions when it loads a file, and reads each again when it is first called, which was more than half of a
 * first plan's time. A function expression in parentheses it compiles at once. Planning two small frames finds the functions. What
 * is called while files are loaded stays a declaration, which other files may call before; methods of classes stay too. The others come
 * first in their file, as declarations do: tables above them may name them. Arrow functions that are constants become function expressions
 * where they stand, and so do those inside of all these functions.
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
async function calledSince(): Promise<Map<string, Functions>> {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const ours = result.filter(({ url }) => url.startsWith(folder))
  return new Map(ours.map(({ url, functions }) => [url, functions.filter(({ ranges }) => ranges[0]!.count > 0)]))
}

const { parseGraph, planGraph, profiles } = (await import(entry.href)) as typeof Package
const whileLoaded = await calledSince()
for (const shape of ['chain', 'random'])
  for (const profile of [profiles.vulkan, profiles.webgpu]) planGraph(parseGraph(shapes[shape]!(30)), profile)

/** An arrow function as a function expression in parentheses, since V8 skips over arrows in them too; undefined of what may be no such thing. */
function asFunction(arrow: string): string | undefined {
  let depth = 0
  for (let i = 0; i < arrow.length; i++) {
    if ('([{'.includes(arrow[i]!)) depth++
    else if (')]}'.includes(arrow[i]!)) depth--
    // Parentheses and quotes in defaults would need a parser.
    else if ('\'"`/'.includes(arrow[i]!)) return undefined
    else if (depth === 0 && arrow.startsWith('=>', i)) {
      const [given, body] = [arrow.slice(0, i).trim(), arrow.slice(i + 2).trim()]
      if (/\b(?:this|arguments|async|new\.target)\b/.test(arrow)) return undefined
      const parameters = given.startsWith('(') ? given : `(${given})`
      return `(function${parameters} ${body.startsWith('{') ? body : `{\n\treturn ${body};\n}`})`
    }
  }
  return undefined
}

let [count, bytes] = [0, 0]

/**
 * The text between two places, in which arrow functions that are constants, and were called, are function expressions. Constants of a module's
 * top level are those that begin a line.
 */
function withFunctions(
  text: string,
  [from, to]: readonly [number, number],
  functions: Functions,
  isTop = false,
): string {
  const parts: string[] = []
  let end = from
  for (const { functionName, ranges } of functions) {
    const { startOffset, endOffset } = ranges[0]!
    if (startOffset < end || endOffset > to) continue
    if (!text.slice(from, startOffset).endsWith(`${isTop ? '\n' : ''}const ${functionName} = `)) continue
    const arrow = asFunction(withFunctions(text, [startOffset, endOffset], functions))
    if (arrow === undefined) continue
    parts.push(text.slice(end, startOffset), arrow)
    end = endOffset
    count++
    if (isTop) bytes += arrow.length
  }
  return [...parts, text.slice(end, to)].join('')
}

for (const [url, found] of await calledSince()) {
  const before = new Set(whileLoaded.get(url)?.map(({ ranges }) => ranges[0]!.startOffset))
  const functions = found
    .filter(({ ranges }) => !before.has(ranges[0]!.startOffset))
    .toSorted((a, b) => a.ranges[0]!.startOffset - b.ranges[0]!.startOffset)
  const text = readFileSync(fileURLToPath(url), 'utf8')
  const first: string[] = []
  const others: string[] = []
  let end = 0
  for (const { functionName, ranges } of functions) {
    const { startOffset, endOffset } = ranges[0]!
    // Declarations of the top level begin a line too.
    if (text[startOffset - 1] !== '\n' || !text.startsWith(`function ${functionName}(`, startOffset)) continue
    first.push(`var ${functionName} = (${withFunctions(text, [startOffset, endOffset], functions)});\n`)
    others.push(withFunctions(text, [end, startOffset], functions, true))
    end = endOffset
    count++
    bytes += endOffset - startOffset
  }
  others.push(withFunctions(text, [end, text.length], functions, true))
  writeFileSync(fileURLToPath(url), [...first, ...others].join(''))
}
session.disconnect()
if (count === 0) throw new Error('no declaration was found: the build writes them in another way')
console.log(`${count} functions of ${Math.round(bytes / 1024)} KiB are compiled with their files`)
