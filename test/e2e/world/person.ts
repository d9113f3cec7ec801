import { ACMClient, DeleteCertificateCommand } from '@aws-sdk/client-acm'
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client
} from '@aws-sdk/client-route-53'
import { region } from './install.ts'

/** A person with all rights in the AWS account, who is not our installation. */
export type Person = {
  /**
   * Changes records in one batch.
   * @throws what Route 53 answers if it refuses the batch
   */
  changeRecords: (zoneID: string, changes: readonly Change[]) => Promise<void>
  /** The records of a zone, as Route 53 lists them. A zone here has less than one page. */
  records: (zoneID: string) => Promise<readonly ResourceRecordSet[]>
  /** @throws what ACM answers if it refuses the deletion */
  deleteCertificate: (arn: string) => Promise<void>
  close: () => void
}

/** @param endpoint - the URL of the AWS that the hooks use too */
export function createPerson(endpoint: string): Person {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'person' }
  const route53 = new Route53Client({ endpoint, region: 'us-east-1', credentials })
  const acm = new ACMClient({ endpoint, region, credentials })
  return {
    changeRecords: async (HostedZoneId, changes) => {
      const ChangeBatch = { Changes: [...changes] }
      await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }))
    },
    records: async HostedZoneId => {
      const found = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }))
      return found.ResourceRecordSets ?? []
    },
    deleteCertificate: async CertificateArn => {
      await acm.send(new DeleteCertificateCommand({ CertificateArn }))
    },
    close: () => {
      route53.destroy()
      acm.destroy()
    }
  }
}
