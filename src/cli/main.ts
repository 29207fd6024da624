#!/usr/bin/env node
import { runCli } from './index.ts'

// A reader that has seen enough (`| head`) closes the pipe: that is its right, not our fault.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })

// The code is set, not exited with, so that what is still in a pipe gets out.
process.exitCode = await runCli(process.argv.slice(2))
