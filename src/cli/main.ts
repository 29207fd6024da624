#!/usr/bin/env node
import { runCli } from './index.ts'

// Who writes is told by the write itself; an event that nobody listens to would end the process in the middle.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

// The code is set, not exited with, so that what is still in a pipe gets out.
process.exitCode = await runCli(process.argv.slice(2))
