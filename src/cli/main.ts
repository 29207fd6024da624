#!/usr/bin/env node
import { runCli } from './index.ts'

// A failed write is reported by the write itself; an error event without a listener would end the process half-way.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

// The exit code is set instead of exiting, so that output still in a pipe gets out.
process.exitCode = await runCli(process.argv.slice(2))
