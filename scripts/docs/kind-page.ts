import { group, type Kind, version } from '../../hooks/api/schema.ts'
import { type StructuralSchema, toCrd } from '../crds.ts'
import { anchorOf, code, generatedFrom, prose, type ReferencePage, table } from './markdown.ts'
import { typeOf } from './type-of.ts'

/** The reference of a kind: every field of its CRD. */
export function kindPage(kind: Kind): ReferencePage {
  const schema = toCrd(kind).spec.versions[0].schema.openAPIV3Schema
  const { spec, status } = schema.properties ?? {}
  const parts = [
    `# ${kind.kind}`,
    generatedFrom('hooks/api'),
    prose(schema.description ?? ''),
    identity(kind),
    ...rulesOf(schema, ''),
    ...(spec ? section('spec', spec) : []),
    ...(status ? section('status', status) : [])
  ]
  return { file: `${kind.kind.toLowerCase()}.md`, text: `${parts.join('\n\n')}\n` }
}

/** What a person types for this kind, and what `kubectl get` shows of it. */
function identity({ kind, plural, shortNames, scope, printerColumns }: Kind): string {
  const columns = printerColumns.map(({ name, priority = 0 }) => (priority > 0 ? `${name}*` : name))
  return table(
    ['', ''],
    [
      ['apiVersion, kind', `${code(`${group}/${version}`)}, ${code(kind)}`],
      ['names for kubectl', [plural, ...shortNames].map(code).join(', ')],
      ['scope', scope === 'Cluster' ? 'the whole cluster' : 'a namespace'],
      ['columns (* with `-o wide`)', columns.join(', ')]
    ]
  )
}

/** The section of an object, and the sections of the objects in it. */
function section(path: string, schema: StructuralSchema): string[] {
  const fields = Object.entries(schema.properties ?? {})
  const required = new Set(schema.required)
  const rows = fields.map(([name, field]) => [
    nested(field) ? `[${code(name)}](#${anchorOf(nestedPath(path, name, field))})` : code(name),
    `${typeOf(field)}${required.has(name) ? ', **required**' : ''}`,
    prose(field.description ?? '')
  ])
  return [
    `${'#'.repeat(path.includes('.') ? 3 : 2)} ${path}`,
    ...(schema.description ? [prose(schema.description)] : []),
    table(['field', 'type', 'description'], rows),
    ...rulesOf(schema, path),
    ...fields.flatMap(([name, field]) => {
      const inner = nested(field)
      return inner ? section(nestedPath(path, name, field), inner) : []
    })
  ]
}

/** The object whose fields get a section of their own; `undefined` for a plain value. */
function nested(field: StructuralSchema): StructuralSchema | undefined {
  if (field.properties) return field
  return field.items?.properties ? withDescription(field.items, field) : undefined
}

function withDescription(item: StructuralSchema, list: StructuralSchema): StructuralSchema {
  return { ...(list.description && { description: list.description }), ...item }
}

function nestedPath(path: string, name: string, field: StructuralSchema): string {
  return `${path}.${name}${field.items ? '[]' : ''}`
}

/** The messages of the rules of an object and of its plain fields. */
function rulesOf(schema: StructuralSchema, path: string): string[] {
  const own = (schema['x-kubernetes-validations'] ?? []).map(({ message }) => message)
  const ofFields = Object.entries(path === '' ? {} : (schema.properties ?? {})).flatMap(
    ([name, field]) => messagesOf(field).map(message => `${code(name)}: ${message}`)
  )
  const messages = [...own, ...ofFields].map(message => `- ${prose(message)}`)
  return messages.length === 0 ? [] : [`Rules:\n\n${messages.join('\n')}`]
}

/** The messages of the rules of a field that gets no section. */
function messagesOf(field: StructuralSchema): string[] {
  const inItems = field.items && !field.items.properties ? messagesOf(field.items) : []
  if (field.properties) return []
  const own = (field['x-kubernetes-validations'] ?? []).map(({ message }) => message)
  return [...own, ...inItems]
}
