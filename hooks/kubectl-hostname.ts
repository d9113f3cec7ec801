#!/usr/bin/env node
// kubectl runs a program with this name for `kubectl hostname`.
import { runCommandLine } from './commands/command-line.ts'

const status = await runCommandLine('kubectl hostname', process.argv.slice(2))
if (status !== 0) process.exitCode = status
