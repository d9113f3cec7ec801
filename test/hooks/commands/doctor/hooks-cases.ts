import { type Case, setParameters, setSpec, withToken } from './case.ts'
import { drop, dryRunOf, find } from './doctor-world.ts'

export const hooksCases: Case[] = [
  {
    name: 'the hooks are down',
    change: world => {
      world.ready = () => undefined
      world.post = () => undefined
    },
    check: 'hooks',
    message: /connection refused/,
    todo: /kubectl logs -n gateway-orchestrator/
  },
  {
    name: 'the hooks are closing',
    change: world => {
      world.ready = () => ({ status: 503, body: '' })
    },
    check: 'hooks',
    message: /503/
  },
  {
    name: 'the hooks are of another version',
    change: world => {
      world.ready = () => ({ status: 200, body: '{"status":"ok","version":"1.3.0"}' })
    },
    check: 'version',
    result: 'passed',
    message: /^the hooks are of version 1\.3\.0, this program is of version 1\.2\.3$/,
    todo: /use version 1\.3\.0 of it/
  },
  {
    name: 'the hooks are too old to tell their version',
    change: world => {
      world.ready = () => ({ status: 200, body: '{"status":"ok"}' })
    },
    check: 'version',
    result: 'not checked',
    message: /do not tell their version/
  },
  {
    name: 'the hooks need a token that nobody sends',
    change: world => {
      world.post = () => ({ status: 401, body: '' })
    },
    check: 'hook token',
    message: /send none/,
    todo: /endpointConfigs/
  },
  {
    name: 'the token of the Secret is another one',
    change: world => withToken(world, 'new', 'old'),
    check: 'hook token',
    message: /refuse the token of Secret gateway-orchestrator\/hook-token/,
    todo: /rotate-the-hook-token/
  },
  {
    name: 'the token is right',
    change: world => withToken(world, 'same', 'same'),
    check: 'hook token',
    result: 'passed',
    message: /take the token/
  },
  {
    name: 'the Secret may not be read',
    change: world => {
      withToken(world, 'same', 'same')
      const path = '/api/v1/namespaces/gateway-orchestrator/secrets/hook-token'
      world.refusals.push({ path, kind: 'denied', message: 'secrets is forbidden' })
    },
    check: 'hook token',
    result: 'not checked',
    message: /secrets is forbidden/
  },
  {
    name: 'the token is sent, and not asked for',
    change: world => {
      withToken(world, 'same', 'same')
      world.post = path => dryRunOf(path)
    },
    check: 'hook token',
    message: /ask for none/
  },
  {
    name: 'there is no token at all',
    change: () => undefined,
    check: 'hook token',
    result: 'passed',
    message: /without a token/,
    todo: /NetworkPolicy/
  },
  {
    name: 'the class of a pool does not exist',
    change: world => drop(world, 'GatewayClass'),
    check: 'GatewayClass alb',
    message: /does not exist/,
    todo: /01-gateway-class\.yaml/
  },
  {
    name: 'the class belongs to another controller',
    change: world => {
      setSpec(find(world, 'GatewayClass', 'alb'), { controllerName: 'example.com/nginx' })
    },
    check: 'GatewayClass alb',
    message: /belongs to example\.com\/nginx/
  },
  {
    name: 'no controller has accepted the class',
    change: world => {
      find(world, 'GatewayClass', 'alb').status = {}
    },
    check: 'GatewayClass alb',
    message: /not accepted/,
    todo: /LBC runs/
  },
  {
    name: 'the parameters of the class do not exist',
    change: world => setParameters(world),
    check: 'GatewayClass alb',
    message: /edge\/usual, which does not exist/
  },
  {
    name: 'the parameters of the class are of another kind',
    change: world => setParameters(world, 'ConfigMap'),
    check: 'GatewayClass alb',
    message: /names ConfigMap edge\/usual/
  },
  {
    name: 'the parameters of the class exist',
    change: world => {
      setParameters(world)
      world.objects.push({
        apiVersion: 'gateway.k8s.aws/v1',
        kind: 'LoadBalancerConfiguration',
        metadata: { name: 'usual', namespace: 'edge' }
      })
    },
    check: 'GatewayClass alb',
    result: 'passed',
    message: /exists/
  }
]
