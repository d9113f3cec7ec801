import { Ajv } from 'ajv'
import t from 'tap'
import type { TProperties } from 'typebox'
import { parse } from 'yaml'
import { isGroup } from '../../scripts/chart/value.ts'
import { values } from '../../scripts/chart/values.ts'
import { findProgram, helmVersions, readChartFile, template, valueSets, valuesOf } from './chart.ts'

type Leaf = { path: string; description: string; byDefault: unknown }

/** All values that are not groups of values. */
function leavesOf(properties: TProperties, prefix = ''): Leaf[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`
    if (isGroup(schema)) return leavesOf(schema.properties, `${path}.`)
    const { description = '', default: byDefault } = schema as Partial<Leaf> & { default: unknown }
    return [{ path, description, byDefault }]
  })
}

const leaves = leavesOf(values.properties)
const all = parse(readChartFile('ci/all-values.yaml')) as object
const helm = await findProgram('helm-3')

function valueAt(object: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | undefined)?.[name],
      object
    )
}

t.test('the sets of values, and the defaults, are valid', async t => {
  const validate = new Ajv().compile(JSON.parse(readChartFile('values.schema.json')))
  for (const path of ['values.yaml', ...valueSets.map(name => `ci/${name}-values.yaml`)])
    t.ok(validate(parse(readChartFile(path))), path, { errors: validate.errors })
  t.ok(validate({ global: { of: 'another chart' } }))
})

t.test('every value has a description, and the set of all values changes it', async t => {
  t.ok(leaves.length > 50)
  for (const { path, description, byDefault } of leaves) {
    t.match(description, /\.$/, `${path} is described`)
    t.strictSame(valueAt(parse(readChartFile('values.yaml')) as object, path), byDefault, path)
    if (typeof byDefault === 'boolean') continue
    const other = valueAt(all, path)
    t.ok(other !== undefined, `ci/all-values.yaml has ${path}`)
    t.notSame(other, byDefault, `and it is not the default of ${path}`)
  }
})

t.test('every value changes what the chart renders', { skip: helm.skip }, async t => {
  const rendered = async (args: string[]) => {
    const { status, stdout, stderr } = await template(helm.path, args)
    t.equal(status, 0, stderr)
    return stdout.replace(/^ {2}token: .*$/gm, '')
  }
  // Without a name, the chart refuses to make no service account.
  const leastArgs = [...valuesOf('least'), '--set-json', 'serviceAccount.name="own"']
  const least = await rendered(leastArgs)
  const most = await rendered(valuesOf('all'))
  t.equal(await rendered(leastArgs), least, 'two renderings are equal')
  for (const { path, byDefault } of leaves) {
    const other = typeof byDefault === 'boolean' ? !byDefault : valueAt(all, path)
    const set = (value: unknown) => ['--set-json', `${path}=${JSON.stringify(value)}`]
    const isUsed =
      (await rendered([...leastArgs, ...set(other)])) !== least ||
      (await rendered([...valuesOf('all'), ...set(byDefault)])) !== most
    t.ok(isUsed, path)
  }
})

for (const version of helmVersions) {
  const { path, skip } = await findProgram(version)
  t.test(`values that ${version} refuses`, { skip }, async t => {
    for (const [given, args, said] of [
      ['nothing', [], /clusterID is required\..*--set clusterID=.*\n.*region is required\./],
      ['no region', ['--set', 'clusterID=a'], /\nregion is required\. .*for example eu-central-1/],
      ['a typo', ['--set', 'clusterId=a'], /additional properties 'clusterId' not allowed/],
      ['a typo in a group', ['--set', 'crds.kept=true'], /'\/crds'.*'kept' not allowed/],
      ['a text for a flag', ['--set-string', 'crds.keep=yes'], /'\/crds\/keep': got string/],
      ['a text for a number', ['--set', 'bodyLimitMiB=big'], /'\/bodyLimitMiB': got string/],
      ['a cluster ID with a comma', ['--set', 'clusterID=a\\,b'], /'\/clusterID': 'a,b' does not/],
      ['another log level', ['--set', 'logLevel=loud'], /'\/logLevel': value must be one of/],
      ['a region that is none', ['--set', 'certificateRegions={us-east}'], /certificateRegions\/0/],
      ['a digest that is none', ['--set', 'image.digest=latest'], /'\/image\/digest'/],
      [
        'a time that is too long',
        [...valuesOf('least'), '--set', 'sendWithinSeconds=20', '--set', 'callTimeoutSeconds=6'],
        /must not be more than 25 together/
      ],
      [
        'no service account, and rights for one',
        [...valuesOf('least'), '--set', 'serviceAccount.create=false'],
        /\nserviceAccount.name is required.*events.*--set serviceAccount.name=NAME/
      ]
    ] as const) {
      const { status, stderr } = await template(path, [...args])
      t.not(status, 0, given)
      t.match(stderr, said, given)
    }
  })
}
