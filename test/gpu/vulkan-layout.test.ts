import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as constants from '../../src/backends/vulkan/bindings/generated/constants.ts'
import * as structs from '../../src/backends/vulkan/bindings/generated/structs.ts'

// The generator has its own layout rules; the C compiler and Khronos's own header are the judges of them.
const hasHeader =
  spawnSync('cc', ['-x', 'c', '-fsyntax-only', '-'], { input: '#include <vulkan/vulkan.h>\n' }).status === 0
if (!hasHeader) console.log('skipped: the layouts by the C compiler (no cc, or no vulkan/vulkan.h: libvulkan-dev)')

describe.skipIf(!hasHeader)('the generated Vulkan bindings', () => {
  it('lay out every struct as the C compiler does', () => {
    const facts = Object.values(structs).flatMap(({ name, size, align, offsets }) => [
      { what: `sizeof(${name})`, value: size },
      { what: `_Alignof(${name})`, value: align },
      ...Object.entries(offsets).map(([member, value]) => ({ what: `offsetof(${name}, ${member})`, value })),
    ])
    const theirs = runC(facts.map(({ what }) => `printf("${what} is %zu\\n", ${what});`))
    expect(theirs.split('\n').slice(0, -1)).toEqual(facts.map(({ what, value }) => `${what} is ${value}`))
    expect(facts.length).toBeGreaterThan(1000)
  })

  it('give every constant the value that the C header gives it', () => {
    const ours = Object.entries(constants).filter(([name]) => name.startsWith('VK_'))
    const results = [...constants.resultNames].map(([value, name]): [string, number] => [name, value])
    const expected = [...ours, ...results].map(([name, value]) => [name, String(value)])
    const program = [...ours, ...results].map(([name, value]) => {
      if (typeof value === 'string') return `printf("${name} %s\\n", ${name});`
      if (typeof value === 'bigint') return `printf("${name} %llu\\n", (unsigned long long)${name});`
      return `printf("${name} %lld\\n", (long long)${name});`
    })
    const theirs = runC(program).trim().split('\n')
    expect(theirs.map((line) => line.split(' '))).toEqual(expected)
  })
})

/** Runs statements as the body of `main`, with the Vulkan header included, and gives what they print. */
function runC(statements: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'memkit-layout-'))
  try {
    const source = ['#include <stddef.h>', '#include <stdio.h>', '#include <vulkan/vulkan.h>', 'int main(void) {']
    writeFileSync(join(folder, 'main.c'), [...source, ...statements, '}', ''].join('\n'))
    execFileSync('cc', ['-o', 'main', 'main.c'], { cwd: folder })
    return execFileSync(join(folder, 'main'), { encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
