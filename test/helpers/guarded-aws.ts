import { XMLParser } from 'fast-xml-parser'
import type { Policy } from '../../hooks/commands/iam/policy.ts'
import type { EmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import type {
  RequestHandler,
  SdkRequest,
  SdkResponse
} from '../../simulator/aws/request-handler.ts'
import { allows, type IamCall } from './iam-policy.ts'

/**
 * The embedded AWS behind a policy, which the embedded AWS itself does not have: it knows no IAM.
 * @param denied - gets every call that the policy does not allow
 */
export function guardedHandler(
  cloud: EmbeddedAws,
  policy: Policy,
  denied: IamCall[]
): RequestHandler {
  const open = cloud.requestHandler()
  return {
    ...open,
    handle: async (request, options) => {
      const refused = callsOf(request, cloud).find(call => !allows(policy, call))
      if (refused === undefined) return open.handle(request, options)
      denied.push(refused)
      return { response: denial(refused) }
    }
  }
}

/** What IAM checks for one request: more than one action if the request also sets tags. */
function callsOf(request: SdkRequest, cloud: EmbeddedAws): readonly IamCall[] {
  const target = request.headers['x-amz-target']
  return target === undefined ? [dnsCall(request)] : acmCalls(request, target, cloud)
}

type AcmInput = {
  CertificateArn?: string
  DomainName?: string
  ValidationMethod?: string
  Tags?: { Key: string; Value?: string }[]
}

function acmCalls(request: SdkRequest, target: string, cloud: EmbeddedAws): readonly IamCall[] {
  const operation = target.split('.')[1] ?? ''
  const input = JSON.parse(bodyOf(request)) as AcmInput
  const { CertificateArn: arn, Tags = [] } = input
  const region = /\/\d{8}\/([a-z0-9-]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const found = arn === undefined ? undefined : cloud.certificates.find(arn)
  const tags = Object.entries(found?.tags ?? {})
  const context = {
    'aws:RequestedRegion': [region],
    ...(Tags.length > 0 && { 'aws:TagKeys': Tags.map(({ Key }) => Key) }),
    ...Object.fromEntries(Tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, [Value]])),
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, [value]])),
    ...(input.DomainName && { 'acm:DomainNames': [input.DomainName] }),
    ...(input.ValidationMethod && { 'acm:ValidationMethod': [input.ValidationMethod] })
  }
  const call = { action: `acm:${operation}`, resource: arn ?? '*', context }
  if (operation !== 'RequestCertificate' || Tags.length === 0) return [call]
  const resource = `arn:aws:acm:${region}:111122223333:certificate/new`
  return [call, { action: 'acm:AddTagsToCertificate', resource, context }]
}

function dnsCall({ method, path, ...request }: SdkRequest): IamCall {
  const [, kind = '', id = '', rest] = /\/(hostedzone|change)\/([^/?]+)(\/rrset)?/.exec(path) ?? []
  const resource = `arn:aws:route53:::${kind}/${id}`
  if (kind === 'change') return { action: 'route53:GetChange', resource, context: {} }
  if (rest === undefined) return { action: 'route53:GetHostedZone', resource, context: {} }
  if (method === 'GET') return { action: 'route53:ListResourceRecordSets', resource, context: {} }
  const changes = changesIn(bodyOf(request as SdkRequest))
  const prefix = 'route53:ChangeResourceRecordSets'
  const context = {
    [`${prefix}Actions`]: changes.map(({ Action }) => Action),
    [`${prefix}RecordTypes`]: changes.map(({ ResourceRecordSet }) => ResourceRecordSet.Type),
    [`${prefix}NormalizedRecordNames`]: changes.map(({ ResourceRecordSet }) =>
      normalized(ResourceRecordSet.Name)
    )
  }
  return { action: prefix, resource, context }
}

type Change = { Action: string; ResourceRecordSet: { Name: string; Type: string } }

function changesIn(body: string): readonly Change[] {
  const parser = new XMLParser({ isArray: name => name === 'Change' })
  const parsed = parser.parse(body) as {
    ChangeResourceRecordSetsRequest: { ChangeBatch: { Changes: { Change: Change[] } } }
  }
  return parsed.ChangeResourceRecordSetsRequest.ChangeBatch.Changes.Change
}

/** As the Route 53 developer guide has it: lower case, no last dot, octal escapes. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/\.$/, '').replaceAll('*', '\\052')
}

function bodyOf({ body }: SdkRequest): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '')
}

function denial({ action }: IamCall): SdkResponse {
  const message = `User: hooks is not authorized to perform: ${action}`
  const encode = (text: string) => new TextEncoder().encode(text)
  if (action.startsWith('acm:')) {
    const body = encode(JSON.stringify({ __type: 'AccessDeniedException', message }))
    return { statusCode: 400, headers: { 'content-type': 'application/x-amz-json-1.1' }, body }
  }
  const code = '<Type>Sender</Type><Code>AccessDenied</Code>'
  const error = `<Error>${code}<Message>${message}</Message></Error>`
  const body = encode(`<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>`)
  return { statusCode: 403, headers: { 'content-type': 'text/xml' }, body }
}
