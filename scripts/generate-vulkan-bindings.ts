/**
 * Generates src/backends/vulkan/bindings/generated from the Vulkan registry.
 *
 *     npx tsx scripts/generate-vulkan-bindings.ts [--check] [path of vk.xml]
 *
 * With --check nothing is written, and the exit status is 1 when the committed files differ from what would be.
 *
 * The registry is the file vk.xml of Khronos's Vulkan-Docs; Debian's package libvulkan-dev installs it as
 * /usr/share/vulkan/registry/vk.xml, which is where it is looked for when no path is given. Version 1.3.239 made the
 * committed files. What is generated: vulkan-bindings/selection.ts.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emitCommands } from './vulkan-bindings/emit-commands.ts'
import { emitStructs } from './vulkan-bindings/emit-structs.ts'
import { emitConstants, emitTypes } from './vulkan-bindings/emit-types.ts'
import { readRegistry, type Registry } from './vulkan-bindings/registry.ts'
import { select } from './vulkan-bindings/select.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'src/backends/vulkan/bindings/generated')
/** Where constants may be used. */
const sourceFolders = ['src', 'test', 'bench', 'examples']

main(process.argv.slice(2))

function main(args: string[]): void {
  const path = args.find((arg) => !arg.startsWith('--')) ?? '/usr/share/vulkan/registry/vk.xml'
  const registry = readRegistry(path)
  const files = generate(registry)
  if (args.includes('--check')) {
    const stale = Object.entries(files).filter(([name, text]) => committed(name) !== text)
    for (const [name] of stale)
      console.error(`${join(target, name)} differs from what vk.xml ${registry.version} gives`)
    if (stale.length > 0) process.exitCode = 1
    else console.log(`The Vulkan bindings are what vk.xml ${registry.version} gives`)
    return
  }
  mkdirSync(target, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text)
  console.log(`Wrote ${Object.keys(files).join(', ')} from vk.xml ${registry.version}`)
}

function committed(name: string): string | undefined {
  try {
    return readFileSync(join(target, name), 'utf8')
  } catch {
    return undefined
  }
}

function generate(registry: Registry): Record<string, string> {
  const selected = select(registry)
  const structNames = selected.aggregates.flatMap(({ name }) => [name, `${name}Out`])
  const structs = emitStructs(registry, selected)
  const commands = emitCommands(registry, selected.commands)
  const types = (text: string): string[] => namesIn(text, /\bVk\w+/g).filter((name) => !structNames.includes(name))

  const header = [
    `// Made by scripts/generate-vulkan-bindings.ts from the Vulkan registry, vk.xml ${registry.version}. Do not edit.`,
    '// The registry is copyright The Khronos Group Inc., Apache-2.0 OR MIT.',
  ]
  const file = (lines: string[], body: string): string => `${[...header, ...lines, '', body].join('\n').trimEnd()}\n`
  return {
    'types.ts': file(
      [importLine('type', ['Handle'], '../struct.ts')],
      emitTypes(registry, [...new Set([...types(withoutComments(structs)), ...types(commands)])].sort()),
    ),
    'constants.ts': file([], emitConstants(registry, usedConstants(), selected.commands)),
    'structs.ts': file(
      [
        importLine('', namesIn(structs, /\bget(?:\w+s|Text)(?=\()/g), '../decode.ts'),
        importLine('', namesIn(structs, /\b(?:set\w+s|setU64|to[A-Z]\w+|countOf|byteCountOf)(?=\()/g), '../encode.ts'),
        importLine(
          'type',
          ['Pointed', 'PointedArray', 'Pointer', 'ReadableStruct', 'Struct', 'StructMemory'],
          '../struct.ts',
        ),
        importLine('type', types(withoutComments(structs)), './types.ts'),
      ],
      structs,
    ),
    'commands.ts': file(
      [
        importLine('type', ['Signature', 'VulkanCommand'], '../command.ts'),
        importLine('type', ['Pointer'], '../struct.ts'),
        importLine('type', types(commands.replaceAll(/'\w+'/g, '')), './types.ts'),
      ],
      commands,
    ),
  }
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\/.*$/gm, '').replaceAll(/'\w+'/g, '')
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set(text.match(pattern))].sort()
}

function importLine(kind: 'type' | '', names: readonly string[], from: string): string {
  return `import ${kind === '' ? '' : 'type '}{ ${names.join(', ')} } from '${from}'`
}

/** The names in the sources' code, not in their comments or strings, that look like constants of Vulkan. */
function usedConstants(): Set<string> {
  const used = new Set<string>()
  for (const folder of sourceFolders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || !path.endsWith('.ts') || path.startsWith(target)) continue
      const code = readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*$|'[^'\n]*'/gm, '')
      for (const name of code.match(/\bVK_[A-Z0-9][A-Za-z0-9_]+\b/g) ?? []) used.add(name)
    }
  }
  return used
}
