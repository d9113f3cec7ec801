import { listOf, type Query, textOf } from './moto-query.ts'

/**
 * Tags the subnets of the default VPC for load balancers, as everybody does who installs the load
 * balancer controller. @returns the id of the VPC
 */
export async function prepareVPC(query: Query): Promise<string> {
  const subnets = listOf(await query('ec2', 'DescribeSubnets'), 'subnetSet')
  const [first] = subnets
  if (first === undefined) throw new Error('the default VPC of moto has no subnets')
  const ids = subnets.map((subnet, index) => [
    `ResourceId.${index + 1}`,
    textOf(subnet, 'subnetId')
  ])
  const tags = {
    'Tag.1.Key': 'kubernetes.io/role/elb',
    'Tag.1.Value': '1',
    'Tag.2.Key': 'kubernetes.io/role/internal-elb',
    'Tag.2.Value': '1'
  }
  await query('ec2', 'CreateTags', { ...Object.fromEntries(ids), ...tags })
  return textOf(first, 'vpcId')
}
