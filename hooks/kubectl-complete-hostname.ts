#!/usr/bin/env node
// kubectl asks a program with the name `kubectl_complete-hostname` what it can propose.
import { completionsFor } from './commands/complete.ts'

process.stdout.write(await completionsFor(process.argv.slice(2)))
