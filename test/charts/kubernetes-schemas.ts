import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds, toCrd } from '../../scripts/crds.ts'
import { projectFolder } from '../../simulator/cluster/manifests.ts'
import { loadUpstreamCrds } from '../helpers/upstream-crds.ts'

type Schema = { [keyword: string]: unknown }
type Definition = Schema & {
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[]
}

/**
 * The OpenAPI document of Kubernetes, in the Go module of which the tests build the API server; or
 * `undefined` if Go has not downloaded the module.
 */
export function findOpenAPI(): string | undefined {
  try {
    const cwd = projectFolder('test/e2e/tools/kubernetes')
    const args = ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', 'k8s.io/kubernetes']
    const env = { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off', GOPROXY: 'off' }
    const folder = execFileSync('go', args, { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim()
    const file = join(folder, 'api/openapi-spec/swagger.json')
    return folder !== '' && existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}

/**
 * Writes JSON schemas that refuse unknown fields into a folder: of the kinds of Kubernetes, of our
 * CRDs, and of those in `UPSTREAM_CRDS`.
 * @returns the location of the schemas, in the form that kubeconform takes
 */
export function writeSchemas(folder: string, openAPI: string): string {
  const { definitions } = JSON.parse(readFileSync(openAPI, 'utf8')) as {
    definitions: Record<string, Definition>
  }
  const strictDefinitions = JSON.parse(JSON.stringify(definitions), strict) as typeof definitions
  writeFileSync(
    join(folder, 'definitions.json'),
    JSON.stringify({ definitions: strictDefinitions })
  )
  for (const [name, definition] of Object.entries(definitions)) {
    const [only, ...others] = definition['x-kubernetes-group-version-kind'] ?? []
    if (only === undefined || others.length > 0) continue
    write(folder, only, { $ref: `definitions.json#/definitions/${name}` })
  }
  for (const { spec } of [...kinds.map(toCrd), ...loadUpstreamCrds()])
    for (const { name: version, schema } of spec.versions) {
      const kind = (spec.names as { kind: string }).kind
      const text = JSON.stringify(schema?.openAPIV3Schema ?? {})
      write(folder, { group: spec.group, version, kind }, JSON.parse(text, strict) as Schema)
    }
  return `${folder}/{{ .Group }}-{{ .ResourceAPIVersion }}-{{ .ResourceKind }}.json`
}

function write(
  folder: string,
  { group, version, kind }: { group: string; version: string; kind: string },
  schema: Schema
): void {
  // For kinds of the core group, kubeconform takes the version as the group.
  const shownGroup = group === '' ? version : group
  writeFileSync(
    join(folder, `${shownGroup}-${version}-${kind.toLowerCase()}.json`),
    JSON.stringify(schema)
  )
}

/**
 * Changes a part of a schema while it is parsed: objects refuse unknown fields, quantities and
 * ports may be numbers, and references lead to the file with all definitions.
 */
function strict(key: string, value: unknown): unknown {
  if (key === '$ref' && typeof value === 'string')
    return value.replace('#/definitions/', 'definitions.json#/definitions/')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const schema = value as Schema
  if (schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string'] === true)
    return { anyOf: [{ type: 'string' }, { type: 'integer' }] }
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true || 'additionalProperties' in schema
  const isObject = schema.type === 'object' && typeof schema.properties === 'object'
  if (key === 'metadata' && !isObject) return schema
  return isObject && !isOpen ? { ...schema, additionalProperties: false } : schema
}
