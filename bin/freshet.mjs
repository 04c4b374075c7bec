#!/usr/bin/env node
// The CLI, on a Node that can run it: scripts/run.mjs finds one.
import { run } from '../scripts/run.mjs'

process.argv.splice(2, 0, 'cli')
run()
