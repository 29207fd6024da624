import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from 'fast-png'
import { matchers, type MatcherState } from 'memkit-gpu/vitest'
import 'memkit-gpu/vitest/setup'
import { expect, it, onTestFinished } from 'vitest'

const picture = (shade: number, odd = 0) => {
  const data = new Uint8Array(8 * 4 * 4).fill(255)
  for (let i = 0; i < data.length; i += 4) data.set([shade, i, 0], i)
  data[4 * 11] = shade + odd
  return { width: 8, height: 4, data }
}

function goldenFile(content?: ReturnType<typeof picture>): string {
  const folder = mkdtempSync(join(tmpdir(), 'memkit-golden-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'frame.png')
  if (content) writeFileSync(file, encode({ ...content, channels: 4, depth: 8 }))
  return file
}

const match = (update: 'all' | 'new' | 'none', ...args: Parameters<typeof matchers.toMatchImage>) =>
  matchers.toMatchImage.call({ snapshotState: { _updateSnapshot: update } } as MatcherState, ...args)

it('refuses a misspelt tolerance, with `not` too', () => {
  const file = goldenFile(picture(100))
  const misspelt = { chanel: 100 } as object
  expect(() => expect(picture(100)).toMatchImage(file, misspelt)).toThrow('no "chanel"')
  expect(() => expect(picture(104)).not.toMatchImage(file, misspelt)).toThrow('no "chanel"')
})

it('holds for the same picture, and for one within the tolerance', () => {
  const file = goldenFile(picture(100))
  expect(picture(100)).toMatchImage(file)
  expect(picture(102)).toMatchImage(file)
  expect(picture(104)).toMatchImage(file, 4)
  expect(picture(104)).not.toMatchImage(file, 3)
  expect(picture(100, 90)).toMatchImage(file, { channel: 0, share: 0.05 })
  expect(picture(100).data).toMatchImage(file)
  expect(Uint8Array.from(readFileSync(file))).toMatchImage(file, 0)
})

it('writes the golden file where snapshots are written, and only there', () => {
  const file = goldenFile()
  expect(match('none', picture(1), file).pass).toBe(false)
  expect(existsSync(file)).toBe(false)
  expect(match('new', picture(1), file).pass).toBe(true)
  expect(decode(readFileSync(file))).toMatchObject({ width: 8, height: 4, data: picture(1).data })
  expect(match('new', picture(9), file).pass).toBe(false)
  expect(match('all', picture(9), file).pass).toBe(true)
  expect(decode(readFileSync(file)).data).toEqual(picture(9).data)
})

it('writes the picture and the difference beside the golden file when it fails, and removes them when it holds again', () => {
  const file = goldenFile(picture(100))
  const beside = ['actual', 'difference'].map((what) => file.replace('.png', `.${what}.png`))
  const { pass, message } = match('none', picture(100, 50), file, 0)
  expect(pass).toBe(false)
  expect(message()).toBe(
    'expected the picture to match: 1 of 32 texels (3.13 %) are off by more than 0, where 0 % may be; most at (3, 1), by 50\n\n' +
      `golden:     ${file}\nactual:     ${beside[0]}\ndifference: ${beside[1]}`,
  )
  expect(decode(readFileSync(beside[0]!)).data).toEqual(picture(100, 50).data)
  const { data } = decode(readFileSync(beside[1]!))
  expect(Array.from(data.subarray(44, 48))).toEqual([255, 0, 0, 255])
  expect(match('none', picture(100), file, 0).pass).toBe(true)
  expect(beside.map((path) => existsSync(path))).toEqual([false, false])
})

it.for([
  ['too few bytes', { width: 8, height: 4, data: new Uint8Array(4) }, '8×4 texels are 128 bytes, not 4'],
  ['what is no picture', { frame: 1 }, 'what was given is no picture'],
] as const)('refuses, with `not` too, %s', ([, given, words]) => {
  expect(() => match('none', given, goldenFile(picture(1)))).toThrow(words)
})

it.for([
  ['another size', { width: 4, height: 8, data: picture(1).data }, 'it has 4×8 texels, and the golden file 8×4'],
  ['bytes of another size', new Uint8Array(12), 'there are 12 bytes, and the golden file has 8×4 texels of 4'],
] as const)('says what is wrong with %s', ([, given, words]) => {
  const { pass, message } = match('none', given, goldenFile(picture(1)))
  expect([pass, message()]).toEqual([false, expect.stringContaining(words)])
})
