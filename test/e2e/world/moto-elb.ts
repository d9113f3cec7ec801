import type { Usage } from './certificate-usage.ts'
import type { Call, Step } from './moto-proxy.ts'
import { child, type Element, listOf, type Query, textOf } from './moto-query.ts'

/** A load balancer in moto. */
export type SeenBalancer = {
  arn: string
  dnsName: string
  scheme: string
  listeners: readonly SeenListener[]
}

export type SeenListener = {
  port: string
  protocol: string
  sslPolicy: string
  /** All ARNs, the default first. Others can be there twice. */
  certificates: readonly string[]
  rules: readonly SeenRule[]
}

/** A rule that somebody made: the default action of a listener is none. */
export type SeenRule = {
  hosts: readonly string[]
  paths: readonly string[]
  /** For example `forward`. */
  action: string
}

const elb = 'elasticloadbalancing'

/** All load balancers in moto. */
export async function seenBalancers(query: Query): Promise<readonly SeenBalancer[]> {
  const found = listOf(await query(elb, 'DescribeLoadBalancers'), 'LoadBalancers')
  return Promise.all(
    found.map(async balancer => {
      const arn = textOf(balancer, 'LoadBalancerArn')
      const listeners = await listenersOf(query, arn)
      return {
        arn,
        dnsName: textOf(balancer, 'DNSName'),
        scheme: textOf(balancer, 'Scheme'),
        listeners: await Promise.all(listeners.map(listener => readListener(query, listener)))
      }
    })
  )
}

/** The names of all target groups in moto. */
export async function seenTargetGroups(query: Query): Promise<readonly string[]> {
  const found = listOf(await query(elb, 'DescribeTargetGroups'), 'TargetGroups')
  return found.map(group => textOf(group, 'TargetGroupName'))
}

async function listenersOf(query: Query, LoadBalancerArn: string): Promise<readonly Element[]> {
  return listOf(await query(elb, 'DescribeListeners', { LoadBalancerArn }), 'Listeners')
}

async function readListener(query: Query, listener: Element): Promise<SeenListener> {
  const ListenerArn = textOf(listener, 'ListenerArn')
  const rules = listOf(await query(elb, 'DescribeRules', { ListenerArn }), 'Rules')
  return {
    port: textOf(listener, 'Port'),
    protocol: textOf(listener, 'Protocol'),
    sslPolicy: textOf(listener, 'SslPolicy'),
    certificates: arnsOf(listener),
    rules: rules.filter(rule => textOf(rule, 'IsDefault') !== 'true').map(readRule)
  }
}

function readRule(rule: Element): SeenRule {
  const conditions = listOf(rule, 'Conditions')
  const valuesOf = (field: string, config: string) =>
    conditions
      .filter(condition => textOf(condition, 'Field') === field)
      .flatMap(condition => listOf(child(condition, config), 'Values').map(String))
  const [action] = listOf(rule, 'Actions')
  return {
    hosts: valuesOf('host-header', 'HostHeaderConfig'),
    paths: valuesOf('path-pattern', 'PathPatternConfig'),
    action: action === undefined ? '' : textOf(action, 'Type')
  }
}

function arnsOf(listener: Element): readonly string[] {
  return listOf(listener, 'Certificates').map(entry => textOf(entry, 'CertificateArn'))
}

/** Which load balancers in moto have a certificate on one of their listeners. */
export function usageInMoto(query: Query): Usage {
  return async certificateARN => {
    const found = listOf(await query(elb, 'DescribeLoadBalancers'), 'LoadBalancers')
    const arns = found.map(balancer => textOf(balancer, 'LoadBalancerArn'))
    const uses = await Promise.all(
      arns.map(async arn => {
        const listeners = await listenersOf(query, arn)
        return listeners.some(listener => arnsOf(listener).includes(certificateARN))
      })
    )
    return arns.filter((_, index) => uses[index])
  }
}

/**
 * Makes the listeners of moto behave as those of AWS in two ways on which the real controller
 * relies. Elastic Load Balancing describes a listener with its default certificate only, and a new
 * default leaves the other certificates alone. moto describes all, and forgets the others.
 */
export function mendListeners(query: Query): Step {
  return async (call, next) => {
    if (!call.operation.endsWith('Listener') && call.operation !== 'DescribeListeners')
      return next(call)
    const others = call.operation === 'ModifyListener' ? await othersOf(query, call) : []
    const answer = await next(call)
    const { ListenerArn, hasCertificates } = fieldsOf(call)
    if (answer.status === 200 && hasCertificates)
      for (const arn of others) await add(query, ListenerArn, arn)
    return { ...answer, text: answer.text.replaceAll(allCertificates, '<Certificates>$1') }
  }
}

/** The first certificate of a list, and all others. */
const allCertificates =
  /<Certificates>\s*(<member>(?:(?!<\/member>).)*<\/member>)(?:(?!<\/Certificates>).)*/gs

function fieldsOf({ body }: Call): { ListenerArn: string; hasCertificates: boolean } {
  const form = new URLSearchParams(body.toString())
  const hasCertificates = [...form.keys()].some(name => name.startsWith('Certificates.'))
  return { ListenerArn: form.get('ListenerArn') ?? '', hasCertificates }
}

async function othersOf(query: Query, call: Call): Promise<readonly string[]> {
  const { ListenerArn } = fieldsOf(call)
  const asked = { 'ListenerArns.member.1': ListenerArn }
  const [listener = {}] = listOf(await query(elb, 'DescribeListeners', asked), 'Listeners')
  return arnsOf(listener).slice(1)
}

async function add(query: Query, ListenerArn: string, arn: string): Promise<void> {
  const fields = { ListenerArn, 'Certificates.member.1.CertificateArn': arn }
  await query(elb, 'AddListenerCertificates', fields)
}
