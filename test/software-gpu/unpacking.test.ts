import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { unpackSwiftShader } from '../../src/software-gpu/swiftshader.ts'
import { thrown } from '../support/thrown.ts'

const whole = ['libvk_swiftshader.so', 'vk_swiftshader_icd.json', 'libvulkan.so.1']

/** A tar archive of small files, each of whose content is its name. */
function tarOf(names: readonly string[]): Buffer {
  const blocks = names.flatMap((name) => {
    const [header, content] = [Buffer.alloc(512), Buffer.alloc(512)]
    header.write(name, 0)
    header.write('0000755', 100)
    header.write(name.length.toString(8).padStart(11, '0'), 124)
    header.write('0', 156)
    content.write(name)
    return [header, content]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** A project with the peer installed, whose archive is that; without an archive where it is undefined. */
function project(archive: Uint8Array | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'memkit-software-gpu-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const bin = join(folder, 'node_modules/@sparticuz/chromium/bin')
  mkdirSync(bin, { recursive: true })
  if (archive) writeFileSync(join(bin, 'swiftshader.tar.br'), archive)
  return folder
}

function on(platform: NodeJS.Platform, arch: NodeJS.Architecture): void {
  vi.stubGlobal('process', Object.create(process, { platform: { value: platform }, arch: { value: arch } }))
}
afterEach(() => void vi.unstubAllGlobals())

describe('SwiftShader of an npm package', () => {
  it('is unpacked into the cache of node_modules, once', () => {
    on('linux', 'x64')
    const folder = project(brotliCompressSync(tarOf([...whole, 'libEGL.so'])))
    const { loader, manifest } = unpackSwiftShader([folder])
    expect(loader).toContain(join(folder, 'node_modules/.cache/memkit-gpu/swiftshader-'))
    expect(readFileSync(manifest, 'utf8')).toBe('vk_swiftshader_icd.json')
    expect(existsSync(join(dirname(loader), 'libEGL.so'))).toBe(false)
    writeFileSync(manifest, 'as it was left')
    unpackSwiftShader([folder])
    expect(readFileSync(manifest, 'utf8')).toBe('as it was left')
  })

  it('is unpacked anew where a file of it was removed', () => {
    on('linux', 'x64')
    const folder = project(brotliCompressSync(tarOf(whole)))
    const { loader } = unpackSwiftShader([folder])
    rmSync(loader)
    expect(existsSync(unpackSwiftShader([folder]).loader)).toBe(true)
  })

  it('is unpacked into the cache of the user where node_modules cannot be written', () => {
    on('linux', 'x64')
    const folder = project(brotliCompressSync(tarOf(whole)))
    const home = join(folder, 'home')
    vi.stubEnv('XDG_CACHE_HOME', home)
    // A file where the folder would be.
    writeFileSync(join(folder, 'node_modules/.cache'), '')
    expect(unpackSwiftShader([folder]).loader).toContain(join(home, 'memkit-gpu'))
    vi.unstubAllEnvs()
  })
})

describe('what is missing for a software GPU is said', () => {
  it('on other platforms', () => {
    on('darwin', 'arm64')
    expect(thrown(() => unpackSwiftShader([tmpdir()]))).toMatchObject({
      code: 'NO_DEVICE',
      message: expect.stringMatching(/Linux on x64 only, and this is darwin on arm64/),
    })
  })

  it('without the package', () => {
    on('linux', 'x64')
    const folder = mkdtempSync(join(tmpdir(), 'memkit-software-gpu-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    expect(thrown(() => unpackSwiftShader([folder])).message).toMatch(/npm install --save-dev @sparticuz\/chromium$/)
  })

  it.each([
    ['no archive', undefined, /has no bin\/swiftshader.tar.br/],
    ['no library in the archive', brotliCompressSync(tarOf(whole.slice(1))), /has no libvk_swiftshader.so/],
    ['an archive that is none', Buffer.from('not compressed'), /cannot be unpacked \(/],
  ])('where the package has %s', (_, archive, message) => {
    on('linux', 'x64')
    expect(thrown(() => unpackSwiftShader([project(archive)]))).toMatchObject({
      code: 'NO_DEVICE',
      message: expect.stringMatching(message),
    })
  })
})
