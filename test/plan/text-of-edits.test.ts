/** An edit of a document changes the lines of a plan's text that it concerns. */
import { formatPlan, parseGraph, planGraph, profiles } from 'memkit-gpu'
import { expect, it } from 'vitest'
import { frameDocument } from '../support/frame-document.ts'

type Frame = ReturnType<typeof frameDocument>
const linesOf = (document: Frame): string[] => formatPlan(planGraph(parseGraph(document), profiles.vulkan)).split('\n')

/** Lines that only one of two texts has, those of the hash aside. */
function changedLines(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before]
  const come = after.filter((line) => {
    const i = left.indexOf(line)
    if (i >= 0) left.splice(i, 1)
    return i < 0
  })
  return [...left, ...come].filter((line) => !line.startsWith('hash '))
}

const passOf = (frame: Frame, id: string) => frame.passes.find((pass) => pass['id'] === id)!
const resourceOf = (frame: Frame, id: string) => frame.resources.find((resource) => resource['id'] === id)!
const renamed = (frame: Frame, from: string, to: string): Frame =>
  JSON.parse(JSON.stringify(frame).replaceAll(JSON.stringify(from), JSON.stringify(to))) as Frame

const edits: readonly [said: string, most: number, edit: (frame: Frame) => Frame | void][] = [
  ['the name of the document', 2, (frame) => void (frame['name'] = 'another')],
  ['a pass by another name', 6, (frame) => renamed(frame, 'step-4', 'blur')],
  ['a resource by another name', 14, (frame) => renamed(frame, 'tex-3', 'picture')],
  ['a larger buffer', 14, (frame) => void (resourceOf(frame, 'work-8')['size'] = 8448)],
  ['another format', 6, (frame) => void (resourceOf(frame, 'tex-2')['format'] = 'bgra8unorm')],
  ['another clear value', 2, (frame) => void (passOf(frame, 'draw-5')['color'] = [{ use: 'tex-5', load: 'clear' }])],
  ['other workgroups', 2, (frame) => void (passOf(frame, 'step-3')['workgroups'] = [9, 1, 1])],
  ['another value of a fill', 2, (frame) => void (passOf(frame, 'zero')['value'] = 9)],
  ['other constants', 2, (frame) => void (passOf(frame, 'step-7')['constants'] = { scale: 2 })],
  [
    'one readback more',
    16,
    (frame) => void frame.passes.push({ id: 'again', kind: 'readback', from: 'tex-7', output: 'b' }),
  ],
  [
    'a label and notes',
    0,
    (frame) => void Object.assign(passOf(frame, 'step-1'), { label: 'Step', meta: { by: 'me' } }),
  ],
]

it.for(edits)('%s: at most %i lines', ([, most, edit]) => {
  const frame = frameDocument()
  const changed = changedLines(linesOf(frameDocument()), linesOf(edit(frame) ?? frame))
  // Shown where there are more.
  expect(changed.slice(most)).toEqual([])
})
