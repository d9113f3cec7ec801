import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const folder = fileURLToPath(new URL('../../../../hooks/gateway-pool/admit/', import.meta.url))

/** The exported functions of a source that return a refusal or `undefined`. */
function checksIn(source: string): string[] {
  const functions = source.matchAll(
    /export function (\w+)\([^)]*\): (?:Refusal \| undefined|Refusal) \{/g
  )
  return [...functions].map(([, name = '']) => name)
}

t.test('each check of a request is in the list of admission checks', async t => {
  const list = readFileSync(`${folder}admission-checks.ts`, 'utf8')
  const body = list.slice(list.indexOf('export const admissionChecks'))
  const sources = globSync('*.ts', { cwd: folder }).map(file =>
    readFileSync(`${folder}${file}`, 'utf8')
  )
  const checks = sources.flatMap(checksIn)
  t.ok(checks.length >= 9, 'the checks are found')
  for (const name of checks) t.match(body, new RegExp(`\\b${name}\\b`), name)
})
