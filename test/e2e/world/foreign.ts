import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm'
import type { EmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { region } from './install.ts'

const zoneID = 'Z0FOREIGN'

/** Makes what somebody else has in the account: a zone with records, and a certificate. */
export async function makeForeign(cloud: EmbeddedAws): Promise<void> {
  cloud.zones.create('foreign.test', { id: zoneID })
  cloud.zones.put(zoneID, { name: 'www.foreign.test', type: 'A', values: ['192.0.2.1'], ttl: 60 })
  const owner = '"heritage=external-dns,external-dns/owner=other"'
  cloud.zones.put(zoneID, { name: 'www.foreign.test', type: 'TXT', values: [owner], ttl: 60 })
  const credentials = { accessKeyId: 'somebody', secretAccessKey: 'else' }
  const requestHandler = cloud.requestHandler()
  const acm = new ACMClient({ region, credentials, requestHandler })
  const named = { DomainName: 'www.foreign.test', ValidationMethod: 'DNS' as const }
  await acm.send(new RequestCertificateCommand(named))
}

/** Everything in the account but what AWS itself puts into a zone. */
export function inventoryOf({ zones, certificates, loadBalancers }: EmbeddedAws) {
  const records = zones.list().flatMap(({ id }) =>
    zones
      .records(id)
      .filter(({ type }) => type !== 'NS' && type !== 'SOA')
      .map(record => ({ zone: id, ...record }))
  )
  return {
    records,
    certificates: certificates.list().map(({ arn, domain }) => ({ arn, domain })),
    loadBalancers: loadBalancers.list().map(({ name }) => name)
  }
}
