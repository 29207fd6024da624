/** What is generated and committed is what its sources give. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const check = (script: string): string =>
  execFileSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, '--check'], {
    cwd: root,
    encoding: 'utf8',
  })

/** Debian: libvulkan-dev. */
const registry = '/usr/share/vulkan/registry/vk.xml'
const versionOf = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1]
const made = versionOf(
  readFileSync(`${root}/src/backends/vulkan/bindings/generated/commands.ts`, 'utf8'),
  /vk\.xml 1\.3\.(\d+)/,
)
const there = existsSync(registry)
  ? versionOf(readFileSync(registry, 'utf8'), /<name>VK_HEADER_VERSION<\/name> (\d+)/)
  : undefined
if (there !== made) console.log(`skipped: the bindings by their registry (no vk.xml of version 1.3.${made})`)

it.skipIf(there !== made)('the bindings are what the registry and the names in the sources give', () => {
  expect(made).toMatch(/^\d+$/)
  expect(check('generate-vulkan-bindings')).toContain('are what vk.xml')
})

it('the kernels are what naga makes of their sources', () => {
  expect(check('generate-vulkan-kernels')).toContain('are what naga')
})
