import t from 'tap'
import { environmentHelp, environmentTable } from '../../../hooks/config/describe-settings.ts'
import { readSettings } from '../../../hooks/config/read-settings.ts'
import { settingsByName } from '../../../hooks/config/settings.ts'
import { readConfig } from '../../../hooks/config.ts'

const variables = settingsByName.map(([, { variable }]) => variable)
const least = { CLUSTER_ID: 'prod-1', AWS_REGION: 'eu-central-1' }

t.test('the environment is read by the schema, and nothing else of it is read', async t => {
  const read = new Set<string | symbol>()
  readConfig(
    new Proxy<Record<string, string>>(least, {
      get(env, name) {
        read.add(name)
        return Reflect.get(env, name)
      }
    })
  )
  t.strictSame([...read].sort(), [...variables].sort())
  t.equal(new Set(variables).size, variables.length, 'no variable is read twice')
})

t.test('every default is valid', async t => {
  const { problems } = readSettings(least)
  t.strictSame(problems, [])
})

t.test('the settings of an invalid environment have their defaults', async t => {
  const { settings, problems } = readSettings({ ...least, PORT: 'x', LOG_LEVEL: 'loud' })
  t.match(settings, { port: 8080, logLevel: 'info', clusterID: 'prod-1' })
  t.strictSame(problems, [
    'PORT must be a whole number from 0 to 65535',
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent'
  ])
})

t.test('help text and table have a line for each variable', async t => {
  const help = environmentHelp().split('\n')
  const table = environmentTable().split('\n')
  for (const variable of variables) {
    t.equal(help.filter(line => line.startsWith(`  ${variable} `)).length, 1, variable)
    t.equal(table.filter(line => line.startsWith(`| \`${variable}\` |`)).length, 1, variable)
  }
  for (const line of help) t.ok(line.length <= 100, line)
  t.match(help.join('\n'), /CLUSTER_ID .* \(required\)\n.*AWS_REGION .* \(required\)\n/)
  t.match(help.join('\n'), /CERTIFICATE_REGIONS .* \(none\)\n/)
})
