import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { reasons } from '../../hooks/conditions/reasons.ts'
import { settingsByName } from '../../hooks/config/settings.ts'
import { kinds, type StructuralSchema, toCrd } from '../../scripts/crds.ts'
import { prose } from '../../scripts/docs/markdown.ts'
import { referenceFolder, referencePages } from '../../scripts/generate-docs.ts'

const pages = new Map(referencePages().map(({ file, text }) => [file, text]))

for (const [file, text] of pages)
  t.test(`docs/reference/${file} is current`, async t => {
    t.equal(readFileSync(new URL(file, referenceFolder), 'utf8'), text, 'run `npm run generate`')
  })

t.test('each page of the reference is generated', async t => {
  t.strictSame(readdirSync(referenceFolder).sort(), [...pages.keys()].sort())
})

t.test('each reason has a heading', async t => {
  const headings = [...(pages.get('reasons.md') ?? '').matchAll(/^### (.+)$/gm)]
  t.strictSame(headings.map(([, reason]) => reason).sort(), Object.keys(reasons).sort())
})

t.test('each setting has a row', async t => {
  for (const [, { variable }] of settingsByName)
    t.match(pages.get('environment.md'), `| \`${variable}\` |`)
})

for (const kind of kinds)
  t.test(`each field of a ${kind.kind} has a row with its description`, async t => {
    const page = pages.get(`${kind.kind.toLowerCase()}.md`) ?? ''
    const schema = toCrd(kind).spec.versions[0].schema.openAPIV3Schema
    for (const part of ['spec', 'status'])
      for (const [name, { description = '' }] of fieldsIn(schema.properties?.[part]))
        t.match(page, new RegExp(`^\\| \\[?\`${name}\`.* \\| .*${escaped(description)} \\|$`, 'm'))
  })

t.test('what looks like HTML or emphasis is text, but not in code', async t => {
  t.equal(prose('*.a of <pool>, `*.b` of `<pool>`'), '\\*.a of &lt;pool>, `*.b` of `<pool>`')
})

/** All fields below a schema, at any depth. */
function fieldsIn(schema: StructuralSchema | undefined): [string, StructuralSchema][] {
  if (schema === undefined) return []
  const { properties = {}, items } = schema
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      [name, field] as [string, StructuralSchema],
      ...fieldsIn(field)
    ]),
    ...fieldsIn(items)
  ]
}

function escaped(description: string): string {
  return prose(description)
    .replaceAll('|', '\\|')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
