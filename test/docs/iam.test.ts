import { parse } from '@cdktn/hcl2json'
import t from 'tap'
import { parse as parseYAML } from 'yaml'
import { runProgram } from '../helpers/processes.ts'
import { commandsIn } from './commands.ts'
import { read } from './files.ts'

const page = read('docs/iam.md')

/** The blocks of the page in one language. */
function blocks(language: string): string[] {
  const found = page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)
  return [...found].filter(([, name]) => name === language).map(([, , text = '']) => text)
}

t.test('the policy is what its command prints', async t => {
  const [command = ''] = commandsIn(page).map(({ text }) => text)
  t.match(command, /^npx node hooks\/cli\.ts iam-policy .* > policy\.json$/)
  const args = command.replace(' > policy.json', '').split(' ').slice(2)
  const { status, stdout } = await runProgram(process.execPath, args)
  t.equal(status, 0)
  t.equal(blocks('json')[0], stdout)
})

t.test('every flag of the command is in the table, and no other', async t => {
  const { stdout } = await runProgram(process.execPath, ['hooks/cli.ts', 'iam-policy', '--help'])
  const flags = [...stdout.matchAll(/(--[a-z]\w*(?:-\w+)*|--clusterId)/g)].map(([flag]) =>
    flag.replace('--clusterId', '--cluster-id')
  )
  const own = flags.filter(flag => !/--(help|no-)/.test(flag))
  const rows = [...page.matchAll(/^\| `(--[a-z-]+)` \|/gm)].map(([, flag = '']) => flag)
  t.strictSame([...new Set(own)].sort(), rows.sort())
})

type Blocks = Record<string, Record<string, Record<string, unknown>[]>>

t.test('the Terraform is HCL, and has the role with trust, policy and service account', async t => {
  const found = blocks('hcl')
  t.equal(found.length, 2)
  for (const text of found) {
    const parsed = (await parse('main.tf', text)) as { data: Blocks; resource: Blocks }
    const { data, resource } = parsed
    t.ok(data.aws_iam_policy_document?.gateway_orchestrator_trust, 'the trust policy')
    t.match(resource.aws_iam_role?.gateway_orchestrator, [{ assume_role_policy: /_trust\.json/ }])
    t.match(resource.aws_iam_role_policy?.gateway_orchestrator, [{ policy: /policy\.json/ }])
    t.match(JSON.stringify(parsed), /"gateway-orchestrator"|:gateway-orchestrator:/)
  }
  await t.rejects(parse('main.tf', `${found[0]}}`), 'a brace too many is found')
})

t.test('the eksctl files are ClusterConfigs that name the service account', async t => {
  const [podIdentity, irsa] = blocks('yaml').map(text => parseYAML(text) as object)
  const kind = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig' }
  const policies = ['arn:aws:iam::111122223333:policy/gateway-orchestrator']
  const name = 'gateway-orchestrator'
  t.match(podIdentity, {
    ...kind,
    iam: {
      podIdentityAssociations: [
        { namespace: name, serviceAccountName: name, permissionPolicyARNs: policies }
      ]
    }
  })
  t.match(irsa, {
    ...kind,
    iam: {
      withOIDC: true,
      serviceAccounts: [
        { metadata: { name, namespace: name }, roleOnly: true, attachPolicyARNs: policies }
      ]
    }
  })
})
