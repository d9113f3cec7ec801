import { fieldOf } from '../../api/field-of.ts'
import { parseJSON } from '../../text/parse-json.ts'
import type { HookReply } from '../cluster/hooks-client.ts'
import { failed, notChecked, passed, type Verdict } from './check.ts'
import { sendsToken } from './check-installation.ts'
import type { Evidence } from './evidence.ts'

/** Whether the service answers. */
export function checkHooks({ hooks }: Evidence): Verdict {
  const { ready, service } = hooks
  if (service === undefined && !ready.ok)
    return notChecked(`the hooks could not be called: ${ready.why}`)
  const place = service === undefined ? '' : ` -n ${service.namespace}`
  const look = `kubectl get pods${place} and kubectl logs${place} deploy/gateway-orchestrator`
  if (!ready.ok && ready.kind === 'denied')
    return notChecked(
      `/readyz could not be asked for: ${ready.why}`,
      'Run this as somebody who may get services/proxy.'
    )
  if (!ready.ok) return failed(`the hooks do not answer: ${ready.why}`, `Look at ${look}.`)
  if (ready.value.status !== 200)
    return failed(`the hooks answer /readyz with ${ready.value.status}`, `Look at ${look}.`)
  return passed('the hooks answer /readyz')
}

/** Whether the hooks and Metacontroller have the same token. */
export function checkToken(evidence: Evidence): Verdict {
  const { withoutToken: open, withToken: closed, token, secret } = evidence.hooks
  if (!open.ok) return notChecked(`no hook could be called: ${open.why}`)
  if (open.value.status === 200) return withoutToken(sendsToken(evidence))
  if (open.value.status !== 401) return unexpected(open.value)
  if (!sendsToken(evidence))
    return failed(
      'the hooks need a token, and the CompositeControllers send none: nothing is synced',
      'Set endpointConfigs of all three CompositeControllers, or the token value of the chart.'
    )
  const name = secret === undefined ? 'the Secret' : `Secret ${secret.namespace}/${secret.name}`
  if (token === undefined || !token.ok || closed === undefined)
    return notChecked(
      `the hooks need a token, and ${name} could not be read: ${token?.ok ? '' : token?.why}`,
      'Run this as somebody who may read this Secret.'
    )
  if (!closed.ok) return notChecked(`no hook could be called with the token: ${closed.why}`)
  if (closed.value.status === 200) return passed(`the hooks take the token of ${name}`)
  if (closed.value.status !== 401) return unexpected(closed.value)
  return failed(
    `the hooks refuse the token of ${name}: nothing is synced`,
    'Restart the hooks and Metacontroller, as docs/tasks/rotate-the-hook-token.md says.'
  )
}

function withoutToken(isSent: boolean): Verdict {
  const hazard = 'every pod that reaches them can make them write DNS records'
  if (isSent)
    return failed(
      `the CompositeControllers send a token, but the hooks ask for none: ${hazard}`,
      'Set HOOK_TOKEN_FILE of the hooks.'
    )
  return passed(
    'the hooks take requests without a token',
    `Set a token: without one, ${hazard}, unless a NetworkPolicy keeps them away.`
  )
}

function unexpected({ status, body }: HookReply): Verdict {
  return failed(
    `a hook that changes nothing answers ${status}: ${body.slice(0, 200)}`,
    'Are the hooks and this program of the same version? The log of the hooks has the error.'
  )
}

/** The parsed body of an answer; `undefined` if it is no JSON. */
export function bodyOf({ body }: HookReply): unknown {
  return parseJSON(body)
}

/**
 * Why the claim hook could not look at AWS for a dry run. Such an answer has no steps. Its status
 * can be empty: a hook that has a place in the queue for a call tells nobody.
 * @param body - the parsed answer to a dry run
 * @returns `undefined` if it could look
 */
export function whyBlind(body: unknown): string | undefined {
  const steps = fieldOf(body, 'steps')
  if (!Array.isArray(steps) || steps.length > 0) return undefined
  const words = fieldOf(body, 'words')
  const said = Array.isArray(words) ? `${words[0] ?? ''}` : ''
  return said.replace(/^nothing, as /, '') || 'AWS could not be looked at'
}

/** Whether an answer is one of a dry run. An older hook would not say so. */
export function isDryRun(reply: HookReply): boolean {
  return reply.status === 200 && fieldOf(bodyOf(reply), 'dryRun') === true
}
