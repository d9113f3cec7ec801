import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findChromium } from './find-chromium.ts'
import { lookAtSite } from './look-at-site.ts'
import { tryDevServer } from './try-dev-server.ts'

// `npm run docs:check` builds the site, serves it as `npm run docs` does, and looks at it in
// Chromium. The exit status is 0 if nothing is wrong, 1 if something is, and 3 if the site is built
// but there is no Chromium to look at it.

/** The folder of the site's package. */
const folder = fileURLToPath(new URL('..', import.meta.url))

const problems = [...build(), ...(await tryDevServer(folder))]
const executable = findChromium(process.env)
if (problems.length === 0 && executable === undefined) {
  console.log('skipped: no Chromium on the PATH or in CHROMIUM, so nothing looked at the site')
  process.exit(3)
}
if (problems.length === 0 && executable !== undefined) {
  const look = await lookAtSite(`${folder}dist`, executable)
  console.log(`${look.pages} pages, ${look.links} different links`)
  problems.push(...look.problems)
}
for (const problem of problems) console.log(problem)
console.log(problems.length === 0 ? 'nothing is wrong' : `${problems.length} problems`)
process.exit(problems.length === 0 ? 0 : 1)

/** Checks the types and builds the site. @returns the warnings and errors */
function build(): string[] {
  return [run('types', 'tsc'), run('build', 'astro')].flat()
}

/** Runs a script of the site. @returns its warnings; its whole output if it failed */
function run(script: string, what: string): string[] {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', script], {
    cwd: folder,
    encoding: 'utf8'
  })
  const lines = `${stdout}${stderr}`.split('\n').map(line => line.trim())
  if (status !== 0) return [`${what} failed`, ...lines.filter(line => line !== '')]
  return lines.filter(line => /\bwarn(ing)?\b/i.test(line))
}
