#!/usr/bin/env node
import { runCommandLine } from './commands/command-line.ts'

const status = await runCommandLine('gateway-orchestrator', process.argv.slice(2))
if (status !== 0) process.exitCode = status
