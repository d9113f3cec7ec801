import type { WireRequest, WireResponse } from '../../aws/wire/message.ts'

/** Whether a request is this operation of ACM. */
export function isCall(request: WireRequest, operation: string): boolean {
  return request.headers['x-amz-target'] === `CertificateManager.${operation}`
}

/** Whether a request changes records. */
export function isChange({ method, path }: WireRequest): boolean {
  return method === 'POST' && path.includes('/rrset')
}

/** The changes of a batch, each as its piece of XML. */
export function changesIn({ body }: WireRequest): string[] {
  return body.match(/<Change>.*?<\/Change>/gs) ?? []
}

/** The batch with changes left out or put in. */
export function withChanges(
  request: WireRequest,
  change: (changes: string[]) => string[]
): WireRequest {
  const changes = `<Changes>${change(changesIn(request)).join('')}</Changes>`
  return { ...request, body: request.body.replace(/<Changes>.*<\/Changes>/s, changes) }
}

/** Takes away again what the batch makes. */
export function undoing(request: WireRequest): WireRequest {
  const made = changesIn(request).filter(change => change.includes('<Action>CREATE'))
  return withChanges(request, () => made.map(change => change.replace('CREATE', 'DELETE')))
}

/** What Route 53 says to a batch that it takes. */
export const accepted: WireResponse = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version="1.0"?><ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C0NONE</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>`
}
