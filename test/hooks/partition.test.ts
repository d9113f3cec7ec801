import { partition } from '@aws-sdk/core/client'
import t from 'tap'
import { cloudFrontRegions, partitionOf } from '../../hooks/partition.ts'

const regions = [
  'eu-central-1',
  'us-east-1',
  'mx-central-1',
  'cn-north-1',
  'us-gov-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
  'eusc-de-east-1'
]

t.test('the partition of a region is the one that the SDK knows', async t => {
  for (const region of regions) t.equal(partitionOf(region), partition(region).name, region)
})

t.test('CloudFront takes certificates from us-east-1, in the main partition only', async t => {
  t.strictSame(cloudFrontRegions('ap-south-1'), ['us-east-1'])
  for (const region of regions.slice(3)) t.strictSame(cloudFrontRegions(region), [], region)
})
