/** What the command line does to files: what is read ends at a cap, what is written is whole and never the document. */
import { execFileSync, spawnSync } from 'node:child_process'
import { linkSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli } from './in-process.ts'
import { folderWith, memkit, memkitPiped, memkitShell } from './support.ts'

const graphText = JSON.stringify({
  version: 1,
  resources: [{ id: 'words', kind: 'buffer', size: 64 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'words', input: 'in' },
    { id: 'get', kind: 'readback', from: 'words', output: 'out' },
    { id: 'again', kind: 'readback', from: 'words', output: 'twice' },
  ],
})
const files = () => folderWith({ 'graph.json': graphText, 'in.bin': new Uint8Array(64) })
const run = (file: (name: string) => string) => ['run', file('graph.json'), '--input', `in=${file('in.bin')}`]
const leftovers = (file: (name: string) => string) => readdirSync(dirname(file('x'))).filter((name) => name[0] === '.')

describe('what is named', () => {
  const named = (input: string, output: string) =>
    JSON.stringify({
      version: 1,
      resources: [{ id: 'words', kind: 'buffer', size: 4 }],
      passes: [
        { id: 'load', kind: 'upload', to: 'words', input },
        { id: 'get', kind: 'readback', from: 'words', output },
      ],
    })

  it.each(['a=b', 'a=', '=a', '==', '-a b=ö', 'a=b=c'])('may be an input and an output called %s', async (name) => {
    const file = folderWith({ 'graph.json': named(name, name), 'in=1.bin': 'four' })
    const args = [
      'run',
      file('graph.json'),
      `--input=${name}=${file('in=1.bin')}`,
      `--output=${name}=${file('out=1.bin')}`,
    ]
    expect(await cli(args)).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(file('out=1.bin'), 'utf8')).toBe('four')
  })

  it('is the longest name that fits', async () => {
    const graph = JSON.parse(named('in', 'out')) as { passes: object[] }
    graph.passes.push({ id: 'again', kind: 'readback', from: 'words', output: 'out=again' })
    const file = folderWith({ 'graph.json': JSON.stringify(graph), in: 'four' })
    const target = `out=again=${file('file')}`
    const run = [
      'run',
      file('graph.json'),
      '--input',
      `in=${file('in')}`,
      '--output',
      target,
      '--output',
      `out=${file('o')}`,
    ]
    expect(await cli(run)).toMatchObject({ code: 0, err: '' })
    expect([readFileSync(file('file'), 'utf8'), readFileSync(file('o'), 'utf8')]).toEqual(['four', 'four'])
  })
})

describe('what is read', () => {
  const refusal = (what: string) => ({
    code: 1,
    out: '',
    err: `memkit-gpu: INPUT_TOO_LARGE: ${what} has more than the 100 bytes that are taken; --max-input BYTES takes more\n`,
  })

  it('is refused above --max-input, as a file', async () => {
    const file = files()
    expect(await memkit(['validate', file('graph.json'), '--max-input', '100'])).toEqual(refusal(file('graph.json')))
  })

  it('is taken at just --max-input', async () => {
    const file = files()
    const exact = String(graphText.length)
    expect(await memkit(['validate', file('graph.json'), '--max-input', exact])).toMatchObject({ code: 0 })
    expect(await memkit(['validate', '-', '--max-input', exact], graphText)).toMatchObject({ code: 0 })
  })

  it('is refused above --max-input, as standard input', async () => {
    expect(await memkit(['plan', '-', '--max-input', '100'], graphText)).toEqual(refusal('standard input'))
  })

  it('is refused above --max-input, as an input of a run', async () => {
    expect(await memkit(['run', '-', '--max-input', '600', '--input', 'in=/dev/zero'], graphText)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/INPUT_TOO_LARGE: \/dev\/zero/),
    })
  })

  it('ends in a device that never ends, above the default too', async () => {
    expect(await memkit(['validate', '/dev/zero'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^memkit-gpu: INPUT_TOO_LARGE: \/dev\/zero has more than the 536870912 bytes.*\n$/),
    })
  })

  it('ends in a pipe that never ends', async () => {
    const args = ['validate', '-', '--max-input', '100']
    expect(await memkitShell(args, '< /dev/zero')).toEqual(refusal('standard input'))
    const file = files()
    execFileSync('bash', ['-c', `mkfifo ${file('fifo')}`])
    expect(
      await memkitShell(['validate', file('fifo'), '--max-input', '100'], `& yes > ${file('fifo')}; wait $!`),
    ).toEqual(refusal(file('fifo')))
  })

  it('may come from a pipe in pieces', async () => {
    const file = files()
    execFileSync('bash', ['-c', `mkfifo ${file('fifo')}`])
    const feed = `& (head -c 9 ${file('graph.json')}; sleep 0.2; tail -c +10 ${file('graph.json')}) > ${file('fifo')}; wait $!`
    expect(await memkitShell(['validate', file('fifo')], feed)).toMatchObject({ code: 0, err: '' })
  })

  it.each(['-1', '1e3', '', 'many'])('has no cap of %j', async (cap) => {
    expect(await memkit(['validate', '-', `--max-input=${cap}`], graphText)).toMatchObject({ code: 2 })
  })
})

describe('what is written', () => {
  it('is never the graph, under any of its names', async () => {
    const file = files()
    symlinkSync(file('graph.json'), file('symlink'))
    linkSync(file('graph.json'), file('hardlink'))
    for (const name of ['graph.json', './graph.json', 'symlink', 'hardlink']) {
      const planned = await memkit(['plan', file('graph.json'), '--out', file(name)])
      const ran = await memkit([...run(file), '--output', `out=${file(name)}`])
      const piped = await memkitShell(['plan', '-', '--out', file(name)], `< ${file('graph.json')}`)
      for (const { code, err } of [planned, ran, piped])
        expect([code, err]).toEqual([2, expect.stringMatching(/would overwrite .*which is read; .*\n$/)])
    }
    expect(readFileSync(file('graph.json'), 'utf8')).toBe(graphText)
  })

  it('is never one file for two outputs', async () => {
    const file = files()
    const args = [...run(file), '--output', `out=${file('o')}`, '--output', `twice=${file('./o')}`]
    expect(await memkit(args)).toMatchObject({ code: 2, err: expect.stringMatching(/which is written already/) })
  })

  it('keeps the mode of the file it replaces, and leaves nothing else behind', async () => {
    const file = folderWith({ 'graph.json': graphText, 'in.bin': new Uint8Array(64), 'out.bin': 'old' })
    execFileSync('chmod', ['640', file('out.bin')])
    expect(await memkit([...run(file), '--output', `out=${file('out.bin')}`])).toMatchObject({ code: 0 })
    expect(statSync(file('out.bin'))).toMatchObject({ size: 64, mode: 0o100640 })
    expect(leftovers(file)).toEqual([])
  })

  it('goes through a symbolic link', async () => {
    const file = folderWith({ 'graph.json': graphText, 'in.bin': new Uint8Array(64), real: 'old' })
    symlinkSync(file('real'), file('link'))
    expect(await memkit([...run(file), '--output', `out=${file('link')}`])).toMatchObject({ code: 0 })
    expect(statSync(file('real')).size).toBe(64)
  })

  it('leaves the old file where the new one does not fit', async () => {
    const file = folderWith({ 'graph.json': graphText, out: 'old' })
    // The shell's limit on file sizes stands for a full disk.
    const limited = await memkitShell(
      ['plan', file('graph.json'), '--json', '--out', file('out')],
      '',
      'ulimit -f 0; trap "" XFSZ;',
    )
    expect([limited.code, limited.err]).toEqual([
      1,
      `memkit-gpu: WRITE_FAILED: ${file('out')} cannot be written (EFBIG): files there may not be so large\n`,
    ])
    expect(readFileSync(file('out'), 'utf8')).toBe('old')
    expect(leftovers(file)).toEqual([])
  })

  it('ends with one line and 1 on a full disk', async () => {
    const file = files()
    expect(await memkitShell(['plan', file('graph.json')], '> /dev/full')).toEqual({
      code: 1,
      out: '',
      err: 'memkit-gpu: WRITE_FAILED: standard output cannot be written (ENOSPC): no space is left there\n',
    })
    expect(await memkit(['plan', file('graph.json'), '--out', '/dev/full'])).toMatchObject({
      code: 1,
      err: 'memkit-gpu: WRITE_FAILED: /dev/full cannot be written (ENOSPC): no space is left there\n',
    })
  })

  it('ends with one line and 1 on a pipe that was closed, while a device is open too', async () => {
    expect(await memkitPiped([...run(files()), '--json'], 'true')).toMatchObject({
      err: expect.stringMatching(/^(memkit-gpu: WRITE_FAILED: standard output cannot be written \(EPIPE\)\n)?$/),
    })
  })

  it('is refused where there is no such folder, with 2', async () => {
    expect(await memkit(['plan', files()('graph.json'), '--out', '/nowhere/plan'])).toMatchObject({
      code: 2,
      err: 'memkit-gpu: /nowhere/plan cannot be written (ENOENT): there is no folder /nowhere\n',
    })
  })

  it('goes through a symbolic link to a file that is not there yet, and never in a circle', async () => {
    const file = folderWith({ 'graph.json': graphText })
    symlinkSync('real', file('link'))
    symlinkSync('round', file('about'))
    symlinkSync('about', file('round'))
    expect(await cli(['plan', file('graph.json'), '--out', file('link')])).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(file('real'), 'utf8')).toMatch(/^plan /)
    expect(lstatSync(file('link')).isSymbolicLink()).toBe(true)
    expect(await cli(['plan', file('graph.json'), '--out', file('round')])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/round cannot be written \(ELOOP\): its symbolic links lead in a circle\n$/),
    })
  })

  it.each([
    ['a folder', 'src', 'EISDIR', 'it is a folder'],
    ['a folder that is not there', 'nowhere/', 'ENOENT', 'there is no folder nowhere'],
    ['a name in a file', 'package.json/x', 'ENOTDIR', 'package.json is no folder'],
    ['a long name', 'x'.repeat(300), 'ENAMETOOLONG', 'its name is too long'],
  ])('is refused before any work is done where it is %s', async (_, path, code, why) => {
    for (const option of ['--out', '--output', '--html'] as const) {
      const command = { '--out': 'plan', '--output': 'run', '--html': 'inspect' }[option]
      const ended = await cli([command, '-', option, option === '--output' ? `out=${path}` : path], 'no graph')
      expect([ended.code, ended.err]).toEqual([2, expect.stringContaining(` cannot be written (${code}): ${why}`)])
    }
  })

  it.runIf(process.getuid?.() === 0)('is refused where this user may not change the file, or its folder', () => {
    const file = folderWith({ out: 'old' })
    execFileSync('bash', ['-c', `chmod 777 ${dirname(file('out'))}; chmod 444 ${file('out')}`])
    const refusals = ofProgram(`
      const { checkTargets } = await import(${sources('targets.ts')})
      process.setuid(65534)
      for (const path of ['${file('out')}', '/new'])
        await checkTargets('--out', [path], []).catch((error) => console.log(error.message))
    `)
    expect(refusals.stdout).toBe(
      `${file('out')} cannot be written (EACCES): this user may not change it\n` +
        '/new cannot be written (EACCES): this user may not write into /\n',
    )
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing half-made when %s ends the process', (signal) => {
    const file = folderWith({ out: 'old' })
    const { status, signal: ended } = ofProgram(`
      const { writeBytes } = await import(${sources('writing.ts')})
      const { readdirSync } = await import('node:fs')
      const isBegun = () => readdirSync('${dirname(file('out'))}').length > 1
      setInterval(() => isBegun() && process.kill(process.pid, '${signal}'), 0)
      await writeBytes('${file('out')}', new Uint8Array(2 ** 28))
    `)
    expect({ status, ended }).toEqual({ status: null, ended: signal })
    expect(readdirSync(dirname(file('out')))).toEqual(['out'])
    expect(readFileSync(file('out'), 'utf8')).toBe('old')
  })
})

/** Runs a program on the sources in a process of its own. */
const ofProgram = (text: string) =>
  spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', text], {
    encoding: 'utf8',
  })
const sources = (file: string): string => JSON.stringify(new URL(`../../src/cli/${file}`, import.meta.url).href)

describe('standard input', () => {
  it('is no folder', async () => {
    expect(await memkitShell(['validate', '-'], '< src')).toEqual({
      code: 2,
      out: '',
      err: 'memkit-gpu: standard input cannot be read (EISDIR): it is a folder\n',
    })
  })
})

it('says of a link that leads nowhere where it leads', async () => {
  const file = files()
  symlinkSync('gone.json', file('link.json'))
  expect(await cli(['validate', file('link.json')])).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /link\.json cannot be read \(ENOENT\): it is a link to gone\.json, which is not there\n$/,
    ),
  })
})
